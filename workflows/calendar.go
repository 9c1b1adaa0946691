package workflows

import (
	"fmt"
	"slices"
	"sync"
	"time"
	_ "time/tzdata" // the zone is part of the trade and must not depend on the machine

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/no"
)

// Calendar knows on which days people work and on which we write to them. All
// dates are civil dates in Europe/Oslo.
type Calendar struct {
	holidays map[Date]string
	closed   []ClosedDay
	quiet    []int
	zone     *time.Location
	days     func() []dayCount // from the first day of firstYear; counted when first asked for
}

// dayCount is how many days there are from the first day through this one.
type dayCount struct{ open, work int }

// The years that a calendar knows. Outside them only weekends are holidays.
const firstYear, lastYear = 2010, 2060

// ClosedDay is a day on which offices are open but nobody is reminded: a fixed
// date every year ("24 December") or one date.
type ClosedDay struct {
	Date  Date // of any year where Every
	Every bool
	Name  string
}

// NewCalendar returns the Norwegian calendar: public holidays by formula, and
// besides them the closed days and the quiet ISO weeks (domain.md section
// 5.1). Easter week and squeezed days follow by formula.
func NewCalendar(closed []ClosedDay, quietWeeks []int) Calendar {
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		panic("the embedded time zones lack Europe/Oslo: " + err.Error())
	}
	c := Calendar{holidays: holidays(), closed: closed, quiet: quietWeeks, zone: zone}
	c.days = sync.OnceValue(c.count)
	return c
}

// count goes once through all days, so that counting the days between two dates
// is a subtraction.
func (c Calendar) count() []dayCount {
	first, last := Date{firstYear, time.January, 1}, Date{lastYear, time.December, 31}
	all := make([]dayCount, 0, first.DaysUntil(last)+1)
	var n dayCount
	for d := first; !d.After(last); d = d.AddDays(1) {
		if c.Workday(d) {
			n.work++
		}
		if c.Open(d) {
			n.open++
		}
		all = append(all, n)
	}
	return all
}

// through counts from the first day through d; ok is false in years that the
// calendar does not know.
func (c Calendar) through(d Date) (n dayCount, ok bool) {
	if d.Year < firstYear || d.Year > lastYear {
		return dayCount{}, false
	}
	return c.days()[Date{firstYear, time.January, 1}.DaysUntil(d)], true
}

// Zone returns Europe/Oslo, the zone of every civil date.
func (c Calendar) Zone() *time.Location { return c.zone }

// DateOf returns the civil date of the instant t in Europe/Oslo.
func (c Calendar) DateOf(t time.Time) Date { return DateOf(t, c.zone) }

func holidays() map[Date]string {
	named := append(slices.Clone(no.Holidays),
		aa.Easter.Clone(&cal.Holiday{Name: "Første påskedag"}),
		aa.Pentecost.Clone(&cal.Holiday{Name: "Første pinsedag"}))
	days := make(map[Date]string)
	for year := firstYear; year <= lastYear; year++ {
		for _, h := range named {
			actual, _ := h.Calc(year)
			days[Date{year, actual.Month(), actual.Day()}] = nynorskHoliday[h.Name]
		}
	}
	return days
}

// nynorskHoliday gives the library's Bokmål names in Nynorsk, as the digest
// prints them.
var nynorskHoliday = map[string]string{
	"Første nyttårsdag": "første nyttårsdag", "Skjærtorsdag": "skjertorsdag", "Langfredag": "langfredag",
	"Første påskedag": "første påskedag", "Andre påskedag": "andre påskedag", "Arbeidernes dag": "1. mai",
	"Grunnlovsdag": "17. mai", "Kristi Himmelfartsdag": "kristi himmelfartsdag",
	"Første pinsedag": "første pinsedag", "Andre pinsedag": "andre pinsedag",
	"Første juledag": "første juledag", "Andre juledag": "andre juledag",
}

// DefaultCalendar returns the calendar with the closed days and quiet weeks
// that municipalities share: 24 and 31 December, the days between, weeks 28 to
// 31.
func DefaultCalendar() Calendar {
	var closed []ClosedDay
	for day := 24; day <= 31; day++ {
		closed = append(closed, ClosedDay{Date{2000, time.December, day}, true, "between Christmas and New Year"})
	}
	return NewCalendar(closed, []int{28, 29, 30, 31})
}

// Holiday returns the name of the public holiday on d, and "" on other days.
func (c Calendar) Holiday(d Date) string { return c.holidays[d] }

// Workday reports whether d is Monday to Friday and no public holiday.
func (c Calendar) Workday(d Date) bool { return c.off(d) == "" }

// Open reports whether a reminder may go out on d: a working day that is not
// closed.
func (c Calendar) Open(d Date) bool { return c.Closed(d) == "" }

// Closed returns why no reminder goes out on d, and "" on an open day.
func (c Calendar) Closed(d Date) string {
	if why := c.off(d); why != "" {
		return why
	}
	for _, day := range c.closed {
		if day.Date == d || day.Every && day.Date.Month == d.Month && day.Date.Day == d.Day {
			return day.Name
		}
	}
	if c.Holiday(mondayOf(d).AddDays(4)) == "langfredag" {
		return "Easter week"
	}
	if c.off(d.AddDays(-1)) != "" && c.off(d.AddDays(1)) != "" {
		return "squeezed day"
	}
	if _, week := d.utc().ISOWeek(); slices.Contains(c.quiet, week) {
		return fmt.Sprintf("week %d is quiet", week)
	}
	return ""
}

// OpenBefore returns d itself when it is open, else the nearest open day
// before it, with a line for each day skipped.
func (c Calendar) OpenBefore(d Date) (Date, []string) { return c.move(d, -1) }

// OpenAfter returns d itself when it is open, else the nearest open day after
// it, with a line for each day skipped.
func (c Calendar) OpenAfter(d Date) (Date, []string) { return c.move(d, 1) }

func (c Calendar) move(d Date, step int) (Date, []string) {
	var skipped []string
	for range 366 {
		why := c.Closed(d)
		if why == "" {
			return d, skipped
		}
		skipped = append(skipped, fmt.Sprintf("%s is closed (%s)", d, why))
		d = d.AddDays(step)
	}
	return d, skipped
}

// AddOpen returns the date n open days after d, or before it when n is
// negative; the count begins with the next open day.
func (c Calendar) AddOpen(d Date, n int) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for ; n > 0; n-- {
		d, _ = c.move(d.AddDays(step), step)
	}
	return d
}

// AddWorkdays returns the date n working days after d.
func (c Calendar) AddWorkdays(d Date, n int) Date {
	for n > 0 {
		d = d.AddDays(1)
		if c.Workday(d) {
			n--
		}
	}
	return d
}

// OpenDaysBetween counts the open days after d through e; 0 when e is not
// after d.
func (c Calendar) OpenDaysBetween(d, e Date) int {
	from, to, ok := c.counts(d, e)
	if ok {
		return max(to.open-from.open, 0)
	}
	return countDays(d, e, c.Open)
}

// WorkdaysBetween counts the working days after d through e; 0 when e is not
// after d.
func (c Calendar) WorkdaysBetween(d, e Date) int {
	from, to, ok := c.counts(d, e)
	if ok {
		return max(to.work-from.work, 0)
	}
	return countDays(d, e, c.Workday)
}

func (c Calendar) counts(d, e Date) (from, to dayCount, ok bool) {
	from, known := c.through(d)
	to, ok = c.through(e)
	return from, to, ok && known
}

func countDays(d, e Date, counts func(Date) bool) int {
	n := 0
	for d.Before(e) {
		d = d.AddDays(1)
		if counts(d) {
			n++
		}
	}
	return n
}

func (c Calendar) off(d Date) string {
	if name := c.Holiday(d); name != "" {
		return name
	}
	switch d.Weekday() {
	case time.Saturday:
		return "Saturday"
	case time.Sunday:
		return "Sunday"
	}
	return ""
}

func mondayOf(d Date) Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }
