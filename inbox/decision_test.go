package inbox_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
	"fristvakt/inbox/paper"
	"fristvakt/workflows"
)

// Each file is one paper as text. Its first line says what is to be found:
// disposition, kind and outcome of the paper, then the date of the meeting, the
// case number and a piece of the vote.
func TestADecisionIsReadFromEveryFormOfMinutes(t *testing.T) {
	files, err := filepath.Glob("testdata/decisions/*.txt")
	if err != nil || len(files) < 30 {
		t.Fatalf("found %d papers: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want, page, _ := strings.Cut(string(text), "\n\n")
			checkDecision(t, strings.TrimPrefix(want, "want: "), judgePaper(t, "Vedlegg.pdf", page))
		})
	}
}

func checkDecision(t *testing.T, want string, got inbox.Judgement) {
	t.Helper()
	facts := strings.Split(want, "|")
	words := strings.Fields(facts[0])
	said := render(got)
	for _, w := range words {
		if !strings.Contains(said, w) {
			t.Errorf("want %q in: %s\n%s", w, said, reasons(got))
		}
	}
	if words[0] != "accept" && strings.Contains(facts[0], "nodeliver") == strings.Contains(said, "delivers") && len(words) > 2 {
		t.Errorf("delivery is wrong: %s\n%s", said, reasons(got))
	}
	if len(facts) < 4 || got.Decision == nil {
		return
	}
	for i, value := range []string{got.Decision.Meeting.String(), got.Decision.Case, strings.ToLower(got.Decision.Vote)} {
		if w := strings.TrimSpace(facts[i+1]); !strings.Contains(value, w) {
			t.Errorf("want %q, got %q: %s", w, value, said)
		}
	}
}

// render puts a judgement into the words that fixtures use.
func render(j inbox.Judgement) string {
	said := string(j.Disposition)
	delivers := false
	for _, d := range j.Documents {
		said += " " + d.Kind + " " + string(d.Outcome)
		delivers = delivers || d.Delivers
	}
	if delivers {
		said += " delivers"
	} else {
		said += " nodelivery nodeliver"
	}
	for rule, word := range map[string]string{"other-round": "otherround", "decision-of-host": "hostdecision"} {
		if hasReason(j, rule) {
			said += " " + word
		}
	}
	return said
}

func hasReason(j inbox.Judgement, rule string) bool {
	for _, r := range j.Reasons {
		if r.Rule == rule {
			return true
		}
	}
	return false
}

func reasons(j inbox.Judgement) string {
	var b strings.Builder
	for _, r := range j.Reasons {
		b.WriteString("  " + r.Rule + ": " + r.Text + "\n")
	}
	return b.String()
}

const mailOfKinn = "Authentication-Results: mx.example.no; dmarc=pass header.from=kinn.kommune.no\r\n" +
	"From: Kinn kommune <postmottak@kinn.kommune.no>\r\nTo: postmottak@example.no\r\nSubject: Vedtak\r\n" +
	"Date: Mon, 26 May 2025 10:00:00 +0200\r\nMessage-ID: <a@kinn.kommune.no>\r\n" +
	"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVedlagt er papiret frå Kinn kommune.\r\n" +
	"--b\r\nContent-Type: application/pdf; name=\"NAME\"\r\n\r\nx\r\n--b--\r\n"

// judgePaper judges a mail of Kinn kommune that carries one paper with the
// given text, pages parted by form feeds.
func judgePaper(t *testing.T, name, text string) inbox.Judgement {
	t.Helper()
	return newJudge(t).Judge(kinnMail(name), readsAs(text))
}

func kinnMail(name string) *letter.Letter {
	return letter.Read([]byte(strings.Replace(mailOfKinn, "NAME", name, 1)), letter.Limits{})
}

func readsAs(text string) func(letter.Attachment) paper.Paper {
	return func(letter.Attachment) paper.Paper { return paperOf(text) }
}

func paperOf(text string) paper.Paper {
	p := paper.Paper{Format: paper.FormatPDF}
	for page := range strings.SplitSeq(text, "\f") {
		p.Pages = append(p.Pages, paper.Page{Text: page})
	}
	return p
}

func newJudge(t *testing.T) *inbox.Judge {
	t.Helper()
	round, roster := round2025(t)
	return inbox.NewJudge(inbox.Settings{
		Rounds: []workflows.Round{round}, Roster: roster, Receiver: inbox.Receiver{AuthservID: "mx.example.no"},
		Secret: []byte("secret of the tests"), Domain: "example.no",
		References: map[string][]paper.Paper{round.ID: {paperOf(agreementText(t))}},
	})
}

func agreementText(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/agreement.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func round2025(t testing.TB) (workflows.Round, workflows.Roster) {
	t.Helper()
	found := rounds()
	if len(found) == 0 {
		t.Fatal("no round digivestland-2025")
	}
	roster, err := workflows.EmbeddedRoster(found[0].Roster)
	if err != nil {
		t.Fatal(err)
	}
	return found[0], roster
}

// rounds are the embedded ones, the newest first.
var rounds = sync.OnceValue(func() []workflows.Round {
	all, _ := workflows.EmbeddedRounds()
	slices.SortFunc(all, func(a, b workflows.Round) int { return strings.Compare(b.ID, a.ID) })
	return all
})
