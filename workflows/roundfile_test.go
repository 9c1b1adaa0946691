package workflows_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fristvakt/workflows"
)

// TestABrokenRoundIsRefusedWithFileLineAndWhatToWrite reads each round in
// testdata/broken and compares the complaints with the .want beside it.
func TestABrokenRoundIsRefusedWithFileLineAndWhatToWrite(t *testing.T) {
	files, err := filepath.Glob("testdata/broken/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatal("no broken rounds", err)
	}
	everyLine := regexp.MustCompile(`^round\.toml:[1-9][0-9]*: .+`)
	for _, file := range files {
		name := strings.TrimSuffix(file, ".toml")
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, err = workflows.ParseRound(text, "round.toml", calendar)
			if err == nil {
				t.Fatal("the round was accepted")
			}
			for _, line := range strings.Split(err.Error(), "\n") {
				if !everyLine.MatchString(line) {
					t.Errorf("a complaint without file and line: %q", line)
				}
			}
			golden(t, name+".want", err.Error()+"\n")
		})
	}
}

func TestARoundFileIsAtMostOneMegabyte(t *testing.T) {
	if _, err := workflows.ParseRound(make([]byte, 1<<20+1), "round.toml", calendar); err == nil || !strings.Contains(err.Error(), "1 MB") {
		t.Error(err)
	}
}

func TestAMilestoneWithoutADateKeepsItsPlace(t *testing.T) {
	r, err := workflows.ParseRound([]byte(`id = "t"
title = "T"
reference = "FV-25"
starts = 2025-01-01
ends = 2025-12-31
topic = ["t"]
milestone = [
  { id = "may", kind = "event", date = 2025-05-01, nynorsk = "Mai" },
  { id = "someday", kind = "event", operator_sets_date = true, nynorsk = "Ein dag" },
  { id = "january", kind = "event", date = "2025-01-15", nynorsk = "Januar" },
]
`), "t.toml", calendar)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, m := range r.Milestones {
		order = append(order, m.ID)
	}
	if got := strings.Join(order, " "); got != "january may someday" {
		t.Errorf("the milestones stand in the order %s", got)
	}
}

func FuzzParseRound(f *testing.F) {
	files, err := filepath.Glob("testdata/broken/*.toml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, id := range []string{"digivestland-2024", "digivestland-2025"} {
		text, err := workflows.RoundSource(id)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := workflows.ParseRound(text, "f.toml", calendar)
		if err != nil {
			return
		}
		for _, m := range r.Milestones {
			for _, d := range workflows.Schedule(calendar, m, m.Date) {
				if !calendar.Open(d.Date) {
					t.Errorf("the step %s goes on %s, a closed day", d.Step.ID, d.Date)
				}
			}
		}
	})
}
