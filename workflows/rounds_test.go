package workflows_test

import (
	"os"
	"strings"
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

func TestBothRoundsHoldEveryMilestoneOfTheirLetters(t *testing.T) {
	for id, want := range map[string]string{
		"digivestland-2024": `draft-sent event 2024-06-05
clarifications period 2024-06-05 2024-08-15
breakfast-meeting event 2024-06-11
deadline-30-june deadline 2024-06-30 asks feedback
agreement-sent dispatch 2024-09-04
information-meeting event 2024-09-10
deadline-5-november deadline 2024-11-05 asks decision-copy
constituting-papers dispatch 2024-11-08
constituting-meeting event 2024-12-09 2024-12-13
in-force event 2025-01-01
`,
		"digivestland-2025": `bystyre-invites event 2025-01-30
agreement-sent dispatch the operator sets the date
deadline-31-may deadline 2025-05-31 asks signed-agreement decision-copy
free-period-ends event 2025-08-01
first-invoiced-period period 2025-08-01 2025-12-31
first-full-year-invoice period 2026-01-01 2026-12-31
`} {
		got := ""
		for _, m := range round(t, id).Milestones {
			got += m.ID + " " + string(m.Kind)
			for _, d := range []workflows.Date{m.Date, m.Until} {
				if !d.IsZero() {
					got += " " + d.String()
				}
			}
			if m.OperatorSets {
				got += " the operator sets the date"
			}
			if len(m.Requires) > 0 {
				got += " asks " + strings.Join(m.Requires, " ")
			}
			got += "\n"
			if m.Title.In(workflows.Bokmaal) == "" || m.Title.In(workflows.Nynorsk) == "" {
				t.Errorf("%s has no name in both standards", m.ID)
			}
		}
		if got != want {
			t.Errorf("%s holds\n%s\nwant\n%s", id, got, want)
		}
	}
}

// Above each milestone in the file stands, as a comment, the sentence of the
// letter that it comes from.
func TestEachMilestoneStandsUnderItsSentence(t *testing.T) {
	for _, id := range []string{"digivestland-2024", "digivestland-2025"} {
		text, err := workflows.RoundSource(id)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(text), "\n")
		for _, m := range round(t, id).Milestones {
			above := ""
			for i := m.Line - 2; i >= 0 && strings.HasPrefix(lines[i], "#"); i-- {
				above = lines[i] + above
			}
			if lines[m.Line-1] != "[[milestone]]" || !strings.Contains(above, `"`) {
				t.Errorf("%s, %s: line %d is %q, above it %q", id, m.ID, m.Line, lines[m.Line-1], above)
			}
		}
	}
}

func TestBergenHostsBothRounds(t *testing.T) {
	for _, id := range []string{"digivestland-2024", "digivestland-2025"} {
		r := round(t, id)
		l := workflows.Fold(r, vestland(t), calendar, nil)
		if r.Host != "4601" || l.Standing("4601").Owes() || l.State(l.Standing("4601")) != workflows.IsHost || !l.Standing("4602").Owes() {
			t.Errorf("%s: the host is %q", id, r.Host)
		}
	}
}
