package inbox

import (
	"regexp"
	"slices"
	"strings"

	"fristvakt/workflows"
)

// The kinds of paper, as the verdict names them.
const (
	kindSigned         = "signed-agreement"
	kindDecision       = "decision-copy"
	kindUnsigned       = "unsigned-agreement"
	kindCasePaper      = "case-paper"
	kindRecommendation = "recommendation"
	kindOther          = "other"
	kindUnreadable     = "unreadable"
)

var otherTitle = regexp.MustCompile(`forleng|utkast til|høyring|høring|styringsgrupp|prosjektmid`)

var (
	casePaperWords = []string{
		"saksframlegg", "saksfremlegg", "saksframstilling", "saksfremstilling", "saksutgreiing", "saksutredning",
		"møteinnkalling", "innkalling", "sakliste", "saksliste", "sakskart", "sakspapir", "framlegg til vedtak",
		"forslag til vedtak", "saksdokument", "sak til avgjerd", "sak til avgjørelse",
	}
	minutesWords = []string{
		"særutskrift", "saksutskrift", "utskrift", "saksprotokoll", "møtebok", "protokoll", "melding om vedtak",
		"vedtaksbrev", "underretning om vedtak", "møteutskrift",
	}
	provisionalWords = []string{
		"førebels", "foreløpig", "førebils", "ikkje godkjend", "ikke godkjent", "utkast til protokoll",
		"protokollutkast", "ikkje godkjende", "ikkje underskriven", "ikkje endeleg", "ikke endelig", "arbeidsversjon", "arbeidsutgåve", "kvalitetssikr",
	}
	correctedWords = []string{
		"retta utskrift", "retta utgåve", "retta protokoll", "retta versjon", "rettet utskrift", "rettet protokoll",
		"rettet versjon", "korrigert", "erstattar", "erstatter", "ny versjon", "revidert",
	}
	contestedWords = []string{"lovlegkontroll", "lovlegheitskontroll", "lovlighetskontroll", "mindretalsanke", "mindretallsanke", "i strid med", "krev retting", "krever retting"}
	urgentWords    = []string{"hastevedtak", "hastesak", "§ 11-8", "kommunelova § 11-8"}
)

func isCasePaper(m minutes) bool {
	head := textOf(m.head)
	return containsAny(head, casePaperWords) && !containsAny(head, minutesWords)
}

// kindOf tells a decision from what is only proposed (domain.md section 3.1).
func (s subject) kindOf(m minutes, c caseOf, p passage, adopted bool, votes voteResult, low string) string {
	casePaper := isCasePaper(m) || containsAny(textOf(c.lines), casePaperWords)
	switch {
	case p.section == decision && len(p.lines) > 0:
		if casePaper && !votes.carried && !votes.fell {
			return kindCasePaper
		}
		if saysOnlyAdvice(low) {
			return kindRecommendation
		}
		return kindDecision
	case p.section == proposal && adopted && votes.carried && isCouncil(p.body):
		return kindDecision
	case p.section == proposal && (adopted || votes.carried) || recommends(m, c):
		return kindRecommendation
	case p.section == proposal || casePaper:
		return kindCasePaper
	}
	if votes.postponed && isCouncil(bodyOf(c)) {
		return kindDecision
	}
	return kindOther
}

func isCouncil(b body) bool { return b == council || b == cityCouncil }

func bodyOf(c caseOf) body {
	if len(c.passages) == 0 {
		return noBody
	}
	return c.passages[len(c.passages)-1].body
}

// recommends recognises the recommendation of a committee to the council.
func recommends(m minutes, c caseOf) bool {
	for _, p := range c.passages {
		if p.section == proposal && containsAny(p.title.low, []string{"formannskap", "utval", "komit"}) {
			return true
		}
	}
	return strings.Contains(textOf(m.head), "innstilling")
}

func saysOnlyAdvice(low string) bool {
	return saysNeither.MatchString(low) && !containsAny(low, []string{"til orientering", "til vitande", "signer"})
}

// covers reports whether a decision says what the law asks for (domain.md
// section 1.4, rule 5): the host cooperation or its chapter, or the host
// together with who signs.
func (s subject) covers(title, low string) bool {
	if s.topics.in(title) == noTopic && s.topics.in(low) == noTopic {
		return false
	}
	cited := citations.Replace(low)
	for _, phrase := range s.round.Ours {
		if strings.Contains(cited, strings.ToLower(phrase)) || strings.Contains(cited, "§§ 20-") {
			return true
		}
	}
	return strings.Contains(low, strings.ToLower(s.host.FullName)) && signs.MatchString(low)
}

// citations spells out the ways in which a chapter or paragraph is cited.
var citations = strings.NewReplacer("kap. ", "kapittel ", "kap ", "kapittel ", "kapitel ", "kapittel ", "§20", "§ 20", "§ 20", "§ 20")

// foreignIn returns a phrase of another round in what was proposed or decided.
// The round's own phrases in the decision outweigh it only where the phrase
// stands elsewhere.
func (s subject) foreignIn(c caseOf, p passage, title, low string) string {
	for _, phrase := range s.round.Foreign {
		if f := strings.ToLower(phrase); strings.Contains(low, f) || strings.Contains(title, f) {
			return phrase
		}
	}
	return ""
}

// weighVotes holds the votes against the text.
func (d *Decision) weighVotes(votes voteResult, low string, adopted bool) {
	switch {
	case low == "" && votes.postponed:
		d.Outcome, d.Phrase = workflows.Postponed, votes.line.text
		d.Quote, d.Page = votes.line.text, votes.line.page
	case adopted && votes.postponed:
		d.Outcome, d.Phrase = workflows.Postponed, votes.line.text
	case adopted && votes.ownFell && d.Outcome == workflows.Yes:
		d.Outcome, d.Phrase = workflows.No, "fall"
	case adopted && votes.amended && d.Outcome == workflows.Yes:
		d.Outcome, d.Phrase = workflows.Conditional, votes.line.text
	case d.Outcome == workflows.Yes && votes.fell && !votes.carried:
		d.doubts = append(d.doubts, ruleVoteContradicts)
	}
}

// doubt notes what keeps a decision from being plain.
func (s subject) doubt(d *Decision, m minutes, c caseOf, title, low string) {
	head := textOf(m.head) + " " + title
	add := func(rule string, when bool) {
		if when && !slices.Contains(d.doubts, rule) {
			d.doubts = append(d.doubts, rule)
		}
	}
	add(ruleProvisional, containsAny(head, provisionalWords) || isDraft(m.head) || isDraft(c.lines) || containsAny(handlingOf(c), provisionalWords))
	add(ruleCorrected, containsAny(head, correctedWords))
	add(ruleUrgent, containsAny(head+" "+low+" "+handlingOf(c), urgentWords))
	early := !d.Meeting.IsZero() && d.Meeting.Before(s.round.Starts) || yearOf(d.Case) != 0 && yearOf(d.Case) < s.round.Starts.Year
	add(ruleOtherRound, d.foreign != "" || early)
	if d.Kind != kindDecision {
		return
	}
	add(ruleContested, containsAny(wholeCase(c), contestedWords))
	add(ruleUnfamiliar, d.Outcome == workflows.Yes && d.beside != "")
	add(ruleVoteContradicts, d.Outcome == workflows.Yes && outvoted(treatmentOf(c, d.body)))
	add(ruleNotCouncil, mayorAlone(m.head) || mayorAlone(c.lines) || !isCouncil(d.body) && d.body != noBody || deciderIn(low) != noBody && !isCouncil(deciderIn(low)))
	add(ruleBodyUnknown, d.body == noBody && !isCouncil(deciderIn(low)))
	other := otherAim.MatchString(low) || otherObject.MatchString(low) || namesOtherAgreement(low) || s.topics.owns(low)
	add(ruleOtherMatter, other || grants.MatchString(low) && !d.Covers || otherTitle.MatchString(title))
	add(ruleWordingOpen, d.Outcome == workflows.Yes && !d.Covers)
	add(ruleNothingDecided, d.Outcome == "")
	add(ruleVoteAmended, d.Outcome == workflows.Yes && d.Vote != "" && amendment.MatchString(strings.ToLower(d.Vote)))
}

var (
	kindsOfAgreement = regexp.MustCompile(`(\p{L}{4,})avtal\p{L}*`)
	ourAgreements    = []string{"samarbeids", "vertskommune", "vertskaps", "tilslutnings", "deltakar", "deltaker", "digivestland"}
)

// namesOtherAgreement finds an agreement of another kind than one on
// cooperation: "databehandlaravtale".
func namesOtherAgreement(low string) bool {
	return slices.ContainsFunc(kindsOfAgreement.FindAllStringSubmatch(low, 20), func(m []string) bool {
		return !startsWithAny(m[1], ourAgreements) && !strings.HasSuffix(m[1], "samarbeids")
	})
}

// mayorAlone finds a line in which a mayor decides, in whatever consultation.
func mayorAlone(lines []line) bool {
	return slices.ContainsFunc(lines, func(l line) bool {
		return mayorDecides.MatchString(l.low) && containsAny(l.low, []string{"avgj", "vedt", "bestemt", "beslutt"})
	})
}

// isDraft finds a line that says so and no more: "UTKAST".
func isDraft(lines []line) bool {
	return slices.ContainsFunc(lines, func(l line) bool { return strings.Trim(l.low, "*-– .") == "utkast" })
}

// handlingOf returns, in lower case, how a case was treated and decided, its
// case information left out.
func handlingOf(c caseOf) string {
	var b strings.Builder
	for _, p := range c.passages {
		if p.section == handling || p.section == decision {
			b.WriteString(" " + p.title.low + " " + strings.ToLower(p.text()))
		}
	}
	return b.String()
}

// treatmentOf returns, in lower case, what a body said and counted in a case.
func treatmentOf(c caseOf, by body) string {
	var b strings.Builder
	for _, l := range c.lines {
		b.WriteString(l.low + "\n")
	}
	for _, p := range c.passages {
		if p.body != by || p.section == proposal || p.section == matter {
			continue
		}
		for _, l := range slices.Concat([]line{p.title}, p.lines, p.votes) {
			if !strings.HasSuffix(b.String(), l.low+"\n") {
				b.WriteString(l.low + "\n")
			}
		}
	}
	return b.String()
}

// wholeCase returns, in lower case, everything printed in a case.
func wholeCase(c caseOf) string {
	var b strings.Builder
	for _, p := range c.passages {
		b.WriteString(" " + p.title.low + " " + strings.ToLower(p.text()))
	}
	return b.String()
}

// yearOf returns the year of a meeting case number, 0 where there is none.
func yearOf(number string) int {
	_, year, ok := strings.Cut(number, "/")
	if !ok {
		return 0
	}
	n := 0
	for _, c := range []byte(year) {
		n = n*10 + int(c-'0')
	}
	if n < 100 {
		n += 2000
	}
	return n
}

// deciderIn returns the body that a decision begins with: "Formannskapet
// vedtek …".
func deciderIn(low string) body {
	low = strings.TrimSpace(enumerated.ReplaceAllString(low, ""))
	first, _, _ := strings.Cut(low, " ")
	switch {
	case strings.HasPrefix(first, "kommunedirektør") || strings.HasPrefix(first, "rådmann"):
		if containsAny(low, []string{"får fullmakt", "gis fullmakt", "vert gjeve", "blir gitt", "vert gitt", "vert beden"}) {
			return noBody
		}
		return administration
	case strings.HasPrefix(first, "formannskap"):
		return executive
	}
	return bodyIn(first)
}
