package demo

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"net/mail"
	"strings"
	"time"

	"fristvakt/demo/papers"
	"fristvakt/workflows"
)

// everyday is the mail of a postmottak that is about anything but the rounds.
type everyday struct {
	rand     *rand.Rand
	calendar workflows.Calendar
	roster   workflows.Roster
	perDay   int
	day      workflows.Date
	left     []time.Time // of the day, still to come
	n        int
	lease    []byte // a signed paper about something else
	extract  []byte // minutes about something else
}

func newEveryday(o Options, random *rand.Rand) *everyday {
	other := papers.OtherMatter{Party: "Nabokommunen"}
	return &everyday{rand: random, calendar: o.Calendar, roster: o.Roster, perDay: o.Noise,
		day: o.From.AddDays(-1), lease: other.Lease(), extract: other.Extract()}
}

// until returns the mails that came since the last time, with the instants at
// which they did.
func (e *everyday) until(now time.Time) iter.Seq2[[]byte, time.Time] {
	return func(yield func([]byte, time.Time) bool) {
		for {
			if len(e.left) == 0 && !e.nextDay(now) {
				return
			}
			if len(e.left) > 0 && e.left[0].After(now) {
				return
			}
			if len(e.left) == 0 {
				continue
			}
			at := e.left[0]
			e.left = e.left[1:]
			e.n++
			if !yield(e.letter().bytes(at), at) {
				return
			}
		}
	}
}

// nextDay lays out the mails of the next day, if it has begun.
func (e *everyday) nextDay(now time.Time) bool {
	next := e.day.AddDays(1)
	if next.After(e.calendar.DateOf(now)) {
		return false
	}
	e.day = next
	n := e.perDay
	if !e.calendar.Workday(next) {
		n /= 4
	}
	for i := range n {
		minute := 24 * 60 * i / n
		e.left = append(e.left, next.At(minute/60, minute%60, e.calendar.Zone()))
	}
	return true
}

// errand is what people write to a municipality about.
type errand struct{ subject, text string }

var public = []errand{
	{"Hol i vegen i Kanalveien", "Hei, det er eit stort hol i vegen utanfor nummer %d. Kan nokon sjå på det?"},
	{"Søknad om parkeringsløyve for forflytningshemma", "Sender søknad om parkeringsløyve. Saksnummeret eg fekk er 24/%d."},
	{"Klage på vedtak om eigedomsskatt", "Eg klagar på taksten for gnr. 158 bnr. %d. Vedtaket er frå mars."},
	{"Spørsmål om barnehageplass", "Når kjem svar på hovudopptaket? Søknadsnummer %d."},
	{"Nabovarsel - garasje", "Vedlagt nabovarsel for eigedomen gbnr. 14/%d."},
	{"Avtale om leige av lokale", "Den signerte avtalen om leige av grendahuset ligg ved. Ref. %d."},
	{"Faktura 20%d", "Vedlagt faktura for vikartenester i mai."},
	{"Re: Skjenkeløyve for sommarfest", "Takk for sist. Vi held fast på datoen. Saksnr %d."},
	{"Innsynskrav", "Eg ber om innsyn i dokument %d i saka om ny bybanetrasé."},
	{"Tilbod: sikker sky for kommunar", "Vi hjelper kommunar i Vestland med digitalisering. %d kundar kan ikkje ta feil. Book eit møte!"},
	{"Nyheitsbrev om e-helse, nr. %d", "Denne månaden: innføring av velferdsteknologi i tre kommunar."},
	{"Gatelys ute av drift", "Lykta ved busstoppet har vore mørk i %d dagar."},
	{"Flytting av time", "Kan eg flytte timen hos helsestasjonen? Sak %d."},
	{"Båtplass i hamna", "Kor lang er ventelista? Eg står som nummer %d."},
	{"Leige av symjehall", "Vi er %d born og ønskjer å leige ein laurdag."},
	{"Flaggheising 17. mai", "Kven har ansvaret i år? Vi er %d i komiteen."},
	{"Spørsmål om vassavgift", "Målaren viser %d kubikk. Kan det stemme?"},
	{"Rotter i bakgarden", "Vi har sett minst %d. Kva gjer kommunen?"},
	{"Sommarjobb", "Eg er 16 år og søkjer sommarjobb. Stilling nr. %d."},
	{"Bossdunk er vekke", "Dunken vår med nummer %d er borte."},
	{"Re: Påmelding kulturskulen", "Vi vil framleis ha plass på fiolin. Søknad %d."},
	{"Støy frå byggjeplass", "Det vert arbeidd til klokka 23. Målt %d desibel i går."},
	{"Takk for hjelpa", "Ville berre seie takk til han som var her i dag. Nr. %d."},
}

var neighbours = []errand{
	{"Refusjonskrav gjesteelevar", "Vedlagt krav for %d elevar i grunnskulen våren."},
	{"Høyringsfråsegn - regional plan for vatn", "Formannskapet har gjeve fråsegn. Sak %d."},
	{"Signert avtale om legevaktsamarbeid", "Vedlagt signert avtale om interkommunal legevakt. Vår ref. %d."},
	{"Særutskrift - interkommunal beredskapsplan", "Vedlagt særutskrift. Vår ref. %d."},
	{"Innkalling til rådmannsutvalet", "Møtet er flytt til %d. i månaden, same stad."},
	{"Melding om flytting - barnevern", "Dokument %d er unnateke offentlegheit."},
}

// letter is the next everyday mail. Names of people are invented, their
// addresses are example addresses.
func (e *everyday) letter() letter {
	if e.n%11 == 0 {
		return e.neighbour()
	}
	name := firstNames[e.rand.IntN(len(firstNames))] + " " + lastNames[e.rand.IntN(len(lastNames))]
	err := public[e.rand.IntN(len(public))]
	l := e.about(err, mail.Address{Name: name, Address: local(name) + "@" + []string{"innbyggjar.example", "heime.example", "firma.example.com"}[e.rand.IntN(3)]})
	l.stamp = []stamp{proven, unproven}[e.rand.IntN(2)]
	if strings.Contains(err.text, "avtale") && e.rand.IntN(2) == 0 {
		l.files = []file{{"signert avtale.pdf", mediaPDF, e.lease}}
	}
	return l
}

// neighbour is a mail from another municipality about something else.
func (e *everyday) neighbour() letter {
	p := e.roster[1+e.rand.IntN(len(e.roster)-1)]
	l := e.about(neighbours[e.rand.IntN(len(neighbours))], mail.Address{Name: p.FullName, Address: p.Mailroom})
	switch {
	case strings.HasPrefix(l.subject, "Signert"):
		l.files = []file{{"Signert avtale.pdf", mediaPDF, e.lease}}
	case strings.HasPrefix(l.subject, "Særutskrift"):
		l.files = []file{{"Særutskrift.pdf", mediaPDF, e.extract}}
	}
	return l
}

func (e *everyday) about(what errand, from mail.Address) letter {
	number := 100 + e.rand.IntN(900)
	fill := func(s string) string {
		if strings.Contains(s, "%d") {
			return fmt.Sprintf(s, number)
		}
		return s
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	return letter{from: from, to: mailUser, subject: fill(what.subject), text: "Hei,\n\n" + fill(what.text) + "\n\nMvh\n" + from.Name + "\n",
		id: fmt.Sprintf("everyday.%d.%d@%s", e.n, number, domain), html: e.rand.IntN(2) == 0}
}
