package inbox

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

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
var caseLine = regexp.MustCompile(`(?i)^(?:(?:politisk |pol\.? ?)?(?:saks?|saksnr|sak ?nr|saksnummer|utvalssaks?nr|utvalssak|utvalgssak|møtesak|k-?sak|sak ps|ps|rs|os|kst|kom|kos|ks|k|hst|hs|her|bys|bst|fsk|for|fs|f|fsak|kommunestyret|kommunestyre|heradsstyret|heradsstyre|formannskapet|formannskap|bystyret)\.?[\s.:\-–]*)?(?:nr\.?\s*)?(?:ps|kst|hst|ks|fsk)?[\s-]?(\d{1,3}/(?:20)?\d\d)\b`)

// agendaRow is a row of a table of treatments: "PS 31/25 Kommunestyret 22.05.2025".
var leftover = regexp.MustCompile(`(?i)\b(møtedato|møte|dato|den|ps|rs|type|saksnr|sak|utval|utvalg|i|tidspunkt)\b|[\d./:\-–,()]+`)

// readMinutes cuts lines into cases and passages.
func readMinutes(lines []line) minutes {
	r := minutesReader{}
	for i := range lines {
		r.line(lines, i)
	}
	return r.minutes
}

type minutesReader struct {
	minutes
	seen map[body]string // numbers the bodies gave the present case
	body body
	date workflows.Date
	top  meeting // what the head says
}

// meeting is whose treatment it is, and when.
type meeting struct {
	body body
	date workflows.Date
}

func (r *minutesReader) line(lines []line, i int) {
	l := lines[i]
	if number, rest := caseNumber(l); number != "" && r.caseStarts(number, rest, l) {
		return
	}
	if len(r.cases) == 0 {
		if s, _ := sectionOf(l); s == heading {
			r.context(l)
			r.head = append(r.head, l)
			return
		}
		r.newCase("", "")
	}
	c := &r.cases[len(r.cases)-1]
	if s, rest := sectionOf(l); s != heading {
		if s == decision && startsLower(l.text) { // the end of a sentence: who and when stand above
			for _, above := range lines[max(0, i-2):i] {
				r.context(above)
				r.numberIn(c, above)
			}
		}
		r.numberIn(c, l)
		r.open(c, s, l, rest)
		return
	}
	r.put(c, l)
}

func startsLower(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(first)
}

// saidNumber finds the case number in a sentence or heading: "i sak 31/25".
var saidNumber = regexp.MustCompile(`\b(?:sak|saksnr\.?|saksnummer:?|k-sak|ps|kst|hst|ks)[ -]?(?:nr\.? )?(\d{1,3}/(?:20)?\d\d)\b`)

func (r *minutesReader) numberIn(c *caseOf, l line) {
	if c.number != "" || !strings.Contains(l.low, "/") {
		return
	}
	if m := saidNumber.FindStringSubmatch(l.low); m != nil {
		c.number = strings.TrimLeft(m[1], "0")
	}
}

// open begins a passage.
func (r *minutesReader) open(c *caseOf, s section, l line, rest string) {
	if s == handling || s == decision {
		r.context(l)
	}
	if s == decision && strings.Contains(l.low, " sitt vedtak") && bodyIn(l.low) == noBody {
		r.body = otherBody // a body that is in no list decides nothing for the council
	}
	c.passages = append(c.passages, passage{section: s, title: l, body: r.body, date: r.date})
	if rest != "" {
		r.put(c, line{rest, strings.ToLower(rest), l.page})
	}
}

// put files a line under the passage it stands in.
func (r *minutesReader) put(c *caseOf, l line) {
	if len(c.passages) == 0 {
		if len(c.lines) < 5 {
			c.lines = append(c.lines, l)
			c.title = strings.TrimSpace(c.title + " " + l.text)
		}
		r.numberIn(c, l)
		r.entitled(l, l.text)
		return
	}
	p := &c.passages[len(c.passages)-1]
	if p.section != matter && isVote(l.low) {
		p.votes = append(p.votes, l)
		if p.section == proposal { // the proposal ends where the vote is told
			c.passages = append(c.passages, passage{section: handling, title: l, body: r.body, date: r.date, votes: []line{l}})
		}
		return
	}
	p.lines = append(p.lines, l)
}

// entitled takes body and date from a line of a case's title. In minutes whose
// head names the body, a title that speaks of another one, "Val av medlemer
// til viltnemnda", is no treatment by it; a row of bare body, number and date is.
func (r *minutesReader) entitled(l line, title string) {
	if r.top.body != noBody && withoutMeeting(title) != "" {
		return
	}
	r.context(l)
}

// withoutMeeting returns what a line holds besides a body, numbers and dates.
func withoutMeeting(text string) string {
	return strings.TrimSpace(leftover.ReplaceAllString(bodyWords.ReplaceAllString(text, ""), ""))
}

// context takes the body and the date of a meeting from a line that tells them.
func (r *minutesReader) context(l line) {
	if len(l.low) > 160 {
		return
	}
	if b := bodyIn(l.low); b != noBody {
		r.body = b
	}
	if dates := datesIn(l.low); len(dates) > 0 && (!strings.Contains(l.low, "arkiv") || strings.Contains(l.low, "dato")) {
		r.date = dates[0]
	}
}

// caseStarts decides whether a line with a case number begins another case, or
// tells of another treatment of the present one.
func (r *minutesReader) caseStarts(number, rest string, l line) bool {
	b := bodyIn(l.low)
	if s, _ := sectionOf(l); s == decision || s == proposal || s == handling && !isMeetingLine(l.low) {
		if b == council && len(r.cases) > 0 {
			r.cases[len(r.cases)-1].number = number
		}
		return false
	}
	if len(r.cases) > 0 && r.cases[len(r.cases)-1].number == number {
		r.context(l)
		return false
	}
	title := withoutMeeting(rest)
	another := len(r.cases) == 0 || title != "" || b == noBody || r.seen[b] != ""
	if another {
		r.newCase(number, rest)
	}
	if b != noBody {
		r.seen[b] = number
	}
	c := &r.cases[len(r.cases)-1]
	c.lines = append(c.lines, l)
	if !another && b == council {
		c.number = number
	}
	r.entitled(l, rest)
	return true
}

func (r *minutesReader) newCase(number, title string) {
	if len(r.cases) == 0 {
		r.top = meeting{r.body, r.date}
	} else if r.top.body != noBody {
		r.body, r.date = r.top.body, r.top.date
	}
	r.seen = map[body]string{}
	r.cases = append(r.cases, caseOf{number: number, title: title})
}

// caseNumber returns the case number at the start of a line and what follows.
func caseNumber(l line) (number, rest string) {
	if len(l.text) > 200 || !strings.Contains(l.text, "/") {
		return "", ""
	}
	m := caseLine.FindStringSubmatchIndex(l.text)
	if m == nil || strings.HasPrefix(l.text[m[1]:], "/") || strings.HasPrefix(l.text[m[1]:], "-") && len(l.text) > m[1]+1 && isASCIIDigit(l.text[m[1]+1]) {
		return "", ""
	}
	return strings.TrimLeft(l.text[m[2]:m[3]], "0"), strings.Trim(l.text[m[1]:], " -–:.")
}
