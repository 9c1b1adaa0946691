package inbox

import (
	"fmt"
	"slices"
	"strings"

	"fristvakt/workflows"
)

// whatPapers notes what each paper is and says.
func (d *dossier) whatPapers() {
	delivered := false
	for i := range d.papers {
		p := &d.papers[i]
		if p.blind() && !p.concerns() {
			d.noteBlind(p)
			continue
		}
		for _, party := range p.parties {
			d.note(rulePaperParty, party, d.name(party), p.name)
		}
		for _, party := range p.orgs {
			d.note(ruleOrgNumber, party, d.name(party), p.name)
		}
		switch {
		case p.background || p.double:
			rule := ruleBackground
			if p.double {
				d.note(ruleDuplicate, "", p.name)
			} else {
				d.note(rule, "", p.name, p.kind)
			}
			continue
		case p.agreement != nil:
			d.noteAgreement(p)
		case p.decision != nil:
			d.noteDecision(p)
		default:
			d.noteOther(p)
		}
		delivered = delivered || p.delivers()
	}
	d.notUnderstood()
	if !delivered {
		if len(d.carried) == 0 {
			d.note(ruleNoPaper, "")
		} else {
			d.note(ruleAboutRound, "")
		}
	}
}

// notUnderstood finds minutes on our case in which no decision was read, in a
// mail that delivers no other: what they decided must not be passed over.
func (d *dossier) notUnderstood() {
	if slices.ContainsFunc(d.papers, func(p reading) bool { return p.kind == kindDecision }) {
		return
	}
	for _, p := range d.papers {
		if p.kind == kindOther && p.decision != nil && p.minutes && !p.background && len(p.doubts) == 0 {
			d.note(ruleNotUnderstood, "", p.name)
		}
	}
}

func (d *dossier) noteBlind(p *reading) {
	if p.unread == "scan" {
		p.kind = guessKind(p.name, d.letter.Subject+" "+d.text)
		d.note(ruleScan, "", p.name)
		return
	}
	d.note(ruleUnreadable, "", p.name, p.unread)
}

func (d *dossier) noteAgreement(p *reading) {
	a := p.agreement
	if d.agreement == nil || p.kind == kindSigned {
		d.agreement = a
	}
	if p.blind() {
		d.note(ruleUnreadable, "", p.name, p.unread)
	}
	for _, doubt := range p.doubts {
		switch doubt {
		case ruleUnsigned:
			d.note(doubt, "", p.name, strings.Join(a.Missing, " and "))
		case ruleAgreementAltered:
			d.note(doubt, "", p.name, a.difference())
		case ruleSignerDeputy:
			d.note(doubt, "", p.name, a.Signers[0].Title)
		case ruleAgreementReserved:
			d.note(doubt, "", p.name, a.Reservation)
		default:
			d.note(doubt, "", p.name)
		}
	}
	if p.kind != kindSigned || len(a.Signers) == 0 {
		return
	}
	d.note(ruleSigned, "", p.name, a.signers())
	for _, g := range a.Signers {
		if g.Party != "" && g.Party != d.host.Number {
			d.note(ruleSignerParty, g.Party, d.name(g.Party), g.Name)
		}
		switch g.How {
		case "certificate":
			d.note(ruleTrust, "", g.Name)
		case "scan":
			d.note(ruleScanned, "", p.name)
		}
	}
}

func (a *Agreement) signers() string {
	var parts []string
	for _, g := range a.Signers {
		where := g.How
		if g.Page > 0 {
			where = fmt.Sprintf("%s, page %d", g.How, g.Page)
		}
		parts = append(parts, fmt.Sprintf("%s (%s)", g.Name, where))
	}
	return strings.Join(parts, ", ")
}

func (a *Agreement) difference() string {
	if len(a.Changed) == 0 {
		return fmt.Sprintf("only %.0f %% of the wording is there", 100*a.Similarity)
	}
	c := a.Changed[0]
	return fmt.Sprintf("«%s» where we wrote «%s»", c.Is, c.Was)
}

var outcomeRules = map[workflows.Outcome]string{
	workflows.No: ruleNo, workflows.Postponed: rulePostponed, workflows.Conditional: ruleConditional,
}

func (d *dossier) noteDecision(p *reading) {
	s := p.decision
	if d.decision == nil || s.Kind == kindDecision {
		d.decision = s
	}
	if p.blind() {
		d.note(ruleUnreadable, "", p.name, p.unread)
	}
	where := place{p.name, max(1, s.Page)}
	switch {
	case s.Kind == kindCasePaper:
		d.note(ruleCasePaper, "", where, s.under())
	case s.Kind == kindRecommendation:
		d.note(ruleRecommendation, "", where, s.under())
	case s.Kind == kindOther:
		d.noteOther(p)
	case outcomeRules[s.Outcome] != "":
		d.note(outcomeRules[s.Outcome], "", where, s.Quote, s.Phrase)
	}
	for _, doubt := range p.doubts {
		switch doubt {
		case ruleNotCouncil:
			d.note(doubt, "", p.name, s.decider())
		case ruleOtherRound:
			d.note(doubt, "", p.name, s.otherRound())
		case ruleWordingOpen, ruleNothingDecided:
			d.note(doubt, "", p.name, s.Quote)
		case ruleUnfamiliar:
			d.note(doubt, "", p.name, clipWords(s.beside, 200))
		default:
			d.note(doubt, "", p.name)
		}
	}
	if s.Kind == kindDecision && s.Outcome == workflows.Yes && len(p.doubts) == 0 {
		d.note(ruleDecidedYes, "", where, s.where(), s.Quote, s.Phrase)
	}
}

// under tells what a proposal stands under.
func (s *Decision) under() string {
	if s.Heading == "" || s.Quote == "" {
		return ""
	}
	return fmt.Sprintf(" («%s» stands under «%s»)", clipWords(s.Quote, 120), s.Heading)
}

func (s *Decision) decider() string {
	switch {
	case isCouncil(s.body):
		return "the body that the decision begins with"
	case s.body == otherBody:
		return "another body"
	}
	return "the " + s.Body
}

func (s *Decision) otherRound() string {
	if s.foreign != "" {
		return "«" + s.foreign + "»"
	}
	return strings.TrimSpace("meeting " + s.Meeting.String() + " case " + s.Case)
}

func (s *Decision) where() string {
	parts := []string{s.Body}
	if !s.Meeting.IsZero() {
		parts = append(parts, s.Meeting.String())
	}
	if s.Case != "" {
		parts = append(parts, "case "+s.Case)
	}
	if s.Heading != "" {
		parts = append(parts, "under «"+s.Heading+"»")
	}
	if s.Vote != "" {
		parts = append(parts, strings.TrimSuffix(s.Vote, "."))
	}
	return strings.Join(parts, ", ")
}

// noteOther hears what a short paper, such as a cover letter, says against the
// papers it comes with.
func (d *dossier) noteOther(p *reading) {
	said := p.letter
	if p.minutes { // what minutes say is no writer's word to us
		said = ""
	}
	for _, sentence := range sentences(said) {
		switch low := strings.ToLower(sentence); {
		case takesBack.MatchString(low):
			d.note(ruleTakesBack, "", clipWords(sentence, 200))
		case noSaid.MatchString(low):
			d.note(ruleSaysNo, "", clipWords(sentence, 200))
		}
	}
	for _, doubt := range p.doubts {
		if p.decision == nil {
			d.note(doubt, "", p.name)
		}
	}
	if len(p.doubts) == 0 {
		d.note(ruleOtherPaper, "", p.name)
	}
}

// documents lists the papers as the verdict keeps them.
func (d *dossier) documents(disposition workflows.Disposition) []workflows.Document {
	var docs []workflows.Document
	for _, p := range d.papers {
		doc := workflows.Document{Name: p.name, Kind: p.kind, Outcome: p.outcome(), Delivers: p.delivers()}
		if len(p.parties) == 1 {
			doc.Party = p.parties[0]
		}
		if p.decision != nil {
			doc.Quote, doc.Page = p.decision.Quote, p.decision.Page
		} else if p.agreement != nil && len(p.agreement.Pages) > 0 {
			doc.Page = p.agreement.Pages[len(p.agreement.Pages)-1]
		}
		docs = append(docs, doc)
	}
	slices.SortStableFunc(docs, func(a, b workflows.Document) int {
		switch {
		case a.Delivers == b.Delivers:
			return 0
		case a.Delivers:
			return -1
		}
		return 1
	})
	return docs
}
