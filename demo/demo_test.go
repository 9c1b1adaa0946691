package demo_test

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"fristvakt/demo"
	"fristvakt/workflows"
)

// options are those of a short play of the days around 31 May 2025.
func options(t *testing.T, seed uint64) demo.Options {
	t.Helper()
	calendar := workflows.DefaultCalendar()
	o := demo.Options{Calendar: calendar, Seed: seed, Noise: 3,
		From: workflows.Date{Year: 2025, Month: time.May, Day: 5}, To: workflows.Date{Year: 2025, Month: time.June, Day: 20}}
	for _, id := range []string{"digivestland-2024", "digivestland-2025"} {
		text, err := workflows.RoundSource(id)
		if err != nil {
			t.Fatal(err)
		}
		r, err := workflows.ParseRound(text, id, calendar)
		if err != nil {
			t.Fatal(err)
		}
		o.Rounds = append(o.Rounds, r)
	}
	var err error
	if o.Roster, err = workflows.EmbeddedRoster("vestland"); err != nil {
		t.Fatal(err)
	}
	return o
}

func open(t *testing.T, o demo.Options) *demo.World {
	t.Helper()
	w, err := demo.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// idle is a program that never does anything.
func idle(o demo.Options) demo.Stage {
	var facts []workflows.Fact
	return demo.Stage{
		Turn: func(context.Context) error { return nil },
		Append: func(_ context.Context, made ...workflows.Fact) ([]workflows.Fact, error) {
			for _, f := range made {
				f.Seq, f.Made = int64(len(facts)+1), f.At
				facts = append(facts, f)
			}
			return facts, nil
		},
		Ledgers: func(context.Context) ([]*workflows.Ledger, error) {
			var all []*workflows.Ledger
			for _, r := range o.Rounds {
				all = append(all, workflows.Fold(r, o.Roster, o.Calendar, facts))
			}
			return all, nil
		},
	}
}

func TestTheSameSeedGivesTheSamePlay(t *testing.T) {
	o := options(t, 5)
	one, other, third := open(t, o), open(t, o), open(t, options(t, 6))
	for _, w := range []*demo.World{one, other, third} {
		if err := w.Play(t.Context(), idle(o)); err != nil {
			t.Fatal(err)
		}
	}
	if one.Received() != other.Received() || !reflect.DeepEqual(one.Truth, other.Truth) {
		t.Error("two plays of one seed differ")
	}
	if reflect.DeepEqual(one.Truth, third.Truth) {
		t.Error("two seeds give one play")
	}
}

func TestAProgramThatSleepsHasLostEverything(t *testing.T) {
	o := options(t, 5)
	w, stage := open(t, o), idle(o)
	if err := w.Play(t.Context(), stage); err != nil {
		t.Fatal(err)
	}
	ledgers, _ := stage.Ledgers(t.Context())
	v := w.Truth.Compare(ledgers[1], w.Mail())
	said := strings.Join(v.Differences(), "\n")
	for _, want := range []string{"lost: 4643 signed-agreement", "lost: 4643 decision-copy", "lost: 4647 decision-copy"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not found in\n%s", want, said)
		}
	}
	if len(v.Wrong)+len(v.Duplicates)+len(v.AfterDelivery) > 0 {
		t.Errorf("it did nothing, and got %+v", v)
	}
}

func TestTheComparisonFindsWhatIsWrong(t *testing.T) {
	o := options(t, 5)
	w := open(t, o)
	if err := w.Play(t.Context(), idle(o)); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2025, 6, 18, 8, 0, 0, 0, time.UTC)
	round := o.Rounds[1]
	fact := func(kind workflows.FactKind, party string) workflows.Fact {
		return workflows.Fact{Seq: 1, Kind: kind, At: at, Made: at, Round: round.ID, Party: party, Requirement: "decision-copy"}
	}
	reminder := demo.Sent{At: at, Key: round.ID + "/4643/deadline-31-may/last-day", MessageID: "a@b.example"}
	reminder.KeyParts = workflows.ParseKey(reminder.Key)
	for name, c := range map[string]struct {
		facts []workflows.Fact
		mail  []demo.Sent
		want  string
	}{
		"what never came":       {facts: []workflows.Fact{fact(workflows.Delivered, "4636")}, want: "wrong: 4636 decision-copy"},
		"at the wrong time":     {facts: []workflows.Fact{fact(workflows.Delivered, "4643")}, want: "wrong: 4643 decision-copy recorded at"},
		"a no that nobody said": {facts: []workflows.Fact{fact(workflows.Declined, "4636")}, want: "wrong: 4636 declined"},
		"after delivery":        {mail: []demo.Sent{reminder}, want: "after delivery: 4643"},
		"twice":                 {mail: []demo.Sent{reminder, reminder}, want: "twice: 4643"},
	} {
		v := w.Truth.Compare(workflows.Fold(round, o.Roster, o.Calendar, c.facts), c.mail)
		if !slices.ContainsFunc(v.Differences(), func(d string) bool { return strings.HasPrefix(d, c.want) }) {
			t.Errorf("%s: no %q in %q", name, c.want, v.Differences())
		}
	}
}

func TestAClientCanOnlyReadTheMailbox(t *testing.T) {
	w := open(t, options(t, 5))
	c, err := imapclient.DialInsecure(w.IMAP(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Login("postmottak@bergen.kommune.no", "demo").Wait(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	text := []byte("Subject: a\r\n\r\nb\r\n")
	add := c.Append("INBOX", int64(len(text)), nil)
	fmt.Fprint(add, string(text))
	add.Close()
	if _, err := add.Wait(); err == nil {
		t.Error("APPEND went through")
	}
	if err := c.Create("Ny", nil).Wait(); err == nil {
		t.Error("CREATE went through")
	}
	if _, err := c.Expunge().Collect(); err == nil {
		t.Error("EXPUNGE went through")
	}
	flags := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagSeen}}
	if err := c.Store(imap.UIDSetNum(1), flags, nil).Close(); err == nil {
		t.Error("STORE went through")
	}
	if err := w.Untouched(); err != nil {
		t.Error(err)
	}
}

func TestProgressIsPlainLinesWhereThereIsNoTerminal(t *testing.T) {
	var out bytes.Buffer
	show := demo.Progress(&out, false)
	for n, day := range []int{30, 31, 1, 2} {
		month := time.May
		if day < 30 {
			month = time.June
		}
		show(workflows.Date{Year: 2025, Month: month, Day: day}, n+1, 4)
	}
	if want := "2025-06-01  day 3 of 4\n2025-06-02  day 4 of 4\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}
