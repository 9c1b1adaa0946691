package papers

import (
	"fmt"
	"strings"

	"fristvakt/workflows"
)

// Form is what kind of paper tells of the case.
type Form int

// The forms in which a case reaches others.
const (
	Extract      Form = iota // særutskrift of the council's minutes
	WholeMinutes             // the minutes of the whole meeting
	CasePaper                // what the administration proposes
	Recommended              // særutskrift after the executive committee
	Administered             // decided by the administration alone
)

// Minutes is a paper about one municipality's case.
type Minutes struct {
	Round   string // id of the round
	Party   string
	Council string // kommunestyre, heradsstyre
	Meeting workflows.Date
	Outcome workflows.Outcome
	Until   workflows.Date // the meeting that a postponed case goes to
	Case    int            // serial of the meeting case
	File    int            // serial of the archive's case
	Officer string
	Leader  string // kommunedirektør
	Form    Form
}

// Lines is the paper as text, a heading marked by "# " and a paragraph by an
// empty line before it.
func (m Minutes) Lines() []string {
	switch m.Form {
	case WholeMinutes:
		return m.whole()
	case CasePaper:
		return append(m.head("SAKSFRAMLEGG", "Kommunedirektøren sitt framlegg til vedtak:"), append(m.proposal(), m.background()...)...)
	case Recommended:
		return append(m.head("Særutskrift – tilråding frå formannskapet", ""), m.recommended()...)
	case Administered:
		return append(m.head("Administrativt vedtak", ""), "", "# Vedtak:", fmt.Sprintf("Kommunedirektøren vedtek at %s blir med vidare i DigiVestland.", m.Party), "", m.Leader, "kommunedirektør")
	}
	return append(m.head("SÆRUTSKRIFT", ""), m.treated()...)
}

// PDF writes the paper as PDF.
func (m Minutes) PDF() []byte {
	s := newSheet(m.title())
	for _, l := range m.Lines() {
		switch text, heading := strings.CutPrefix(l, "# "); {
		case heading:
			s.heading(text, 11.5)
		case l == "":
			s.pdf.Ln(2.5)
		default:
			s.line(l)
		}
	}
	return s.bytes()
}

func (m Minutes) title() string {
	if m.Round == "digivestland-2024" {
		return "Ny samarbeidsavtale for DigiVestland"
	}
	return "Avtale om digitaliseringssamarbeidet DigiVestland"
}

// body is the council with its article: Kommunestyret, Heradsstyret.
func (m Minutes) body() string { return strings.ToUpper(m.Council[:1]) + m.Council[1:] + "t" }

func (m Minutes) number() string { return fmt.Sprintf("%03d/%02d", m.Case, m.Meeting.Year%100) }

func (m Minutes) short() string {
	if m.Council == "heradsstyre" {
		return "HST"
	}
	return "KST"
}

func day(d workflows.Date) string { return fmt.Sprintf("%02d.%02d.%d", d.Day, d.Month, d.Year) }

func (m Minutes) head(kind, last string) []string {
	lines := []string{"# " + m.Party, "# " + kind, fmt.Sprintf("Arkivsak: %02d/%d", m.Meeting.Year%100, m.File), "Sakshandsamar: " + m.Officer, ""}
	if m.Form != CasePaper && m.Form != Administered {
		lines = append(lines, "Saksnr    Utval    Møtedato")
		lines = append(lines, fmt.Sprintf("%03d/%02d    Formannskapet    %s", m.Case+12, m.Meeting.Year%100, day(m.Meeting.AddDays(-14))))
	}
	if m.Form == Extract {
		lines = append(lines, fmt.Sprintf("%s    %s    %s", m.number(), m.body(), day(m.Meeting)))
	}
	lines = append(lines, "", "# "+m.title(), "")
	if last != "" {
		lines = append(lines, "# "+last)
	}
	return lines
}

// proposal is what the recommended wording asks the council to decide.
func (m Minutes) proposal() []string {
	if m.Round == "digivestland-2024" {
		return []string{fmt.Sprintf("%s vedtek at %s sluttar seg til avtalen om DigiVestland som kommunalt oppgåvefellesskap etter kommunelova kapittel 19, med Bergen kommune som kontorkommune, gjeldande frå 1. januar 2025.", m.body(), m.Party), ""}
	}
	return []string{fmt.Sprintf("%s ber kommunedirektøren signere avtale om digitaliseringssamarbeidet DigiVestland mellom %s og Bergen kommune, med Bergen kommune som vertskapskommune etter kommunelova kapittel 20.", m.body(), m.Party), ""}
}

func (m Minutes) background() []string {
	if m.Round == "digivestland-2024" {
		return []string{"# Saksutgreiing:", "Kommunane i Vestland har hatt eit felles program for digitalisering i fleire år. Hausten 2024 blir det lagt fram ein ny samarbeidsavtale, der eit representantskap er øvste organ.", "", "# Vurdering:", "Kommunen har for få fagfolk til å gjere dette åleine. Kommunedirektøren meiner at eit fast samarbeid er det beste.", ""}
	}
	return []string{"# Saksutgreiing:", "Bergen bystyre gjorde 30. januar 2025 vedtak om å invitere dei andre kommunane i fylket til eit vertskommunesamarbeid. Kommunen deltek i dag i fagnettverk og felles prosjekt.", "", "# Vurdering:", "Utgifta er liten samanlikna med kva det ville koste å løyse oppgåvene åleine. Kommunedirektøren rår til at kommunen held fram i samarbeidet.", ""}
}

func (m Minutes) recommended() []string {
	lines := append([]string{"# Kommunedirektøren si tilråding:"}, m.proposal()...)
	lines = append(lines, "# Formannskapet "+day(m.Meeting.AddDays(-14)), "Handsaming:", "Tilrådinga vart samrøystes vedteken.", "")
	return append(append(lines, "# Formannskapet si tilråding til "+strings.ToLower(m.body())+":"), m.proposal()...)
}

// treated is the treatment in the council, with what was decided.
func (m Minutes) treated() []string {
	lines := append([]string{"# Kommunedirektøren si tilråding:"}, m.proposal()...)
	lines = append(lines, m.background()...)
	lines = append(lines, fmt.Sprintf("# %s %s", m.body(), day(m.Meeting)), "Handsaming:")
	lines = append(lines, m.vote()...)
	lines = append(lines, "", fmt.Sprintf("# %s-%s Vedtak:", m.short(), m.number()))
	lines = append(lines, m.decided()...)
	return append(lines, "", "Rett utskrift, "+day(m.Meeting.AddDays(1)), m.Officer)
}

func (m Minutes) vote() []string {
	switch m.Outcome {
	case workflows.No:
		return []string{fmt.Sprintf("Ola Dalheim (Bygdelista) sette fram slikt alternativt framlegg: %s sluttar seg ikkje til avtalen.", m.Party),
			"Ved røysting fekk tilrådinga 8 røyster og fall. Framlegget frå Ola Dalheim vart vedteke med 13 mot 8 røyster."}
	case workflows.Postponed:
		return []string{"Det vart sett fram framlegg om å utsetje saka.", "Utsetjingsframlegget vart samrøystes vedteke."}
	case workflows.Conditional:
		return []string{"Det vart sett fram tilleggsframlegg om atterhald.", "Tilrådinga med tillegg vart vedteken med 18 mot 3 røyster."}
	}
	if m.Case%2 == 0 {
		return []string{"Tilrådinga vart vedteken med 19 mot 2 røyster."}
	}
	return []string{"Tilrådinga vart samrøystes vedteken."}
}

func (m Minutes) decided() []string {
	switch m.Outcome {
	case workflows.No:
		return []string{fmt.Sprintf("%s sluttar seg ikkje til avtalen om DigiVestland. Kommunen vil stå utanfor samarbeidet.", m.Party)}
	case workflows.Postponed:
		return []string{fmt.Sprintf("Saka blir utsett til møtet i %s %s.", strings.ToLower(m.body()), norwegian(m.Until))}
	case workflows.Conditional:
		return append(m.proposal()[:1], "Vedtaket er gjort under føresetnad av at utgifta får dekning i budsjettet for 2026.")
	}
	return m.proposal()[:1]
}

// whole is the minutes of a meeting with many cases, ours among them.
func (m Minutes) whole() []string {
	lines := []string{"# " + m.Party, "# Møteprotokoll", "", "Utval: " + m.body(), "Møtestad: Heimen samfunnshus", "Møtedato: " + day(m.Meeting), "Tid: 10:00 - 15:40", ""}
	ours := len(otherCases) / 2
	for i, other := range otherCases {
		number := fmt.Sprintf("%03d/%02d", m.Case-ours+i, m.Meeting.Year%100)
		if i == ours {
			lines = append(lines, fmt.Sprintf("# PS %s %s", m.number(), m.title()), "")
			lines = append(append(lines, m.treated()...), "")
			continue
		}
		lines = append(lines, fmt.Sprintf("# PS %s %s", number, other.title), "", "# Kommunedirektøren si tilråding:", other.proposal, "",
			fmt.Sprintf("# %s %s", m.body(), day(m.Meeting)), "Handsaming:", other.vote, "", fmt.Sprintf("# %s-%s Vedtak:", m.short(), number), other.decided, "")
	}
	return lines
}

var otherCases = []struct{ title, proposal, vote, decided string }{
	{"Godkjenning av møteprotokoll", "Protokollen frå førre møte vert godkjend.", "Samrøystes vedteke.", "Protokollen frå førre møte vert godkjend."},
	{"Rekneskap og årsmelding", "Rekneskapen vert godkjend slik han ligg føre.", "Samrøystes vedteke.", "Rekneskapen vert godkjend slik han ligg føre."},
	{"Søknad om dispensasjon - naust på gnr. 14 bnr. 3", "Søknaden vert avslegen.", "Framlegget vart vedteke med 15 mot 6 røyster.", "Søknaden vert avslegen. Det er ikkje grunnlag for dispensasjon."},
	{"Skulestruktur i indre krins", "Saka vert send på høyring.", "Utsetjingsframlegget vart vedteke med 11 mot 10 røyster.", "Saka vert utsett til møtet i september."},
	{"", "", "", ""},
	{"Kommunal garanti for idrettslaget", "Det vert gjeve garanti på 2 millionar kroner.", "Framlegget fall med 9 mot 12 røyster.", "Kommunen gjev ikkje garanti for lånet."},
	{"Trafikksikringsplan", "Planen vert vedteken.", "Samrøystes vedteke.", "Trafikksikringsplanen vert vedteken med dei endringane som kom fram i møtet."},
	{"Val av vara til kontrollutvalet", "Innstillinga frå valnemnda vert vedteken.", "Samrøystes vedteke.", "Anne Nesheim vert vald som vara til kontrollutvalet."},
	{"Interpellasjon om ferjetilbodet", "Svaret frå ordføraren vert teke til orientering.", "Samrøystes vedteke.", "Svaret vert teke til orientering."},
}
