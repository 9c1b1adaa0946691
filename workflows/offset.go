package workflows

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Offset says when a step goes, seen from the milestone's date.
type Offset struct {
	Days    int  // calendar days after the date; negative before it
	Open    int  // or open days after the date; negative before it
	LastDay bool // or the last open day at or before the date
	On      Date // or a fixed date
}

var dateLike = regexp.MustCompile(`^[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}$`)

const offsetForms = `"8 weeks before", "3 days after", "2 working days after", "on the day", "last working day" or a date`

// ParseOffset reads an offset as people write it: "8 weeks before", "7 days
// after", "3 working days after", "on the day", "last working day",
// "2025-08-14".
func ParseOffset(s string) (Offset, error) {
	switch s {
	case "last working day":
		return Offset{LastDay: true}, nil
	case "on the day":
		return Offset{}, nil
	}
	if dateLike.MatchString(s) {
		d, err := ParseDate(s)
		return Offset{On: d}, err
	}
	words := strings.Fields(strings.ReplaceAll(s, "working day", "workingday"))
	if len(words) != 3 {
		return Offset{}, fmt.Errorf("%q is no offset: write %s", s, offsetForms)
	}
	n, err := strconv.Atoi(words[0])
	if err != nil || n < 1 || n > 400 {
		return Offset{}, fmt.Errorf("%q is no offset: the count must be from 1 to 400", s)
	}
	switch words[2] {
	case "before":
		n = -n
	case "after":
	default:
		return Offset{}, fmt.Errorf("%q is no offset: it must end in before or after", s)
	}
	switch strings.TrimSuffix(words[1], "s") {
	case "week":
		return Offset{Days: 7 * n}, nil
	case "day":
		return Offset{Days: n}, nil
	case "workingday":
		return Offset{Open: n}, nil
	}
	return Offset{}, fmt.Errorf("%q is no offset: count in days, weeks or working days", s)
}

// After reports whether the step comes after the date d it is counted from.
func (o Offset) After(d Date) bool {
	return o.Days > 0 || o.Open > 0 || !o.On.IsZero() && o.On.After(d)
}

// String says the offset as it is written in a round file.
func (o Offset) String() string {
	switch {
	case !o.On.IsZero():
		return o.On.String()
	case o.LastDay:
		return "last working day"
	case o.Open != 0:
		return counted(o.Open, "working day")
	case o.Days == 0:
		return "on the day"
	case o.Days%7 == 0:
		return counted(o.Days/7, "week")
	}
	return counted(o.Days, "day")
}

func counted(n int, unit string) string {
	side := "after"
	if n < 0 {
		n, side = -n, "before"
	}
	if n > 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s %s", n, unit, side)
}
