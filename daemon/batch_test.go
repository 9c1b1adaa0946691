package daemon_test

import (
	"fmt"
	"testing"

	"fristvakt/workflows"
)

// TestABatchOfFortyKilledInTheMiddleGoesOnWhereItStood ends the process while
// all parties of the county are being written to.
func TestABatchOfFortyKilledInTheMiddleGoesOnWhereItStood(t *testing.T) {
	for moment, uncertain := range map[string]int{"claim-20": 0, "claimed-20": 1, "dot-20": 1, "250-20": 1, "finished-20": 0} {
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			in := install(t, before)
			round, err := workflows.RoundSource("digivestland-2025")
			if err != nil {
				t.Fatal(err)
			}
			in.write("round.toml", withoutFiles(string(round)))
			in.start()
			in.append(workflows.Fact{Kind: workflows.WentLive, At: in.clock.now(), Actor: "kari", Reason: "alt er prøvd"}, digestSent("2025-05-16"))
			seen := map[string]int{}
			in.trace = func(point string) {
				if seen[point]++; fmt.Sprintf("%s-%d", point, seen[point]) == moment {
					panic("killed at " + moment)
				}
			}
			in.crash(firstDay)
			in.trace = nil
			in.start()
			in.turn("09:20")
			in.turn("09:40")
			in.everyPartyOnce(t, 42, uncertain)
		})
	}
}

// everyPartyOnce holds that each of so many parties got one mail or stands as
// uncertain before a person, and none got two.
func (in *installation) everyPartyOnce(t *testing.T, parties, uncertain int) {
	t.Helper()
	times := in.sink.times()
	for id, n := range times {
		if n != 1 {
			t.Errorf("%s went %d times", id, n)
		}
	}
	open := in.facts(workflows.Uncertain)
	states := in.states()
	if len(open) != uncertain || states[workflows.UncertainState] != uncertain || states[workflows.SentState] != parties-uncertain {
		t.Errorf("%d stand as uncertain, outbox %v", len(open), states)
	}
	if n := len(times); n != parties && n != parties-uncertain {
		t.Errorf("%d of %d parties got the mail", n, parties)
	}
}
