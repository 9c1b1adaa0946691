package store_test

import (
	"strings"
	"testing"

	"fristvakt/store"
	"fristvakt/workflows"
)

// forgotten is a store of four facts, in which a person was taken out of the
// second and a letter of his was dropped.
func forgotten(t *testing.T) (string, *store.Store) {
	path := newPath(t)
	s := mustOpen(t, path, options())
	mustAppend(t, s, workflows.Fact{Kind: workflows.Opened}, workflows.Fact{Kind: workflows.Absent, Party: "4602", Address: "kari@example.no", Reason: "kari@example.no er borte"},
		workflows.Fact{Kind: workflows.Delivered, Party: "4602", Requirement: "decision-copy"})
	redact := func(f workflows.Fact) (workflows.Fact, bool) { return workflows.Redact(f, "Kari@example.no") }
	told, err := s.Forget(t.Context(), workflows.Fact{Kind: workflows.Forgotten, Actor: "Ola", Reason: "bad om det"}, redact)
	if err != nil || len(told.Redacts) != 1 || told.Redacts[0].Seq != 2 {
		t.Fatalf("%+v, %v", told, err)
	}
	return path, s
}

func TestAPersonIsTakenOutOfTheFactsAndTheChainHolds(t *testing.T) {
	t.Parallel()
	_, s := forgotten(t)
	mustAppend(t, s, workflows.Fact{Kind: workflows.Paused})
	facts := mustFacts(t, s)
	if len(facts) != 5 || facts[1].Address != "" || strings.Contains(facts[1].Reason, "kari") || facts[1].Kind != workflows.Absent || facts[2].Requirement != "decision-copy" {
		t.Errorf("%+v", facts)
	}
	if err := s.VerifyFacts(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestForgettingIsNoDoorForTampering(t *testing.T) {
	t.Parallel()
	path, s := forgotten(t)
	db := raw(t, path)
	for _, statement := range []string{
		"UPDATE fact SET body = '{}' WHERE seq = 3",
		"UPDATE fact SET hash = zeroblob(32) WHERE seq = 2",
		"UPDATE fact SET body = '{}' WHERE seq = 4",
	} {
		if _, err := db.Exec(statement); err == nil {
			t.Errorf("%s went through", statement)
		}
	}
	mustExec(t, db, "UPDATE fact SET body = replace(body, '4602', '4611') WHERE seq = 2")
	wantError(t, s.VerifyFacts(t.Context()), store.ErrDamaged)
}

func TestForgettingNobodyChangesNothingButSaysSo(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, newPath(t), options())
	mustAppend(t, s, workflows.Fact{Kind: workflows.Opened})
	told, err := s.Forget(t.Context(), workflows.Fact{Kind: workflows.Forgotten, Actor: "Ola"}, func(f workflows.Fact) (workflows.Fact, bool) { return f, false })
	if err != nil || told.Seq != 2 || len(told.Redacts) != 0 {
		t.Errorf("%+v, %v", told, err)
	}
	_, err = s.Forget(t.Context(), workflows.Fact{Kind: workflows.Forgotten}, func(f workflows.Fact) (workflows.Fact, bool) { return f, false }, "0000000000")
	wantError(t, err, store.ErrNotFound)
	if n := len(mustFacts(t, s)); n != 2 {
		t.Errorf("%d facts after a forgetting that failed", n)
	}
}
