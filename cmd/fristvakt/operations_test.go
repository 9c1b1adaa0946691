package main_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestEveryCommandOfTheOperationsPageIsInItsDialogue holds docs/operations.md
// against the dialogue that runs its commands.
func TestEveryCommandOfTheOperationsPageIsInItsDialogue(t *testing.T) {
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	dialogue, err := os.ReadFile("testdata/script/operations.txtar")
	if err != nil {
		t.Fatal(err)
	}
	run := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^(?:exec|exits \d) (fristvakt .+)$`).FindAllStringSubmatch(string(dialogue), -1) {
		run[m[1]] = true
	}
	commands := 0
	for line := range strings.SplitSeq(string(page), "\n") {
		command, is := strings.CutPrefix(line, "fristvakt ")
		if !is {
			continue
		}
		commands++
		command, _, _ = strings.Cut(command, "    # ")
		if command = "fristvakt " + strings.ReplaceAll(command, "/root/", ""); !run[command] {
			t.Errorf("the dialogue does not run %q", command)
		}
	}
	if commands < 25 {
		t.Errorf("only %d commands were looked at", commands)
	}
}
