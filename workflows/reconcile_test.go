package workflows_test

import (
	"slices"
	"testing"

	"fristvakt/workflows"
)

func TestTheOutboxIsMadeToHoldWhatIsPlanned(t *testing.T) {
	const key = "r/4602/m/s"
	wanted := workflows.Action{Key: key, Party: "4602", Template: "new"}
	for name, x := range map[string]struct {
		planned             bool
		lies                workflows.Mail
		enqueued, withdrawn bool
	}{
		"new":                         {true, workflows.Mail{}, true, false},
		"queued already":              {true, workflows.Mail{Key: key, State: workflows.Queued, Print: "new"}, false, false},
		"queued with other content":   {true, workflows.Mail{Key: key, State: workflows.Queued, Print: "old"}, true, false},
		"withdrawn before":            {true, workflows.Mail{Key: key, State: workflows.Withdrawn, Print: "new"}, true, false},
		"being sent":                  {true, workflows.Mail{Key: key, State: workflows.Sending, Print: "old"}, false, false},
		"sent":                        {true, workflows.Mail{Key: key, State: workflows.SentState, Print: "old"}, false, false},
		"uncertain":                   {true, workflows.Mail{Key: key, State: workflows.UncertainState, Print: "old"}, false, false},
		"failed":                      {true, workflows.Mail{Key: key, State: workflows.FailedState, Print: "old"}, false, false},
		"queued, not wanted":          {false, workflows.Mail{Key: key, State: workflows.Queued}, false, true},
		"being sent, not wanted":      {false, workflows.Mail{Key: key, State: workflows.Sending}, false, false},
		"sent, not wanted":            {false, workflows.Mail{Key: key, State: workflows.SentState}, false, false},
		"a digest, never in the plan": {false, workflows.Mail{Key: "digest/2025-05-12", Kind: workflows.Digest, State: workflows.Queued}, false, false},
	} {
		var planned []workflows.Action
		if x.planned {
			planned = append(planned, wanted)
		}
		enqueue, withdraw := workflows.Reconcile(planned, []workflows.Mail{x.lies}, func(a workflows.Action) string { return a.Template })
		if len(enqueue) > 0 != x.enqueued || slices.Contains(withdraw, key) != x.withdrawn || len(withdraw) > 1 {
			t.Errorf("%s: enqueue %v, withdraw %v", name, enqueue, withdraw)
		}
	}
}
