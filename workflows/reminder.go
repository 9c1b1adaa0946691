package workflows

import (
	"fmt"
	"slices"
)

// reminder picks the newest step that is due, of all deadlines with something
// missing, unless it has been sent.
func (p *planner) reminder(s *Standing) (Action, bool) {
	if p.held(s) != "" {
		return Action{}, false
	}
	var newest Action
	for _, m := range p.l.Round.Milestones {
		if m.Kind != Deadline || len(s.Missing(m)) == 0 {
			continue
		}
		a, ok := p.newestStep(m, s)
		if ok && (newest.Key == "" || a.Due.After(newest.Due)) {
			newest = a
		}
	}
	return newest, newest.Key != ""
}

// held returns why no reminder goes to the party today, and "" when one may.
func (p *planner) held(s *Standing) string {
	c := p.l.Calendar
	switch {
	case s.Declined != nil:
		return "the party has declined"
	case len(s.Waiting) > 0:
		return fmt.Sprintf("the letter %s waits for a person", s.Waiting[0].Letter)
	case !s.Snoozed.Before(p.today):
		return fmt.Sprintf("snoozed through %s", s.Snoozed)
	case !s.LastHeard.IsZero() && c.WorkdaysBetween(c.DateOf(s.LastHeard), p.today) <= QuietAfterLetter:
		return fmt.Sprintf("the party wrote on %s", c.DateOf(s.LastHeard))
	}
	return ""
}

// askAfter is the open day on which a promise that was not kept is asked about.
func (p *planner) askAfter(s *Standing) Date {
	d, _ := p.l.Calendar.OpenAfter(p.l.Calendar.AddWorkdays(s.Promise, AfterMeeting))
	return d
}

func (p *planner) newestStep(m Milestone, s *Standing) (Action, bool) {
	on := p.l.DateOf(m, s)
	d, found := p.newest(p.steps(m, s), func(d Due) bool {
		stale := d.Step.Template != followUp && !d.Date.After(on) && p.today.After(on)
		return !stale && !d.Date.Before(p.firstAfterPromise(s)) && !d.Date.Before(s.shifted[m.ID])
	})
	if !found || p.tooSoon(m, s) || p.overtaken(m, s, d) {
		return Action{}, false
	}
	key, ok := p.unsent(s, p.key(s, m.ID, d.Step.ID, asking(s, m)))
	a := Action{Key: key, Kind: Reminder, Milestone: m.ID, Step: d.Step.ID, Template: d.Step.Template, Also: d.Step.Also,
		Due: d.Date, Deadline: on, Missing: s.Missing(m), Why: d.Why}
	if a.Template == followUp {
		a.Kind, a.Meeting = FollowUp, s.Promise
	}
	return a, ok
}

// followUp is the text that asks how the promised meeting went.
const followUp = "follow-up"

// steps are the steps of the milestone and, where a meeting is promised for it,
// the question after the meeting.
func (p *planner) steps(m Milestone, s *Standing) []Due {
	steps := p.schedule(m, s)
	if s.Promise.IsZero() || p.promised(s) != m.ID {
		return steps
	}
	ask := Due{Milestone: m, Naive: p.askAfter(s), Date: p.askAfter(s), Step: Step{ID: "after-meeting-" + s.Promise.String(), Template: followUp},
		Why: []string{fmt.Sprintf("%d working days after the council meeting of %s", AfterMeeting, s.Promise)}}
	return append(slices.Clone(steps), ask)
}

// promised is the deadline that a promised meeting is about: the last one with
// something missing, so that the party is asked once and not for each.
func (p *planner) promised(s *Standing) string {
	for _, m := range slices.Backward(p.l.Round.Milestones) {
		if m.Kind == Deadline && len(s.Missing(m)) > 0 {
			return m.ID
		}
	}
	return ""
}

func (p *planner) firstAfterPromise(s *Standing) Date {
	if s.Promise.IsZero() {
		return Date{}
	}
	return p.askAfter(s)
}

// overtaken reports whether the step is late and the next one so near that both
// would collapse: then the one nearer the date is left to go.
func (p *planner) overtaken(m Milestone, s *Standing, late Due) bool {
	if late.Date == p.today || late.Step.Template == followUp {
		return false
	}
	return slices.ContainsFunc(p.schedule(m, s), func(next Due) bool {
		return next.Dropped == "" && next.Date.After(p.today) && p.l.Calendar.OpenDaysBetween(p.today, next.Date) < MinGap
	})
}

// tooSoon keeps the gap between two reminders when one of them went late.
func (p *planner) tooSoon(m Milestone, s *Standing) bool {
	last := s.reminded(m)
	return !last.IsZero() && p.l.Calendar.OpenDaysBetween(p.l.Calendar.DateOf(last), p.today) < MinGap
}
