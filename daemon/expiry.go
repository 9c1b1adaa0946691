package daemon

import (
	"fmt"
	"time"

	"fristvakt/workflows"
)

// credentialEnds is the day on which the client secret or the certificate
// expires, the zero Date where nothing that is used is known to. The certificate's
// day is that of UTC, its last instant lying on it.
func (c Config) credentialEnds() (workflows.Date, error) {
	switch {
	case !c.usesTokens():
		return workflows.Date{}, nil
	case c.OAuth.Certificate != "":
		read, err := c.certificate()
		if err != nil {
			return workflows.Date{}, err
		}
		year, month, day := read.Expires.Date()
		return workflows.Date{Year: year, Month: month, Day: day}, nil
	case c.OAuth.Expires != nil:
		e := c.OAuth.Expires
		return workflows.Date{Year: e.Year, Month: time.Month(e.Month), Day: e.Day}, nil
	}
	return workflows.Date{}, nil
}

// The days before its end on which a credential is warned of once, and from
// which on it is warned of daily.
const (
	warnFirst  = 60
	warnAgain  = 30
	warnAlways = 7
)

// expiryDue reports whether a digest of today should warn of the end. A day of
// warning on which no digest went, as on a Saturday, is made up for by the
// next one; last is the day of the last digest, zero for none.
func expiryDue(ends, today, last workflows.Date) bool {
	if ends.IsZero() {
		return false
	}
	if !today.Before(ends.AddDays(-warnAlways)) {
		return true
	}
	for _, days := range []int{warnFirst, warnAgain} {
		if day := ends.AddDays(-days); !day.After(today) && (last.IsZero() || day.After(last)) {
			return true
		}
	}
	return false
}

// expiring are the digest's words about the end, if today is a day for them.
func (d *Daemon) expiring(now, lastDigest time.Time) []workflows.Line {
	today, last := d.calendar.DateOf(now), workflows.Date{}
	if !lastDigest.IsZero() {
		last = d.calendar.DateOf(lastDigest)
	}
	if !expiryDue(d.ends, today, last) {
		return nil
	}
	return []workflows.Line{{Text: expiryWords(d.ends, today)}}
}

// expiryWords warns of the end, in Nynorsk.
func expiryWords(ends, today workflows.Date) string {
	day := fmt.Sprintf("%d.%d.%d", ends.Day, int(ends.Month), ends.Year)
	const advice = "Lag ein ny, legg han inn og start tenesta på nytt."
	left := today.DaysUntil(ends)
	switch {
	case left < 0:
		return fmt.Sprintf("Nøkkelen som e-posten blir lesen og send med, gjekk ut %s. %s", day, advice)
	case left == 0:
		return fmt.Sprintf("Nøkkelen som e-posten blir lesen og send med, går ut i dag. %s", advice)
	case left == 1:
		return fmt.Sprintf("Nøkkelen som e-posten blir lesen og send med, går ut i morgon, %s. %s", day, advice)
	}
	return fmt.Sprintf("Nøkkelen som e-posten blir lesen og send med, går ut %s, om %d dagar. %s", day, left, advice)
}
