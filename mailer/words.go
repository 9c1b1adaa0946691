package mailer

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"fristvakt/workflows"
)

var weekdays = map[workflows.Language][7]string{
	workflows.Nynorsk: {"sundag", "måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag"},
	workflows.Bokmaal: {"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"},
}

var months = [13]string{"", "januar", "februar", "mars", "april", "mai", "juni", "juli",
	"august", "september", "oktober", "november", "desember"}

// weekCounts are the numbers as they stand before "veker" (feminine in the
// singular).
var weekCounts = map[workflows.Language][13]string{
	workflows.Nynorsk: {"", "éi veke", "to veker", "tre veker", "fire veker", "fem veker", "seks veker", "sju veker", "åtte veker", "ni veker", "ti veker", "elleve veker", "tolv veker"},
	workflows.Bokmaal: {"", "én uke", "to uker", "tre uker", "fire uker", "fem uker", "seks uker", "sju uker", "åtte uker", "ni uker", "ti uker", "elleve uker", "tolv uker"},
}

// plainDate returns "31. mai 2025".
func plainDate(d workflows.Date) string {
	return fmt.Sprintf("%d. %s %d", d.Day, months[d.Month], d.Year)
}

// longDate returns "laurdag 31. mai 2025".
func longDate(d workflows.Date, l workflows.Language) string {
	return fmt.Sprintf("%s %d", dayDate(d, l), d.Year)
}

// dayDate returns "laurdag 31. mai".
func dayDate(d workflows.Date, l workflows.Language) string {
	return fmt.Sprintf("%s %d. %s", weekdays[l][d.Weekday()], d.Day, months[d.Month])
}

// span returns one date, or "9. til 13. desember 2024" for a range.
func span(from, until workflows.Date, l workflows.Language) string {
	switch {
	case until.IsZero() || until == from:
		return longDate(from, l)
	case from.Year != until.Year:
		return plainDate(from) + " til " + plainDate(until)
	case from.Month != until.Month:
		return fmt.Sprintf("%d. %s til %s", from.Day, months[from.Month], plainDate(until))
	}
	return fmt.Sprintf("%d. til %s", from.Day, plainDate(until))
}

// clock returns "28. mai kl. 07.30".
func clock(t time.Time, loc *time.Location) string {
	t = t.In(loc)
	return fmt.Sprintf("%d. %s kl. %02d.%02d", t.Day(), months[t.Month()], t.Hour(), t.Minute())
}

// howLong returns "éi veke", "om lag to veker" or "3 dagar". Six days and more
// are told in weeks.
func howLong(days int, l workflows.Language) string {
	weeks := (days + 3) / 7
	if days < 6 || weeks >= len(weekCounts[l]) {
		return count(days, l, "dag", "dagar", "dag", "dager")
	}
	if days%7 == 0 {
		return weekCounts[l][weeks]
	}
	return "om lag " + weekCounts[l][weeks]
}

func count(n int, l workflows.Language, nnOne, nnMany, nbOne, nbMany string) string {
	one, many := nnOne, nnMany
	if l == workflows.Bokmaal {
		one, many = nbOne, nbMany
	}
	if n == 1 || n == -1 {
		return fmt.Sprintf("%d %s", n, one)
	}
	return fmt.Sprintf("%d %s", n, many)
}

// enumerate returns "a, b og c".
func enumerate(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " og " + items[last]
}

// definite returns the definite form of the words that name municipalities and
// their councils; they are kept as they are in Bokmål.
func definite(word string) string {
	switch word {
	case "kommune":
		return "kommunen"
	case "":
		return ""
	}
	if strings.HasSuffix(word, "e") {
		return word + "t"
	}
	return word + "et"
}

// capital returns s with its first letter in upper case.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
