package inbox_test

import (
	"os"
	"testing"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
	"fristvakt/inbox/paper"
)

// BenchmarkJudgingPlainMail is a mail without papers from bytes to verdict: one
// that concerns the round, and one that does not.
func BenchmarkJudgingPlainMail(b *testing.B) {
	for _, name := range []string{"36-svarut-notice", "16-consultant-lists-many"} {
		raw, err := os.ReadFile("testdata/letters/" + name + ".eml")
		if err != nil {
			b.Fatal(err)
		}
		judge := goldenJudge(b)
		b.Run(name, func(b *testing.B) {
			none := func(letter.Attachment) paper.Paper { return paper.Paper{Unreadable: paper.ReasonEmpty} }
			var last inbox.Judgement
			for b.Loop() {
				last = judge.Judge(letter.Read(raw, letter.Limits{}), none)
			}
			if last.Disposition == "" {
				b.Fatal("no verdict")
			}
		})
	}
}
