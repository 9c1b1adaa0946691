package inbox_test

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
	"fristvakt/inbox/paper"
	"fristvakt/workflows"
)

// label is a line of truth.jsonl.
type label struct {
	File, Scenario, Expect, Party string
	Allow                         []string
	Documents                     []struct{ Kind, Outcome string }
	OCR                           bool
}

// Labelled mail beside the repository, where there is any: nothing recorded
// wrongly, nothing lost, all but two in a hundred deliveries recorded unaided.
func TestLabelledMailIsJudgedWithoutGraveFaults(t *testing.T) {
	const corpus = "../../shared/corpus"
	file, err := os.Open(filepath.Join(corpus, "truth.jsonl"))
	if err != nil {
		t.Skip("there is no labelled mail here")
	}
	defer file.Close()
	judge := corpusJudge(t, corpus)
	unaided, recorded, automatic, recognised, noise, quiet := 0, 0, 0, 0, 0, 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var l label
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(filepath.Join(corpus, "mail", l.File))
		if err != nil {
			t.Fatal(err)
		}
		got := judge.Judge(letter.Read(raw, letter.Limits{}), read)
		checkGrave(t, l, got)
		switch {
		case l.Expect == "accept" && !l.OCR:
			unaided++
			recorded += count(got.Disposition == workflows.Accept)
		case l.Expect == "unrelated":
			noise++
			quiet += count(got.Disposition == workflows.Unrelated)
		case l.Expect == "bounce" || l.Expect == "autoreply":
			automatic++
			recognised += count(string(got.Disposition) == l.Expect && (got.Party == "" || got.Party == l.Party))
		}
	}
	if recorded*100 < unaided*98 || quiet*100 < noise*98 || recognised*100 < automatic*98 {
		t.Errorf("recorded %d of %d, quiet %d of %d, recognised %d of %d", recorded, unaided, quiet, noise, recognised, automatic)
	}
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// checkGrave fails on a wrong record and on a lost mail.
func checkGrave(t *testing.T, l label, got inbox.Judgement) {
	t.Helper()
	relevant := l.Expect == "accept" || l.Expect == "review"
	if relevant && got.Disposition != workflows.Accept && got.Disposition != workflows.Review {
		t.Errorf("%s (%s) is lost: %s", l.File, l.Scenario, got.Disposition)
	}
	if got.Disposition != workflows.Accept {
		return
	}
	var have, want []string
	for _, d := range got.Documents {
		if d.Delivers {
			have = append(have, d.Kind+string(d.Outcome))
		}
	}
	for _, d := range l.Documents {
		want = append(want, d.Kind+d.Outcome)
	}
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Contains(l.Allow, "accept") || got.Party != l.Party || !slices.Equal(have, want) {
		t.Errorf("%s (%s) is recorded wrongly: %s %v, want %s %v", l.File, l.Scenario, got.Party, have, l.Party, want)
	}
}

func corpusJudge(t *testing.T, corpus string) *inbox.Judge {
	t.Helper()
	ref, err := os.ReadFile(filepath.Join(corpus, "reference.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	round, roster := round2025(t)
	return inbox.NewJudge(inbox.Settings{
		Rounds: []workflows.Round{round}, Roster: roster, Receiver: inbox.Receiver{AuthservID: "mx.bergen.kommune.no"},
		References: map[string][]paper.Paper{round.ID: {reader().Read(context.Background(), "reference.pdf", "application/pdf", ref)}},
	})
}
