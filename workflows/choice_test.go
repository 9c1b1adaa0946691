package workflows_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fristvakt/workflows"
)

var choiceSecret = []byte("thirty-two bytes of one's own ..")

func TestAChoiceComesBackFromItsSubjectAsItWas(t *testing.T) {
	for _, c := range []workflows.Choice{
		{Verb: workflows.ChooseYes, Round: r25, About: "3f2a91bc04", Until: date("2025-06-11")},
		{Verb: workflows.ChooseNo, Round: r25, About: r25 + "/4615/deadline-31-may/1-week-before", Until: date("2025-06-11")},
		{Verb: workflows.ChoosePause, Until: date("2025-06-11")},
		{Verb: workflows.ChooseStop, Round: r25, About: "2025-06-02", Until: date("2025-06-02")},
	} {
		subject := c.Subject("Osterøy kommune") + " " + c.Token(choiceSecret)
		if got, err := workflows.ReadChoice(subject, choiceSecret); got != c || err != nil {
			t.Errorf("%s was read as %+v, %v", subject, got, err)
		}
		if strings.ContainsFunc(subject, func(r rune) bool { return r > '~' }) {
			t.Errorf("%q would be encoded on its way", subject)
		}
	}
}

func TestNoSignOfATokenCanBeAltered(t *testing.T) {
	c := workflows.Choice{Verb: workflows.ChooseNo, Round: r25, About: "3f2a91bc04", Until: date("2025-06-11")}
	token := c.Token(choiceSecret)
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(token)-1).Draw(t, "where")
		sign := rapid.StringMatching(`[a-zA-Z0-9/.:-]`).Draw(t, "sign")
		altered := token[:i] + sign + token[i+1:]
		if got, err := workflows.ReadChoice("Nei: Kinn "+altered, choiceSecret); altered != token && err == nil {
			t.Errorf("%s counts as %+v", altered, got)
		}
	})
	if _, err := workflows.ReadChoice(token, []byte("another secret")); !errors.Is(err, workflows.ErrChoiceAltered) {
		t.Errorf("the token of another installation counts: %v", err)
	}
}

func TestAChoiceThatWasPassedOnDoesNotCount(t *testing.T) {
	token := workflows.Choice{Verb: workflows.ChooseYes, Round: r25, About: "3f2a91bc04", Until: date("2025-06-11")}.Token(choiceSecret)
	for _, prefix := range []string{"VS: ", "SV: ", "Fwd: ", "FW:", "Re: ", " vs : "} {
		if _, err := workflows.ReadChoice(prefix+"Ja: Kinn "+token, choiceSecret); !errors.Is(err, workflows.ErrChoiceForwarded) {
			t.Errorf("%q: %v", prefix, err)
		}
	}
}

func TestANoteIsReadAsItIsWritten(t *testing.T) {
	for text, want := range map[string]workflows.Note{
		"":                       {},
		"Ringde dei.\n\nHelsing": {Reason: "Ringde dei."},
		"Kommune: Kinn\nTil og med: 20.6.2025\nGrunn: ferie\n":                         {Party: "Kinn", Date: "20.6.2025", Reason: "ferie"},
		"kommune :4602 \r\nNY FRIST: 2025-06-20\r\nAvtalt på\r\ntelefon":               {Party: "4602", Date: "2025-06-20", Reason: "Avtalt på telefon"},
		"Godkjend av rådmannen.\n\nMed venleg helsing\nKari Nordmann\nKommune: Bergen": {Reason: "Godkjend av rådmannen."},
		"Dette er greitt\n-- \nKari":                                                   {Reason: "Dette er greitt"},
		strings.Repeat("a", 400):                                                       {Reason: strings.Repeat("a", 300) + " …"},
		"Kommune: \nGrunn: \n":                                                         {},
	} {
		if got := workflows.ReadNote(text); got != want {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
}

func (w *world) desk(now time.Time) workflows.Desk {
	return workflows.Desk{Ledgers: w.ledgers(), Roster: w.roster, Facts: w.facts, Now: now}
}

func TestEachChoiceBecomesItsFact(t *testing.T) {
	w := running(t, r25, "2025-04-10")
	paper := workflows.Document{Name: "Vedtak.pdf", Kind: "decision-copy", Outcome: workflows.Yes, Delivers: true}
	for _, id := range []string{"a1", "a2", "a3"} {
		f := letter(id, workflows.Review, "4602")
		f.Party, f.Verdict.Party, f.Verdict.Documents = "4602", "4602", []workflows.Document{paper}
		w.record(clock(date("2025-05-12"), 10, 0), f)
	}
	key := r25 + "/4615/deadline-31-may/1-week-before"
	w.record(clock(date("2025-05-12"), 11, 0), workflows.Fact{Kind: workflows.Uncertain, Round: r25, Party: "4615", Key: key})
	until, now := date("2025-05-27"), clock(date("2025-05-13"), 9, 0)
	r := workflows.Ruling{Actor: "Kari", Reason: "avtalt", At: now}
	for _, c := range []struct {
		verb        workflows.Verb
		about, note string
		want        []workflows.FactKind
		check       func(workflows.Fact) bool
	}{
		{workflows.ChooseYes, "a1", "", []workflows.FactKind{workflows.Ruled, workflows.Delivered}, func(f workflows.Fact) bool { return f.Requirement == "decision-copy" && f.Party == "4602" }},
		{workflows.ChooseNo, "a2", "", []workflows.FactKind{workflows.Ruled}, func(f workflows.Fact) bool { return f.Outcome == workflows.No }},
		{workflows.ChooseParty, "a3", "Kommune: Etne", []workflows.FactKind{workflows.Ruled, workflows.Judged}, func(f workflows.Fact) bool { return f.Party == "4611" }},
		{workflows.ChooseYes, key, "", []workflows.FactKind{workflows.Settled}, func(f workflows.Fact) bool { return f.Outcome == workflows.WasSent }},
		{workflows.ChooseNo, key, "", []workflows.FactKind{workflows.Settled}, func(f workflows.Fact) bool { return f.Outcome == workflows.WasUnsent }},
		{workflows.ChoosePause, "", "", []workflows.FactKind{workflows.Paused}, func(f workflows.Fact) bool { return f.Actor == "Kari" }},
		{workflows.ChooseStop, "2025-05-14", "", []workflows.FactKind{workflows.DayStopped}, func(f workflows.Fact) bool { return f.Until == date("2025-05-14") && f.Round == r25 }},
		{workflows.ChooseSnooze, "", "Kommune: sveio kommune\nTil og med: 1. 6. 2025", []workflows.FactKind{workflows.Snoozed}, func(f workflows.Fact) bool { return f.Party == "4612" && f.Until == date("2025-06-01") }},
		{workflows.ChooseExtend, "deadline-31-may", "Kommune: 4613\nNy frist: 2025-06-20", []workflows.FactKind{workflows.Extended}, func(f workflows.Fact) bool { return f.Milestone == "deadline-31-may" && f.Until == date("2025-06-20") }},
	} {
		facts, err := w.desk(now).Choose(r, workflows.Choice{Verb: c.verb, Round: r25, About: c.about, Until: until}, workflows.ReadNote(c.note))
		if err != nil || len(facts) != len(c.want) {
			t.Errorf("%s %s: %+v, %v", c.verb, c.about, facts, err)
			continue
		}
		for i, f := range facts {
			if f.Kind != c.want[i] || f.Actor != "Kari" || f.Reason == "" {
				t.Errorf("%s %s: fact %d is %+v", c.verb, c.about, i, f)
			}
		}
		if last := facts[len(facts)-1]; !c.check(last) {
			t.Errorf("%s %s: %+v", c.verb, c.about, last)
		}
	}
}

func TestAChoiceThatCannotBeCarriedOutSaysWhy(t *testing.T) {
	w := running(t, r25, "2025-04-10")
	r := workflows.Ruling{Actor: "Kari", Reason: "avtalt", At: clock(date("2025-05-13"), 9, 0)}
	for _, c := range []struct {
		choice     workflows.Choice
		note, want string
	}{
		{workflows.Choice{Verb: workflows.ChooseYes, Round: r25, About: "a1"}, "", "avgjord alt"},
		{workflows.Choice{Verb: workflows.ChooseStop, Round: "another", About: "2025-05-14"}, "", "finst ikkje"},
		{workflows.Choice{Verb: workflows.ChooseSnooze, Round: r25}, "Til og med: 20.6.2025", "kva kommune"},
		{workflows.Choice{Verb: workflows.ChooseSnooze, Round: r25}, "Kommune: Kinn\nTil og med: snart", "ingen dato"},
		{workflows.Choice{Verb: workflows.ChooseSnooze, Round: r25}, "Kommune: Kinn\nTil og med: 20.6.2024", "passert"},
	} {
		facts, err := w.desk(r.At).Choose(r, c.choice, workflows.ReadNote(c.note))
		if len(facts) != 0 || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v %q: %v, %v", c.choice, c.note, facts, err)
		}
	}
}

func TestAStoppedDayHasNoMailAndTheNextOpenDayHas(t *testing.T) {
	w := running(t, r25, "2025-04-10")
	stopped, next := date("2025-05-16"), date("2025-05-19")
	if n := len(w.plan(clock(stopped, 9, 0))); n == 0 {
		t.Fatal("nothing would have gone on that day")
	}
	f := w.record(clock(date("2025-05-15"), 9, 0), workflows.Fact{Kind: workflows.DayStopped, Round: r25, Until: stopped, Actor: "Kari"})
	if n := len(w.plan(clock(stopped, 9, 0))); n != 0 {
		t.Errorf("%d mails go on a stopped day", n)
	}
	if n := len(w.plan(clock(next, 9, 0))); n == 0 {
		t.Error("they do not go on the next open day either")
	}
	w.record(clock(date("2025-05-15"), 10, 0), workflows.Fact{Kind: workflows.Undone, Round: r25, Undoes: f.Seq, Actor: "Kari"})
	if n := len(w.plan(clock(stopped, 9, 0))); n == 0 {
		t.Error("taking it back changes nothing")
	}
}

// FuzzReadChoice: what comes in a subject counts only if we made it, and what
// stands in a note stays within bounds.
func FuzzReadChoice(f *testing.F) {
	c := workflows.Choice{Verb: workflows.ChooseNo, Round: r25, About: "3f2a91bc04", Until: date("2025-06-11")}
	f.Add("Nei: Kinn "+c.Token(choiceSecret), "Kommune: Kinn\nTil og med: 20.6.2025\nGrunn: ferie")
	f.Add("[svar:ja/2025-06-11/AAAAAAAAAAAAAAAA//]", "")
	f.Fuzz(func(t *testing.T, subject, note string) {
		if got, err := workflows.ReadChoice(subject, choiceSecret); err == nil && !strings.Contains(subject, got.Token(choiceSecret)) {
			t.Errorf("%q counts as %+v", subject, got)
		}
		if n := len([]rune(workflows.ReadNote(note).Reason)); n > 302 {
			t.Errorf("a reason of %d signs", n)
		}
	})
}
