package daemon

import (
	"fmt"

	"fristvakt/workflows"
)

// WorkingCalendar is the Norwegian calendar with the configured closed days.
func (c Config) WorkingCalendar() (workflows.Calendar, error) {
	var closed []workflows.ClosedDay
	for _, s := range c.Calendar.Closed {
		day := workflows.ClosedDay{Name: "closed by configuration"}
		full := s
		if len(s) == len("12-24") {
			full, day.Every = "2000-"+s, true
		}
		d, err := workflows.ParseDate(full)
		if err != nil {
			return workflows.Calendar{}, fmt.Errorf("closed day %q: write month-day as in 12-24 for every year, or year-month-day", s)
		}
		day.Date = d
		closed = append(closed, day)
	}
	for _, w := range c.Calendar.QuietWeeks {
		if w < 1 || w > 53 {
			return workflows.Calendar{}, fmt.Errorf("quiet week %d: weeks go from 1 to 53", w)
		}
	}
	return workflows.NewCalendar(closed, c.Calendar.QuietWeeks), nil
}
