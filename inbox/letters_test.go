package inbox_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
	"fristvakt/inbox/paper"
	"fristvakt/workflows"
)

func TestMain(m *testing.M) {
	paper.Child()
	os.Exit(m.Run())
}

// reader is the real reader of papers, shared because its start is dear.
var reader = sync.OnceValue(func() *paper.Reader {
	return paper.New(paper.Options{CacheDir: filepath.Join(os.TempDir(), "fristvakt-test-cache")})
})

func read(a letter.Attachment) paper.Paper {
	return reader().Read(context.Background(), a.Name, a.MediaType, a.Content)
}

// Each golden letter goes through the door as it is, its papers read for
// real. See testdata/letters/make.py.
func TestEveryGoldenLetterIsJudgedAsWanted(t *testing.T) {
	files, err := filepath.Glob("testdata/letters/*.eml")
	if err != nil || len(files) < 40 {
		t.Fatalf("found %d letters: %v", len(files), err)
	}
	judge := goldenJudge(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".eml"), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			l := letter.Read(raw, letter.Limits{})
			got := judge.Judge(l, read)
			checkWanted(t, readWant(t, strings.TrimSuffix(file, ".eml")+".want"), got)
		})
	}
}

func goldenJudge(t testing.TB) *inbox.Judge {
	t.Helper()
	round, roster := round2025(t)
	ref, err := os.ReadFile("testdata/agreement.txt")
	if err != nil {
		t.Fatal(err)
	}
	return inbox.NewJudge(inbox.Settings{
		Rounds: []workflows.Round{round}, Roster: roster, Receiver: inbox.Receiver{AuthservID: "mx.bergen.kommune.no"},
		References: map[string][]paper.Paper{round.ID: {reader().Read(context.Background(), "agreement.txt", "text/plain", ref)}},
	})
}

func readWant(t *testing.T, file string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for line := range strings.Lines(string(text)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		want[key] = strings.TrimSpace(value)
	}
	return want
}

func checkWanted(t *testing.T, want map[string]string, got inbox.Judgement) {
	t.Helper()
	if string(got.Disposition) != want["disposition"] || got.Party != want["party"] {
		t.Errorf("got %s for %q, want %s for %q", got.Disposition, got.Party, want["disposition"], want["party"])
	}
	var delivered []string
	for _, d := range got.Documents {
		if d.Delivers {
			delivered = append(delivered, strings.TrimSuffix(d.Kind+"="+string(d.Outcome), "="))
		}
	}
	sort.Strings(delivered)
	wanted := strings.Fields(want["documents"])
	sort.Strings(wanted)
	if !slices.Contains(wanted, "signed-agreement?") && !slices.Equal(delivered, wanted) {
		t.Errorf("delivered %v, want %v", delivered, wanted)
	}
	for rule := range strings.FieldsSeq(want["rules"]) {
		if !hasReason(got, rule) {
			t.Errorf("rule %s is missing", rule)
		}
	}
	if t.Failed() {
		t.Logf("%s\nwhy: %s", reasons(got), want["why"])
	}
}
