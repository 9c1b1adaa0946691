package workflows_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"fristvakt/workflows"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (rewrite with -update, and read the difference):\n got:\n%s\nwant:\n%s", file, got, want)
	}
}

func date(s string) workflows.Date {
	d, err := workflows.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

var calendar = workflows.DefaultCalendar()

func clock(d workflows.Date, hour, minute int) time.Time {
	return d.At(hour, minute, calendar.Zone())
}

func vestland(t testing.TB) workflows.Roster {
	t.Helper()
	roster, err := workflows.EmbeddedRoster("vestland")
	if err != nil {
		t.Fatal(err)
	}
	return roster
}

func round(t testing.TB, id string) workflows.Round {
	t.Helper()
	rounds, err := workflows.EmbeddedRounds()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(rounds, func(r workflows.Round) bool { return r.ID == id })
	if i < 0 {
		t.Fatalf("no round %q", id)
	}
	return rounds[i]
}

func milestone(t testing.TB, r workflows.Round, id string) workflows.Milestone {
	t.Helper()
	m, ok := r.Milestone(id)
	if !ok {
		t.Fatalf("no milestone %q in %s", id, r.ID)
	}
	return m
}

// world is rounds, the facts so far and an outbox: the loop without servers.
type world struct {
	rounds []workflows.Round
	roster workflows.Roster
	facts  []workflows.Fact
	outbox map[string]workflows.Mail
	hours  workflows.Hours

	handOver func(workflows.Action) workflows.FactKind // what becomes of a mail; nil: it is sent
	between  func()                                    // happens between the plan and each claim
	mails    []mailed

	folded []*workflows.Ledger // the facts up to upTo
	upTo   int
}

// mailed is a mail that was handed over, and when.
type mailed struct {
	at     time.Time
	action workflows.Action
	became workflows.FactKind
}

func newWorld(roster workflows.Roster, rounds ...workflows.Round) *world {
	return &world{rounds: rounds, roster: roster, outbox: map[string]workflows.Mail{},
		hours: workflows.Hours{From: workflows.Clock{Hour: 8, Minute: 30}, To: workflows.Clock{Hour: 14}}}
}

func (w *world) record(at time.Time, f workflows.Fact) workflows.Fact {
	f.Seq, f.Made = int64(len(w.facts)+1), at.UTC()
	if f.At.IsZero() {
		f.At = f.Made
	}
	if f.Actor == "" {
		f.Actor = workflows.Robot
	}
	w.facts = append(w.facts, f)
	return f
}

func (w *world) ledgers() []*workflows.Ledger {
	if w.folded != nil && w.upTo == len(w.facts) {
		return w.folded
	}
	w.folded, w.upTo = nil, len(w.facts)
	for _, r := range w.rounds {
		w.folded = append(w.folded, workflows.Fold(r, w.roster, calendar, w.facts))
	}
	return w.folded
}

func (w *world) plan(now time.Time) []workflows.Action { return workflows.PlanAll(w.ledgers(), now) }

// turn plans, reconciles the outbox and delivers, checking each mail against
// the plan once more before it goes.
func (w *world) turn(now time.Time) {
	w.reconcile(now)
	w.deliver(now)
}

func fingerprint(a workflows.Action) string {
	return fmt.Sprint(a.Missing, a.Deadline, a.Covers, a.Template)
}

func (w *world) reconcile(now time.Time) {
	var lies []workflows.Mail
	for _, m := range w.outbox {
		lies = append(lies, m)
	}
	enqueue, withdraw := workflows.Reconcile(w.plan(now), lies, fingerprint)
	for _, a := range enqueue {
		w.outbox[a.Key] = workflows.Mail{Key: a.Key, Kind: a.Kind, Party: a.Party, State: workflows.Queued, Print: fingerprint(a)}
	}
	for _, key := range withdraw {
		m := w.outbox[key]
		m.State = workflows.Withdrawn
		w.outbox[key] = m
	}
}

func (w *world) deliver(now time.Time) {
	if !w.hours.Open(calendar, now) || w.ledgers()[0].Paused != nil {
		return
	}
	for _, planned := range w.plan(now) {
		if w.between != nil {
			w.between()
		}
		for _, a := range w.plan(now) { // the check inside the claim
			if a.Key == planned.Key && w.outbox[a.Key].State == workflows.Queued {
				w.hand(now, a)
			}
		}
	}
}

func (w *world) hand(now time.Time, a workflows.Action) {
	kind, state := workflows.Sent, workflows.SentState
	if w.handOver != nil {
		kind = w.handOver(a)
	}
	switch kind {
	case workflows.Failed:
		state = workflows.FailedState
	case workflows.Uncertain:
		state = workflows.UncertainState
	}
	m := w.outbox[a.Key]
	m.State = state
	w.outbox[a.Key] = m
	w.mails = append(w.mails, mailed{now, a, kind})
	w.record(now, workflows.Fact{Kind: kind, Round: a.Round, Party: a.Party, Milestone: a.Milestone, Step: a.Step, Key: a.Key,
		Covers: a.Covers, Rehearse: workflows.ParseKey(a.Key).Rehearsal})
}

// settle is a person's word on an uncertain mail.
func (w *world) settle(at time.Time, f workflows.Fact, outcome workflows.Outcome) {
	m := w.outbox[f.Key]
	m.State = workflows.SentState
	if outcome == workflows.WasUnsent {
		m.State = workflows.Withdrawn
	}
	w.outbox[f.Key] = m
	w.record(at, workflows.Fact{Kind: workflows.Settled, Round: f.Round, Party: f.Party, Key: f.Key, Outcome: outcome, Actor: "Kari"})
}
