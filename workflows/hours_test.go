package workflows_test

import (
	"testing"
	"time"

	"fristvakt/workflows"
)

func TestMailLeavesOnlyInTheHoursOfOpenDays(t *testing.T) {
	h := workflows.Hours{From: workflows.Clock{Hour: 8, Minute: 30}, To: workflows.Clock{Hour: 14}}
	for _, x := range []struct {
		day          string
		hour, minute int
		want         bool
	}{
		{"2025-05-28", 8, 29, false}, {"2025-05-28", 8, 30, true}, {"2025-05-28", 13, 59, true}, {"2025-05-28", 14, 0, false},
		{"2025-05-29", 10, 0, false}, {"2025-05-30", 10, 0, false}, {"2025-05-31", 10, 0, false}, {"2025-12-24", 10, 0, false},
		{"2025-03-31", 8, 30, true}, {"2025-10-27", 8, 29, false}, // the days after the clock changed
	} {
		if got := h.Open(calendar, clock(date(x.day), x.hour, x.minute).UTC()); got != x.want {
			t.Errorf("%s %02d:%02d: %v", x.day, x.hour, x.minute, got)
		}
	}
}

func TestEveryWorkingDayHasExactlyOneDigest(t *testing.T) {
	at := workflows.Clock{Hour: 7, Minute: 30}
	seen := map[string]workflows.Date{}
	start, end := clock(date("2024-01-01"), 0, 0), clock(date("2032-01-01"), 0, 0)
	for now := start; now.Before(end); now = now.Add(30 * time.Minute) {
		key, today := workflows.DigestKey(calendar, at, now), calendar.DateOf(now)
		if key == "" {
			continue
		}
		if first, known := seen[key]; known && first != today {
			t.Fatalf("%s is due on %s and on %s", key, first, today)
		}
		if _, known := seen[key]; !known && !now.Equal(clock(today, 7, 30)) {
			t.Errorf("%s is first due at %s", key, now.In(calendar.Zone()))
		}
		seen[key] = today
	}
	want := calendar.WorkdaysBetween(date("2023-12-31"), date("2031-12-31"))
	if len(seen) != want {
		t.Errorf("%d digests in eight years, want %d", len(seen), want)
	}
}

func TestAClockIsReadAsItIsWritten(t *testing.T) {
	if c, err := workflows.ParseClock("08:30"); err != nil || c.String() != "08:30" {
		t.Error(c, err)
	}
	for _, text := range []string{"24:00", "8.30", "noon", "", "08:60"} {
		if c, err := workflows.ParseClock(text); err == nil {
			t.Errorf("%q is %s", text, c)
		}
	}
}
