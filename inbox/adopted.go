package inbox

import (
	"regexp"
	"strings"
)

// deciding is the passage that tells what was decided last.
type deciding struct {
	passage
	adopted bool // it is a proposal that a vote adopted
	open    bool // the vote does not say which of several proposals it adopted
}

// decisive returns the text under the last heading of decision, or the
// proposal that a vote adopted.
func decisive(c caseOf) deciding {
	if p, ok := lastDecision(c); ok {
		return deciding{passage: p}
	}
	var own, others []passage
	last := -1
	for i, p := range c.passages {
		if p.section != proposal || len(p.lines) == 0 {
			continue
		}
		if last = i; recommendationTitle.MatchString(p.title.low) {
			own = append(own, p)
		} else {
			others = append(others, p)
		}
	}
	if last < 0 {
		return deciding{}
	}
	d := adoptedOf(own, others, wonBy(c))
	for _, later := range c.passages[last:] {
		if later.section == handling && moved.MatchString(strings.ToLower(later.text())) && !recommendationNamed.MatchString(wonBy(c)) {
			d.open = true // somebody moved something else, and the vote does not say which was adopted
		}
		if later.section == handling || later.section == decision {
			d.body, d.date = later.body, later.date
		}
		d.adopted = d.adopted || len(later.votes) > 0 || later.section == decision
	}
	return d
}

// lastDecision returns the decision that stands last. Where a print gives the
// council's first and an earlier one of another body after it, the council's.
func lastDecision(c caseOf) (passage, bool) {
	var last passage
	for i := len(c.passages) - 1; i >= 0; i-- {
		p := c.passages[i]
		if p.section != decision || len(p.lines) == 0 || refersBack(p.text()) {
			continue
		}
		if last.lines == nil {
			last = p
		}
		if isCouncil(p.body) && (p.date == last.date || last.date.Before(p.date)) {
			return p, true
		}
	}
	return last, last.lines != nil
}

var (
	recommendationTitle = regexp.MustCompile(`innstilling|tilr[åÅ]d?ing|tilrådning|kommunedirektør|rådmann|formannskap|utval|til vedtak`)
	recommendationNamed = regexp.MustCompile(anyOf(
		`innstilling`, `tilrådd?ing`, `tilråing`, `tilrådning`,
		`(?:kommunedirektør|rådmann|formannskap)\p{L}* (?:sitt |si )?(?:framlegg|fremlegg|forslag)`,
	))
	otherProposal = regexp.MustCompile(`(?:endrings|tilleggs|felles|mot|alternative?|utsetjings|utsettelses)\p{L}*` +
		`(?:framlegg|fremlegg|forslag)|alternativ`)
	moved = regexp.MustCompile(`(?:fremja|fremma|fremjar|fremmet|fremsatte|sette fram|la fram|la frem|gjorde|` +
		`kom med) (?:\p{L}+ ){0,3}(?:\p{L}*framlegg|\p{L}*fremlegg|\p{L}*forslag)|føreslo|foreslo`)
	proposerNamed = regexp.MustCompile(`(?:framlegg|fremlegg|forslag)\p{L}*(?: til vedtak)? (?:frå|fra|av) (\S+)|` +
		`(\S+) (?:sitt|sine|si) (?:\p{L}+ )?(?:framlegg|fremlegg|forslag)`)
)

// adoptedOf picks the proposal that was adopted. Where a proposal of a
// member stood against the recommendation, the vote must name the one it took.
func adoptedOf(own, others []passage, won string) deciding {
	recommended := recommendationNamed.MatchString(won)
	proposer := ""
	if m := proposerNamed.FindStringSubmatch(won); m != nil {
		if proposer = strings.Trim(m[1]+m[2], ".,:;"); recommendationTitle.MatchString(proposer) {
			proposer = ""
		}
	}
	switch {
	case len(others) == 0:
		return deciding{passage: own[0], open: !recommended && (proposer != "" || otherProposal.MatchString(won))}
	case len(own) == 0 && len(others) == 1:
		return deciding{passage: others[0]}
	case recommended && proposer == "" && len(own) > 0:
		return deciding{passage: own[0]}
	case proposer != "" && !recommended:
		for _, p := range others {
			if strings.Contains(p.title.low, proposer) {
				return deciding{passage: p}
			}
		}
	}
	return deciding{passage: append(own, others...)[0], open: true}
}

// wonBy returns, in lower case, what tells which proposal was adopted: a
// decision that refers to it, or else the votes that carried.
func wonBy(c caseOf) string {
	var votes []string
	for i := len(c.passages) - 1; i >= 0; i-- {
		p := c.passages[i]
		if text := p.text(); p.section == decision && text != "" && refersBack(text) {
			return strings.ToLower(text)
		}
		for _, v := range p.votes {
			if wonWord.MatchString(v.low) {
				votes = append(votes, v.low)
			}
		}
	}
	return strings.Join(votes, " ")
}

// refersBack recognises a decision that only says "as recommended".
func refersBack(text string) bool {
	low := strings.ToLower(text)
	return len(strings.Fields(low)) <= 14 && !joins.MatchString(low) && containsAny(low, []string{
		"innstilling", "tilråding", "framlegg", "forslag",
	})
}
