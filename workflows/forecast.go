package workflows

import (
	"slices"
	"time"
)

// Forecast is one line of what is to come, or would have: a milestone, or a
// mail to a party with its day and why that day.
type Forecast struct {
	Date      Date
	Until     Date // of a milestone that lasts
	Milestone Milestone
	Party     Party // zero for the milestone itself
	Key       string
	Step      Step
	Why       []string
	Sent      time.Time // zero while it has not gone
	Not       string    // why it will not go, as things stand; "" when it will
	NotText   Text      // Not, in Norwegian
	Naive     Date      // what the offset gives by counting alone
	On        Date      // of the milestone for this party
}

// Look returns the milestones of the round and the mails to each party with
// their days, as things stand at now, in order of date. Days before from and
// after to are left out; zero dates leave that side open.
func Look(l *Ledger, now time.Time, from, to Date) []Forecast {
	p := newForecaster(l, now)
	var all []Forecast
	for _, m := range l.Round.Milestones {
		all = append(all, Forecast{Date: l.DateOf(m, nil), Until: m.Until, Milestone: m})
		for _, s := range l.Standings {
			all = append(all, p.lookAt(m, s)...)
		}
	}
	all = slices.DeleteFunc(all, func(f Forecast) bool {
		return !f.Date.IsZero() && (f.Date.Before(from) && f.Until.Before(from) || !to.IsZero() && f.Date.After(to))
	})
	slices.SortStableFunc(all, byDate)
	return all
}

// LookAt returns the mails to one party with their days, as things stand at
// now, in order of date.
func LookAt(l *Ledger, s *Standing, now time.Time) []Forecast {
	p := newForecaster(l, now)
	var all []Forecast
	for _, m := range l.Round.Milestones {
		all = append(all, p.lookAt(m, s)...)
	}
	slices.SortStableFunc(all, byDate)
	return all
}

// Next returns the next mail that will go to each party, by its number, as
// things stand at now. Who will get none is left out.
func Next(l *Ledger, now time.Time) map[string]Forecast {
	p := newForecaster(l, now)
	next := make(map[string]Forecast)
	for _, m := range l.Round.Milestones {
		for _, s := range l.Standings {
			for _, f := range p.lookAt(m, s) {
				first, have := next[s.Party.Number]
				if f.Not == "" && f.Sent.IsZero() && !f.Date.Before(p.today) && (!have || f.Date.Before(first.Date)) {
					next[s.Party.Number] = f
				}
			}
		}
	}
	return next
}

func byDate(a, b Forecast) int { return -a.Date.DaysUntil(b.Date) }

// forecaster looks ahead with the planner's eyes.
type forecaster struct {
	planner
	planned map[string]bool // keys that go out now
}

func newForecaster(l *Ledger, now time.Time) *forecaster {
	f := &forecaster{planner: planner{l: l, today: l.Calendar.DateOf(now), days: make(map[milestoneDate][]Due)}, planned: make(map[string]bool)}
	for _, a := range Plan(l, now) {
		f.planned[a.Key] = true
	}
	return f
}

func (p *forecaster) lookAt(m Milestone, s *Standing) []Forecast {
	if !s.Owes() {
		return nil
	}
	var all []Forecast
	for _, d := range p.steps(m, s) {
		f := Forecast{Date: d.Date, Milestone: m, Party: s.Party, Step: d.Step, Why: d.Why, Not: d.Dropped, Naive: d.Naive, On: p.l.DateOf(m, s)}
		if d.Dropped != "" {
			f.NotText = droppedText(d)
		}
		f.Key = p.key(s, m.ID, d.Step.ID)
		if m.Kind == Deadline {
			f.Key = p.key(s, m.ID, d.Step.ID, asking(s, m))
		}
		f.Sent, _ = s.SentOn(f.Key)
		if f.Not == "" && f.Sent.IsZero() && !p.planned[f.Key] {
			f.Not, f.NotText = p.whyNot(m, s, d)
		}
		all = append(all, f)
	}
	return all
}

// whyNot says why a mail will not go on its day, as things stand now.
func (p *planner) whyNot(m Milestone, s *Standing, d Due) (string, Text) {
	switch {
	case p.l.OpenedOn.IsZero():
		return "the round is not watched yet", Text{"runden er ikkje opna enno", "runden er ikke åpnet ennå"}
	case d.Date.Before(p.since()):
		return "due before " + p.since().String() + ", when sending began", same("før utsendinga tok til ", p.since())
	case p.live() && s.dead():
		return "mail to " + s.Contacts[Mailroom] + " does not arrive", Text{"e-posten kjem ikkje fram", "e-posten kommer ikke frem"}
	case s.Declined != nil:
		return "the party has declined", Text{"har takka nei", "har takket nei"}
	case m.Kind == Deadline && len(s.Missing(m)) == 0:
		return "delivered", Text{"alt er levert", "alt er levert"}
	case p.l.stopped[d.Date]:
		return "the mails of this day were stopped; it comes on the next open day",
			Text{"utsendinga denne dagen er stansa; e-posten kjem neste opne dag", "utsendingen denne dagen er stanset; e-posten kommer neste åpne dag"}
	case m.Kind != Deadline:
		return "", Text{}
	case d.Date.Before(p.firstAfterPromise(s)):
		return "the council meets on " + s.Promise.String() + "; asked again on " + p.askAfter(s).String(),
			Text{"møte " + nynorskDate(s.Promise) + "; vi spør att " + nynorskDate(p.askAfter(s)), "møte " + nynorskDate(s.Promise) + "; vi spør igjen " + nynorskDate(p.askAfter(s))}
	case !d.Date.After(s.Snoozed):
		return "snoozed through " + s.Snoozed.String(), same("utsett til og med ", s.Snoozed)
	case d.Date.Before(p.today):
		return "passed by", Text{"dagen er forbi", "dagen er forbi"}
	case d.Date == p.today:
		return p.held(s), p.heldText(s)
	}
	return "", Text{}
}
