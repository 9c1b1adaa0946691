package daemon_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fristvakt/workflows"
)

// TestALetterThatTheProgramCannotReadGoesToAPersonAndTheNextIsJudged has the
// reading of the first letter fail in each way in which it can.
func TestALetterThatTheProgramCannotReadGoesToAPersonAndTheNextIsJudged(t *testing.T) {
	for name, c := range map[string]struct {
		fail func(end <-chan struct{})
		says string
	}{
		"a parser stumbles":   {func(<-chan struct{}) { panic("a word of the letter: floridaknaus") }, "stumbled"},
		"a parser never ends": {func(end <-chan struct{}) { <-end }, "longer than 3s"},
	} {
		t.Run(name, func(t *testing.T) {
			in := install(t, before)
			in.patient = 3 * time.Second
			in.start()
			end := make(chan struct{})
			var letters atomic.Int32
			t.Cleanup(func() { close(end) })
			in.trace = func(point string) {
				if point != "judging" {
					return
				}
				if letters.Add(1) == 1 {
					c.fail(end)
				}
			}
			in.mailbox.put("INBOX", in.clock.now(), question(1), question(2))
			in.turn("09:05")
			judged := in.facts(workflows.Judged)
			if len(judged) != 2 || judged[0].Verdict.Disposition != workflows.Review || !strings.Contains(judged[0].Reason, c.says) || judged[1].Party != modalen {
				t.Fatalf("%+v", judged)
			}
			in.turn("09:10")
			if n := letters.Load(); n != 2 {
				t.Errorf("%d tries at two letters", n)
			}
			in.nowhere("floridaknaus")
		})
	}
}

func TestAMailWhoseHeaderTheProgramStumblesOverIsReadAndThoseBehindIt(t *testing.T) {
	in := live(t, before)
	sifted := 0
	in.trace = func(point string) {
		if point == "sifting" {
			if sifted++; sifted == 1 {
				panic("the header")
			}
		}
	}
	in.mailbox.put("INBOX", in.clock.now(), question(1), question(2))
	in.turn("09:05")
	if n := len(in.facts(workflows.Judged)); n != 2 {
		t.Errorf("%d letters judged", n)
	}
}
