package workflows

import (
	"fmt"
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
	b.out.Reminded = grouped(b.out.Reminded)
	for _, l := range in.Ledgers {
		b.round(l)
	}
	b.out.Coming = grouped(b.out.Coming)
	if b.out.Paused == "" && len(in.Ledgers) > 0 {
		b.out.Choices = append(b.out.Choices, Choice{ChoosePause, "", "", b.out.Date.AddDays(ChoiceDays)})
	}
	return b.out
}

// grouped puts lines that say the same of several parties on one.
func grouped(lines []Line) []Line {
	var all []Line
	parties := make(map[string][]string)
	for _, line := range lines {
		if parties[line.Text] == nil {
			all = append(all, line)
		}
		parties[line.Text] = append(parties[line.Text], line.Party)
	}
	for i, line := range all {
		names := parties[line.Text]
		if len(names) > 1 {
			for n, name := range names {
				names[n] = strings.TrimSuffix(strings.TrimSuffix(name, " kommune"), " herad")
			}
			all[i].Party = fmt.Sprintf("%d partar", len(names))
			all[i].Text = line.Text + ": " + strings.Join(names[:len(names)-1], ", ") + " og " + names[len(names)-1]
		}
	}
	return all
}

type reporter struct {
	in       DigestInput
	out      DigestReport
	names    map[string]string
	calendar Calendar
}

func (b *reporter) questions() {
	for _, p := range (Desk{Ledgers: b.in.Ledgers}).Doubts() {
		if p.Mail != nil {
			b.out.Questions = append(b.out.Questions, b.uncertainMail(*p.Mail, p.Party.FullName))
		} else {
			b.out.Questions = append(b.out.Questions, b.letter(p.Open, p.Party.FullName))
		}
	}
	b.deadAddresses()
	b.out.Questions = append(b.out.Questions, b.in.Asked...)
	slices.SortStableFunc(b.out.Questions, func(x, y Question) int { return x.Received.Compare(y.Received) })
}

func (b *reporter) letter(o Open, party string) Question {
	q := Question{Letter: o.Letter, Received: o.Received, Party: party, Text: guess(o.Verdict), Why: o.Reason}
	today := b.calendar.DateOf(b.in.Now)
	q.Old = b.calendar.WorkdaysBetween(b.calendar.DateOf(o.Received), today) >= QuestionAfterHold
	until, round := today.AddDays(ChoiceDays), o.Verdict.Round
	offer := func(v Verb) { q.Choices = append(q.Choices, Choice{v, round, o.Letter, until}) }
	if o.Verdict.Party == "" {
		q.Commands = []string{fmt.Sprintf("fristvakt review assign %s --party NUMMER --reason GRUNN", o.Letter)}
	} else if slices.ContainsFunc(o.Verdict.Documents, func(d Document) bool { return d.Delivers }) || !o.Verdict.Promise.IsZero() {
		q.Commands = []string{"fristvakt review accept " + o.Letter + " --reason GRUNN"}
		offer(ChooseYes)
	}
	q.Commands = append(q.Commands, "fristvakt review reject "+o.Letter+" --reason GRUNN")
	offer(ChooseNo)
	if o.Verdict.Party != "" && len(o.Verdict.Documents) > 0 {
		q.Commands = append(q.Commands, "fristvakt review ask "+o.Letter+" --reason GRUNN")
		offer(ChooseAsk)
	}
	offer(ChooseParty)
	return q
}

func (b *reporter) uncertainMail(f Fact, party string) Question {
	until := b.out.Date.AddDays(ChoiceDays)
	return Question{Choices: []Choice{{ChooseYes, f.Round, f.Key, until}, {ChooseNo, f.Round, f.Key, until}},
		Received: f.At, Party: party, Text: "Det er uvisst om e-posten " + f.Key + " gjekk ut.", Why: f.Reason,
		Commands: []string{"fristvakt review accept " + f.Key + " --reason GRUNN", "fristvakt review reject " + f.Key + " --reason GRUNN"}}
}

func (b *reporter) deadAddresses() {
	seen := map[string]bool{}
	for _, l := range b.in.Ledgers {
		for _, s := range l.Standings {
			address := s.Contacts[Mailroom]
			f, dead := s.Bounces[strings.ToLower(address)]
			if !dead || seen[address] {
				continue
			}
			seen[address] = true
			b.out.Questions = append(b.out.Questions, Question{Received: f.At, Party: s.Party.FullName,
				Text:     "E-post til " + address + " kjem ikkje fram. Finn rett adresse.",
				Why:      f.Reason,
				Commands: []string{"fristvakt record contact --party " + s.Party.Number + " --address ADRESSE --reason GRUNN"}})
		}
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
		parts = append(parts, "Lovar møte "+nynorskDate(v.Promise))
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
		if !f.Made.After(b.in.Since) || f.Kind == LoggedIn || f.Kind == LoggedOut || f.Kind == Downloaded {
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
			if f.Kind == Delivered {
				line.Text = deliveredWords(f)
			}
			line.Text += fmt.Sprintf(", angre: undo %d", f.Seq)
			if f.Actor != Robot {
				line.Text += fmt.Sprintf(" (%s: %s)", f.Actor, f.Reason)
			}
			b.out.News = together(b.out.News, line)
		case Sent:
			if f.Party != "" {
				line.Text = withoutReference(f.Subject)
				b.out.Reminded = append(b.out.Reminded, line)
			}
		case ChoiceRefused:
			b.out.Rulings = append(b.out.Rulings, line)
		case BreakerTripped, Quarantined:
			b.out.Running = append(b.out.Running, line)
		}
	}
}

// together adds a line, to the one before where one mail brought both.
func together(lines []Line, line Line) []Line {
	last := len(lines) - 1
	if last >= 0 && lines[last].Party == line.Party && lines[last].At.Equal(line.At) {
		lines[last].Text += "; " + line.Text
		return lines
	}
	return append(lines, line)
}

// withoutReference is the subject of a mail of ours without what stands in
// brackets at its end.
func withoutReference(subject string) string {
	text, _, _ := strings.Cut(subject, " [FV-")
	return text
}

// takeBack is the command that takes a ruling back, where that has not been
// done.
func takeBack(f Fact, void map[int64]bool) string {
	if void[f.Seq] {
		return "Er teken tilbake."
	}
	return fmt.Sprintf("Ta tilbake: fristvakt undo %d --reason GRUNN", f.Seq)
}
