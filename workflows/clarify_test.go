package workflows_test

import (
	"slices"
	"strings"
	"testing"

	"fristvakt/workflows"
)

// asked is a round in which the letter a1 of Kinn's brought the document, and
// a person has Kinn asked about it.
func asked(t *testing.T, d workflows.Document, text string) (*world, []workflows.Fact, error) {
	w := running(t, r25, "2025-04-10")
	f := letter("a1", workflows.Review, "4602")
	f.Party, f.Verdict.Party, f.Verdict.Documents = "4602", "4602", []workflows.Document{d}
	w.record(clock(date("2025-05-05"), 10, 0), f)
	at := clock(date("2025-05-06"), 9, 0)
	facts, err := w.desk(at).Rule(workflows.Ruling{Actor: "Kari", Reason: "må spørje", At: at}, workflows.Order{Kind: workflows.AskAbout, Doubt: "a1", Text: text})
	for _, f := range facts {
		w.record(at, f)
	}
	return w, facts, err
}

func questions(planned []workflows.Action) []workflows.Action {
	return slices.DeleteFunc(planned, func(a workflows.Action) bool { return a.Kind != workflows.Clarification })
}

func TestTheQuestionFitsThePaper(t *testing.T) {
	for _, c := range []struct {
		document workflows.Document
		want     string
	}{
		{workflows.Document{Name: "Sak.pdf", Kind: "case-paper"}, "clarify-case-paper"},
		{workflows.Document{Name: "Innstilling.pdf", Kind: "recommendation"}, "clarify-recommendation"},
		{workflows.Document{Name: "Avtale.pdf", Kind: "unsigned-agreement"}, "clarify-unsigned-agreement"},
		{workflows.Document{Name: "Skann.pdf", Kind: "unreadable"}, "clarify-unreadable"},
		{workflows.Document{Name: "Vedtak.pdf", Kind: "decision-copy", Outcome: workflows.Conditional, Quote: "under føresetnad av"}, "clarify-conditional"},
		{workflows.Document{Name: "Vedtak.pdf", Kind: "decision-copy"}, "clarify-party"},
	} {
		w, _, err := asked(t, c.document, "")
		if err != nil {
			t.Fatal(err)
		}
		planned := questions(w.plan(clock(date("2025-05-06"), 10, 0)))
		if len(planned) != 1 || planned[0].Template != c.want || planned[0].Paper != c.document.Name || planned[0].Quote != c.document.Quote || planned[0].Party != "4602" {
			t.Errorf("%s: %+v", c.want, planned)
		}
		if len(w.ledgers()[0].Standing("4602").Waiting) != 0 {
			t.Errorf("%s: the letter waits still", c.want)
		}
	}
}

func TestAQuestionIsAskedOnceAndNotWhenItWasTakenBack(t *testing.T) {
	w, _, err := asked(t, workflows.Document{Name: "Sak.pdf", Kind: "case-paper"}, "")
	if err != nil {
		t.Fatal(err)
	}
	w.turn(clock(date("2025-05-06"), 10, 0))
	w.turn(clock(date("2025-05-07"), 10, 0))
	var keys []string
	for _, m := range w.mails {
		if m.action.Kind == workflows.Clarification {
			keys = append(keys, m.action.Key)
		}
	}
	if len(keys) != 1 || keys[0] != r25+"/4602/clarify/a1" {
		t.Errorf("%q", keys)
	}
	again, facts, _ := asked(t, workflows.Document{Name: "Sak.pdf", Kind: "case-paper"}, "")
	again.record(clock(date("2025-05-06"), 9, 30), workflows.Fact{Kind: workflows.Undone, Undoes: again.facts[len(again.facts)-len(facts)].Seq, Round: r25, Party: "4602", Actor: "Kari"})
	if planned := questions(again.plan(clock(date("2025-05-06"), 10, 0))); len(planned) != 0 {
		t.Errorf("the ruling was taken back, and still %+v", planned)
	}
}

func TestNobodyIsAskedWithoutAPaperOrAQuestion(t *testing.T) {
	for _, c := range []struct {
		document   workflows.Document
		text, want string
	}{
		{workflows.Document{Kind: "case-paper"}, "", "no paper"},
		{workflows.Document{Name: "Sak.pdf", Kind: "case-paper"}, "clarify-everything", "no question"},
		{workflows.Document{Name: "Vedtak.pdf", Kind: "decision-copy"}, "clarify-conditional", "no paper"},
	} {
		if _, facts, err := asked(t, c.document, c.text); err == nil || len(facts) != 0 || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, %v", c, facts, err)
		}
	}
}
