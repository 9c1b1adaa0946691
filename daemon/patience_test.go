package daemon_test

import (
	"slices"
	"testing"
	"time"

	"fristvakt/workflows"
)

// triesWhileDown counts how often the mailbox is tried in each second of a
// quarter of an hour in which it does not answer, by the seconds between tries.
func triesWhileDown(t *testing.T) (gaps []int) {
	t.Helper()
	in := live(t, before, `turn = "24h"`, `turn = "5m"`)
	in.mailbox.set(func(m *mailbox) { m.down = true })
	last := 0
	for second := range 15 * 60 {
		before, _ := in.mailbox.counts()
		in.clock.set(in.clock.now().Add(time.Second))
		if err := in.d.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
		if after, _ := in.mailbox.counts(); after > before {
			gaps = append(gaps, second-last)
			last = second
		}
	}
	return gaps[1:]
}

func TestAServerThatIsDownIsTriedInSecondsFirstAndThenInMinutesNeverInStep(t *testing.T) {
	one, other := triesWhileDown(t), triesWhileDown(t)
	for _, gaps := range [][]int{one, other} {
		if len(gaps) < 6 || len(gaps) > 13 || gaps[0] > 3 || !slices.IsSorted(gaps[:6]) || slices.Max(gaps) < 180 || slices.Max(gaps) > 301 {
			t.Errorf("tried with pauses of %v seconds", gaps)
		}
	}
	if slices.Equal(one, other) {
		t.Errorf("two programs come back at the same seconds: %v", one)
	}
}

func TestMailThatCameDuringAnOutageIsRecordedWithinTwoTurns(t *testing.T) {
	in := live(t, before, `turn = "24h"`, `turn = "5m"`)
	in.mailbox.set(func(m *mailbox) { m.down = true })
	in.mailbox.put("INBOX", in.clock.now(), question(1))
	for range 24 * 12 { // a day of turns
		in.clock.set(in.clock.now().Add(5 * time.Minute))
		if err := in.d.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	in.mailbox.set(func(m *mailbox) { m.down = false })
	for range 2 {
		in.clock.set(in.clock.now().Add(5 * time.Minute))
		if err := in.d.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(in.facts(workflows.Judged)); n != 1 {
		t.Errorf("%d letters recorded", n)
	}
}

func TestTheLoopComesBackToAServerByItselfWithinSeconds(t *testing.T) {
	in := live(t, before) // whose next turn by the clock is a day away
	in.mailbox.set(func(m *mailbox) { m.down = true })
	r := run(t, in)
	<-r.turns
	in.mailbox.set(func(m *mailbox) { m.down = false })
	in.at("09:01")
	<-r.turns
	r.mailbox.awaitIdle()
	if n := len(in.facts(workflows.OutageEnded)); n != 1 {
		t.Errorf("the outage ended %d times", n)
	}
}

func TestASendingServerThatIsGoneForHoursGetsTheMailWithinAQuarterOfAnHour(t *testing.T) {
	in := live(t, before)
	in.sink.set(func(s *sink) { s.gone = true })
	in.at("2025-05-16 08:30")
	for range 40 {
		in.clock.set(in.clock.now().Add(5 * time.Minute))
		if err := in.d.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	in.sink.set(func(s *sink) { s.gone = false })
	for range 3 {
		in.clock.set(in.clock.now().Add(5 * time.Minute))
		if err := in.d.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(in.sink.mails(false)); n != 3 || len(in.sink.mails(true)) != 1 {
		t.Errorf("%d mails went, outbox %v", n, in.states())
	}
	if began := in.facts(workflows.OutageBegan, workflows.OutageEnded); len(began) != 2 {
		t.Errorf("%+v", began)
	}
}
