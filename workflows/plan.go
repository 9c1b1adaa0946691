package workflows

import (
	"strings"
	"time"
)

// Days of patience, in working days.
const (
	QuietAfterLetter  = 3 // no reminder on so many days after the day of a letter
	QuestionAfterHold = 5 // then the secretariat is asked about a letter that holds reminders back
	AfterMeeting      = 5 // from a promised council meeting until the party is asked again
)

// rehearsalPrefix keeps what was rehearsed apart from what was sent.
const rehearsalPrefix = "rehearsal/"

// PlanAll plans every round. A party with something due in several rounds gets
// the mail of the first of them today.
func PlanAll(ledgers []*Ledger, now time.Time) []Action {
	var all []Action
	taken := make(map[string]bool)
	for _, l := range ledgers {
		for _, a := range Plan(l, now) {
			if !taken[a.Party] {
				all = append(all, a)
			}
			taken[a.Party] = true
		}
	}
	return all
}

// Plan returns the mails that should go out on the day of now, at most one for
// each party, in the roster's order. It looks at what stands, not at what
// happened: asked twice, late, or after a crash it gives the same answer. A
// mail that was sent, or may have been, is never planned again, and a party
// that was written to today, in any round, is left alone until tomorrow.
// A day that a person has stopped has no mails; they come on the next.
// Hours, closed days and pauses are gates before delivery and do not change the
// plan.
func Plan(l *Ledger, now time.Time) []Action {
	p := planner{l: l, today: l.Calendar.DateOf(now)}
	if p.today.Before(l.Round.Starts) || p.today.After(l.Round.Ends) || l.OpenedOn.IsZero() || l.stopped[p.today] {
		return nil
	}
	p.days = make(map[milestoneDate][]Due)
	var all []Action
	for _, s := range l.Standings {
		if s.Owes() {
			all = append(all, p.first(s)...)
		}
	}
	return all
}

type milestoneDate struct {
	milestone string
	on        Date
}

type planner struct {
	l     *Ledger
	today Date
	days  map[milestoneDate][]Due
}

// first picks what goes to the party today: what is sent to all before
// questions about a letter, these before receipts, receipts before notices, reminders last.
func (p *planner) first(s *Standing) []Action {
	if _, mailed := s.mailed[p.today]; mailed || s.Contacts[Mailroom] == "" || p.live() && s.dead() {
		return nil
	}
	for _, choose := range []func(*Standing) (Action, bool){p.dispatch, p.clarify, p.receipt, p.notice, p.reminder} {
		if a, ok := choose(s); ok {
			return []Action{p.finish(s, a)}
		}
	}
	return nil
}

func (p *planner) finish(s *Standing, a Action) Action {
	a.Round, a.Party, a.Day = p.l.Round.ID, s.Party.Number, p.today
	a.Received = s.Received()
	return a
}

// since is the first day whose mails count: nothing that was due before the
// round was watched, or before going live, is ever sent.
func (p *planner) since() Date {
	if p.l.Live != nil {
		return p.l.Calendar.DateOf(p.l.Live.At)
	}
	return p.l.OpenedOn
}

// history reports whether something came before sending began: what is found
// in old mail is recorded and never answered. A mailbox tells when a mail came
// in whole seconds (RFC 3501 section 2.3.3).
func (p *planner) history(came time.Time) bool {
	if p.l.Live != nil {
		return came.Before(p.l.Live.At.Truncate(time.Second))
	}
	return p.l.Calendar.DateOf(came).Before(p.l.OpenedOn)
}

func (p *planner) due(d Date) bool { return !d.After(p.today) && !d.Before(p.since()) }

func (p *planner) schedule(m Milestone, s *Standing) []Due {
	on := p.l.DateOf(m, s)
	key := milestoneDate{m.ID, on}
	if _, known := p.days[key]; !known {
		p.days[key] = Schedule(p.l.Calendar, m, on)
	}
	return p.days[key]
}

func (p *planner) dispatch(s *Standing) (Action, bool) {
	if s.Declined != nil {
		return Action{}, false
	}
	for _, m := range p.l.Round.Milestones {
		for _, d := range p.schedule(m, s) {
			if m.Kind != Dispatch || !p.due(d.Date) {
				continue
			}
			if key, ok := p.unsent(s, p.key(s, m.ID)); ok {
				return Action{Key: key, Kind: SendOut, Milestone: m.ID, Template: d.Step.Template, Also: d.Step.Also, Due: d.Date,
					Deadline: p.nextDeadline(s), Attach: m.Attach, Why: d.Why}, true
			}
		}
	}
	return Action{}, false
}

// nextDeadline is the first deadline, from today on, that the party has not
// met; texts of dispatches name it.
func (p *planner) nextDeadline(s *Standing) Date {
	for _, m := range p.l.Round.Milestones {
		if on := p.l.DateOf(m, s); m.Kind == Deadline && !on.Before(p.today) && len(s.Missing(m)) > 0 {
			return on
		}
	}
	return Date{}
}

func (p *planner) notice(s *Standing) (Action, bool) {
	if s.Declined != nil {
		return Action{}, false
	}
	for _, m := range p.l.Round.Milestones {
		if m.Kind != Event || p.l.DateOf(m, s).Before(p.today) {
			continue
		}
		d, found := p.newest(p.schedule(m, s), func(Due) bool { return true })
		if key, ok := p.unsent(s, p.key(s, m.ID, d.Step.ID)); found && ok {
			return Action{Key: key, Kind: Notice, Milestone: m.ID, Step: d.Step.ID, Template: d.Step.Template, Also: d.Step.Also,
				Due: d.Date, Deadline: p.l.DateOf(m, s), Why: d.Why}, true
		}
	}
	return Action{}, false
}

// newest picks the newest of the steps that are due and that ok lets pass; of
// two on one day the later in the list. Older ones that were missed are never
// made up for.
func (p *planner) newest(steps []Due, ok func(Due) bool) (Due, bool) {
	best, found := Due{}, false
	for _, d := range steps {
		if d.Dropped == "" && p.due(d.Date) && ok(d) && !d.Date.Before(best.Date) {
			best, found = d, true
		}
	}
	return best, found
}

// receipt acknowledges everything that was recorded and not yet acknowledged,
// in one mail, unless something of the party's still waits for a person.
func (p *planner) receipt(s *Standing) (Action, bool) {
	if len(s.Waiting) > 0 {
		return Action{}, false
	}
	if s.Declined != nil {
		return p.declined(s)
	}
	for _, m := range p.l.Round.Milestones {
		var covers []string
		due := Date{}
		for _, id := range m.Requires {
			d, have := s.Delivered[id]
			if have && !s.acknowledged(m, id) && !p.history(d.At) {
				covers = append(covers, id)
				due = p.l.Calendar.DateOf(d.Made)
			}
		}
		if len(covers) == 0 {
			continue
		}
		due, _ = p.l.Calendar.OpenAfter(due)
		if key, ok := p.unsent(s, p.key(s, m.ID, "receipt-"+strings.Join(covers, "+"), asking(s, m))); ok && p.due(due) {
			return Action{Key: key, Kind: Receipt, Milestone: m.ID, Template: "receipt", Due: due, Deadline: p.l.DateOf(m, s),
				Missing: s.Missing(m), Covers: covers, Why: []string{"acknowledges " + strings.Join(covers, " and ")}}, true
		}
	}
	return Action{}, false
}

func (p *planner) declined(s *Standing) (Action, bool) {
	due, _ := p.l.Calendar.OpenAfter(p.l.Calendar.DateOf(s.Declined.Made))
	key, ok := p.unsent(s, p.key(s, "declined"))
	if !ok || !p.due(due) || p.history(s.Declined.At) {
		return Action{}, false
	}
	return Action{Key: key, Kind: Receipt, Template: "declined", Due: due, Why: []string{"acknowledges that the party stays outside"}}, true
}
