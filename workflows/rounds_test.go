package workflows_test

import (
	"os"
	"testing"

	"fristvakt/workflows"
)

func roundOf(t testing.TB, file string) workflows.Round {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r, err := workflows.ParseRound(text, file, calendar)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
