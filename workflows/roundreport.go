package workflows

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

func (b *reporter) round(l *Ledger) {
	today := b.out.Date
	if l.Paused != nil {
		b.out.Paused = cmp.Or(l.Paused.Reason, "utan grunn")
	}
	b.out.Rehearsal = b.out.Rehearsal || l.Live == nil
	r := RoundReport{Round: l.Round.ID, Title: l.Round.Title}
	for _, s := range l.Standings {
		r.count(l.State(s))
		b.party(l, s, today)
	}
	for _, m := range deadlinesToShow(l, today) {
		r.Deadlines = append(r.Deadlines, deadlineReport(l, m, today))
	}
	for _, m := range l.Round.Milestones {
		if m.Kind == Deadline {
			b.calls(l, m, today)
		}
	}
	b.out.Rounds = append(b.out.Rounds, r)
	next := l.Calendar.AddWorkdays(today, 1)
	coming := len(b.out.Coming)
	for _, f := range Look(l, next.At(12, 0, l.Calendar.Zone()), next, next) {
		if f.Party.Number != "" && f.Not == "" && f.Sent.IsZero() {
			b.out.Coming = append(b.out.Coming, Line{Date: f.Date, Party: f.Party.FullName, Text: comingText(f)})
		}
	}
	if len(b.out.Coming) > coming {
		b.out.Choices = append(b.out.Choices, Choice{ChooseStop, l.Round.ID, next.String(), next})
	}
	b.offers(l, today)
}

// offers are the choices that no question asks for.
func (b *reporter) offers(l *Ledger, today Date) {
	until := today.AddDays(ChoiceDays)
	b.out.Choices = append(b.out.Choices, Choice{ChooseSnooze, l.Round.ID, "", until})
	for _, m := range deadlinesToShow(l, today) {
		b.out.Choices = append(b.out.Choices, Choice{ChooseExtend, l.Round.ID, m.ID, until})
	}
}

func comingText(f Forecast) string {
	kind := map[MilestoneKind]string{Deadline: "påminning om", Event: "varsel om", Dispatch: "utsending:"}[f.Milestone.Kind]
	return kind + " «" + f.Milestone.Title.Nynorsk + "»"
}

func (r *RoundReport) count(s State) {
	switch s {
	case IsHost, OutOfScope:
		return
	case Complete:
		r.Complete++
	case HasDeclined:
		r.Declined++
	case Waiting:
		r.Waiting++
	case Partly:
		r.Partly++
	case Announced:
		r.Announced++
	default:
		r.Nothing++
	}
	r.Owing++
}

func (b *reporter) party(l *Ledger, s *Standing, today Date) {
	if !s.Owes() {
		return
	}
	if !s.Promise.IsZero() && !s.Promise.Before(today) && today.DaysUntil(s.Promise) <= 7 {
		b.out.Meetings = append(b.out.Meetings, Line{Date: s.Promise, Party: s.Party.FullName, Text: "møte i " + s.Party.Council + "t"})
	}
	for _, address := range slices.Sorted(maps.Keys(s.Bounces)) {
		f := s.Bounces[address]
		b.out.Bounces = once(b.out.Bounces, Line{At: f.At, Party: s.Party.FullName, Text: address + ": " + f.Reason})
	}
	for _, address := range slices.Sorted(maps.Keys(s.Absences)) {
		f := s.Absences[address]
		if f.Until.IsZero() && l.Calendar.WorkdaysBetween(l.Calendar.DateOf(f.At), today) <= 5 || !f.Until.Before(today) {
			b.out.Absences = once(b.out.Absences, Line{Date: f.Until, Party: s.Party.FullName, Text: address + ": " + f.Reason})
		}
	}
}

// once adds a line that is not there yet: an address is the same in every
// round.
func once(lines []Line, line Line) []Line {
	if slices.Contains(lines, line) {
		return lines
	}
	return append(lines, line)
}

// deadlinesToShow are the open deadlines and the newest that has passed; one
// whose day is not set yet has nothing to show.
func deadlinesToShow(l *Ledger, today Date) []Milestone {
	var passed, open []Milestone
	for _, m := range l.Round.Milestones {
		switch on := l.DateOf(m, nil); {
		case m.Kind != Deadline || on.IsZero():
		case on.Before(today):
			passed = []Milestone{m}
		default:
			open = append(open, m)
		}
	}
	return append(passed, open...)
}

func deadlineReport(l *Ledger, m Milestone, today Date) DeadlineReport {
	on := l.DateOf(m, nil)
	d := DeadlineReport{Milestone: m.ID, Title: m.Title.Nynorsk, Date: on, DaysLeft: today.DaysUntil(on), OpenLeft: l.Calendar.WorkdaysBetween(today, on)}
	d.LastDay, _ = l.Calendar.OpenBefore(on)
	for _, id := range m.Requires {
		q, _ := l.Round.Requirement(id)
		d.Each = append(d.Each, Count{Label: q.Label.Nynorsk})
	}
	for _, s := range l.Standings {
		if !s.Owes() {
			continue
		}
		d.Owing++
		if len(s.Missing(m)) == 0 {
			d.Delivered++
		}
		for i, id := range m.Requires {
			if _, have := s.Delivered[id]; have {
				d.Each[i].Done++
			}
		}
	}
	return d
}

// calls lists who is to be called: for a week from a step marked call_list. Who
// has a letter waiting here or a snooze is not called.
func (b *reporter) calls(l *Ledger, m Milestone, today Date) {
	for _, s := range l.Standings {
		missing := s.Missing(m)
		if !s.Owes() || s.Declined != nil || len(missing) == 0 || len(s.Waiting) > 0 || !s.Snoozed.Before(today) || !callNow(l, m, s, today) {
			continue
		}
		var labels []string
		for _, id := range missing {
			q, _ := l.Round.Requirement(id)
			labels = append(labels, q.Label.Nynorsk)
		}
		text := "manglar " + strings.Join(labels, " og ")
		if !s.Promise.IsZero() {
			text += "; saka skal opp " + nynorskDate(s.Promise)
		}
		b.out.Calls = append(b.out.Calls, Line{Party: s.Party.FullName, Text: text})
	}
}

func callNow(l *Ledger, m Milestone, s *Standing, today Date) bool {
	for _, d := range Schedule(l.Calendar, m, l.DateOf(m, s)) {
		if d.Step.CallList && d.Dropped == "" && !d.Date.After(today) && d.Date.DaysUntil(today) <= 7 {
			return true
		}
	}
	return false
}
