package inbox

import (
	"fmt"
	"slices"
	"strings"

	"fristvakt/workflows"
)

// dossier gathers what there is to say of a letter in one round.
type dossier struct {
	subject
	*opened
	papers    []reading
	score     map[string]int // by party
	evidence  []workflows.Reason
	against   []workflows.Reason
	certain   []workflows.Reason
	decision  *Decision
	agreement *Agreement
	promise   workflows.Date
	concerns  bool
}

// judgeFor judges the letter in one round.
func (m *opened) judgeFor(s subject) *dossier {
	d := &dossier{subject: s, opened: m, score: map[string]int{}}
	for _, c := range m.carried {
		d.papers = append(d.papers, s.readPaper(c, m.judge.refs[s.round.ID])...)
	}
	d.settlePapers()
	d.concerns = d.concernsRound()
	if d.concerns {
		d.whoSent()
		d.whatPapers()
		d.whatIsSaid()
		d.contradictions()
	}
	return d
}

// rank orders the rounds: the one to which most is delivered decides.
func (d *dossier) rank() int {
	rank := 0
	for _, p := range d.papers {
		if p.delivers() {
			rank += 4
		} else if p.concerns() && !slices.Contains(p.doubts, ruleOtherRound) {
			rank++
		}
	}
	if d.concerns {
		rank++
	}
	return rank
}

// note files a reason under its rule.
func (d *dossier) note(id, party string, args ...any) {
	r := rules[id]
	reason := reasonOf(id, party, args...)
	switch r.side {
	case who:
		if d.has(d.evidence, reason) {
			return
		}
		reason.Weight = r.weight
		d.score[party] += r.weight
		d.evidence = append(d.evidence, reason)
	case what:
		d.evidence = append(d.evidence, reason)
	case stops, flags:
		if d.has(d.against, reason) {
			return
		}
		d.against = append(d.against, reason)
		if r.cure != "" && !slices.ContainsFunc(d.certain, func(c workflows.Reason) bool { return c.Text == r.cure }) {
			d.certain = append(d.certain, workflows.Reason{Rule: id, Text: r.cure})
		}
	}
}

func (d *dossier) has(reasons []workflows.Reason, r workflows.Reason) bool {
	return slices.ContainsFunc(reasons, func(o workflows.Reason) bool {
		return o.Rule == r.Rule && o.Party == r.Party && (o.Text == r.Text || rules[r.Rule].side == who)
	})
}

func reasonOf(id, party string, args ...any) workflows.Reason {
	local := slices.Clone(args)
	for i, a := range local {
		if p, ok := a.(place); ok {
			local[i] = p.nynorsk()
		}
	}
	return workflows.Reason{Rule: id, Text: filled(rules[id].text, args), Nynorsk: filled(rules[id].nynorsk, local), Party: party}
}

// place is where in a paper something stands.
type place struct {
	paper string
	page  int
}

// String names the place in English.
func (p place) String() string { return fmt.Sprintf("%s, page %d", p.paper, p.page) }

func (p place) nynorsk() string { return fmt.Sprintf("%s, side %d", p.paper, p.page) }

// filled puts the details where a sentence has places for them; one that needs
// none is left as it is.
func filled(sentence string, args []any) string {
	if !strings.Contains(sentence, "%") {
		return sentence
	}
	return fmt.Sprintf(sentence, args...)
}

func (d *dossier) name(party string) string {
	if p, ok := d.party(party); ok {
		return p.FullName
	}
	return party
}

// concernsRound reports whether the letter may concern the round at all. When
// in doubt it does.
func (d *dossier) concernsRound() bool {
	mail := d.topicOf(d.subject)
	if slices.ContainsFunc(d.papers, func(p reading) bool { return p.concerns() }) || mail == fullTopic && !d.isBulk() {
		return true
	}
	if d.thread != "" || workflows.FindReference(d.letter.Subject, d.round, d.roster) != "" {
		return true
	}
	if mail == nearTopic && d.tied() {
		return true
	}
	blind := slices.ContainsFunc(d.papers, func(p reading) bool { return p.blind() })
	switch {
	case d.isDispatchNotice():
		return true
	case blind && mail != noTopic:
		return true
	case d.mattersOtherwise() != "":
		return false
	case blind:
		return d.tied() || d.speaksOfPapers() || len(d.judge.names.InFull(d.text+"\n"+d.letter.Subject, d.host.Number)) > 0
	case len(d.carried) == 0 && (d.sender != "" || d.oldParty != ""):
		return d.speaksOfPapers()
	}
	return false
}

// isBulk recognises newsletters and lists by sender, which carry no paper of
// the round.
func (d *dossier) isBulk() bool {
	if d.tied() {
		return false
	}
	h := d.letter.Header
	precedence := strings.ToLower(h.Get("Precedence"))
	return h.Has("List-Unsubscribe") || h.Has("List-Id") || precedence == "bulk" || precedence == "list" ||
		containsAny(strings.ToLower(d.letter.Subject), []string{"nyheitsbrev", "nyhetsbrev", "newsletter"})
}

// judgement turns the dossier into a verdict.
func (d *dossier) judgement() Judgement {
	if !d.concerns {
		j := d.unrelated()
		if other := d.mattersOtherwise(); other != "" && d.tied() {
			j = simple(workflows.Unrelated, ruleOtherMatterIn, other)
			j.Authentication = d.auth
		}
		return j
	}
	best, lead := d.bestParty()
	if (d.score[best] < MinScore || lead < MinLead) && (!d.stopped() || slices.ContainsFunc(d.papers, reading.delivers)) {
		d.note(ruleScoreLow, "", d.scores())
	}
	v := Judgement{Authentication: d.auth, Decision: d.decision, Agreement: d.agreement}
	v.Disposition, v.Round, v.Rules, v.Promise = workflows.Review, d.round.ID, RulesVersion, d.promise
	if d.robot {
		d.note(ruleAutomaticOut, "")
	}
	if !d.stopped() {
		v.Disposition = workflows.Accept
	}
	if !d.ambiguous() && d.score[best] >= minGuess {
		v.Party = best
	}
	v.Candidates = d.candidates()
	v.Documents = d.documents(v.Disposition)
	v.Evidence, v.Against, v.WouldBeCertain = d.evidence, d.against, d.certain
	v.Reasons = append(slices.Clone(d.evidence), d.against...)
	if v.Disposition != workflows.Accept {
		v.Reasons = append(slices.Clone(d.against), d.evidence...)
	}
	return v
}

func (d *dossier) stopped() bool {
	return slices.ContainsFunc(d.against, func(r workflows.Reason) bool { return rules[r.Rule].side == stops })
}

// ambiguous reports whether no single party can be named even as a guess.
func (d *dossier) ambiguous() bool {
	return slices.ContainsFunc(d.against, func(r workflows.Reason) bool {
		return r.Rule == ruleSeveralParties || r.Rule == ruleOtherParty || r.Rule == ruleJointBody || r.Rule == ruleThreadOther
	})
}

// candidates returns the parties with any evidence, best first.
func (d *dossier) candidates() []string {
	var parties []string
	for p := range d.score {
		if p != "" {
			parties = append(parties, p)
		}
	}
	slices.SortFunc(parties, func(a, b string) int {
		if d.score[a] != d.score[b] {
			return d.score[b] - d.score[a]
		}
		return strings.Compare(a, b)
	})
	return parties
}

func (d *dossier) bestParty() (party string, lead int) {
	all := d.candidates()
	switch len(all) {
	case 0:
		return "", 0
	case 1:
		return all[0], d.score[all[0]]
	}
	return all[0], d.score[all[0]] - d.score[all[1]]
}

func (d *dossier) scores() string {
	var parts []string
	for _, p := range d.candidates() {
		parts = append(parts, fmt.Sprintf("%s %d", d.name(p), d.score[p]))
	}
	if len(parts) == 0 {
		return "no municipality is named"
	}
	return strings.Join(parts, ", ") + fmt.Sprintf("; %d and a lead of %d are needed", MinScore, MinLead)
}
