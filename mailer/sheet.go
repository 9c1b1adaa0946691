package mailer

import (
	"fmt"
	"strings"
	"time"

	"fristvakt/workflows"
)

// sheet is a digest report as its two templates see it.
type sheet struct {
	workflows.DigestReport
	now      time.Time
	location *time.Location
	settings *Settings
}

// section is one list of the digest.
type section struct {
	Title string
	Lines []entry
}

// entry is one line of a section.
type entry struct {
	workflows.Line
	When string // "" where it has no time
}

// age is one of the three ages that health means.
type age struct {
	Name string
	When string
}

var digestWords = map[string]any{
	"clean":     clean,
	"upper":     strings.ToUpper,
	"words":     func(s string) []string { return strings.Fields(breakable(s)) },
	"flag":      func(word string) bool { return strings.HasPrefix(word, "--") },
	"breakable": breakable,
	"long":      func(d workflows.Date) string { return longDate(d, workflows.Nynorsk) },
	"day":       func(d workflows.Date) string { return dayDate(d, workflows.Nynorsk) },
	"bar":       textBar,
	"percent":   percent,
	"verb":      allOf,
	"left":      daysLeft,
	"states":    states,
	"early":     func(d workflows.DeadlineReport) bool { return !d.LastDay.IsZero() && d.LastDay != d.Date },
	"rest":      func(n int) int { return 100 - n },
}

// Subject returns "Fristvakt 28. mai 2025: 27 av 42 ferdige, 3 til avklaring".
func (s sheet) Subject() string {
	return fmt.Sprintf("Fristvakt %s: %s", plainDate(s.Date), s.Headline())
}

// Headline returns the counts of the subject.
func (s sheet) Headline() string {
	var done []string
	for _, r := range s.Rounds {
		done = append(done, fmt.Sprintf("%d av %d", r.Complete, r.Owing))
	}
	progress := "inga open runde"
	if len(done) > 0 {
		progress = enumerate(done) + " ferdige"
	}
	return fmt.Sprintf("%s, %d til avklaring", progress, len(s.Questions))
}

// Before are the lists that come above the progress; empty ones are left out.
func (s sheet) Before() []section {
	var all []section
	all = s.add(all, "Kom inn sidan sist", s.News)
	all = s.add(all, "Avgjort av folk sidan sist", s.Rulings)
	all = s.add(all, "Skrive til sidan sist", s.Reminded)
	return s.add(all, "Går ut neste arbeidsdag", s.Coming)
}

// After are the lists that come below the progress.
func (s sheet) After() []section {
	var all []section
	all = s.add(all, "Ringjeliste", s.Calls)
	all = s.add(all, "Varsla møte den komande veka", s.Meetings)
	all = s.add(all, "Kjem ikkje fram", s.Bounces)
	return s.add(all, "Er borte", s.Absences)
}

func (s sheet) add(all []section, title string, lines []workflows.Line) []section {
	if len(lines) == 0 {
		return all
	}
	one := section{Title: title}
	for _, l := range lines {
		one.Lines = append(one.Lines, entry{l, s.When(l)})
	}
	return append(all, one)
}

// When returns when a line happened, "" where it has no time.
func (s sheet) When(l workflows.Line) string {
	switch {
	case !l.Date.IsZero():
		return dayDate(l.Date, workflows.Nynorsk)
	case !l.At.IsZero():
		return clock(l.At, s.location)
	}
	return ""
}

// Asked returns when the letter of a question came, "" where there is none.
func (s sheet) Asked(q workflows.Question) string { return s.When(workflows.Line{At: q.Received}) }

// Alarm reports whether something must stand on top of the digest.
func (s sheet) Alarm() bool { return s.Paused != "" || s.Rehearsal || len(s.Running) > 0 }

// Well reports whether the last completed turn is recent enough to say so.
func (s sheet) Well() bool { return s.now.Sub(s.Ages.Turn) < 24*time.Hour }

// Health returns the three ages in words.
func (s sheet) Health() []age {
	return []age{
		{"Siste fullførte gjennomgang", s.ago(s.Ages.Turn)},
		{"Siste e-post sett i innboksen", s.ago(s.Ages.Mail)},
		{"Siste oversyn levert", s.ago(s.Ages.Digest)},
	}
}

func (s sheet) ago(t time.Time) string {
	if t.IsZero() {
		return "aldri"
	}
	d := s.now.Sub(t)
	since := "no nettopp"
	switch {
	case d >= 48*time.Hour:
		since = fmt.Sprintf("for %d dagar sidan", int(d.Hours()/24))
	case d >= 2*time.Hour:
		since = fmt.Sprintf("for %d timar sidan", int(d.Hours()))
	case d >= 2*time.Minute:
		since = fmt.Sprintf("for %d minutt sidan", int(d.Minutes()))
	}
	return clock(t, s.location) + ", " + since
}

// textBar draws progress with twenty signs.
func textBar(done, of int) string {
	full := percent(done, of) / 5
	return "[" + strings.Repeat("#", full) + strings.Repeat(".", 20-full) + "]"
}

// percent rounds down, so that 100 means all.
func percent(done, of int) int {
	if of <= 0 || done < 0 {
		return 0
	}
	return min(100, 100*done/of)
}

// allOf returns "levert begge" where two papers are due.
func allOf(d workflows.DeadlineReport) string {
	switch len(d.Each) {
	case 0, 1:
		return "har levert"
	case 2:
		return "har levert begge"
	}
	return "har levert alt"
}

// daysLeft returns "3 dagar att (1 arbeidsdag)".
func daysLeft(d workflows.DeadlineReport) string {
	switch {
	case d.DaysLeft == 0:
		return "fristen er i dag"
	case d.DaysLeft < 0:
		return count(-d.DaysLeft, workflows.Nynorsk, "dag", "dagar", "", "") + " over fristen"
	}
	return count(d.DaysLeft, workflows.Nynorsk, "dag", "dagar", "", "") + " att (" +
		count(d.OpenLeft, workflows.Nynorsk, "arbeidsdag", "arbeidsdagar", "", "") + ")"
}

// states returns where the parties stand, leaving out what is none.
func states(r workflows.RoundReport) string {
	var all []string
	for _, s := range []struct {
		n         int
		one, many string
	}{
		{r.Complete, "ferdig", "ferdige"}, {r.Partly, "delvis", "delvis"}, {r.Announced, "med varsla møte", "med varsla møte"},
		{r.Waiting, "ventar på avklaring", "ventar på avklaring"}, {r.Nothing, "manglar alt", "manglar alt"}, {r.Declined, "har takka nei", "har takka nei"},
	} {
		if s.n > 0 {
			all = append(all, count(s.n, workflows.Nynorsk, s.one, s.many, "", ""))
		}
	}
	return strings.Join(all, ", ")
}
