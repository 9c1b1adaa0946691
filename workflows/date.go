package workflows

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a civil date in Europe/Oslo: a square in the calendar, not an
// instant. The zero Date stands for "not given".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the civil date of the instant t in the zone loc.
func DateOf(t time.Time, loc *time.Location) Date {
	y, m, d := t.In(loc).Date()
	return Date{y, m, d}
}

// ParseDate reads "2025-05-31". A date that is in no calendar (31 April) is an
// error.
func ParseDate(s string) (Date, error) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return Date{t.Year(), t.Month(), t.Day()}, nil
	}
	if len(s) == len(time.DateOnly) {
		if month, err := time.Parse("2006-01", s[:7]); err == nil && s[7] == '-' {
			last := month.AddDate(0, 1, -1).Format(time.DateOnly)
			return Date{}, fmt.Errorf("%q is in no calendar: the last day of that month is %s", s, last)
		}
	}
	return Date{}, fmt.Errorf("%q is no date: write year-month-day, as in 2025-05-31", s)
}

// String returns the date as "2025-05-31", and "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(time.DateOnly)
}

// IsZero reports whether the date is not given.
func (d Date) IsZero() bool { return d == Date{} }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// AddDays returns the date n calendar days later, or earlier when n is
// negative.
func (d Date) AddDays(n int) Date {
	t := d.utc().AddDate(0, 0, n)
	return Date{t.Year(), t.Month(), t.Day()}
}

// Before reports whether d comes before e.
func (d Date) Before(e Date) bool { return d.compare(e) < 0 }

func (d Date) compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// After reports whether d comes after e.
func (d Date) After(e Date) bool { return e.Before(d) }

// DaysUntil returns the number of calendar days from d to e, negative when e
// has passed.
func (d Date) DaysUntil(e Date) int { return int((e.utc().Unix() - d.utc().Unix()) / (24 * 60 * 60)) }

// At returns the instant at which the clock in loc shows hour:minute on d.
func (d Date) At(hour, minute int, loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, loc)
}

// MarshalText writes the date as "2025-05-31".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "2025-05-31"; the empty text is the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }
