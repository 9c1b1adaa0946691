package workflows_test

import (
	"fmt"
	"testing"

	"fristvakt/workflows"
)

// country is a roster of 357 parties, as many as there are municipalities.
func country(b *testing.B) workflows.Roster {
	template, _ := vestland(b).Party("4602")
	var roster workflows.Roster
	for i := range 357 {
		p := template
		p.Number = fmt.Sprintf("%04d", 1000+i)
		roster = append(roster, p)
	}
	return roster
}

// months are the facts of a round some time after it began: every third party
// has delivered, all have had four mails.
func months(id string, roster workflows.Roster) []workflows.Fact {
	w := newWorld(roster)
	w.record(clock(date("2025-01-30"), 8, 0), workflows.Fact{Kind: workflows.Opened})
	w.record(clock(date("2025-01-30"), 8, 0), workflows.Fact{Kind: workflows.WentLive})
	for i, p := range roster {
		for n, step := range []string{"8-weeks-before", "4-weeks-before"} {
			w.record(clock(date("2025-04-04").AddDays(28*n), 9, 0), workflows.Fact{Kind: workflows.Sent, Round: id, Party: p.Number,
				Milestone: "deadline-31-may", Step: step, Key: id + "/" + p.Number + "/deadline-31-may/" + step})
		}
		if i%3 == 0 {
			w.record(clock(date("2025-05-06"), 9, 0), workflows.Fact{Kind: workflows.Delivered, Round: id, Party: p.Number, Requirement: "decision-copy"})
		}
	}
	return w.facts
}

func BenchmarkPlanOf357PartiesIn100Rounds(b *testing.B) {
	roster, r := country(b), round(b, "digivestland-2025")
	var ledgers []*workflows.Ledger
	for i := range 100 {
		r.ID = fmt.Sprintf("round-%d", i)
		ledgers = append(ledgers, workflows.Fold(r, roster, calendar, months(r.ID, roster)))
	}
	now := clock(date("2025-05-16"), 9, 0)
	for b.Loop() {
		if n := len(workflows.PlanAll(ledgers, now)); n != 357 {
			b.Fatal(n)
		}
	}
}

func BenchmarkFoldOf10000Facts(b *testing.B) {
	roster, r := country(b), round(b, "digivestland-2025")
	facts := months(r.ID, roster)
	for len(facts) < 10_000 {
		f := facts[len(facts)%700+2]
		f.Seq = int64(len(facts) + 1)
		facts = append(facts, f)
	}
	for b.Loop() {
		workflows.Fold(r, roster, calendar, facts)
	}
}

func BenchmarkSchedule(b *testing.B) {
	m := milestone(b, round(b, "digivestland-2025"), "deadline-31-may")
	for b.Loop() {
		workflows.Schedule(calendar, m, m.Date)
	}
}

func BenchmarkDefaultCalendar(b *testing.B) {
	for b.Loop() {
		workflows.DefaultCalendar()
	}
}

func BenchmarkFindReferenceIn64kB(b *testing.B) {
	r, roster := round(b, "digivestland-2025"), country(b)
	text := fmt.Sprintf("%65000s", "Vår ref. FV-2025-1001-AA")
	for b.Loop() {
		workflows.FindReference(text, r, roster)
	}
}
