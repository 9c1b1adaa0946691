package mailer

import (
	"fmt"
	"strings"

	"fristvakt/workflows"
)

// lastDayWords are the pieces of the sentence about the last working day.
type lastDayWords struct {
	weekend, holiday, other, between, alsoFree, before, inPractice, rest string
}

var lastDay = map[workflows.Language]lastDayWords{
	workflows.Nynorsk: {
		weekend: "Fristen fell på ein %s", holiday: "Fristen fell på ein heilagdag", other: "Fristen fell på ein dag då mange har fri",
		between: "%s er heilagdag", alsoFree: " Mange har òg fri %s.", before: " Mange har òg fri dagane før.",
		inPractice: " I praksis er derfor %s siste vanlege arbeidsdag.", rest: ", og ",
	},
	workflows.Bokmaal: {
		weekend: "Fristen faller på en %s", holiday: "Fristen faller på en helligdag", other: "Fristen faller på en dag da mange har fri",
		between: "%s er helligdag", alsoFree: " Mange har også fri %s.", before: " Mange har også fri dagene før.",
		inPractice: " I praksis er derfor %s siste vanlige arbeidsdag.", rest: ", og ",
	},
}

// lastDaySentence says why the last ordinary working day comes before the
// deadline, and returns "" when the deadline is itself an open day.
func lastDaySentence(deadline workflows.Date, cal workflows.Calendar, l workflows.Language) string {
	last, _ := cal.OpenBefore(deadline)
	if last == deadline {
		return ""
	}
	w := lastDay[l]
	var holidays, squeezed []string
	for d := last.AddDays(1); d.Before(deadline); d = d.AddDays(1) {
		switch {
		case weekend(d):
		case cal.Holiday(d) != "":
			holidays = append(holidays, dayDate(d, l))
		default:
			squeezed = append(squeezed, dayDate(d, l))
		}
	}
	var s strings.Builder
	s.WriteString(w.opening(deadline, cal, l))
	if len(holidays) > 0 {
		s.WriteString(w.rest + fmt.Sprintf(w.between, enumerate(holidays)))
	}
	s.WriteString(".")
	switch {
	case len(squeezed) > 2:
		s.WriteString(w.before)
	case len(squeezed) > 0:
		s.WriteString(fmt.Sprintf(w.alsoFree, enumerate(squeezed)))
	}
	return s.String() + fmt.Sprintf(w.inPractice, dayDate(last, l))
}

func (w lastDayWords) opening(d workflows.Date, cal workflows.Calendar, l workflows.Language) string {
	switch {
	case weekend(d):
		return fmt.Sprintf(w.weekend, weekdays[l][d.Weekday()])
	case cal.Holiday(d) != "":
		return w.holiday
	}
	return w.other
}

func weekend(d workflows.Date) bool { return d.Weekday() == 0 || d.Weekday() == 6 }
