package workflows_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fristvakt/workflows"
)

// anyLife is the facts of some life of a round of Kinn, Vik and their
// neighbours, and an instant near its deadline.
func anyLife(t *rapid.T, r workflows.Round, roster workflows.Roster) ([]workflows.Fact, time.Time) {
	l := newLife(t, roster, r)
	for range rapid.IntRange(0, 40).Draw(t, "length") {
		l.happen(rapid.SampledFrom(happenings).Draw(t, "what"))
		l.pass()
	}
	return l.facts, l.now
}

func fewParties(t *testing.T) workflows.Roster {
	return slices.DeleteFunc(vestland(t), func(p workflows.Party) bool { return p.Number > "4612" })
}

func TestPlanAsksTwiceAndAnswersTheSame(t *testing.T) {
	r, roster := round(t, r25), fewParties(t)
	rapid.Check(t, func(t *rapid.T) {
		facts, now := anyLife(t, r, roster)
		one, two := workflows.Fold(r, roster, calendar, facts), workflows.Fold(r, roster, calendar, facts)
		first := workflows.Plan(one, now)
		workflows.Look(one, now.Add(time.Hour), workflows.Date{}, workflows.Date{})
		if again := workflows.Plan(one, now); !reflect.DeepEqual(first, again) {
			t.Fatalf("asked twice, Plan answers\n%v\nand\n%v", first, again)
		}
		if other := workflows.Plan(two, now); !reflect.DeepEqual(first, other) {
			t.Fatalf("folded twice, the plan is\n%v\nand\n%v", first, other)
		}
		if !reflect.DeepEqual(workflows.Look(one, now, workflows.Date{}, workflows.Date{}), workflows.Look(two, now, workflows.Date{}, workflows.Date{})) {
			t.Fatal("folded twice, the forecast differs")
		}
	})
}

func TestPlanDoesNotMindUnrelatedFacts(t *testing.T) {
	r, roster := round(t, r25), fewParties(t)
	rapid.Check(t, func(t *rapid.T) {
		facts, now := anyLife(t, r, roster)
		want := workflows.Plan(workflows.Fold(r, roster, calendar, facts), now)
		seq := int64(100_000)
		for range rapid.IntRange(1, 10).Draw(t, "unrelated") {
			seq++
			f := rapid.SampledFrom([]workflows.Fact{
				{Kind: workflows.Delivered, Round: "another", Party: "4602", Requirement: "decision-copy"},
				{Kind: workflows.Declined, Round: "another", Party: "4602"},
				{Kind: workflows.Judged, Round: "another", Party: "4602", Letter: "x", Verdict: &workflows.Verdict{Disposition: workflows.Review, Party: "4602"}},
				{Kind: workflows.Delivered, Round: r.ID, Party: "0301", Requirement: "decision-copy"},
				{Kind: workflows.Judged, Round: r.ID, Letter: "y", Verdict: &workflows.Verdict{Disposition: workflows.Unrelated}},
				{Kind: workflows.Judged, Round: r.ID, Party: "4602", Letter: "z", Verdict: &workflows.Verdict{Disposition: workflows.AutoReply, Party: "4602"}},
				{Kind: workflows.Absent, Party: "4602", Address: "postmottak@kinn.kommune.no"},
				{Kind: workflows.OutageBegan, Subject: "imap"}, {Kind: workflows.Quarantined}, {Kind: workflows.ResponseDouble, Round: r.ID, Party: "4602"},
			}).Draw(t, "fact")
			f.Seq, f.At, f.Made = seq, now.Add(-time.Hour), now.Add(-time.Hour)
			facts = slices.Insert(slices.Clone(facts), rapid.IntRange(0, len(facts)).Draw(t, "at"), f)
		}
		if got := workflows.Plan(workflows.Fold(r, roster, calendar, facts), now); !reflect.DeepEqual(got, want) {
			t.Fatalf("with unrelated facts the plan is\n%v\nwithout\n%v", got, want)
		}
	})
}

func TestThePlanDependsOnTheDayNotTheHour(t *testing.T) {
	r, roster := round(t, r25), fewParties(t)
	rapid.Check(t, func(t *rapid.T) {
		facts, now := anyLife(t, r, roster)
		l, today := workflows.Fold(r, roster, calendar, facts), calendar.DateOf(now)
		if !reflect.DeepEqual(workflows.Plan(l, clock(today, 0, 0)), workflows.Plan(l, clock(today, 23, 59))) {
			t.Fatal("nightfall changes the plan")
		}
	})
}

func TestNothingIsPlannedOutsideTheRound(t *testing.T) {
	r := round(t, r25)
	w := newWorld(fewParties(t), r)
	if got := w.plan(clock(date("2025-05-16"), 9, 0)); got != nil {
		t.Errorf("a round that nobody watches plans %v", got)
	}
	w.record(clock(date("2025-01-01"), 9, 0), workflows.Fact{Kind: workflows.Opened})
	w.record(clock(date("2025-01-01"), 9, 0), workflows.Fact{Kind: workflows.WentLive})
	for day, some := range map[string]bool{"2025-01-29": false, "2025-05-16": true, "2025-08-14": true, "2026-12-31": true, "2027-01-01": false} {
		if got := w.plan(clock(date(day), 9, 0)); len(got) > 0 != some {
			t.Errorf("on %s are planned %d mails", day, len(got))
		}
	}
}

func TestASecondGoingLiveChangesNothing(t *testing.T) {
	w := newWorld(fewParties(t), round(t, r25))
	w.record(clock(date("2025-05-12"), 9, 0), workflows.Fact{Kind: workflows.Opened})
	w.record(clock(date("2025-05-12"), 9, 0), workflows.Fact{Kind: workflows.WentLive})
	w.record(clock(date("2025-05-19"), 7, 0), workflows.Fact{Kind: workflows.WentLive})
	if got := w.plan(clock(date("2025-05-19"), 9, 0)); len(got) != 3 || got[0].Step != "2-weeks-before" {
		t.Errorf("the step of the Friday before is forgotten: %v", got)
	}
}

func TestAReminderSaysWhyItGoesToday(t *testing.T) {
	w := newWorld(fewParties(t), round(t, r25))
	w.record(clock(date("2025-05-12"), 9, 0), workflows.Fact{Kind: workflows.Opened})
	w.record(clock(date("2025-05-12"), 9, 0), workflows.Fact{Kind: workflows.WentLive})
	a := w.plan(clock(date("2025-05-18"), 9, 0))[0]
	want := workflows.Action{Key: "digivestland-2025/4602/deadline-31-may/2-weeks-before", Kind: workflows.Reminder, Round: r25, Party: "4602",
		Milestone: "deadline-31-may", Step: "2-weeks-before", Template: "two-weeks", Due: date("2025-05-16"), Day: date("2025-05-18"),
		Deadline: date("2025-05-31"), Missing: []string{"signed-agreement", "decision-copy"},
		Why: []string{"2 weeks before 2025-05-31 (Saturday)", "2025-05-17 is closed (17. mai)"}}
	if !reflect.DeepEqual(a, want) {
		t.Errorf("planned\n%+v\nwant\n%+v", a, want)
	}
}

func TestWhatWasRehearsedCountsForNothingWhenLive(t *testing.T) {
	w := newWorld(fewParties(t), round(t, r25))
	at := func(hour int) time.Time { return clock(date("2025-05-16"), hour, 0) }
	w.record(clock(date("2025-05-12"), 9, 0), workflows.Fact{Kind: workflows.Opened})
	rehearsed := func(party string) workflows.Fact {
		return workflows.Fact{Kind: workflows.Sent, Round: r25, Party: party, Milestone: "deadline-31-may", Step: "2-weeks-before", Rehearse: true,
			Key: "rehearsal/digivestland-2025/" + party + "/deadline-31-may/2-weeks-before"}
	}
	w.record(at(9), rehearsed("4602"))
	if got := w.plan(at(9)); len(got) != 2 || !workflows.ParseKey(got[0].Key).Rehearsal {
		t.Errorf("in rehearsal are planned %v", got)
	}
	w.record(at(10), workflows.Fact{Kind: workflows.WentLive})
	w.record(at(10), rehearsed("4611"))
	if got := w.plan(at(11)); len(got) != 3 {
		t.Errorf("gone live, %d parties are reminded, not all three", len(got))
	}
}

func TestAPartyWithSomethingDueInTwoRoundsGetsOneMail(t *testing.T) {
	second := round(t, r25)
	second.ID = "another-2025"
	w := newWorld(fewParties(t), round(t, r25), second)
	w.record(clock(date("2025-05-12"), 9, 0), workflows.Fact{Kind: workflows.Opened})
	w.record(clock(date("2025-05-12"), 9, 0), workflows.Fact{Kind: workflows.WentLive})
	w.record(clock(date("2025-05-12"), 9, 0), workflows.Fact{Kind: workflows.Declined, Round: r25, Party: "4611"})
	w.record(clock(date("2025-05-13"), 9, 0), workflows.Fact{Kind: workflows.Sent, Round: r25, Party: "4611", Key: "digivestland-2025/4611/declined"})
	var got []string
	for _, a := range w.plan(clock(date("2025-05-16"), 9, 0)) {
		got = append(got, a.Round+" "+a.Party)
	}
	if want := []string{"digivestland-2025 4602", "digivestland-2025 4612", "another-2025 4611"}; !slices.Equal(got, want) {
		t.Errorf("planned %v, want %v", got, want)
	}
}

func TestALetterOfTheSecondInWhichSendingBeganIsAcknowledged(t *testing.T) {
	w := newWorld(vestland(t)[:8], round(t, r25))
	began := clock(date("2025-04-10"), 8, 0).Add(300 * time.Millisecond)
	w.record(began, workflows.Fact{Kind: workflows.Opened})
	w.record(began, workflows.Fact{Kind: workflows.WentLive})
	for party, came := range map[string]time.Time{"4602": began.Truncate(time.Second), "4611": began.Add(-time.Second)} {
		w.record(began.Add(time.Minute), workflows.Fact{Kind: workflows.Delivered, At: came, Round: r25, Party: party, Requirement: "decision-copy"})
	}
	var receipts []string
	for _, a := range w.plan(began.Add(time.Hour)) {
		if a.Kind == workflows.Receipt {
			receipts = append(receipts, a.Party)
		}
	}
	if len(receipts) != 1 || receipts[0] != "4602" {
		t.Errorf("receipts go to %q", receipts)
	}
}
