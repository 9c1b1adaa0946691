package workflows

import (
	"cmp"
	"fmt"
	"slices"
)

// MinGap is the fewest open days between two reminders to one party; steps
// that fall closer collapse (domain.md section 5.3).
const MinGap = 3

// Due is one step of a milestone on its day.
type Due struct {
	Milestone Milestone
	Step      Step
	Naive     Date     // what the offset gives by counting alone
	Date      Date     // the open day it goes on
	Why       []string // the rule, the offset, the days skipped
	Dropped   string   // why it does not go at all; "" when it goes
}

// Schedule lays the steps of a milestone on days, seen from the date on: the
// milestone's own, or a party's extended deadline. Before the date a step moves
// back to an open day, after it forwards. Steps too close to each other
// collapse into the one nearer the date.
func Schedule(c Calendar, m Milestone, on Date) []Due {
	if on.IsZero() {
		return nil
	}
	var all []Due
	for _, s := range m.Steps {
		all = append(all, lay(c, m, s, on))
	}
	slices.SortStableFunc(all, func(a, b Due) int { return a.Date.compare(b.Date) })
	collapse(c, all, on)
	return all
}

func lay(c Calendar, m Milestone, s Step, on Date) Due {
	d := Due{Milestone: m, Step: s, Naive: naive(c, s.When, on)}
	after := s.When.After(on) || m.Kind == Dispatch
	if !s.When.On.IsZero() {
		after = s.When.After(cmp.Or(m.Date, on))
		d.Dropped = passedBy(s.When.On, on, after)
	}
	move := c.OpenBefore
	if after {
		move = c.OpenAfter
	}
	var skipped []string
	d.Date, skipped = move(d.Naive)
	d.Why = append([]string{rule(m, s.When, on)}, skipped...)
	return d
}

// naive is the day that the offset gives by counting alone.
func naive(c Calendar, o Offset, on Date) Date {
	switch {
	case !o.On.IsZero():
		return o.On
	case o.Open != 0:
		return c.AddOpen(on, o.Open)
	}
	return on.AddDays(o.Days)
}

// passedBy says why a step with a fixed date does not go: it was written for
// one side of the deadline, and the deadline has been moved past it.
func passedBy(fixed, on Date, after bool) string {
	switch {
	case after && !fixed.After(on):
		return fmt.Sprintf("%s is not after the deadline %s", fixed, on)
	case !after && fixed.After(on):
		return fmt.Sprintf("%s is after the deadline %s", fixed, on)
	}
	return ""
}

func rule(m Milestone, o Offset, on Date) string {
	day := fmt.Sprintf("%s (%s)", on, on.Weekday())
	switch {
	case m.Kind == Dispatch:
		return "dispatch of " + day
	case !o.On.IsZero():
		return fmt.Sprintf("fixed on %s (%s)", o.On, o.On.Weekday())
	case o.LastDay:
		return "last working day at or before " + day
	}
	return o.String() + " " + day
}

// collapse drops steps that fall too close to one nearer the date: it goes from
// the date backwards, then from the date forwards.
func collapse(c Calendar, all []Due, on Date) {
	var kept, nearest *Due
	for i := range slices.Backward(all) {
		d := &all[i]
		switch {
		case d.Dropped != "" || d.Date.After(on):
		case kept != nil && c.OpenDaysBetween(d.Date, kept.Date) < MinGap:
			d.collapseInto(kept)
		default:
			kept, nearest = d, cmp.Or(nearest, d)
		}
	}
	kept = nearest
	for i := range all {
		d := &all[i]
		switch {
		case d.Dropped != "" || !d.Date.After(on):
		case kept != nil && c.OpenDaysBetween(kept.Date, d.Date) < MinGap:
			d.collapseInto(kept)
		default:
			kept = d
		}
	}
}

func (d *Due) collapseInto(kept *Due) {
	d.Dropped = fmt.Sprintf("collapsed into %s on %s: fewer than %d open days apart", kept.Step.ID, kept.Date, MinGap)
}
