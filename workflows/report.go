package workflows

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Robot is the actor of what the program did by itself.
const Robot = "fristvakt"

// DigestInput is what a digest is made from.
type DigestInput struct {
	Now     time.Time
	Since   time.Time // the last digest
	Ledgers []*Ledger // one for each round that is not over
	Facts   []Fact    // all of them
	Ages    Ages
	Running []Line     // outages and quarantined mails, in words
	Asked   []Question // what else needs a person: a file that is missing, a login that is refused
}

// Report gathers what one digest says.
func Report(in DigestInput) DigestReport {
	b := reporter{in: in, names: map[string]string{}}
	b.out.Ages, b.out.Running = in.Ages, in.Running
	for _, l := range in.Ledgers {
		b.calendar = l.Calendar
		for _, s := range l.Standings {
			b.names[s.Party.Number] = s.Party.FullName
		}
	}
	b.out.Date = b.calendar.DateOf(in.Now)
	b.questions()
	b.events()
	for _, l := range in.Ledgers {
		b.round(l)
	}
	return b.out
}

type reporter struct {
	in       DigestInput
	out      DigestReport
	names    map[string]string
	calendar Calendar
}

func (b *reporter) questions() {
	seen := map[string]bool{}
	for _, l := range b.in.Ledgers {
		for _, s := range l.Standings {
			for _, o := range s.Waiting {
				if !seen[o.Letter] {
					b.out.Questions = append(b.out.Questions, b.letter(o, s.Party.FullName))
				}
				seen[o.Letter] = true
			}
			b.mailQuestions(s, seen)
		}
		for _, o := range l.Unmatched {
			if !seen[o.Letter] {
				b.out.Questions = append(b.out.Questions, b.letter(o, ""))
			}
			seen[o.Letter] = true
		}
	}
	b.out.Questions = append(b.out.Questions, b.in.Asked...)
	slices.SortStableFunc(b.out.Questions, func(x, y Question) int { return x.Received.Compare(y.Received) })
}

func (b *reporter) letter(o Open, party string) Question {
	q := Question{Letter: o.Letter, Received: o.Received, Party: party, Text: guess(o.Verdict), Why: o.Reason}
	today := b.calendar.DateOf(b.in.Now)
	q.Old = b.calendar.WorkdaysBetween(b.calendar.DateOf(o.Received), today) >= QuestionAfterHold
	if o.Verdict.Party == "" {
		q.Commands = []string{fmt.Sprintf("fristvakt review assign %s --party NUMMER", o.Letter)}
	} else if slices.ContainsFunc(o.Verdict.Documents, func(d Document) bool { return d.Delivers }) || !o.Verdict.Promise.IsZero() {
		q.Commands = []string{"fristvakt review accept " + o.Letter}
	}
	q.Commands = append(q.Commands, "fristvakt review reject "+o.Letter)
	return q
}

func (b *reporter) mailQuestions(s *Standing, seen map[string]bool) {
	for _, f := range s.Uncertain() {
		b.out.Questions = append(b.out.Questions, Question{Received: f.At, Party: s.Party.FullName,
			Text:     "Det er uvisst om e-posten " + f.Key + " gjekk ut.",
			Why:      f.Reason,
			Commands: []string{"fristvakt review accept " + f.Key, "fristvakt review reject " + f.Key}})
	}
	address := s.Contacts[Mailroom]
	if f, dead := s.Bounces[strings.ToLower(address)]; dead && !seen[address] {
		seen[address] = true
		b.out.Questions = append(b.out.Questions, Question{Received: f.At, Party: s.Party.FullName,
			Text:     "E-post til " + address + " kjem ikkje fram. Finn rett adresse.",
			Why:      f.Reason,
			Commands: []string{"fristvakt record contact --party " + s.Party.Number + " --address ADRESSE"}})
	}
}

// guess says in a few words what a letter seems to be.
func guess(v Verdict) string {
	var parts []string
	for _, d := range v.Documents {
		text := paperWord(d.Kind)
		if d.Outcome != "" {
			text += " (" + outcomeWord(d.Outcome) + ")"
		}
		parts = append(parts, fmt.Sprintf("«%s» ser ut til å vere %s", d.Name, text))
	}
	if !v.Promise.IsZero() {
		parts = append(parts, "Lovar møte "+v.Promise.String())
	}
	if len(parts) == 0 {
		return "Brev som gjeld runden, utan papir vi kjenner att."
	}
	return strings.Join(parts, "; ") + "."
}

func paperWord(kind string) string {
	words := map[string]string{
		"signed-agreement": "signert avtale", "decision-copy": "vedtak", "unsigned-agreement": "avtale utan signatur frå kommunen",
		"case-paper": "saksframlegg", "recommendation": "innstilling", "unreadable": "ei fil som ikkje kan lesast", "form-response": "svar i skjemaet", "feedback": "svar i skjemaet"}
	if w, ok := words[kind]; ok {
		return w
	}
	if kind == "other" {
		return "noko anna"
	}
	return kind
}

func outcomeWord(o Outcome) string {
	return map[Outcome]string{Yes: "ja", No: "nei", Postponed: "utsett", Conditional: "med atterhald"}[o]
}

// events sorts what happened since the last digest.
func (b *reporter) events() {
	void := undone(b.in.Facts)
	for _, f := range b.in.Facts {
		if !f.Made.After(b.in.Since) {
			continue
		}
		line := Line{At: f.At, Party: b.names[f.Party]}
		if f.Actor != Robot && f.Kind != Delivered || f.Kind == Undone {
			line.Text = fmt.Sprintf("%s (%s: %s). %s", Describe(f), f.Actor, f.Reason, takeBack(f, void))
			b.out.Rulings = append(b.out.Rulings, line)
			continue
		}
		if void[f.Seq] {
			continue
		}
		line.Text = Describe(f)
		switch f.Kind {
		case Delivered, ResponseDouble:
			if f.Actor != Robot {
				line.Text += fmt.Sprintf(" (%s: %s). %s", f.Actor, f.Reason, takeBack(f, void))
			}
			b.out.News = append(b.out.News, line)
		case Sent:
			if f.Party != "" {
				b.out.Reminded = append(b.out.Reminded, line)
			}
		case BreakerTripped, Quarantined:
			b.out.Running = append(b.out.Running, line)
		}
	}
}

// takeBack is the command that takes a ruling back, where that has not been
// done.
func takeBack(f Fact, void map[int64]bool) string {
	if void[f.Seq] {
		return "Er teken tilbake."
	}
	return fmt.Sprintf("Ta tilbake: fristvakt undo %d", f.Seq)
}

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
	for _, f := range Look(l, next.At(12, 0, l.Calendar.Zone()), next, next) {
		if f.Party.Number != "" && f.Not == "" && f.Sent.IsZero() {
			b.out.Coming = append(b.out.Coming, Line{Date: f.Date, Party: f.Party.FullName, Text: f.Milestone.Title.Nynorsk})
		}
	}
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
		b.out.Calls = append(b.out.Calls, Line{Party: s.Party.FullName, Date: s.Promise, Text: "manglar " + strings.Join(labels, " og ")})
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
