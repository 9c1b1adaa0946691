package workflows_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fristvakt/workflows"
)

// life is one whole life of two rounds at once, with what the test itself
// remembers of it. It keeps its own account, so that the ledger is not asked
// about itself.
type life struct {
	t *rapid.T
	*world
	now       time.Time
	delivered map[string]map[string]int64    // by round and party: requirement and the fact that says so
	waiting   map[string]map[string][]string // by round, letter: the parties it may be from
	declined  map[string]int64               // by round and party
	snoozed   map[string]workflows.Date      // by round and party
	accepted  map[string]bool                // keys of mails that the server took
	days      map[string]string              // party and day: the mail
	went      map[string]bool                // keys of uncertain mails that did go
	letters   int
}

func newLife(t *rapid.T, roster workflows.Roster, rounds ...workflows.Round) *life {
	l := &life{t: t, world: newWorld(roster, rounds...), now: clock(date("2025-03-24"), 7, 0),
		delivered: map[string]map[string]int64{}, waiting: map[string]map[string][]string{}, declined: map[string]int64{},
		snoozed: map[string]workflows.Date{}, accepted: map[string]bool{}, days: map[string]string{}, went: map[string]bool{}}
	l.handOver = l.server
	l.record(l.now, workflows.Fact{Kind: workflows.Opened})
	l.record(l.now, workflows.Fact{Kind: workflows.WentLive})
	return l
}

// server takes a mail, refuses it, or breaks the connection after the final
// dot, and holds every mail against what must never happen.
func (l *life) server(a workflows.Action) workflows.FactKind {
	l.check(a)
	kind := rapid.SampledFrom([]workflows.FactKind{workflows.Sent, workflows.Sent, workflows.Sent, workflows.Uncertain, workflows.Failed}).Draw(l.t, "the server")
	if kind == workflows.Sent || kind == workflows.Uncertain && rapid.Bool().Draw(l.t, "it went") {
		l.accepted[a.Key] = true
		l.days[a.Party+calendar.DateOf(l.now).String()] = a.Key
		l.went[a.Key] = kind == workflows.Uncertain
	}
	return kind
}

func (l *life) check(a workflows.Action) {
	today := calendar.DateOf(l.now)
	who := a.Round + a.Party
	switch {
	case l.accepted[a.Key]:
		l.t.Fatalf("%s goes twice", a.Key)
	case !calendar.Open(today):
		l.t.Fatalf("%s goes on %s: %s", a.Key, today, calendar.Closed(today))
	case l.days[a.Party+today.String()] != "":
		l.t.Fatalf("%s goes on %s, as did %s", a.Key, today, l.days[a.Party+today.String()])
	case a.Party == l.rounds[0].Host:
		l.t.Fatalf("the host gets %s", a.Key)
	}
	if a.Kind != workflows.Reminder && a.Kind != workflows.FollowUp {
		return
	}
	if l.declined[who] != 0 || !l.snoozed[who].Before(today) {
		l.t.Fatalf("%s goes to a party that declined or has a snooze", a.Key)
	}
	for id, parties := range l.waiting[a.Round] {
		if slices.Contains(parties, a.Party) {
			l.t.Fatalf("%s goes while %s waits", a.Key, id)
		}
	}
	for _, id := range a.Missing {
		if l.delivered[who][id] != 0 {
			l.t.Fatalf("%s asks for %s, which is delivered", a.Key, id)
		}
	}
	if len(a.Missing) == 0 {
		l.t.Fatalf("%s asks for nothing", a.Key)
	}
	if last := a.Deadline; a.Kind == workflows.Reminder && !a.Due.After(last) && today.After(last) {
		l.t.Fatalf("%s was due before %s and goes on %s", a.Key, last, today)
	}
}

func (l *life) pick() (round workflows.Round, party, who string) {
	round = rapid.SampledFrom(l.rounds).Draw(l.t, "round")
	party = rapid.SampledFrom(l.roster[1:]).Draw(l.t, "party").Number
	return round, party, round.ID + party
}

func (l *life) happen(what string) {
	r, party, who := l.pick()
	f := workflows.Fact{Round: r.ID, Party: party, Actor: "Kari", Reason: "says so"}
	switch what {
	case "delivers":
		l.deliverPaper(r, party)
	case "writes":
		l.letters++
		id := fmt.Sprint("letter-", l.letters)
		v := workflows.Verdict{Disposition: workflows.Review, Party: party}
		parties := []string{party}
		if rapid.Bool().Draw(l.t, "doubt") {
			v.Party, v.Candidates = "", []string{party, l.roster[1].Number}
			parties = v.Candidates
		}
		l.record(l.now, workflows.Fact{Kind: workflows.Judged, Round: r.ID, Party: v.Party, Letter: id, Verdict: &v})
		l.put(r.ID, id, parties)
	case "rules":
		for id := range l.waiting[r.ID] {
			f.Kind, f.Letter, f.Party = workflows.Ruled, id, ""
			l.record(l.now, f)
			delete(l.waiting[r.ID], id)
			break
		}
	case "declines":
		if l.declined[who] == 0 {
			f.Kind = workflows.Declined
			l.declined[who] = l.record(l.now, f).Seq
		}
	case "takes back":
		l.takeBack(f, who)
	case "snoozes":
		f.Kind, f.Until = workflows.Snoozed, calendar.DateOf(l.now).AddDays(rapid.IntRange(-2, 20).Draw(l.t, "days"))
		l.record(l.now, f)
		l.snoozed[who] = f.Until
	case "promises":
		f.Kind, f.Until = workflows.Promised, calendar.DateOf(l.now).AddDays(rapid.IntRange(-5, 40).Draw(l.t, "days"))
		l.record(l.now, f)
	case "extends":
		f.Kind, f.Milestone, f.Until = workflows.Extended, "deadline-31-may", date("2025-05-31").AddDays(rapid.IntRange(-20, 60).Draw(l.t, "days"))
		l.record(l.now, f)
	case "reopens":
		f.Kind, f.Milestone, f.Until = workflows.Reopened, "deadline-31-may", calendar.DateOf(l.now).AddDays(rapid.IntRange(5, 60).Draw(l.t, "days"))
		l.record(l.now, f)
		delete(l.delivered, who)
	case "bounces":
		l.bounce(party)
	case "new contact":
		f.Kind, f.Role, f.Address = workflows.ContactSet, workflows.Mailroom, fmt.Sprintf("post-%d@example.no", len(l.facts))
		l.record(l.now, f)
	case "pauses":
		l.record(l.now, workflows.Fact{Kind: rapid.SampledFrom([]workflows.FactKind{workflows.Paused, workflows.Resumed}).Draw(l.t, "pause")})
	case "settles":
		l.settleUncertain()
	}
}

func (l *life) put(round, id string, parties []string) {
	if l.waiting[round] == nil {
		l.waiting[round] = map[string][]string{}
	}
	l.waiting[round][id] = parties
}

func (l *life) deliverPaper(r workflows.Round, party string) {
	id := rapid.SampledFrom([]string{"decision-copy", "signed-agreement"}).Draw(l.t, "paper")
	f := l.record(l.now, workflows.Fact{Kind: workflows.Delivered, Round: r.ID, Party: party, Requirement: id})
	if l.delivered[r.ID+party] == nil {
		l.delivered[r.ID+party] = map[string]int64{}
	}
	if l.delivered[r.ID+party][id] == 0 {
		l.delivered[r.ID+party][id] = f.Seq
	}
}

// takeBack undoes one delivery that is the only one of its kind, or else that
// the party declined.
func (l *life) takeBack(f workflows.Fact, who string) {
	f.Kind = workflows.Undone
	for _, d := range slices.Backward(l.facts) {
		if d.Kind != workflows.Delivered || d.Round+d.Party != who {
			continue
		}
		if l.delivered[who][d.Requirement] != d.Seq || l.deliveries(d) > 1 {
			return
		}
		f.Undoes = d.Seq
		l.record(l.now, f)
		delete(l.delivered[who], d.Requirement)
		return
	}
	if l.declined[who] != 0 {
		f.Undoes = l.declined[who]
		l.record(l.now, f)
		delete(l.declined, who)
	}
}

func (l *life) deliveries(of workflows.Fact) int {
	n := 0
	for _, f := range l.facts {
		if f.Kind == of.Kind && f.Round == of.Round && f.Party == of.Party && f.Requirement == of.Requirement {
			n++
		}
	}
	return n
}

func (l *life) bounce(party string) {
	for _, m := range slices.Backward(l.mails) {
		if m.action.Party != party || m.became != workflows.Sent {
			continue
		}
		address := l.ledgers()[0].Standing(party).Contacts[rapid.SampledFrom([]workflows.Role{workflows.Mailroom, workflows.ChiefExecutive}).Draw(l.t, "role")]
		l.record(l.now, workflows.Fact{Kind: workflows.Bounced, Party: party, Key: m.action.Key, Address: address, Hard: true})
		return
	}
}

func (l *life) settleUncertain() {
	for _, ledger := range l.ledgers() {
		for _, s := range ledger.Standings {
			for _, f := range s.Uncertain() {
				outcome := workflows.WasUnsent
				if l.went[f.Key] {
					outcome = workflows.WasSent
				}
				l.settle(l.now, f, outcome)
			}
		}
	}
}

// pass lets time pass, or sets the clock back an hour, and takes a turn, half
// of one, or two.
func (l *life) pass() {
	hours := rapid.SampledFrom([]int{-1, 0, 1, 3, 24, 24, 24, 26, 48, 72, 24 * 9}).Draw(l.t, "hours")
	l.now = l.now.Add(time.Duration(hours) * time.Hour)
	switch rapid.SampledFrom([]string{"turn", "turn", "turn", "turns", "crash", "missed"}).Draw(l.t, "turn") {
	case "turns":
		l.turn(l.now)
		l.turn(l.now)
	case "turn":
		l.turn(l.now)
	case "crash": // between plan and delivery; what lies in the outbox is old at the next turn
		l.reconcile(l.now)
	}
}

var happenings = []string{"", "", "", "delivers", "writes", "rules", "rules", "declines", "takes back", "snoozes", "promises", "extends",
	"reopens", "bounces", "new contact", "new contact", "pauses", "settles", "settles"}

func TestAWholeLifeKeepsTheGuarantees(t *testing.T) {
	r := round(t, r25)
	second := r
	second.ID = "another-2025"
	roster := slices.DeleteFunc(vestland(t), func(p workflows.Party) bool { return p.Number > "4612" })
	mails := 0
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(t, roster, r, second)
		for l.now.Before(clock(date("2025-07-01"), 0, 0)) && len(l.facts) < 400 {
			if what := rapid.SampledFrom(happenings).Draw(t, "what"); what != "" {
				l.happen(what)
			}
			l.between = nil
			if rapid.IntRange(0, 9).Draw(t, "just then") == 0 {
				l.between = func() {
					l.between = nil
					l.happen(rapid.SampledFrom([]string{"delivers", "writes", "declines"}).Draw(t, "just then"))
				}
			}
			l.pass()
		}
		mails += len(l.mails)
	})
	if mails < 100 {
		t.Errorf("only %d mails were sent: the test shows nothing", mails)
	}
}
