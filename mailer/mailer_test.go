package mailer_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"fristvakt/mailer"
	"fristvakt/workflows"
)

var (
	update = flag.Bool("update", false, "write the golden mails anew")
	pages  = flag.String("pages", "", "folder to write the HTML parts to, for looking at them in a browser")
)

func oslo(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func settings(t testing.TB) mailer.Settings {
	pdf := []byte("%PDF-1.4\n%eksempel\n")
	return mailer.Settings{
		From:        mailer.Address{Name: "DigiVestland", Mail: "digivestland@bergen.example.no"},
		Secretariat: []mailer.Address{{Name: "Sekretariatet", Mail: "sekretariat@bergen.example.no"}},
		Archive:     "arkiv@bergen.example.no",
		Envelope:    "retur@bergen.example.no",
		Domain:      "fristvakt.example.no",
		Secret:      []byte("løyndom"),
		Host:        "Bergen kommune",
		Mottak:      "postmottak@bergen.example.no",
		Contact:     mailer.Contact{Name: "Kari Eksempel", Mail: "kari.eksempel@bergen.example.no", Phone: "55 00 00 00"},
		Leader:      "kommunedirektøren",
		Leaders:     map[string]string{"4638": "rådmannen"},
		Links: map[string]string{"avtale": "https://digivestland.example.no/avtale",
			"sakspapir": "https://digivestland.example.no/sakspapir", "skjema": "https://skjema.example.no/digivestland"},
		Files: map[string]mailer.File{
			"agreement":           {Name: "Avtale DigiVestland – signert av Bergen kommune.pdf", Type: "application/pdf", Content: pdf},
			"case-paper":          {Name: "Forslag til sakspapir.docx", Type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Content: pdf},
			"constituting-papers": {Name: "Sakspapir konstituerande møte.pdf", Type: "application/pdf", Content: pdf},
		},
		Location: oslo(t),
	}
}

// The built-in rounds and the calendar are values that no test changes, so
// they are read once.
var (
	builtIn  = sync.OnceValues(workflows.EmbeddedRounds)
	calendar = sync.OnceValue(workflows.DefaultCalendar)
	shared   sync.Map // the composer with the plain settings
)

func rounds(t testing.TB) []workflows.Round {
	t.Helper()
	all, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clone(all)
}

func composer(t testing.TB) *mailer.Composer {
	t.Helper()
	if c, ok := shared.Load("plain"); ok {
		return c.(*mailer.Composer)
	}
	c, err := mailer.New(settings(t), rounds(t))
	if err != nil {
		t.Fatal(err)
	}
	shared.Store("plain", c)
	return c
}

func round(t testing.TB, id string) workflows.Round {
	t.Helper()
	for _, r := range rounds(t) {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("no round %s", id)
	return workflows.Round{}
}

func party(t testing.TB, number string) workflows.Party {
	t.Helper()
	roster, err := workflows.EmbeddedRoster("vestland")
	if err != nil {
		t.Fatal(err)
	}
	p, ok := roster.Party(number)
	if !ok {
		t.Fatalf("no party %s", number)
	}
	return p
}

func addresses(p workflows.Party) map[workflows.Role]string {
	return map[workflows.Role]string{workflows.Mailroom: p.Mailroom, workflows.ChiefExecutive: "leiar@" + p.Domain}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs at line %d; run with -update and look at the difference", file, firstDifference(got, want))
	}
}

func firstDifference(got, want []byte) int {
	a, b := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i + 1
		}
	}
	return min(len(a), len(b)) + 1
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	d, err := workflows.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d.At(9, 30, oslo(t))
}

func day(t testing.TB, s string) workflows.Date {
	t.Helper()
	d, err := workflows.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func page(t *testing.T, name string, m workflows.Mail) {
	t.Helper()
	if *pages == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*pages, name+".html"), []byte(parse(t, m.Bytes).text("text/html")), 0o644); err != nil {
		t.Fatal(err)
	}
}
