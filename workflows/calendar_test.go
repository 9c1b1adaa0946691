package workflows_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fristvakt/workflows"
)

// The moving holidays of eight years, from a printed almanac: skjertorsdag,
// langfredag, andre påskedag, kristi himmelfartsdag, andre pinsedag.
var movable = map[int]string{
	2024: "03-28 03-29 04-01 05-09 05-20", 2025: "04-17 04-18 04-21 05-29 06-09",
	2026: "04-02 04-03 04-06 05-14 05-25", 2027: "03-25 03-26 03-29 05-06 05-17",
	2028: "04-13 04-14 04-17 05-25 06-05", 2029: "03-29 03-30 04-02 05-10 05-21",
	2030: "04-18 04-19 04-22 05-30 06-10", 2031: "04-10 04-11 04-14 05-22 06-02",
}

func TestHolidaysFollowTheAlmanac(t *testing.T) {
	for year, days := range movable {
		want := map[workflows.Date]bool{}
		for _, day := range strings.Fields(days + " 01-01 05-01 05-17 12-25 12-26") {
			want[workflows.Date{Year: year, Month: month(day[:2]), Day: number(day[3:])}] = true
		}
		for d := (workflows.Date{Year: year, Month: 1, Day: 1}); d.Year == year; d = d.AddDays(1) {
			if weekend(d) {
				continue
			}
			if got := calendar.Holiday(d) != ""; got != want[d] {
				t.Errorf("%s: holiday %q, want %v", d, calendar.Holiday(d), want[d])
			}
		}
	}
}

func TestHolidaysHaveTheirNynorskNames(t *testing.T) {
	for day, want := range map[string]string{"2025-04-17": "skjertorsdag", "2025-04-20": "første påskedag", "2025-05-29": "kristi himmelfartsdag",
		"2025-06-08": "første pinsedag", "2025-05-17": "17. mai", "2027-05-17": "andre pinsedag", "2025-05-30": ""} {
		if got := calendar.Holiday(date(day)); got != want {
			t.Errorf("%s is %q, want %q", day, got, want)
		}
	}
}

func TestWorkingDaysOfTheYear(t *testing.T) {
	for year, want := range map[int]int{2024: 252, 2025: 252, 2026: 253} {
		before := workflows.Date{Year: year - 1, Month: 12, Day: 31}
		if got := calendar.WorkdaysBetween(before, workflows.Date{Year: year, Month: 12, Day: 31}); got != want {
			t.Errorf("%d has %d working days, want %d", year, got, want)
		}
	}
}

func TestClosedDays(t *testing.T) {
	for day, why := range map[string]string{
		"2025-05-28": "", "2025-05-29": "kristi himmelfartsdag", "2025-05-30": "squeezed day", "2025-05-31": "Saturday", "2025-06-01": "Sunday",
		"2024-05-10": "squeezed day", "2025-05-02": "squeezed day", "2026-05-15": "squeezed day", "2026-01-02": "squeezed day",
		"2025-04-11": "", "2025-04-14": "Easter week", "2025-04-16": "Easter week", "2025-04-17": "skjertorsdag", "2025-04-22": "",
		"2024-12-23": "", "2024-12-24": "between Christmas and New Year", "2024-12-31": "between Christmas and New Year", "2025-01-02": "",
		"2025-07-04": "", "2025-07-07": "week 28 is quiet", "2025-08-01": "week 31 is quiet", "2025-08-04": "",
	} {
		if got := calendar.Closed(date(day)); got != why {
			t.Errorf("%s is closed by %q, want %q", day, got, why)
		}
	}
}

func TestAClosedDayMayBeOneDateOrEveryYear(t *testing.T) {
	c := workflows.NewCalendar([]workflows.ClosedDay{{Date: date("2025-10-06"), Name: "planleggingsdag"},
		{Date: date("2000-06-24"), Every: true, Name: "jonsok"}}, []int{41})
	for day, why := range map[string]string{"2025-10-06": "planleggingsdag", "2026-10-06": "week 41 is quiet", "2027-10-06": "",
		"2025-06-24": "jonsok", "2026-06-24": "jonsok", "2025-12-24": "", "2025-07-07": ""} {
		if got := c.Closed(date(day)); got != why {
			t.Errorf("%s is closed by %q, want %q", day, got, why)
		}
	}
}

func TestADayMovesToAnOpenOneAndSaysWhatWasSkipped(t *testing.T) {
	back, skipped := calendar.OpenBefore(date("2025-05-31"))
	if back != date("2025-05-28") || strings.Join(skipped, "; ") !=
		"2025-05-31 is closed (Saturday); 2025-05-30 is closed (squeezed day); 2025-05-29 is closed (kristi himmelfartsdag)" {
		t.Error(back, skipped)
	}
	if forth, skipped := calendar.OpenAfter(date("2025-06-07")); forth != date("2025-06-10") || len(skipped) != 3 {
		t.Error(forth, skipped)
	}
}

func TestCountingDaysIsAddingThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := date("2009-06-01").AddDays(rapid.IntRange(0, 19_000).Draw(t, "day")) // also before and after the years that are known
		n := rapid.IntRange(1, 60).Draw(t, "n")
		if got := calendar.OpenDaysBetween(d, calendar.AddOpen(d, n)); got != n {
			t.Fatalf("%d open days after %s lie %d", n, d, got)
		}
		if got := calendar.WorkdaysBetween(d, calendar.AddWorkdays(d, n)); got != n {
			t.Fatalf("%d working days after %s lie %d", n, d, got)
		}
		if back := calendar.AddOpen(d, -n); !calendar.Open(back) || calendar.OpenDaysBetween(back.AddDays(-1), d.AddDays(-1)) != n {
			t.Fatalf("%d open days before %s is %s", n, d, back)
		}
		if calendar.OpenDaysBetween(d, d.AddDays(-n)) != 0 {
			t.Fatal("days were counted backwards")
		}
	})
}

func weekend(d workflows.Date) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

func month(s string) time.Month { return time.Month(number(s)) }

func number(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }
