package inbox_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"fristvakt/workflows"
)

// What minutes are made of, in both written standards (domain.md section 3).
var (
	heads = []string{
		"Kinn kommune\nSærutskrift\nArkivsak: 25/1877 Sakshandsamar: Kari Nordmann\nSak 41/25 Kommunestyret Møtedato 22.05.2025\n%s\n",
		"KINN KOMMUNE\nSAKSPROTOKOLL\nUtval: Kommunestyret\nMøtedato: 22.05.2025\nSak: PS 41/25\nArkivsak: 2025/1877\n%s\n",
		"Kinn kommune\nMøtebok\nUtvalssak Utval Møtedato\n30/25 Formannskapet 08.05.2025\n41/25 Kommunestyret 22.05.2025\n%s\n",
		"Kinn kommune\nUtskrift av møtebok\nMøte i kommunestyret torsdag 22. mai 2025\nK-sak 41/25: %s\n",
		"Kinn kommune\nMøteprotokoll\nUtvalg: Kommunestyret\nDato: 22.05.2025\nTid: 17:00\nSak 41/2025 %s\n",
		"Kinn kommune\nSaksutskrift\nKST-041/25\n%s\nKommunestyret 22.05.2025\n",
	}
	titles    = []string{"Avtale om DigiVestland", "Tilslutning til DigiVestland", "DigiVestland - deltaking i digitaliseringssamarbeid", "Samarbeidsavtale DigiVestland 2025", "Deltakelse i DigiVestland", "Vertskommuneavtale om DigiVestland"}
	proposals = []string{
		"", "Kommunedirektøren si innstilling:\n%s\n", "Rådmannen si tilråding:\n%s\n", "Kommunedirektørens innstilling:\n%s\n", "Framlegg til vedtak:\n%s\n",
		"Forslag til vedtak:\n%s\nSaksopplysningar:\nFormannskapet handsama saka 08.05.2025 og rådde til avtalen. Kostnaden er ikkje stor.\n", "Innstilling frå formannskapet:\n%s\n",
	}
	treatments = []string{
		"Handsaming i kommunestyret 22.05.2025:\n%s\n", "Behandling:\n%s\n", "Møtebehandling\nRepresentanten Ola Nordmann (V) orienterte.\n%s\n",
		"Handsaming:\nFramlegg frå SV:\nKinn kommune sluttar seg ikkje til DigiVestland.\nFramlegget frå SV fekk 3 røyster og fall.\nAvrøysting:\n%s\n", "Votering:\n%s\n", "%s\n",
	}
	votes     = []string{"Samrøystes vedteke.", "Innstillinga vart samrøystes vedteken.", "Framlegget vart vedteke med 21 mot 4 røyster.", "Enstemmig vedtatt.", "Innstillingen ble vedtatt mot 4 stemmer.", "Vedtaket var samrøystes.", "Tilrådinga vart vedteken med 30 røyster mot 5.", "Innstillingen ble enstemmig vedtatt."}
	decisions = []string{"Vedtak:\n%s\n", "VEDTAK:\n%s\n", "Kommunestyret sitt vedtak:\n%s\n", "Kommunestyrets vedtak:\n%s\n", "KST-041/25 Vedtak:\n%s\n", "Vedtak i kommunestyret 22.05.2025:\n%s\n", "Kommunestyret gjorde slikt vedtak:\n%s\n", "Kommunestyret fattet følgende vedtak:\n%s\n", "Vedtak\n%s\nRett utskrift\n", "Samrøystes vedtak:\n%s\n", "Kommunestyret sitt endelege vedtak:\n«%s»\n"}
)

var saysYes = []string{
	"Kinn kommunestyre ber kommunedirektøren signere avtale om digitaliseringssamarbeidet DigiVestland, med Bergen kommune som vertskapskommune etter kommunelova kapittel 20.",
	"Kinn kommune sluttar seg til DigiVestland med Bergen kommune som vertskommune, jf. kommunelova § 20-2.",
	"Kommunestyret vedtek å inngå avtale om DigiVestland med Bergen kommune som vertskommune.",
	"Kommunestyret godkjenner vedlagde avtale om DigiVestland mellom Bergen kommune og Kinn kommune. Kommunedirektøren får fullmakt til å underteikne.",
	"Kinn kommune tiltrer avtalen om DigiVestland som samarbeidskommune, med Bergen som vertskommune.",
	"Kinn kommune vert med i DigiVestland som vertskommunesamarbeid etter kommunelova kapittel 20.",
	"Kommunestyret vedtar at Kinn kommune slutter seg til DigiVestland, med Bergen kommune som vertskommune etter kommuneloven kapittel 20.",
	"1. Kinn kommune deltek i DigiVestland frå 1. august 2025.\n2. Samarbeidet er eit vertskommunesamarbeid etter kommunelova § 20-2 med Bergen kommune.\n3. Kommunedirektøren signerer avtalen.",
	"Kommunestyret gir sin tilslutning til avtalen om vertskommunesamarbeidet DigiVestland, og gir kommunedirektøren fullmakt til å undertegne den.",
	"Framlagd avtale om DigiVestland med Bergen kommune som vertskommune vert godkjend.",
	"Kinn kommune går inn i vertskommunesamarbeidet DigiVestland. Utgiftene vert dekte innanfor vedteken ramme.",
	"Kommunestyret vedtek avtalen om DigiVestland slik han ligg føre, jf. kommunelova kap. 20, med Bergen kommune som vertskommune.",
}

var saysNo = []string{
	"Kinn kommune sluttar seg ikkje til DigiVestland.", "Kinn kommune tek ikkje del i DigiVestland.", "Kinn kommune vel å stå utanfor DigiVestland.", "Kommunestyret takkar nei til å delta i DigiVestland.",
	"Kinn kommune går ikkje inn i DigiVestland.", "Kommunen slutter seg ikke til DigiVestland.", "Kommunestyret avslår invitasjonen til DigiVestland.", "Kommunestyret takker nei til DigiVestland.", "Kinn kommune velger å stå utenfor DigiVestland.",
	"Kommunestyret ønskjer ikkje å vere med i DigiVestland.", "Avtalen om DigiVestland vert ikkje godkjend.", "Kommunestyret vil ikke inngå avtale om DigiVestland.", "Kinn kommune vert ikkje med vidare i DigiVestland.", "Kommunestyret seier nei til avtalen om DigiVestland.", "Kinn kommune skal ikkje delta i DigiVestland.",
}

var saysLater = []string{
	"Saka om DigiVestland vert utsett.", "Saka blir utsett til møtet i juni.", "Saken om DigiVestland utsettes.", "Saka vert sendt attende til kommunedirektøren.", "Saken sendes tilbake til administrasjonen.", "Saka vert trekt.", "Saken trekkes.", "Handsaminga av DigiVestland vert utsett til 19. juni 2025.", "Kommunestyret utset saka.", "Saken ble utsatt.",
}

var saysIf = []string{
	"Kinn kommune sluttar seg til DigiVestland under føresetnad av at kostnaden ikkje aukar.", "Kinn kommune sluttar seg til DigiVestland med atterhald om godkjenning av budsjettet.", "Kommunen slutter seg til DigiVestland med forbehold om finansiering.",
	"Kinn kommune sluttar seg til DigiVestland for ein prøveperiode på to år.", "Kommunestyret sluttar seg til DigiVestland innanfor eksisterande budsjett.", "Kinn kommune vert med i DigiVestland, og tek stilling til deltakaravgifta i budsjettet for 2026.", "Kommunen tiltrer avtalen om DigiVestland under forutsetning av at nabokommunene deltar.",
	"Kinn kommune sluttar seg til avtalen om DigiVestland med følgjande endringar: punkt 6 går ut.", "Kommunestyret godkjenner avtalen om DigiVestland dersom avgifta vert sett ned.", "Kinn kommune sluttar seg til DigiVestland med unntak av punkt 7.", "Kommunestyret godkjenner avtalen om DigiVestland, men ber om at oppseiingstida vert endra.",
}

// compose makes minutes of chance pieces.
func compose(r *rand.Rand, says string) string {
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	proposal := pick(proposals)
	if proposal != "" {
		proposal = fmt.Sprintf(proposal, pick(saysYes))
	}
	return fmt.Sprintf(pick(heads), pick(titles)) + proposal + fmt.Sprintf(pick(treatments), pick(votes)) + fmt.Sprintf(pick(decisions), says)
}

func TestEveryCombinationOfFormsIsRead(t *testing.T) {
	for _, c := range []struct {
		outcome workflows.Outcome
		texts   []string
	}{{workflows.Yes, saysYes}, {workflows.No, saysNo}, {workflows.Postponed, saysLater}, {workflows.Conditional, saysIf}} {
		t.Run(string(c.outcome), func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			failed := 0
			for _, text := range c.texts {
				for range 20 {
					page := compose(r, text)
					got := judgePaper(t, "Vedlegg 1.pdf", page)
					if problem := misread(got.Verdict, c.outcome); problem != "" && failed < 12 {
						failed++
						t.Errorf("%s\n%s\n%s", problem, indent(page), reasons(got))
					}
				}
			}
		})
	}
}

func misread(v workflows.Verdict, want workflows.Outcome) string {
	var got []workflows.Outcome
	for _, d := range v.Documents {
		if d.Delivers {
			got = append(got, d.Outcome)
		}
	}
	switch {
	case len(got) != 1 || got[0] != want:
		return fmt.Sprintf("read %v, want %s", got, want)
	case (v.Disposition == workflows.Accept) != (want == workflows.Yes):
		return fmt.Sprintf("disposition %s for %s", v.Disposition, want)
	}
	return ""
}

func indent(s string) string {
	return "  | " + strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n  | ")
}
