package workflows_test

import (
	"fmt"
	"testing"
	"time"

	"fristvakt/workflows"
)

// yearly is the round of 2025 in another year, with its deadline on the given
// day of that year.
func yearly(t *testing.T, year int, month time.Month, day int) workflows.Round {
	t.Helper()
	r := round(t, "digivestland-2025")
	r.ID, r.Reference = fmt.Sprintf("round-%d-%d", year, month), fmt.Sprintf("FV-%d-%d", year, month)
	r.Starts, r.Ends = workflows.Date{Year: year, Month: 1, Day: 1}, workflows.Date{Year: year, Month: 12, Day: 31}
	for _, m := range r.Milestones {
		if m.Kind == workflows.Deadline {
			m.Date = workflows.Date{Year: year, Month: month, Day: day}
			r.Milestones = []workflows.Milestone{m}
			break
		}
	}
	return r
}

// TestEightYearsOfRemindersGoOnOpenDaysAndOnce goes through every day from 2024
// to 2031, with deadlines on 17 May (which is also Whit Monday in 2027), in the
// nights in which the clocks change, on leap days and between holidays.
func TestEightYearsOfRemindersGoOnOpenDaysAndOnce(t *testing.T) {
	roster := vestland(t)[:3]
	hours := workflows.Hours{From: workflows.Clock{Hour: 8, Minute: 30}, To: workflows.Clock{Hour: 14}}
	went := map[string]workflows.Date{}
	for year := 2024; year <= 2031; year++ {
		other := workflows.Date{Month: 12, Day: 23}
		if year%4 == 0 {
			other = workflows.Date{Month: 3, Day: 14} // reminders around 29 February
		}
		for _, deadline := range []workflows.Date{{Month: 5, Day: 17}, other} {
			s := &yearOfMail{roster: roster, hours: hours, went: went, round: yearly(t, year, deadline.Month, deadline.Day)}
			s.play(t)
		}
	}
	if n := len(went); n < 8*2*2*4 {
		t.Errorf("only %d mails in eight years", n)
	}
}

// yearOfMail is one round in which nobody ever answers.
type yearOfMail struct {
	round  workflows.Round
	roster workflows.Roster
	hours  workflows.Hours
	facts  []workflows.Fact
	went   map[string]workflows.Date // by key
}

// down are the days on which the machine is off, so that some mail is late.
func down(d workflows.Date) bool { return d.Day%5 == 2 }

func (s *yearOfMail) play(t *testing.T) {
	t.Helper()
	s.append(workflows.Fact{Kind: workflows.Opened, Round: s.round.ID, At: clock(s.round.Starts, 0, 0)})
	s.append(workflows.Fact{Kind: workflows.WentLive, At: clock(s.round.Starts, 0, 0)})
	ledger := workflows.Fold(s.round, s.roster, calendar, s.facts)
	for d := s.round.Starts; !d.After(s.round.Ends); d = d.AddDays(1) {
		for now := clock(d, 0, 0); calendar.DateOf(now) == d; now = now.Add(3 * time.Hour) {
			if !s.hours.Open(calendar, now) || down(d) {
				continue
			}
			before := len(s.facts)
			for _, a := range workflows.Plan(ledger, now) {
				s.send(t, a, d, now)
			}
			if len(s.facts) > before {
				ledger = workflows.Fold(s.round, s.roster, calendar, s.facts)
			}
		}
	}
}

func (s *yearOfMail) send(t *testing.T, a workflows.Action, d workflows.Date, now time.Time) {
	t.Helper()
	if first, again := s.went[a.Key]; again {
		t.Errorf("%s goes on %s and on %s", a.Key, first, d)
	}
	if why := calendar.Closed(d); why != "" {
		t.Errorf("%s goes on %s, which is %s", a.Key, d, why)
	}
	if d.Before(a.Due) || d != a.Due && !down(d.AddDays(-1)) && calendar.Open(d.AddDays(-1)) {
		t.Errorf("%s is due on %s and goes on %s", a.Key, a.Due, d)
	}
	s.went[a.Key] = d
	s.append(workflows.Fact{Kind: workflows.Sent, Round: a.Round, Party: a.Party, Milestone: a.Milestone, Step: a.Step, Key: a.Key, At: now})
}

func (s *yearOfMail) append(f workflows.Fact) {
	f.Seq, f.Made, f.Actor = int64(len(s.facts)+1), f.At, workflows.Robot
	s.facts = append(s.facts, f)
}
