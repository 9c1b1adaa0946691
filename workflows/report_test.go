package workflows_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fristvakt/workflows"
)

// said writes a digest's data as text.
func said(r workflows.DigestReport) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s rehearsal=%v paused=%q quiet=%v\n", r.Date, r.Rehearsal, r.Paused, r.Quiet())
	for _, q := range r.Questions {
		fmt.Fprintf(&b, "? %s %q old=%v\n    %s\n    because: %s\n", q.Letter, q.Party, q.Old, q.Text, q.Why)
		for _, c := range q.Commands {
			fmt.Fprintf(&b, "    $ %s\n", c)
		}
		for _, c := range q.Choices {
			fmt.Fprintf(&b, "    > %s %s until %s\n", c.Verb, c.About, c.Until)
		}
	}
	for _, list := range []struct {
		name  string
		lines []workflows.Line
	}{{"news", r.News}, {"rulings", r.Rulings}, {"reminded", r.Reminded}, {"coming", r.Coming}, {"meetings", r.Meetings},
		{"calls", r.Calls}, {"bounces", r.Bounces}, {"absences", r.Absences}, {"running", r.Running}} {
		for _, l := range list.lines {
			fmt.Fprintf(&b, "%s: %s %s %s\n", list.name, l.Date, l.Party, l.Text)
		}
	}
	for _, c := range r.Choices {
		fmt.Fprintf(&b, "> %s %s %s until %s\n", c.Verb, c.Round, c.About, c.Until)
	}
	for _, round := range r.Rounds {
		fmt.Fprintf(&b, "%s: %d of %d complete, %d partly, %d nothing, %d announced, %d declined, %d waiting\n", round.Round,
			round.Complete, round.Owing, round.Partly, round.Nothing, round.Announced, round.Declined, round.Waiting)
		for _, d := range round.Deadlines {
			fmt.Fprintf(&b, "    %s %s, last day %s, %d days, %d working days, %d of %d", d.Milestone, d.Date, d.LastDay, d.DaysLeft, d.OpenLeft, d.Delivered, d.Owing)
			for _, c := range d.Each {
				fmt.Fprintf(&b, ", %s: %d", c.Label, c.Done)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

func report(w *world, day string) workflows.DigestReport {
	now := clock(date(day), 7, 30)
	since := clock(calendar.AddOpen(date(day), -1), 7, 30)
	return workflows.Report(workflows.DigestInput{Now: now, Since: since, Ledgers: w.ledgers(), Facts: w.facts,
		Ages: workflows.Ages{Turn: now, Mail: now.Add(-time.Hour), Digest: since}})
}

func running(t *testing.T, id, from string) *world {
	w := newWorld(vestland(t)[:8], round(t, id))
	w.record(clock(date(from), 8, 0), workflows.Fact{Kind: workflows.Opened})
	w.record(clock(date(from), 8, 0), workflows.Fact{Kind: workflows.WentLive})
	return w
}

func TestAQuietDayIsQuiet(t *testing.T) {
	w := running(t, r25, "2025-02-03")
	if r := report(w, "2025-02-11"); !r.Quiet() || len(r.Rounds) != 1 {
		t.Errorf("nothing has happened, and the digest says\n%s", said(r))
	}
	w.record(clock(date("2025-02-10"), 9, 0), workflows.Fact{Kind: workflows.Paused, Actor: "Kari"})
	if r := report(w, "2025-02-11"); r.Quiet() || r.Paused == "" {
		t.Errorf("sending is paused, and the digest says\n%s", said(r))
	}
}

func TestDigestOfABusyDay(t *testing.T) {
	w := running(t, r25, "2025-04-10")
	early, at := clock(date("2025-05-12"), 10, 0), clock(date("2025-05-27"), 10, 0)
	paper := workflows.Document{Name: "Særutskrift.pdf", Kind: "decision-copy", Outcome: workflows.Yes, Delivers: true}
	waits := letter("a1", workflows.Review, "4639")
	waits.Party, waits.Verdict.Party, waits.Verdict.Documents, waits.Reason = "4611", "4611", []workflows.Document{paper}, "Avsendaren er ikkje stadfesta."
	w.record(early, waits)
	w.record(at, workflows.Fact{Kind: workflows.Judged, Round: r25, Letter: "b2", Reason: "Vi veit ikkje kven brevet er frå.",
		Verdict: &workflows.Verdict{Disposition: workflows.Review}})
	w.record(at, workflows.Fact{Kind: workflows.Delivered, Round: r25, Party: "4602", Requirement: "decision-copy", Paper: "Vedtak.pdf"})
	post := workflows.Fact{Kind: workflows.Delivered, Round: r25, Party: "4612", Requirement: "signed-agreement", Paper: "2025/123", Actor: "Kari", Reason: "kom i posten"}
	w.record(at, post)
	post.Requirement = "decision-copy"
	w.record(at, post)
	declined := w.record(at, workflows.Fact{Kind: workflows.Declined, Round: r25, Party: "4613", Actor: "Kari", Reason: "på telefon"})
	w.record(at, workflows.Fact{Kind: workflows.Undone, Round: r25, Party: "4613", Undoes: declined.Seq, Actor: "Kari", Reason: "feil kommune"})
	w.record(at, workflows.Fact{Kind: workflows.Promised, Round: r25, Party: "4614", Until: date("2025-06-03"), Actor: "Kari", Reason: "seier ordføraren"})
	w.record(at, workflows.Fact{Kind: workflows.Uncertain, Round: r25, Party: "4615", Key: r25 + "/4615/deadline-31-may/1-week-before", Reason: "cut after the final dot"})
	w.record(at, workflows.Fact{Kind: workflows.Bounced, Party: "4616", Address: "post@tysnes.kommune.no", Hard: true, Reason: "5.1.1 no such user"})
	w.record(at, workflows.Fact{Kind: workflows.Absent, Party: "4602", Address: "kari@kinn.kommune.no", Until: date("2025-06-02"), Reason: "Eg er på kurs."})
	w.record(at, workflows.Fact{Kind: workflows.Sent, Round: r25, Party: "4602", Milestone: "deadline-31-may", Step: "receipt", Key: r25 + "/4602/x", Subject: "Takk for vedtaket"})
	golden(t, "testdata/reports/2025-05-28-the-last-day.txt", said(report(w, "2025-05-28")))
	golden(t, "testdata/reports/2025-06-02-after-the-deadline.txt", said(report(w, "2025-06-02")))
}

func TestDigestNamesWhatComesTheNextWorkingDay(t *testing.T) {
	w := running(t, "digivestland-2024", "2024-06-05")
	golden(t, "testdata/reports/2024-06-13-the-day-before.txt", said(report(w, "2024-06-13")))
	golden(t, "testdata/reports/2024-09-05-between-deadlines.txt", said(report(w, "2024-09-05")))
}

func TestABounceIsToldOnceForAllRounds(t *testing.T) {
	w := running(t, r25, "2025-04-10")
	second := w.rounds[0]
	second.ID = "another-2025"
	w.rounds, w.folded = append(w.rounds, second), nil
	w.record(clock(date("2025-05-13"), 9, 0), workflows.Fact{Kind: workflows.Bounced, Party: "4602", Address: "postmottak@kinn.kommune.no", Hard: true, Reason: "5.1.1"})
	w.record(clock(date("2025-05-13"), 9, 0), workflows.Fact{Kind: workflows.Bounced, Round: "another-2025", Party: "4611", Address: "postmottak@etne.kommune.no", Hard: true, Reason: "5.1.1"})
	if r := report(w, "2025-05-14"); len(r.Bounces) != 2 || len(r.Questions) != 2 {
		t.Errorf("two addresses bounced, and the digest says\n%s", said(r))
	}
}
