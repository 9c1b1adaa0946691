package workflows_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fristvakt/workflows"
)

func TestADateThatIsInNoCalendarIsRefused(t *testing.T) {
	for text, says := range map[string]string{
		"2025-04-31": "the last day of that month is 2025-04-30", "2025-02-29": "the last day of that month is 2025-02-28",
		"2024-02-30": "2024-02-29", "2025-13-01": "as in 2025-05-31", "31.05.2025": "as in 2025-05-31", "": "as in 2025-05-31",
		"2025-5-31": "as in", "2025-05-31T00:00": "as in", " 2025-05-31": "as in",
	} {
		if d, err := workflows.ParseDate(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, %v; want %q", text, d, err, says)
		}
	}
}

func TestADateIsReadAsItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(-3_000, 3_000).Draw(t, "n")
		d := date("2025-01-01").AddDays(rapid.IntRange(-10_000, 50_000).Draw(t, "day"))
		back, err := workflows.ParseDate(d.String())
		if err != nil || back != d {
			t.Fatal(back, err)
		}
		e := d.AddDays(n)
		if d.DaysUntil(e) != n || d.Before(e) != (n > 0) || d.After(e) != (n < 0) || e.AddDays(-n) != d {
			t.Fatalf("%s and %s are not %d days apart", d, e, n)
		}
		text, err := json.Marshal(d)
		var read workflows.Date
		if err != nil || json.Unmarshal(text, &read) != nil || read != d {
			t.Fatal(string(text), read, err)
		}
	})
}

func TestTheDateIsThatOfTheClockInOslo(t *testing.T) {
	for instant, want := range map[string]string{"2025-05-31T21:59:59Z": "2025-05-31", "2025-05-31T22:00:00Z": "2025-06-01",
		"2025-01-01T22:59:59Z": "2025-01-01", "2025-01-01T23:00:00Z": "2025-01-02"} {
		at, err := time.Parse(time.RFC3339, instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := calendar.DateOf(at); got.String() != want {
			t.Errorf("%s is %s, want %s", instant, got, want)
		}
	}
}

func TestNoDateIsWrittenAsNothing(t *testing.T) {
	var d workflows.Date
	if d.String() != "" || !d.IsZero() || d.UnmarshalText(nil) != nil || !d.IsZero() {
		t.Error("the zero date does not stand for nothing")
	}
	if err := d.UnmarshalText([]byte("2025-04-31")); err == nil {
		t.Error("31 April was read")
	}
}
