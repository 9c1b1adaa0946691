package daemon_test

import (
	"strings"
	"testing"

	"fristvakt/workflows"
)

// afterFirst is a morning at which the step of firstDay is two open days late
// and the next step not so near that it takes its place.
const afterFirst = "2025-05-20 09:00"

func TestAStepThatIsTooLateGoesOnlyWhenAPersonSaysSo(t *testing.T) {
	in := live(t, before, "[receiver]", "[limits]\nlate_days = 1\n[receiver]")
	in.stop() // the machine is off over the day of the step
	in.at(afterFirst)
	in.start()
	in.turn(afterFirst)
	in.turn("09:05")
	if n := len(in.sink.mails(false)); n != 0 || in.states()[workflows.Queued] != 3 {
		t.Fatalf("%d mails went, outbox %v", n, in.states())
	}
	digest := plain(t, in.sink.mails(true)[0])
	if strings.Count(digest, "arbeidsdagar for sein") != 3 || !strings.Contains(digest, "fristvakt review accept digivestland-2025/"+modalen) {
		t.Errorf("nobody is asked:\n%s", digest)
	}
	mails, err := in.store().Outbox(t.Context(), workflows.Queued)
	if err != nil {
		t.Fatal(err)
	}
	ruling := workflows.Ruling{Actor: "kari", Reason: "det er ikkje for seint", At: in.clock.now()}
	for _, m := range mails {
		if m.Party != austrheim {
			in.append(ruling.Confirm(m, m.Party == modalen))
		}
	}
	in.turn("09:10")
	if sent := in.sink.mails(false); len(sent) != 1 || !strings.Contains(sent[0].id, modalen) {
		t.Errorf("went: %v", in.sink.times())
	}
}

func TestWhatAPersonHeldBackIsNotLate(t *testing.T) {
	in := live(t, before, "[receiver]", "[limits]\nlate_days = 1\n[receiver]")
	in.append(workflows.Fact{Kind: workflows.Paused, Actor: "kari", Reason: "vi ventar på jussen"})
	in.turn(firstDay)
	in.at(afterFirst)
	in.append(workflows.Fact{Kind: workflows.Resumed, Actor: "kari", Reason: "klart"})
	in.turn(afterFirst)
	if n := len(in.sink.mails(false)); n != 3 {
		t.Errorf("%d mails went after the pause", n)
	}
}

func TestAFewDaysLateNeedsNobody(t *testing.T) {
	in := live(t, before)
	in.turn(afterFirst)
	if n := len(in.sink.mails(false)); n != 3 {
		t.Errorf("%d mails went", n)
	}
}
