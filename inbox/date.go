package inbox

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"fristvakt/workflows"
)

var (
	numericDate = regexp.MustCompile(`\b(\d{1,2})\s?[./]\s?(\d{1,2})\s?[./-]\s?(20\d\d|\d\d)\b`)
	isoDate     = regexp.MustCompile(`\b(20\d\d)-(\d\d)-(\d\d)\b`)
	writtenDate = regexp.MustCompile(`\b(\d{1,2})\.?\s+(januar|februar|mars|april|mai|juni|juli|august|september|` +
		`oktober|november|desember|jan|feb|mar|apr|jun|jul|aug|sep|sept|okt|nov|des)\b\.?(?:\s+(20\d\d))?`)
)

var months = map[string]time.Month{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "mai": 5, "jun": 6,
	"jul": 7, "aug": 8, "sep": 9, "okt": 10, "nov": 11, "des": 12,
}

// datesIn returns the dates that text, in lower case, gives with a year, in
// order of form and then place.
func datesIn(text string) []workflows.Date {
	var found []workflows.Date
	if strings.ContainsAny(text, "./") {
		for _, m := range numericDate.FindAllStringSubmatch(text, 50) {
			found = appendDate(found, m[3], m[2], m[1])
		}
	}
	if strings.Contains(text, "-") {
		for _, m := range isoDate.FindAllStringSubmatch(text, 50) {
			found = appendDate(found, m[1], m[2], m[3])
		}
	}
	for _, m := range writtenDate.FindAllStringSubmatch(text, 50) {
		if m[3] != "" {
			found = appendDate(found, m[3], strconv.Itoa(int(months[m[2][:3]])), m[1])
		}
	}
	return found
}

// dateNear returns the first date that text gives; one without a year takes
// that of now, or the next year where it would lie more than half a year back.
func dateNear(text string, now workflows.Date) workflows.Date {
	if dates := datesIn(text); len(dates) > 0 {
		return dates[0]
	}
	m := writtenDate.FindStringSubmatch(text)
	if m == nil || now.IsZero() {
		return workflows.Date{}
	}
	found := appendDate(nil, strconv.Itoa(now.Year), strconv.Itoa(int(months[m[2][:3]])), m[1])
	if len(found) == 0 {
		return workflows.Date{}
	}
	if found[0].DaysUntil(now) > 182 {
		found[0].Year++
	}
	return found[0]
}

func appendDate(dates []workflows.Date, year, month, day string) []workflows.Date {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	if y < 100 {
		y += 2000
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d || int(t.Month()) != m {
		return dates
	}
	return append(dates, workflows.Date{Year: y, Month: time.Month(m), Day: d})
}
