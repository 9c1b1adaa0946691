package inbox

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// yesWords are the words a plain yes is made of, in both written standards. It
// is a yes to this agreement and to no less where nothing else is said, so one
// word beyond them is for a person to weigh: "observatør", "delen som gjeld",
// "i staden for". A word that can turn a yes into something else or less does
// not belong here.
var yesWords = wordSet(`
a b c d e f og i å for av om på til med som der er det den dette denne desse disse at frå fra mellom ved innan etter under
seg sin si sitt sine ein eit ei en et han ho hun dei de oss vi vår vårt våre så hans
vert blir vart ble blei verte bli blitt vere være har får fikk fekk gis gjev gir gjeve gjeven gitt gje gi ga gav gjer gjør gjorde gjort skal vil
både også samt henhold samsvar medhald tråd slik slikt følgjande følgende nytt ny nye pkt punkt nr sak saka saken kap kapittel
kapitel kapitlet kapittelet ledd paragraf lov lova loven jf jfr jamfør jevnfør anna no nå vidare videre heile hele same samme
første andre januar februar mars april mai juni juli august møte møtet dato kopi bakgrunn
kommune kommunen kommunens kommunane kommunene kommunestyre kommunestyret kommunestyrets heradsstyre heradsstyret herad heradet
bystyre bystyret kommunedirektør kommunedirektøren kommunedirektørens rådmann rådmannen vestland
kommunelov kommunelova kommuneloven heimel heimla hjemmel hjemlet reglane reglene føresegnene bestemmelsene
digivestland digitaliseringssamarbeid digitaliseringssamarbeidet digitaliseringsområdet digitalisering digitaliseringa
digitaliseringen digital digitale felles interkommunalt interkommunale
samarbeid samarbeidet samarbeide samarbeidsavtale samarbeidsavtalen samarbeidsavtala samarbeidskommune samarbeidskommunar
samarbeidspart administrativ administrative administrativt organisert organiserast organiseres modell
vertskommune vertskommunen vertskapskommune vertskapskommunen vertskommunesamarbeid vertskommunesamarbeidet
vertskommunemodell vertskommunemodellen vertskommuneavtale vertskommuneavtalen vertskap vert
avtale avtalen avtala avtaler avtalt avtaletekst avtaleteksten
part parten medlem deltakar deltaker deltakarkommune deltakerkommune delta deltar deltek deltakinga deltaking deltakelse
deltakelsen deltagelse tek tar teke tatt ta del inn går gå gått inngår inngå inngått inngåing inngåelse
slutte sluttar slutta slutter sluttet tilslutning tilslutnad tilslutter tilslutta tilslutte tilsluttet tiltrer tiltre tiltrede
knyter knyte knytter godkjenner godkjenne godkjend godkjent godkjende godkjente godkjennast godkjennes samtykker samtykkjer
samtykke vedtek vedta vedtar vedtok vedteke vedteken vedtatt vedtak vedtaket stiller stille bak
vidarefører vidareføre vidareført vidareførast viderefører videreføre videreført videreføres fornyar fornyer held holder fram frem
fortset fortsetter fortsette seier sier sei si ja takkar takker invitasjon invitasjonen tilbodet tilbudet
signere signerer signert signera signerast signeres signering skrive skriv skriver underteikne underteiknar underteikna
underteiknast undertegne undertegner undertegnet undertegnes underskrive underskriv underskriver
ber bed be beden bedt bes bedd fullmakt fullmakta fullmakten myndighet mynde oppdrag pålegg vegner vegne
vedlagd vedlagde vedlagt vedlagte vedlegg framlagd framlagde framlagt framlegg fremlagt fremlagte føreligg føreliggjande
foreliggende ligg ligger føre trer trår kraft gjeld gjelder
sende sender sendast sendes sendt oversende oversender oversendast oversendes samrøystes enstemmig einstemmig
instruerer instruere delegere delegerer delegert nødvendig nødvendige naudsynt naudsynte resultat saksprotokoll særutskrift
utskrift møtebok innstilling innstillinga innstillingen tilråding tilrådinga medlemskap medlemskapet hermed partar partane parter partene gjennom
kommunalt formelt grunnlag dokument dokumenta dokumentene kostnad kostnaden kostnadene kostnadane utgift utgiftene utgiftane dekt dekkast dekkes dekka dekket ramma
framleis fremdeles tilvising tilvisning henvisning vising viser underskriven underskrivast underskrives underskrevet underskreven
oppgåve oppgåva oppgåver oppgåvene oppgave oppgaven oppgaver oppgavene overlate overlet overlater bemyndige bemyndigar bemyndiger bemyndiges
bemyndigast datert dagsett velkomen velkommen organisering organiseringa organiseringen deltakaravgift deltakaravgifta deltakeravgift
deltakeravgiften deltakaravgifter innarbeidd innarbeide innarbeidast innarbeides innarbeidet innarbeida budsjett budsjettet budsjetta
årleg årlege årlig årlige ansvar ansvaret overføre overfører overført overførast overføres delegerast delegeres delegering utføre utfører
saman sammen formannskapet formannskapets rådmannens knytt tilknytning verknad virkning gjeldande gjeldende etablere etablerer etablert
opprette opprettar oppretter opprettast opprettes stadfestar stadfester bekrefter bekreftar utsend utsende utsendt utsendte tilsend
tilsendt motteken mottatt innhald innhold ordlyd ordlyden oppmodar oppmoder oppmoda anmoder anmodar anmodes gjennomføre inntre
inntrer fyrste ynskjer ønskjer ønsker
`)

var (
	financed = regexp.MustCompile(`(?:utgift|kostnad|avgift)\p{L}* (?:vert|blir) (?:dek|finans)\p{L}*(?: [\p{L}-]+){0,8}`)
	together = regexp.MustCompile(`(?:saman|sammen) med(?: \p{L}+ (?:kommune|herad),?(?: og)?)+`)
	receives = regexp.MustCompile(`\b(?:tek|tar) imot\b`)
	votedFor = regexp.MustCompile(`\b(?:mot|imot|for):? \d{1,2}(?: røyst\p{L}*| stemm\p{L}*)?|` +
		`\b\d{1,2} (?:røyst\p{L}* |stemm?\p{L}* )?(?:for|i?mot)\b`)
)

// beyondYes returns the first word of a decision, in lower case, that a plain
// yes by one of the parties to the host has no use for, or "".
func (s subject) beyondYes(low string, parties []string) string {
	named := map[string]bool{}
	for _, number := range append([]string{s.host.Number}, parties...) {
		p, _ := s.party(number)
		for _, w := range lettersOf(strings.ToLower(p.FullName)) {
			named[w] = true
		}
	}
	ours := slices.Concat(s.round.Ours, s.round.Topic, []string{s.round.Title, s.round.Wording})
	for _, w := range lettersOf(strings.ToLower(strings.Join(ours, " "))) {
		named[w] = true
	}
	low = harmlessDenials.Replace(low)
	for _, bare := range []*regexp.Regexp{financed, together, receives, votedFor} {
		low = bare.ReplaceAllString(low, " ")
	}
	for _, w := range lettersOf(low) {
		if !named[w] && !yesWords[w] {
			return w
		}
	}
	return ""
}

func lettersOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
}
