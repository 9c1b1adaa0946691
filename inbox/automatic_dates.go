package inbox

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"fristvakt/inbox/letter"
)

// absentUntil finds the date an absence is said to last to, or that of the
// return: the first date after a word such as "til" or "tilbake". A date
// without a year is the one nearest after the letter's own. "" where there is
// none.
func absentUntil(text string, sent time.Time) string {
	words := strings.Fields(clipText(text, 3000))
	for i, word := range words {
		if !endsAbsence[strings.Trim(word, ".,:;()-–")] {
			continue
		}
		for j := i + 1; j < len(words) && j <= i+6; j++ {
			if date := civilDateAt(words[j:min(j+3, len(words))], sent); date != "" {
				return laterOfRange(words[j:], date, sent)
			}
		}
	}
	return ""
}

var endsAbsence = map[string]bool{
	"til": true, "tom": true, "t.o.m": true, "tilbake": true, "attende": true, "tilbakeveg": true, "fram": true, "frem": true, "igjen": true, "fra": true, "frå": true, "periode": true, "perioden": true,
	"until": true, "till": true, "through": true, "back": true, "return": true, "returning": true, "from": true,
	"bis": true, "zurück": true, "wieder": true, "ab": true, "åter": true, "från": true, "indtil": true,
}

// laterOfRange returns the end of "26.05 – 02.06" where the first date begins
// a range.
func laterOfRange(words []string, first string, sent time.Time) string {
	for i := 1; i < len(words) && i <= 6; i++ {
		switch strings.Trim(words[i], ".,") {
		case "-", "–", "til", "to", "until", "bis", "till", "through", "tom", "t.o.m", "og":
		default:
			continue
		}
		for j := i + 1; j < len(words) && j <= i+4; j++ {
			if date := civilDateAt(words[j:min(j+3, len(words))], sent); date > first {
				return date
			}
		}
	}
	return first
}

// civilDateAt reads the date that words begin with: "2. juni 2025",
// "June 2nd, 2025", "02.06.2025", "2/6", "2025-06-02". Numbers stand day first,
// as they do where our letters go.
func civilDateAt(words []string, sent time.Time) string {
	first := strings.Trim(words[0], ".,:;()!")
	if t, err := time.Parse(time.DateOnly, first); err == nil {
		return t.Format(time.DateOnly)
	}
	if day, month, year, ok := dottedDate(first); ok {
		return civilDate(day, month, year, sent)
	}
	if len(words) < 2 {
		return ""
	}
	second := strings.Trim(words[1], ".,:;()!")
	year := 0
	if len(words) > 2 {
		year = fourDigits(words[2])
	}
	if day := ordinal(first); day > 0 {
		if month := letter.MonthNamed(strings.ToLower(second)); month != 0 {
			return civilDate(day, int(month), year, sent)
		}
	}
	if month := letter.MonthNamed(strings.ToLower(first)); month != 0 {
		return civilDate(ordinal(second), int(month), year, sent)
	}
	return ""
}

// dottedDate reads "02.06.2025", "2.6", "02/06-25" and "2/6/2025".
func dottedDate(s string) (day, month, year int, ok bool) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == '/' || r == '-' })
	if len(parts) < 2 || len(parts) > 3 {
		return 0, 0, 0, false
	}
	numbers := make([]int, 3)
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || len(part) > 4 {
			return 0, 0, 0, false
		}
		numbers[i] = n
	}
	day, month, year = numbers[0], numbers[1], numbers[2]
	if month > 12 && day <= 12 {
		day, month = month, day
	}
	if year > 0 && year < 100 {
		year += 2000
	}
	return day, month, year, true
}

func ordinal(s string) int {
	s = strings.ToLower(s)
	for _, ending := range []string{"st", "nd", "rd", "th", "."} {
		s = strings.TrimSuffix(s, ending)
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 31 {
		return 0
	}
	return n
}

func fourDigits(s string) int {
	s = strings.Trim(s, ".,:;()!")
	n, err := strconv.Atoi(s)
	if err != nil || len(s) != 4 {
		return 0
	}
	return n
}

// civilDate writes a date that is in the calendar, "" otherwise. A year that
// is not given follows from the letter: an absence ends after it was sent.
func civilDate(day, month, year int, sent time.Time) string {
	if day < 1 || day > 31 || month < 1 || month > 12 {
		return ""
	}
	if year == 0 {
		if sent.IsZero() {
			return ""
		}
		year = sent.Year()
		if time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Before(sent.AddDate(0, -2, 0)) {
			year++
		}
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day || year < 2000 || year > 2100 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

// deputy finds whom an absent person names in his place: what follows
// "kontakt" and the like, to the end of the sentence.
func deputy(text string) string {
	lower := strings.ToLower(text)
	if len(lower) != len(text) { // a letter that changes its length with its case
		text = lower
	}
	for _, words := range []string{"ta kontakt med ", "kontakte ", "kontakt ", "vend deg til ", "vende deg til ", "stedfortreder er ", "stedfortreder: ", "stadfortredar er ", "vikar er ", "vikar: ", "contact ", "reach out to ", "wenden sie sich an ", "wenden sie sich bitte an ", "vertretung: ", "mein vertreter ist ", "kontakta ", "kontakt: ", "fungerer ", "fungerar "} {
		i := strings.Index(lower, words)
		if i < 0 {
			continue
		}
		if named := sentence(text[i+len(words):]); named != "" {
			return named
		}
	}
	return ""
}

// sentence returns text up to the end of its first sentence. A stop within an
// address or before a small letter ("ass. kommunedirektør") ends none.
func sentence(text string) string {
	text = clipText(text, 200)
	end := len(text)
	for i, r := range text {
		if r == '\n' && strings.HasPrefix(text[i:], "\n\n") || r == '!' || r == ';' {
			end = i
			break
		}
		if r != '.' {
			continue
		}
		rest := text[i+1:]
		next := strings.TrimLeft(rest, " \n")
		if next == "" || next != rest && unicode.IsUpper([]rune(next)[0]) {
			end = i
			break
		}
	}
	return strings.Trim(strings.Join(strings.Fields(text[:end]), " "), " .,:")
}
