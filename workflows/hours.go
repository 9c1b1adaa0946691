package workflows

import (
	"fmt"
	"time"
)

// Clock is a time of day in Europe/Oslo.
type Clock struct{ Hour, Minute int }

// ParseClock reads "08:30".
func ParseClock(s string) (Clock, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return Clock{}, fmt.Errorf("%q is no time of day: write hours:minutes, as in 08:30", s)
	}
	return Clock{t.Hour(), t.Minute()}, nil
}

// String returns the time of day as "08:30".
func (k Clock) String() string { return fmt.Sprintf("%02d:%02d", k.Hour, k.Minute) }

// Hours is when mail to parties may leave: on open days, from From to before
// To. Outside them it waits in the outbox.
type Hours struct{ From, To Clock }

// Open reports whether mail to parties may leave at the instant now.
func (h Hours) Open(c Calendar, now time.Time) bool {
	d := c.DateOf(now)
	return c.Open(d) && !now.Before(d.At(h.From.Hour, h.From.Minute, c.Zone())) && now.Before(d.At(h.To.Hour, h.To.Minute, c.Zone()))
}

// DigestKey returns the key of the digest that is due at now: on a working
// day from the time at. It is "" when none is due.
func DigestKey(c Calendar, at Clock, now time.Time) string {
	d := c.DateOf(now)
	if !c.Workday(d) || now.Before(d.At(at.Hour, at.Minute, c.Zone())) {
		return ""
	}
	return "digest/" + d.String()
}

// LastDigestDue returns when the newest digest that is due at now became due,
// on this day or an earlier one, in UTC.
func LastDigestDue(c Calendar, at Clock, now time.Time) time.Time {
	for d := c.DateOf(now); ; d = d.AddDays(-1) {
		if due := d.At(at.Hour, at.Minute, c.Zone()); c.Workday(d) && !due.After(now) {
			return due.UTC()
		}
	}
}
