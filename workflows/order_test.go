package workflows_test

import (
	"errors"
	"testing"
	"time"

	"fristvakt/workflows"
)

// desk is the round of 2025 in the middle of May, with Etne's decision waiting.
func desk(t *testing.T) workflows.Desk {
	t.Helper()
	w := newWorld(vestland(t), round(t, "digivestland-2025"))
	w.record(clock(date("2025-01-30"), 8, 0), workflows.Fact{Kind: workflows.Opened})
	w.record(clock(date("2025-01-30"), 8, 0), workflows.Fact{Kind: workflows.WentLive, Actor: "kari"})
	w.record(clock(date("2025-05-06"), 9, 0), workflows.Fact{Kind: workflows.Delivered, Round: "digivestland-2025", Party: "4602", Requirement: "decision-copy"})
	w.record(clock(date("2025-05-13"), 9, 0), workflows.Fact{Kind: workflows.Judged, Round: "digivestland-2025", Party: "4611", Letter: "aa11", Subject: "Vedtak",
		Verdict: &workflows.Verdict{Disposition: workflows.Review, Round: "digivestland-2025", Party: "4611",
			Documents: []workflows.Document{{Name: "v.pdf", Kind: "decision-copy", Outcome: workflows.Yes, Delivers: true}}}})
	return workflows.Desk{Ledgers: w.ledgers(), Roster: w.roster, Facts: w.facts, Now: clock(date("2025-05-14"), 9, 0)}
}

func TestAnOrderBecomesFactsInThePersonsName(t *testing.T) {
	for want, o := range map[workflows.FactKind]workflows.Order{
		workflows.Delivered:     {Kind: workflows.AcceptLetter, Doubt: "aa"},
		workflows.Ruled:         {Kind: workflows.RejectLetter, Doubt: "aa11"},
		workflows.Declined:      {Kind: workflows.DeclineBy, Doubt: "aa11"},
		workflows.Promised:      {Kind: workflows.NotePromise, Party: "4611", Until: date("2025-06-12")},
		workflows.Snoozed:       {Kind: workflows.Snooze, Party: "4611", Until: date("2025-06-12")},
		workflows.NotApplicable: {Kind: workflows.LeaveOut, Party: "4611"},
		workflows.Extended:      {Kind: workflows.Extend, Milestone: "deadline-31-may", Until: date("2025-06-12")},
		workflows.Reopened:      {Kind: workflows.Reopen, Milestone: "deadline-31-may", Party: "4602", Until: date("2025-06-12")},
		workflows.ContactSet:    {Kind: workflows.SetContact, Party: "4611", Address: "ny@example.no"},
		workflows.Undone:        {Kind: workflows.Undo, Fact: 3},
		workflows.Paused:        {Kind: workflows.PauseAll},
	} {
		d := desk(t)
		made, err := d.Rule(workflows.Ruling{Actor: "kari", Reason: "lese", At: d.Now}, o)
		if err != nil || len(made) == 0 {
			t.Errorf("%s: %v", want, err)
			continue
		}
		if f := made[len(made)-1]; f.Kind != want || f.Actor != "kari" || f.Reason != "lese" {
			t.Errorf("%s: %+v", want, f)
		}
	}
}

func TestAnOrderThatCannotBeCarriedOutIsRefusedInWords(t *testing.T) {
	for name, o := range map[string]workflows.Order{
		"nothing with the id waits":   {Kind: workflows.AcceptLetter, Doubt: "ffff"},
		"every letter":                {Kind: workflows.AcceptLetter},
		"no such party":               {Kind: workflows.AssignLetter, Doubt: "aa11", Party: "9999"},
		"assigned to nobody":          {Kind: workflows.AssignLetter, Doubt: "aa11"},
		"no such paper":               {Kind: workflows.RecordPaper, Party: "4611", Requirement: "form"},
		"delivered already":           {Kind: workflows.RecordPaper, Party: "4602", Requirement: "decision-copy"},
		"the host":                    {Kind: workflows.RecordPaper, Party: "4601", Requirement: "decision-copy"},
		"the host declines":           {Kind: workflows.Decline, Party: "4601"},
		"a paper of tomorrow":         {Kind: workflows.RecordPaper, Party: "4611", Requirement: "decision-copy", Received: date("2025-05-15")},
		"no date":                     {Kind: workflows.Snooze, Party: "4611"},
		"an extension without a date": {Kind: workflows.Extend, Milestone: "deadline-31-may"},
		"no such milestone":           {Kind: workflows.Extend, Milestone: "x", Until: date("2025-06-12")},
		"an event re-opened":          {Kind: workflows.Reopen, Milestone: "agreement-sent", Until: date("2025-06-12")},
		"no mail address":             {Kind: workflows.SetContact, Party: "4611", Address: "ny"},
		"what happened outside":       {Kind: workflows.Undo, Fact: 2},
		"no such fact":                {Kind: workflows.Undo, Fact: 99},
		"resumed without a pause":     {Kind: workflows.ResumeAll},
		"no such round":               {Kind: workflows.Snooze, Round: "x", Party: "4611", Until: date("2025-06-12")},
	} {
		d := desk(t)
		made, err := d.Rule(workflows.Ruling{Actor: "kari", Reason: "lese", At: d.Now}, o)
		var refused *workflows.Refusal
		if !errors.As(err, &refused) || refused.Text.Nynorsk == "" || refused.Text.Bokmaal == "" || refused.Error() == "" || made != nil {
			t.Errorf("%s: %v, %v", name, made, err)
		}
	}
	d := desk(t)
	for _, r := range []workflows.Ruling{{Actor: "kari"}, {Reason: "lese"}, {Actor: workflows.Robot, Reason: "lese"}} {
		if made, err := d.Rule(r, workflows.Order{Kind: workflows.PauseAll}); err == nil || made != nil {
			t.Errorf("%+v may rule", r)
		}
	}
}

func TestAPaperThatCameTodayIsRecordedInTheMorningToo(t *testing.T) {
	d := desk(t)
	at := d.Now.Add(-time.Hour)
	made, err := d.Rule(workflows.Ruling{Actor: "kari", Reason: "i posten", At: at},
		workflows.Order{Kind: workflows.RecordPaper, Party: "4611", Requirement: "decision-copy", Received: date("2025-05-14"), Journal: "25/7"})
	if err != nil || !made[0].At.Equal(at) || made[0].Paper != "journalpost 25/7" {
		t.Errorf("%+v, %v", made, err)
	}
}

func TestTheNextMailIsTheFirstOfTheForecast(t *testing.T) {
	d := desk(t)
	l := d.Ledgers[0]
	next, seen := workflows.Next(l, d.Now), map[string]bool{}
	for _, f := range workflows.Look(l, d.Now, calendar.DateOf(d.Now), workflows.Date{}) {
		if n := f.Party.Number; n != "" && f.Not == "" && f.Sent.IsZero() && !seen[n] {
			seen[n] = true
			if next[n].Key != f.Key {
				t.Errorf("%s: %s, want %s", n, next[n].Key, f.Key)
			}
		}
	}
	if len(seen) == 0 || len(seen) != len(next) {
		t.Errorf("%d of %d", len(next), len(seen))
	}
}

func TestTheDayOfAMailIsExplainedInNorwegian(t *testing.T) {
	d := desk(t)
	s := d.Ledgers[0].Standing("4612")
	got := map[string]string{}
	for _, f := range workflows.LookAt(d.Ledgers[0], s, d.Now) {
		got[f.Step.ID] = f.Because().Nynorsk + " | " + f.Because().Bokmaal
	}
	for step, want := range map[string]string{
		"2-weeks-before": "2 veker før fristen 31. mai, flytta frå 17. mai som er stengd | 2 uker før fristen 31. mai, flyttet fra 17. mai som er stengt",
		"after-summer":   "fast dato | fast dato",
	} {
		if got[step] != want {
			t.Errorf("%s: %q", step, got[step])
		}
	}
}
