package letter

import (
	"net/mail"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// parseDate reads a Date field, as RFC 5322 has it or as people's programs
// write it; the zero time where it cannot be read.
func parseDate(field string) time.Time {
	field = strings.TrimSpace(field)
	if field == "" || len(field) > 200 {
		return time.Time{}
	}
	if t, err := time.Parse("Mon, 2 Jan 2006 15:04:05 -0700", field); err == nil { // how nearly all come
		return plausible(t)
	}
	if t, err := mail.ParseDate(field); err == nil {
		return plausible(t)
	}
	bare, _, _ := strings.Cut(field, "(")
	bare = strings.TrimSpace(bare)
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05",
		"Mon Jan 2 15:04:05 2006", "Mon Jan 2 15:04:05 MST 2006", "Mon, 2 Jan 2006 15:04:05"} {
		if t, err := time.Parse(layout, bare); err == nil {
			return plausible(t)
		}
	}
	return plausible(parsePrintedDate(field))
}

// plausible drops dates no mail can bear, such as the year 0.
func plausible(t time.Time) time.Time {
	if t.Year() < 1980 || t.Year() > 2200 {
		return time.Time{}
	}
	return t
}

// parsePrintedDate reads a date as a header block within a text prints it, in
// Norwegian, English, Danish, Swedish or German: "torsdag 6. mars 2025 10:12",
// "Thursday, March 6, 2025 10:12 AM", "06.03.2025 10:12", "2025-03-06 10:12".
// The clock reading comes back in UTC, for no zone is printed.
func parsePrintedDate(s string) time.Time {
	var numbers []int
	var month time.Month
	hour, minute := 0, 0
	pm, am := false, false
	if len(s) > 200 {
		return time.Time{}
	}
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ':'
	})
	for _, w := range words {
		clock, isClock := strings.CutSuffix(w, ":")
		if h, m, ok := strings.Cut(clock, ":"); ok && !isClock {
			hour, minute = number(h), number(firstPart(m))
		} else if n, err := strconv.Atoi(strings.Trim(w, ":")); err == nil {
			numbers = append(numbers, n)
		} else if m := MonthNamed(w); m != 0 && month == 0 {
			month = m
		}
		pm, am = pm || w == "pm", am || w == "am"
	}
	year, m, day := civilDate(numbers, month)
	if year == 0 {
		return time.Time{}
	}
	if pm && hour < 12 {
		hour += 12
	} else if am && hour == 12 {
		hour = 0
	}
	t := time.Date(year, m, day, hour, minute, 0, 0, time.UTC)
	if t.Day() != day {
		return time.Time{}
	}
	return t
}

func firstPart(s string) string {
	s, _, _ = strings.Cut(s, ":")
	return s
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 59 {
		return 0
	}
	return n
}

// civilDate finds year, month and day among the numbers of a printed date. A
// numeric date is read day first, as in all the languages concerned.
func civilDate(numbers []int, month time.Month) (int, time.Month, int) {
	var year int
	var small []int
	for _, n := range numbers {
		if n >= 1980 && n < 2200 && year == 0 {
			year = n
			if len(small) == 0 && month == 0 && len(numbers) >= 3 { // 2025-03-06
				return isoDate(numbers)
			}
		} else if n >= 1 && n <= 31 {
			small = append(small, n)
		}
	}
	switch {
	case year == 0 || len(small) == 0:
		return 0, 0, 0
	case month != 0:
		return year, month, small[0]
	case len(small) > 1 && small[1] <= 12:
		return year, time.Month(small[1]), small[0]
	case len(small) > 1 && small[0] <= 12:
		return year, time.Month(small[0]), small[1]
	}
	return 0, 0, 0
}

func isoDate(numbers []int) (int, time.Month, int) {
	if numbers[1] < 1 || numbers[1] > 12 || numbers[2] < 1 || numbers[2] > 31 {
		return 0, 0, 0
	}
	return numbers[0], time.Month(numbers[1]), numbers[2]
}

// MonthNamed returns the month a lower-cased word names, 0 where it names
// none. It goes by the first three letters, which Norwegian, English, Danish,
// Swedish and German share but for a few.
func MonthNamed(word string) time.Month {
	runes := []rune(word)
	if len(runes) < 3 || len(runes) > 9 {
		return 0
	}
	switch string(runes[:3]) {
	case "jan":
		return time.January
	case "feb":
		return time.February
	case "mar", "mär", "mrz":
		return time.March
	case "apr":
		return time.April
	case "mai", "may", "maj":
		return time.May
	case "jun":
		return time.June
	case "jul":
		return time.July
	case "aug":
		return time.August
	case "sep":
		return time.September
	case "okt", "oct":
		return time.October
	case "nov":
		return time.November
	case "des", "dec", "dez":
		return time.December
	}
	return 0
}
