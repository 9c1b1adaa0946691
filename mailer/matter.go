package mailer

import (
	"slices"

	"fristvakt/workflows"
)

// matter is everything that one mail to a party is about.
type matter struct {
	settings  *Settings
	action    workflows.Action
	round     workflows.Round
	party     workflows.Party
	milestone workflows.Milestone // zero where the action has none
	calendar  workflows.Calendar
	today     workflows.Date
	language  workflows.Language
	to        string // addresses the mail is for, shown in rehearsal
}

// papers are the words by which texts ask for the kinds of paper.
var papers = map[string]workflows.Paper{
	"avtale": workflows.SignedAgreement,
	"vedtak": workflows.DecisionCopy,
	"skjema": workflows.FormResponse,
}

// wanted returns the requirements that the matter is about: those of its
// deadline, else those that the action names.
func (m matter) wanted() []workflows.Requirement {
	ids := m.milestone.Requires
	if len(ids) == 0 {
		ids = slices.Concat(m.action.Missing, m.action.Covers)
		for _, d := range m.action.Received {
			ids = append(ids, d.Requirement)
		}
	}
	return m.requirements(ids)
}

func (m matter) requirements(ids []string) []workflows.Requirement {
	var all []workflows.Requirement
	for _, q := range m.round.Requirements {
		if slices.Contains(ids, q.ID) {
			all = append(all, q)
		}
	}
	return all
}

func (m matter) labels(of []workflows.Requirement) []string {
	var all []string
	for _, q := range of {
		all = append(all, q.Label.In(m.language))
	}
	return all
}

// received returns lines such as "14. mai 2025: kopi av vedtaket", in the
// order in which the papers came.
func (m matter) received() []string {
	deliveries := slices.SortedStableFunc(slices.Values(m.action.Received), func(a, b workflows.Delivery) int {
		return a.At.Compare(b.At)
	})
	var lines []string
	for _, d := range deliveries {
		if q, ok := m.round.Requirement(d.Requirement); ok {
			lines = append(lines, plainDate(workflows.DateOf(d.At, m.settings.Location))+": "+q.Label.In(m.language))
		}
	}
	return lines
}

// date is the day the matter is about: the deadline of this party, the day of
// the event, or the day a dispatch goes out. The action of a dispatch names the
// deadline that comes next, not its own day.
func (m matter) date() workflows.Date {
	switch {
	case m.milestone.Kind != workflows.Dispatch && !m.action.Deadline.IsZero():
		return m.action.Deadline
	case m.milestone.Date.IsZero():
		return m.today
	}
	return m.milestone.Date
}

// until is the last day of a range, moved along when the range was moved; zero
// when it is one day.
func (m matter) until() workflows.Date {
	if m.milestone.Until.IsZero() || m.milestone.Date.IsZero() {
		return workflows.Date{}
	}
	return m.milestone.Until.AddDays(m.milestone.Date.DaysUntil(m.date()))
}

// next returns the first milestone after this one for which ok holds.
func (m matter) next(ok func(workflows.Milestone) bool) (workflows.Milestone, bool) {
	for _, n := range m.round.Milestones {
		if n.ID != m.milestone.ID && !n.Date.IsZero() && n.Date.After(m.date()) && ok(n) {
			return n, true
		}
	}
	return workflows.Milestone{}, false
}

// nextDeadline returns the date of the first deadline after this milestone for
// which ok holds; the zero Date where there is none. A dispatch to a party that
// owes nothing more has none.
func (m matter) nextDeadline(ok func(workflows.Milestone) bool) workflows.Date {
	isDeadline := func(n workflows.Milestone) bool { return n.Kind == workflows.Deadline }
	first, _ := m.next(isDeadline)
	n, found := m.next(func(n workflows.Milestone) bool { return isDeadline(n) && ok(n) })
	dispatch := m.milestone.Kind == workflows.Dispatch
	switch {
	case !found || dispatch && m.action.Deadline.IsZero():
		return workflows.Date{}
	case dispatch && n.ID == first.ID:
		return m.action.Deadline
	}
	return n.Date
}

// asks reports whether a milestone wants a paper of the given kind.
func (m matter) asks(n workflows.Milestone, paper workflows.Paper) bool {
	return slices.ContainsFunc(m.requirements(n.Requires), func(q workflows.Requirement) bool { return q.Paper == paper })
}

func (m matter) files() ([]File, error) {
	return m.settings.filesNamed(m.action.Attach, m.round.ID)
}
