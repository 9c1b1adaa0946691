package workflows

import "time"

// The measures of a silent mailbox.
const (
	officeOpens, officeCloses = 8, 16 // o'clock in Europe/Oslo
	usualDays                 = 20    // open days by which it is told how busy a mailbox is
	busyMails                 = 10    // that must have been expected before silence means anything
)

// Silence is a mailbox that is usually busy and gets no mail.
type Silence struct {
	Mailbox  string    `json:"mailbox"`
	Since    time.Time `json:"since"`         // when its newest mail came, UTC
	Hours    int       `json:"working_hours"` // since then
	Expected int       `json:"expected"`      // mails in so many hours, by the twenty open days before
}

// Silent reports whether a mailbox has had no mail since last for at least so
// many working hours, in which at least ten were to be expected by what came
// on each day before. Working hours are 8 to 16 on open days. Where after is 0
// no mailbox is silent.
func Silent(c Calendar, mails map[Date]int, last, now time.Time, after int) (Silence, bool) {
	hours := WorkingHours(c, last, now)
	day, end, sum := c.AddOpen(c.DateOf(last), -usualDays), c.DateOf(last), 0
	for ; day.Before(end); day = day.AddDays(1) {
		if c.Open(day) {
			sum += mails[day]
		}
	}
	s := Silence{Since: last, Hours: int(hours.Hours())}
	s.Expected = int(hours.Hours() * float64(sum) / usualDays / (officeCloses - officeOpens))
	return s, after > 0 && s.Hours >= after && s.Expected >= busyMails
}

// WorkingHours is the time between two instants that lies between 8 and 16 on
// open days. More than a year counts as a year.
func WorkingHours(c Calendar, from, to time.Time) time.Duration {
	var sum time.Duration
	first, last := c.DateOf(from), c.DateOf(to)
	if first.DaysUntil(last) > 366 {
		first = last.AddDays(-366)
	}
	for d := first; !d.After(last); d = d.AddDays(1) {
		if !c.Open(d) {
			continue
		}
		begin, end := d.At(officeOpens, 0, c.Zone()), d.At(officeCloses, 0, c.Zone())
		if begin.Before(from) {
			begin = from
		}
		if end.After(to) {
			end = to
		}
		sum += max(0, end.Sub(begin))
	}
	return sum
}
