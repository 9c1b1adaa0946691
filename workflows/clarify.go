package workflows

import (
	"cmp"
	"slices"
)

// clarifications are questions by the names of their texts (domain.md section 4).
var clarifications = []string{"clarify-case-paper", "clarify-recommendation", "clarify-unsigned-agreement", "clarify-unreadable",
	"clarify-other-round", "clarify-conditional", "clarify-party"}

// Clarifications returns the names of the questions that a party can be asked
// about a letter.
func Clarifications() []string { return slices.Clone(clarifications) }

// BestClarification returns the question that fits a letter best, with the paper
// and the sentence it is about; clarify-party where nothing else fits.
func BestClarification(v Verdict) (name, paper, quote string) {
	for _, d := range v.Documents {
		switch {
		case d.Outcome == Conditional:
			return "clarify-conditional", d.Name, d.Quote
		case slices.ContainsFunc(v.Reasons, func(r Reason) bool { return r.Rule == "other-round" }):
			return "clarify-other-round", d.Name, ""
		case slices.Contains(clarifications, "clarify-"+d.Kind):
			return "clarify-" + d.Kind, d.Name, ""
		}
	}
	if len(v.Documents) > 0 {
		paper = v.Documents[0].Name
	}
	return "clarify-party", paper, ""
}

// Ask closes an open letter and has its party asked about it, with the given
// question or (name "") the one that fits best.
func (r Ruling) Ask(round Round, o Open, party, name string) ([]Fact, error) {
	party = cmp.Or(party, o.Verdict.Party)
	fits, paper, quote := BestClarification(o.Verdict)
	name = cmp.Or(name, fits)
	switch {
	case party == "":
		return nil, refuse("it is not known whom to ask: say so with --party NUMBER", "Vel kva kommune som skal spørjast.", "Velg hvilken kommune som skal spørres.")
	case !slices.Contains(clarifications, name):
		return nil, refuse("there is no question "+name+": write one of clarify-case-paper, clarify-recommendation, clarify-unsigned-agreement, clarify-unreadable, clarify-other-round, clarify-conditional, clarify-party",
			"Vel eit spørsmål.", "Velg et spørsmål.")
	case paper == "" || name == "clarify-conditional" && quote == "":
		return nil, refuse("the letter has no paper that this question could be about", "Brevet har ikkje noko papir å spørje om.", "Brevet har ikke noe papir å spørre om.")
	}
	closed := r.about(Ruled, round, o, party)
	closed.Outcome = WasAsked
	asked := r.about(Asked, round, o, party)
	asked.Step, asked.Paper, asked.Subject = name, paper, quote
	return []Fact{closed, asked}, nil
}

// clarify puts the questions that a person has had asked, oldest first. A
// letter that waits anew, because the ruling was taken back, is not asked
// about; nor is a party that has delivered everything meanwhile.
func (p *planner) clarify(s *Standing) (Action, bool) {
	if s.Declined != nil || p.l.complete(s) {
		return Action{}, false
	}
	for _, f := range s.asked {
		waits := slices.ContainsFunc(s.Waiting, func(o Open) bool { return o.Letter == f.Letter })
		due, _ := p.l.Calendar.OpenAfter(p.l.Calendar.DateOf(f.Made))
		key, ok := p.unsent(s, p.key(s, "clarify", f.Letter))
		if ok && !waits && p.due(due) {
			return Action{Key: key, Kind: Clarification, Template: f.Step, Due: due, Deadline: p.nextDeadline(s), Paper: f.Paper, Quote: f.Subject,
				Why: []string{"a person has the party asked about letter " + f.Letter}}, true
		}
	}
	return Action{}, false
}
