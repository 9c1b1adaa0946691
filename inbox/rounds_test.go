package inbox_test

import (
	"os"
	"testing"

	"fristvakt/inbox"
	"fristvakt/workflows"
)

// With both rounds open a decision counts in the round it was made in.
func TestADecisionCountsInItsOwnRound(t *testing.T) {
	_, roster := round2025(t)
	judge := inbox.NewJudge(inbox.Settings{Rounds: rounds(), Roster: roster, Receiver: inbox.Receiver{AuthservID: "mx.example.no"}})
	for file, round := range map[string]string{"18-last-round": "digivestland-2024", "03-full-protocol": "digivestland-2025"} {
		text, err := os.ReadFile("testdata/decisions/" + file + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		got := judge.Judge(kinnMail("Vedtak.pdf"), readsAs(string(text)))
		if got.Round != round || got.Disposition != workflows.Accept {
			t.Errorf("%s: %s in %s\n%s", file, got.Disposition, got.Round, reasons(got))
		}
	}
}

// Each rule speaks in a sentence of its own, and a letter that goes to a person
// says what would have made it certain.
func TestEveryReasonOfAJudgementIsAFullSentence(t *testing.T) {
	judge := newJudge(t)
	for _, text := range []string{"", "DigiVestland", "Kinn kommune\nSak 1/25 Kommunestyret 22.05.2025\nDigiVestland\nVedtak:\nSaka vert utsett."} {
		got := judge.Judge(kinnMail("Vedtak DigiVestland.pdf"), readsAs(text))
		for _, r := range got.Reasons {
			if r.Rule == "" || len(r.Text) < 10 {
				t.Errorf("rule %q says %q", r.Rule, r.Text)
			}
		}
		if got.Disposition == workflows.Review && len(got.WouldBeCertain) == 0 {
			t.Error("nothing is said on what would have made it certain")
		}
	}
}
