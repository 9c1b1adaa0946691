package inbox

import (
	"cmp"
	"slices"
	"strings"

	"fristvakt/workflows"
)

// Decision is what a paper says was decided in our case.
type Decision struct {
	Kind    string            // decision-copy, recommendation, case-paper or other (workflows.Document)
	Outcome workflows.Outcome // "" where nothing about joining was decided
	Body    string            // who decided, in English: "council"
	Meeting workflows.Date    // zero where none is printed
	Case    string            // "31/25", serial before year
	Vote    string            // the line that tells it
	Quote   string            // the text of the decision, shortened
	Phrase  string            // the words in it that decided the outcome
	Heading string            // what the text stands under, "" where nothing is printed
	Page    int               // where the decision begins, from 1
	Covers  bool              // it names what the law asks for: the host cooperation, or the host and the signer
	Parties []string          // named by the head and the decision, the host left out

	round    workflows.Round
	body     body
	beside   string // a sentence or word beside the yes whose bearing on it is unknown
	foreign  string // a phrase of another round
	doubts   []string
	concerns bool // it is about our round's topic at all
	near     bool // only by a phrase near the topic
}

// subject is what the reader of papers knows of a round.
type subject struct {
	round  workflows.Round
	host   workflows.Party
	topics topics
	names  *Names
	roster workflows.Roster
}

func (s subject) party(number string) (workflows.Party, bool) { return s.roster.Party(number) }

// readDecision finds our case in the lines of a paper and reads what was
// decided. ok is false where no case of the paper concerns the round.
func (s subject) readDecision(lines []line) (Decision, bool) {
	m := readMinutes(lines)
	best, found := Decision{}, false
	for i := range m.cases {
		if !s.isOurs(m, i) {
			continue
		}
		d := s.readCase(m, m.cases[i])
		if !found || d.rank() >= best.rank() {
			best, found = d, true
		}
	}
	if found {
		return best, true
	}
	return s.readHeadOnly(m, lines)
}

// rank orders the readings of several cases: a later decision beats an
// earlier, and any decision a mere mention.
func (d Decision) rank() int {
	switch d.Kind {
	case kindDecision:
		return 3
	case kindRecommendation:
		return 2
	case kindCasePaper:
		return 1
	}
	return 0
}

// isOurs reports whether a case concerns the round: by its title, or by the
// text of a decision or proposal in it. In a paper with one case the head
// counts as the title.
func (s subject) isOurs(m minutes, i int) bool {
	c := m.cases[i]
	if s.topics.in(strings.ToLower(c.title)) != noTopic || s.topics.in(textOf(c.lines)) != noTopic {
		return true
	}
	if len(m.cases) == 1 && s.topics.in(textOf(m.head)) != noTopic {
		return true
	}
	for _, p := range c.passages {
		if (p.section == decision || p.section == proposal) && s.topics.in(strings.ToLower(p.text())) != noTopic {
			return true
		}
	}
	return false
}

// readHeadOnly judges a paper without any case that concerns the round: about
// the topic, but neither decided nor proposed there.
func (s subject) readHeadOnly(m minutes, lines []line) (Decision, bool) {
	head := textOf(m.head)
	if len(m.cases) > 1 || s.topics.in(head) == noTopic {
		return Decision{}, false
	}
	d := Decision{Kind: kindOther, concerns: true, round: s.round, Parties: s.partiesOf(m, caseOf{}, "")}
	if isCasePaper(m) {
		d.Kind = kindCasePaper
	}
	return d, true
}

func textOf(lines []line) string {
	words := make([]string, len(lines))
	for i, l := range lines {
		words[i] = l.low
	}
	return joinWrapped(words)
}

// readCase reads the outcome of one case.
func (s subject) readCase(m minutes, c caseOf) Decision {
	d := Decision{Case: c.number, round: s.round, concerns: true}
	decided := decisive(c)
	p, adopted := decided.passage, decided.adopted
	text := p.text()
	low := strings.ToLower(text)
	d.body, d.Meeting, d.Page = p.body, p.date, p.title.page
	d.Quote, d.Heading = clipWords(text, 300), p.heading()
	d.Parties = s.partiesOf(m, c, text)
	votes := readVotes(votesOf(c, p))
	switch {
	case votes.carried:
		d.Vote = votes.line.text
	case wonWord.MatchString(p.title.low) && (unanimous.MatchString(p.title.low) || againstN.MatchString(p.title.low)):
		d.Vote = p.title.text
	}
	d.Kind = s.kindOf(m, c, p, adopted, votes, low)
	title := strings.ToLower(c.title) + " " + textOf(c.lines)
	if len(m.cases) == 1 {
		title += " " + textOf(m.head)
	}
	d.near = s.topics.in(title+" "+low) == nearTopic
	d.Covers = s.covers(title, low)
	d.foreign = s.foreignIn(c, p, title, low)
	d.Outcome, d.Phrase = outcomeOf(low)
	d.beside = cmp.Or(unfamiliar(text), s.beyondYes(low, d.Parties))
	d.weighVotes(votes, low, adopted)
	if decided.open && d.Outcome == workflows.Yes {
		d.doubts = append(d.doubts, ruleWhichProposal)
	}
	d.Body = d.body.String()
	s.doubt(&d, m, c, title, low)
	if d.Kind == kindDecision && d.Outcome == "" {
		d.Kind = kindOther
	}
	if d.Kind != kindDecision {
		d.Outcome = ""
	}
	return d
}

// votesOf gathers the votes of the treatment in which p stands.
func votesOf(c caseOf, p passage) []line {
	var votes []line
	for _, q := range c.passages {
		if q.body == p.body && q.date == p.date {
			votes = append(votes, q.votes...)
			if q.section == decision && refersBack(q.text()) {
				votes = append(votes, q.lines...)
			}
		}
	}
	return votes
}

// partiesOf returns the parties named where a paper says whose it is: in its
// head, and in the decision itself. Neighbours that a decision mentions beside
// the one the head names do not count, nor does the case information.
func (s subject) partiesOf(m minutes, c caseOf, decided string) []string {
	var b strings.Builder
	for _, l := range m.head[:min(len(m.head), 12)] {
		b.WriteString(l.text + "\n")
	}
	for _, l := range c.lines {
		b.WriteString(l.text + "\n")
	}
	owner := s.names.InFull(b.String(), s.host.Number)
	in := s.names.InFull(decided, s.host.Number)
	if len(owner) == 0 && len(in) == 0 {
		return s.onlyNamed(c)
	}
	if len(in) == 0 || len(owner) == 1 && slices.Contains(in, owner[0]) {
		return owner
	}
	for _, p := range in {
		if !slices.Contains(owner, p) {
			owner = append(owner, p)
		}
	}
	return owner
}

// onlyNamed returns the party that a case names where neither its head nor its
// decision names any, if there is but one.
func (s subject) onlyNamed(c caseOf) []string {
	var b strings.Builder
	for _, p := range c.passages {
		b.WriteString(p.title.text + "\n" + p.text() + "\n")
	}
	if named := s.names.InFull(b.String(), s.host.Number); len(named) == 1 {
		return named
	}
	return nil
}

func clipWords(s string, n int) string {
	if len(s) <= n {
		return s
	}
	cut := strings.LastIndexByte(s[:n], ' ')
	if cut < n/2 {
		cut = n
		for cut > 0 && s[cut]&0xc0 == 0x80 {
			cut--
		}
	}
	return s[:cut] + " …"
}
