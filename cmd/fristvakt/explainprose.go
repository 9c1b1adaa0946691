package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"fristvakt/inbox"
	"fristvakt/workflows"
)

// writeProse prints a judgement for a person: the verdict in one sentence,
// the evidence with its weight, what decided it, what spoke against, and what
// would have made it certain.
func writeProse(out io.Writer, e explained, roster workflows.Roster) {
	say := func(format string, args ...any) { fmt.Fprintln(out, printable(fmt.Sprintf(format, args...))) }
	say("%s: %s", filepath.Base(e.file), verdict(e.Judgement, roster))
	for _, d := range e.Documents {
		say("  paper    %s: %s%s", d.Name, describe(d), uncounted(d))
		if d.Quote != "" {
			say("           page %d: «%s»", max(1, d.Page), d.Quote)
		}
	}
	for _, r := range e.Evidence {
		weight := "    "
		if r.Weight > 0 {
			weight = fmt.Sprintf("%+4d", r.Weight)
		}
		say("  for     %s  %s (%s)", weight, r.Text, r.Rule)
	}
	if p, ok := roster.Party(e.Party); ok && e.Disposition != workflows.Bounce && e.Disposition != workflows.AutoReply {
		say("  together %+4d  for %s; %d are needed, and %d more than for any other", weighs(e.Evidence, e.Party), p.FullName, inbox.MinScore, inbox.MinLead)
	}
	if e.Disposition == workflows.Accept {
		say("  against       nothing that stops it")
	}
	for _, r := range e.Against {
		label := "note   "
		if inbox.Stops(r.Rule) {
			label = "against"
		}
		say("  %s       %s (%s)", label, r.Text, r.Rule)
	}
	for _, r := range e.WouldBeCertain {
		say("  certain with  %s", r.Text)
	}
	if !e.Promise.IsZero() {
		say("  promised      %s", e.Promise)
	}
	fmt.Fprintln(out)
}

// verdict is the judgement in one sentence.
func verdict(j inbox.Judgement, roster workflows.Roster) string {
	from := "an unknown party"
	if p, ok := roster.Party(j.Party); ok {
		from = p.FullName
	}
	switch j.Disposition {
	case workflows.Accept:
		return fmt.Sprintf("accepted for %s: %s.", from, delivered(j.Documents))
	case workflows.Review:
		return fmt.Sprintf("for a person. Best guess: %s, %s.", from, delivered(j.Documents))
	case workflows.Bounce:
		return fmt.Sprintf("a delivery report on mail to %s.", from)
	case workflows.AutoReply:
		return fmt.Sprintf("an automatic reply from %s.", from)
	}
	return "does not concern the round."
}

func delivered(docs []workflows.Document) string {
	var parts []string
	for _, d := range docs {
		if d.Delivers {
			parts = append(parts, describe(d))
		}
	}
	if len(parts) == 0 {
		return "nothing delivered"
	}
	return strings.Join(parts, " and ")
}

// weighs sums what speaks for a party.
func weighs(evidence []workflows.Reason, party string) int {
	sum := 0
	for _, r := range evidence {
		if r.Party == party {
			sum += r.Weight
		}
	}
	return sum
}

// uncounted says of a paper of the right kind that it meets no requirement
// here; the reasons below say why.
func uncounted(d workflows.Document) string {
	if !d.Delivers && (d.Kind == "signed-agreement" || d.Kind == "decision-copy") {
		return "; it does not count here"
	}
	return ""
}

// describe names a document in words.
func describe(d workflows.Document) string {
	text := strings.ReplaceAll(d.Kind, "-", " ")
	if d.Outcome != "" {
		text += ", " + string(d.Outcome)
	}
	return text
}
