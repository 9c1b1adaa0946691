package daemon_test

import (
	"strings"
	"testing"
	"time"

	"fristvakt/workflows"
)

// TestOneDigestGoesOutEachWorkingDay sweeps a year with its changes of summer
// time, with turns at all hours, days without any, and lives that end.
func TestOneDigestGoesOutEachWorkingDay(t *testing.T) {
	in := live(t, "2025-02-03 06:00")
	c := workflows.DefaultCalendar()
	down := func(d workflows.Date) bool { return d.Day%13 == 5 } // the machine is off
	var want []string
	first := workflows.Date{Year: 2025, Month: time.February, Day: 3}
	for d := first; d.Before(first.AddDays(365)); d = d.AddDays(1) {
		if down(d) {
			continue
		}
		if c.Workday(d) {
			want = append(want, "digest/"+d.String())
		}
		for i, clock := range []string{"02:30", "07:29", "07:30", "23:59"} {
			if d.Day%7 == 3 && i == 2 {
				continue // a late start
			}
			in.turn(d.String() + " " + clock)
		}
		if d.Day%15 == 1 {
			in.stop()
			in.start()
		}
	}
	var got []string
	for _, f := range in.facts(workflows.Sent) {
		if f.Party == "" {
			got = append(got, f.Key)
		}
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("sent %d digests, not %d", len(got), len(want))
	}
	if n := len(in.sink.mails(true)); n != len(want) {
		t.Errorf("the server took %d digests", n)
	}
}

func TestALateDigestGoesTheSameDay(t *testing.T) {
	in := live(t, before)
	in.turn("2025-05-13 22:15")
	in.turn("23:00")
	if digests := in.sink.mails(true); len(digests) != 1 || !strings.Contains(digests[0].id, "2025-05-13") {
		t.Errorf("%d digests", len(digests))
	}
}

func TestADigestThatMayHaveGoneGoesAgainAndIsOneFact(t *testing.T) {
	in := live(t, before)
	in.sink.set(func(s *sink) { s.answer = func(taken) error { return errCut } })
	in.turn("2025-05-13 08:00")
	in.sink.set(func(s *sink) { s.answer = nil })
	in.turn("08:05")
	in.turn("08:10")
	if n := len(in.sink.mails(true)); n != 2 {
		t.Errorf("%d digests", n)
	}
	if n := len(in.facts(workflows.Sent, workflows.Uncertain)); n != 1 {
		t.Errorf("%d facts", n)
	}
}

func TestADigestThatDidNotGoIsNotMadeUpForOnTheNextDay(t *testing.T) {
	in := live(t, before)
	in.sink.set(func(s *sink) { s.answer = func(taken) error { return later } })
	in.turn("2025-05-13 08:00")
	in.sink.set(func(s *sink) { s.answer = nil })
	in.turn("2025-05-14 08:00")
	if digests := in.sink.mails(true); len(digests) != 1 || !strings.Contains(digests[0].id, "2025-05-14") {
		t.Errorf("%d digests", len(digests))
	}
	if left, err := in.store().Outbox(t.Context(), workflows.Queued); err != nil || len(left) != 0 {
		t.Errorf("still queued: %v, %v", left, err)
	}
}

func TestTheThreeAgesAreThoseOfWhatWasCompleted(t *testing.T) {
	in := live(t, before)
	in.mailbox.put("INBOX", at(t, "2025-05-12 08:59"), stranger(1))
	in.turn("2025-05-13 09:00")
	in.mailbox.set(func(m *mailbox) { m.down = true })
	in.turn("10:00")
	beats, err := in.store().Beats(t.Context())
	if err != nil || !beats["turn"].Equal(at(t, "2025-05-13 09:00")) || !beats["mail"].Equal(at(t, "2025-05-12 08:59")) || !beats["digest"].Equal(at(t, "2025-05-13 09:00")) {
		t.Errorf("%v, %v", beats, err)
	}
}
