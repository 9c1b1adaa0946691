package inbox

import (
	"regexp"
	"strings"

	"fristvakt/inbox/paper"
	"fristvakt/workflows"
)

// line is one line of a paper with the page it stands on.
type line struct {
	text string // as printed, without surrounding space
	low  string // the same in lower case
	page int    // from 1
}

// linesOf returns the lines of the pages that hold anything.
func linesOf(pages []paper.Page) []line {
	var lines []line
	for i, page := range pages {
		for text := range strings.Lines(page.Text) {
			if text = strings.Join(strings.Fields(text), " "); text != "" {
				lines = append(lines, line{text, strings.ToLower(text), i + 1})
			}
		}
	}
	return lines
}

// section is what a stretch of minutes is.
type section int

const (
	heading  section = iota // up to the first heading: title, numbers, body
	proposal                // a recommendation, a proposal, an alternative
	handling                // what happened in the meeting, with votes
	decision                // what was decided
	matter                  // case information, assessment, distribution
)

// passage is one stretch of minutes under one heading.
type passage struct {
	section section
	title   line
	body    body           // the body in whose treatment it stands
	date    workflows.Date // of the meeting it stands in
	lines   []line
	votes   []line
}

func (p passage) text() string {
	words := make([]string, len(p.lines))
	for i, l := range p.lines {
		words[i] = l.text
	}
	return joinWrapped(words)
}

// heading returns what the passage stands under, without the text that begins
// on the same line.
func (p passage) heading() string {
	title := p.title.text
	if len(p.lines) > 0 {
		title = strings.TrimSuffix(title, p.lines[0].text)
	}
	return clipWords(strings.TrimRight(title, ": "), 60)
}

// joinWrapped joins printed lines into running text; a word parted at the end
// of a line is made whole.
func joinWrapped(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		if s := b.String(); len(s) > 1 && s[len(s)-1] == '-' && s[len(s)-2] != ' ' && l != "" && l[0] >= 'a' && l[0] <= 'z' {
			b.Reset()
			b.WriteString(s[:len(s)-1])
		} else if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(l)
	}
	return b.String()
}

// caseOf is one case in minutes: its number, title and passages.
type caseOf struct {
	number   string // "31/25", "" where none is printed
	title    string
	lines    []line // of the number and title
	passages []passage
}

// minutes is a paper cut into its head and its cases.
type minutes struct {
	head  []line // before the first case
	cases []caseOf
}

// caseLine recognises the number of a meeting case, serial before year, at the
// start of a line (domain.md section 3.2). A case file is year before serial
// and has its own word in front ("Arkivsak"), so it never matches.
var caseLine = regexp.MustCompile(`(?i)^(?:(?:politisk |pol\.? ?)?(?:saks?|saksnr|sak ?nr|saksnummer|utvalssaks?nr|` +
	`utvalssak|utvalgssak|møtesak|k-?sak|sak ps|ps|rs|os|kst|kom|kos|ks|k|hst|hs|her|bys|bst|fsk|for|fs|f|fsak|` +
	`kommunestyret|kommunestyre|heradsstyret|heradsstyre|formannskapet|formannskap|` +
	`bystyret)\.?[\s.:\-–]*)?(?:nr\.?\s*)?(?:ps|kst|hst|ks|fsk)?[\s-]?(\d{1,3}/(?:20)?\d\d)\b`)

// leftover is what a row of treatments ("PS 31/25 Kommunestyret 22.05.2025") holds besides the body.
var leftover = regexp.MustCompile(`(?i)\b(møtedato|møte|dato|den|ps|rs|type|saksnr|sak|utval|utvalg|i|tidspunkt)\b|[\d./:\-–,()]+`)

// caseNumber returns the case number at the start of a line and what follows.
func caseNumber(l line) (number, rest string) {
	if len(l.text) > 200 || !strings.Contains(l.text, "/") {
		return "", ""
	}
	m := caseLine.FindStringSubmatchIndex(l.text)
	if m == nil {
		return "", ""
	}
	after := l.text[m[1]:]
	if strings.HasPrefix(after, "/") || strings.HasPrefix(after, "-") && len(after) > 1 && isASCIIDigit(after[1]) {
		return "", ""
	}
	return strings.TrimLeft(l.text[m[2]:m[3]], "0"), strings.Trim(l.text[m[1]:], " -–:.")
}
