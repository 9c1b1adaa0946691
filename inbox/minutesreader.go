package inbox

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"fristvakt/workflows"
)

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
	head := strings.ToLower(strings.TrimSuffix(l.text, rest)) // who and when stand in the heading, not in what follows it
	if s == handling || s == decision {
		r.context(line{strings.TrimSuffix(l.text, rest), head, l.page})
	}
	if s == decision && (strings.Contains(l.low, " sitt vedtak") && bodyIn(l.low) == noBody || mayorDecides.MatchString(l.low) || onBehalf.MatchString(head)) {
		r.body = otherBody // a body that is in no list decides nothing for the council
	}
	c.passages = append(c.passages, passage{section: s, title: l, body: r.body, date: r.date})
	if rest != "" {
		r.put(c, line{rest, strings.ToLower(rest), l.page})
	}
}

// mayorDecides begins what a mayor decided alone, on whosever behalf.
var mayorDecides = regexp.MustCompile(`^(?:vara)?ordfør(?:ar|er)en (?:\p{L}+ )*(?:har|gjorde|gjer|vedtok|fattet|fatter)\b`)

// onBehalf stands in the heading of what another decided in the council's place.
var onBehalf = regexp.MustCompile(`fullmakt fr[åa]|på vegne(?:r)? av|delegert`)

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
