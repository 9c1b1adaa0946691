package daemon_test

import (
	"maps"
	"strings"
	"testing"

	"fristvakt/workflows"
)

// TestAClockThatIsSetSendsNothingTwice sets the machine's clock about while a
// round runs. Each party gets what is due, late at most.
func TestAClockThatIsSetSendsNothingTwice(t *testing.T) {
	for name, c := range map[string]struct {
		turns   []string
		mails   int // to three parties
		digests int
	}{
		"back an hour":                   {[]string{firstDay, "08:00", "08:35", "09:00", "09:05"}, 3, 1},
		"back a day":                     {[]string{firstDay, "2025-05-15 09:00", "2025-05-15 13:00", firstDay, "09:30"}, 3, 2},
		"forward a week and back":        {[]string{"2025-05-15 09:00", secondDay, "09:05", "2025-05-15 09:10", firstDay, "2025-05-19 09:00"}, 3, 4},
		"forward a week":                 {[]string{"2025-05-15 09:00", secondDay, "09:05", "2025-05-26 09:00"}, 3, 3},
		"asleep over the deadline":       {[]string{"2025-05-15 09:00", "2025-06-10 09:00", "09:05", "2025-06-11 09:00"}, 3, 3},
		"over the change of summer time": {[]string{"2025-03-28 09:00", "2025-03-30 01:59", "2025-03-30 03:00", "2025-03-31 09:00"}, 0, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := before
			if c.turns[0] < start {
				start = "2025-03-24 09:00"
			}
			in := live(t, start)
			for _, now := range c.turns {
				in.turn(now)
			}
			times := in.sink.times()
			for id, n := range times {
				if n != 1 {
					t.Errorf("%s went %d times", id, n)
				}
			}
			if len(times) != c.mails || len(in.sink.mails(true)) != c.digests {
				t.Errorf("%d digests, mails %v", len(in.sink.mails(true)), times)
			}
			if strings.HasPrefix(name, "asleep") {
				in.nothingFromBefore(t, times)
			}
		})
	}
}

// nothingFromBefore holds that no step that was due before the deadline went
// behind it.
func (in *installation) nothingFromBefore(t *testing.T, times map[string]int) {
	t.Helper()
	for id := range maps.Keys(times) {
		if strings.Contains(id, "before") || strings.Contains(id, "last-day") {
			t.Errorf("%s went after the deadline", id)
		}
	}
}

// edit changes a file of the configuration and starts the daemon with it.
func (in *installation) edit(file, text string) {
	in.t.Helper()
	in.stop()
	in.write(file, text)
	in.start()
}

func TestADeadlineThatIsMovedInMidRoundTakesItsMailsWithIt(t *testing.T) {
	in := live(t, before)
	in.turn("2025-05-16 08:00") // queued for the morning
	if in.states()[workflows.Queued] != 3 {
		t.Fatalf("outbox %v", in.states())
	}
	in.edit("round.toml", strings.Replace(smallRound(t), "date = 2025-05-31", "date = 2025-06-28", 1))
	in.turn("09:00")
	if n := len(in.sink.mails(false)); n != 0 || in.states()[workflows.Withdrawn] != 3 {
		t.Errorf("%d mails went for a deadline that was moved, outbox %v", n, in.states())
	}
	in.turn("2025-05-27 09:00")
	in.turn("2025-05-28 09:00") // the open day before 31 May, four weeks before
	if times := in.sink.times(); len(times) != 3 {
		t.Errorf("on the new day %v went", times)
	}
}

func TestAHolidayThatIsAddedInMidRoundMovesTheMailsOfItsDay(t *testing.T) {
	in := live(t, before, "[hours]", "[calendar]\nclosed = []\n[hours]")
	in.turn("2025-05-15 08:00")
	in.stop()
	in.config.Calendar.Closed = []string{"2025-05-16"}
	in.start()
	in.turn("2025-05-15 09:00")
	if times := in.sink.times(); len(times) != 3 {
		t.Errorf("on the day before the new holiday %v went", times)
	}
	in.turn(firstDay)
	in.turn("2025-05-19 09:00")
	if times := in.sink.times(); len(times) != 3 || len(in.sink.mails(false)) != 3 {
		t.Errorf("in all %v went", times)
	}
}
