package inbox

import (
	"path"
	"slices"
	"strings"

	"fristvakt/inbox/paper"
	"fristvakt/workflows"
)

// reading is what one paper of a letter is, in one round. A file that holds
// both the agreement and the decision has two readings.
type reading struct {
	name       string
	sha        string
	inside     bool
	kind       string
	agreement  *Agreement
	decision   *Decision
	parties    []string // it belongs to, as far as it says
	orgs       []string // whose organisation numbers it prints
	doubts     []string // rules
	unread     string   // why it could not be read; "scan" for a picture without text
	background bool     // another paper of the mail says it better
	double     bool     // another paper of the mail says the same
	aboutRound bool     // it names the topic
	minutes    bool     // it calls itself minutes or a notice of a decision
	letter     string   // the text of a short paper about the topic
	wants      []workflows.Paper
}

// blind reports whether the paper could not be looked into.
func (r reading) blind() bool { return r.unread != "" }

// concerns reports whether the paper itself is about the round.
func (r reading) concerns() bool { return r.agreement != nil || r.decision != nil || r.aboutRound }

// delivers reports whether the paper meets a requirement, if everything else
// holds (workflows.Document).
func (r reading) delivers() bool {
	if r.background || r.double || slices.Contains(r.doubts, ruleOtherRound) {
		return false
	}
	switch r.kind {
	case kindSigned:
		return slices.Contains(r.wants, workflows.SignedAgreement)
	case kindDecision:
		return slices.Contains(r.wants, workflows.DecisionCopy) && !slices.ContainsFunc(r.doubts, func(d string) bool {
			return d == ruleNotCouncil || d == ruleHostDecision || d == ruleOtherMatter || d == ruleNothingDecided
		})
	}
	return false
}

// outcome is what a decision copy says; other kinds say nothing.
func (r reading) outcome() workflows.Outcome {
	if r.kind == kindDecision && r.decision != nil {
		return r.decision.Outcome
	}
	return ""
}

// readPaper says what a paper is in the round.
func (s subject) readPaper(c carried, refs []*reference) []reading {
	p := c.paper
	p.Pages = clipPages(p.Pages)
	base := reading{name: p.Name, sha: p.SHA256, inside: c.inside, kind: kindOther, wants: s.wants()}
	text := wholeText(p)
	words := len(strings.Fields(text))
	if p.Unreadable != "" && (p.Unreadable != paper.ReasonEmpty || p.Format == paper.FormatPDF) {
		base.unread, base.kind = p.Unreadable, kindUnreadable
	} else if isScan(p, words) {
		base.unread, base.kind = "scan", guessKind(p.Name, "")
	}
	low := strings.ToLower(text)
	base.aboutRound = s.topics.in(low) == fullTopic
	if base.aboutRound {
		if words < 300 {
			base.letter = text
		}
		base.orgs = without(s.names.Organisations(text), []string{s.host.Number})
	}
	var found []reading
	if r, ok := s.asAgreement(base, p, refs); ok {
		found = append(found, r)
	}
	if base.aboutRound || s.topics.in(low) == nearTopic {
		if r, ok := s.asDecision(base, p, found); ok {
			found = append(found, r)
		}
	}
	if len(found) == 0 {
		found = append(found, s.asOther(base, text, refs))
	}
	if p.Unreadable != "" && len(found) > 0 { // what was read is fit for a guess only
		found[0].unread = base.unread
	}
	return found
}

// Limits on what of a paper is considered: far beyond any that people write.
const (
	maxPages     = 500
	maxPageBytes = 100_000
)

func clipPages(pages []paper.Page) []paper.Page {
	clipped := slices.Clone(pages[:min(len(pages), maxPages)])
	for i := range clipped {
		clipped[i].Text = clipText(clipped[i].Text, maxPageBytes)
	}
	return clipped
}

func (s subject) wants() []workflows.Paper {
	var wants []workflows.Paper
	for _, q := range s.round.Requirements {
		wants = append(wants, q.Paper)
	}
	return wants
}

// isScan reports whether a paper is a picture of which too little was read.
func isScan(p paper.Paper, words int) bool {
	if p.Format == paper.FormatImage && words < 30 {
		return true
	}
	blank := 0
	for _, page := range p.Pages {
		if page.Scan && len(strings.Fields(page.Text)) < 20 {
			blank++
		}
	}
	return blank > 0 && (words < 60 || blank*2 >= len(p.Pages))
}

// guessKind guesses by name what a paper is that cannot be looked into.
func guessKind(name, subject string) string {
	low := strings.ToLower(path.Base(name) + " " + subject)
	switch {
	case containsAny(low, []string{"avtale", "signer"}):
		return kindSigned
	case containsAny(low, []string{"vedtak", "utskrift", "protokoll", "møtebok"}):
		return kindDecision
	}
	return kindOther
}

func (s subject) asAgreement(base reading, p paper.Paper, refs []*reference) (reading, bool) {
	a, ok := s.readAgreement(p, refs)
	if !ok {
		return base, false
	}
	base.agreement, base.parties, base.unread = &a, a.Parties, ""
	base.doubts = append(base.doubts, a.doubts...)
	switch {
	case a.SameFile:
		base.kind, base.doubts = kindUnsigned, []string{ruleUnchanged}
	case len(a.Signers) > 0:
		base.kind = kindSigned
		for _, g := range a.Signers {
			if g.Party != "" && len(base.parties) == 0 {
				base.parties = []string{g.Party}
			}
		}
	case slices.Contains(a.doubts, ruleScanUnclear):
		base.kind = kindSigned
	default:
		base.kind = kindUnsigned
		base.doubts = append(base.doubts, ruleUnsigned)
	}
	return base, true
}

// asDecision reads the pages that are not the agreement's.
func (s subject) asDecision(base reading, p paper.Paper, found []reading) (reading, bool) {
	pages := p.Pages
	if len(found) > 0 {
		pages = slices.Clone(pages)
		for i := range pages {
			if slices.Contains(found[0].agreement.Pages, i+1) || isEvidence(p, i) {
				pages[i] = paper.Page{}
			}
		}
	}
	d, ok := s.readDecision(linesOf(pages))
	if !ok || len(found) > 0 && d.Kind != kindDecision {
		return base, false
	}
	base.kind, base.decision, base.parties, base.unread = d.Kind, &d, d.Parties, ""
	base.doubts = append(base.doubts, d.doubts...)
	base.minutes = containsAny(strings.ToLower(wholeHead(pages)+" "+p.Name), minutesWords)
	if d.body == cityCouncil {
		base.doubts = append(base.doubts, ruleHostDecision)
	}
	if d.near && d.Kind == kindDecision && !d.Covers {
		base.doubts = append(base.doubts, ruleNearTopic)
	}
	return base, true
}

func wholeHead(pages []paper.Page) string {
	if len(pages) == 0 {
		return ""
	}
	return clipText(pages[0].Text, 600)
}

// asOther looks closer at a paper that is neither agreement nor decision: the
// signature page alone, or an agreement with nothing to compare it with.
func (s subject) asOther(base reading, text string, refs []*reference) reading {
	low := strings.ToLower(text)
	words := foldedWords(text)
	for _, ref := range refs {
		tail := &reference{shingles: map[string]bool{}}
		for i := ref.tail; i+shingle <= len(ref.words); i++ {
			tail.shingles[strings.Join(ref.words[i:i+shingle], " ")] = true
		}
		if len(words) < 200 && len(words) > 8 && tail.share(words) >= 0.5 {
			base.kind, base.aboutRound = kindOther, true
			base.doubts = append(base.doubts, ruleSignaturePage)
			base.parties = s.names.InFull(text, s.host.Number)
		}
	}
	betweenUs := strings.Contains(low, strings.ToLower(s.host.FullName)) && strings.Contains(low, "mellom")
	if len(refs) == 0 && base.aboutRound && betweenUs && strings.Contains(clipText(low, 400), "avtale") {
		base.kind = kindSigned
		base.doubts = append(base.doubts, ruleNoReference)
		base.parties = s.names.InFull(text, s.host.Number)
	}
	return base
}

// settlePapers sets papers of one mail against each other: what a decision or
// a signed agreement makes mere background, and what says the same twice.
func (d *dossier) settlePapers() {
	has := map[string]bool{}
	for _, p := range d.papers {
		has[p.kind] = has[p.kind] || p.delivers()
	}
	seen := map[string]bool{}
	for i := range d.papers {
		p := &d.papers[i]
		switch p.kind {
		case kindCasePaper, kindRecommendation:
			p.background = has[kindDecision]
		case kindUnsigned:
			p.background = has[kindSigned]
		case kindDecision:
			p.background = has[kindDecision] && slices.Contains(p.doubts, ruleHostDecision)
		}
		if !p.delivers() {
			continue
		}
		key := p.kind + string(p.outcome()) + strings.Join(p.parties, ",")
		p.double = seen[key]
		seen[key] = true
	}
}
