package inbox

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words of headings (domain.md section 3.1), in both written standards.
var (
	proposalWords = []string{
		"innstilling", "tilråding", "tilråing", "tilrådning", "tilrådd", "føreslått", "foreslått", "anbefaling", "framlegg", "fremlegg", "forslag",
		"innstill", "rår til", "tilrår", "alternativ", "høyringsfråsegn", "merknad frå", "merknad fra",
		"protokolltilførsel", "protokollmerknad", "røysteforklaring", "tekstforslag", "vedtakspunkt til",
		"utkast til",
	}
	decisionWords = []string{"vedtak", "vedtok", "vedteke", "vedtatt", "vedteken", "avgjerd", "beslutning", "beslutta", "besluttet"}
	handlingWords = []string{
		"handsaming", "behandling", "møtebehandling", "avrøysting", "avstemming", "avstemning", "votering",
		"røysting", "drøfting", "forhandling",
	}
	matterWords = []string{
		"saksopplysning", "saksutgreiing", "saksutredning", "bakgrunn", "vurdering", "samandrag", "sammendrag",
		"faktaopplysning", "fakta", "økonomisk", "økonomi", "konsekvens", "vedlegg", "konklusjon", "oppsummering",
		"aktuelle lover", "kva saka gjeld", "hva saken gjelder", "saka gjeld", "rett utskrift", "underskrift",
		"utskrift sendt", "utskrift til", "sendast til", "sendes til", "melding om vedtak vert",
		"melding om vedtak til", "klage", "kopi til", "med helsing", "med vennleg", "med venleg", "med vennlig",
		"venleg helsing", "vennlig hilsen", "beste helsing", "mvh", "innleiing", "innledning", "heimel", "hjemmel",
		"dokument i saka", "saksframstilling", "saksfremstilling", "problemstilling", "alternative løys",
		"om samarbeidet", "tidlegare vedtak", "tidligere vedtak", "godkjenning av protokoll", "elektronisk godkjen",
		"dokumentet er elektronisk", "vidare saksgang", "videre saksgang", "særutskrift til", "oppfølging av vedtak",
		"opplysningar om", "vert sendt til", "ugild", "møtet slutt",
	}
)

// enumerated is the number of a point: "1.", "a)", "•".
var enumerated = regexp.MustCompile(`^(?:\d{1,2}[.)]|[a-z]\)|[•*–-])\s+`)

// sectionOf tells what passage a line opens, and returns what stands after the
// heading on the same line. It returns heading for a line that opens none.
func sectionOf(l line) (section, string) {
	if s, rest, ok := cutLabel(l.text); ok {
		return s, rest
	}
	head, rest, colon := cutHeading(l)
	low := strings.ToLower(head)
	if len(low) > 170 || enumerated.MatchString(low) && !colon {
		return heading, ""
	}
	low = strings.TrimSpace(enumerated.ReplaceAllString(low, ""))
	if isVote(low) && !colon || isVote(low+" "+strings.ToLower(rest)) && rest != "" && !startsWithAny(low, decisionWords) {
		return heading, ""
	}
	undated := numericDate.ReplaceAllString(low, "")
	short := !strings.ContainsAny(strings.TrimRight(undated, ". "), ".;?") && len(strings.Fields(low)) <= 9
	switch {
	case startsWithAny(low, matterWords) && (short || colon) && len(strings.Fields(low)) <= 9:
		return matter, rest
	case (colon || short && isTitleLine(head)) && isProposalHeading(low):
		return proposal, rest
	case (colon || short && isTitleLine(head)) && isDecisionHeading(low, colon):
		return decision, rest
	case (colon || short && isTitleLine(head)) && containsAny(low, handlingWords) && !containsAny(low, []string{"saksbehandl", "handsamar"}):
		return handling, rest
	case rest == "" && len(low) < 60 && isMeetingLine(low):
		return handling, ""
	}
	return heading, ""
}

// labels stand in the left column of minutes printed as a table, with their
// text to the right.
var labels = map[string]section{
	"tilråding": proposal, "tilrådning": proposal, "innstilling": proposal, "framlegg": proposal, "forslag": proposal,
	"handsaming": handling, "behandling": handling, "røysting": handling,
	"avrøysting": handling, "votering": handling, "avstemming": handling, "avstemning": handling,
	"vedtak": decision,
}

// cutLabel parts "Vedtak Kommunestyret godkjenner …" at the column. What is to
// the right begins a sentence of its own; a bare body or meeting there is part
// of the heading.
func cutLabel(text string) (section, string, bool) {
	label, rest, _ := strings.Cut(text, " ")
	s, known := labels[strings.ToLower(label)]
	first, _ := utf8.DecodeRuneInString(rest)
	if !known || !unicode.IsUpper(first) && !enumerated.MatchString(rest) || len(strings.Fields(rest)) < 4 || withoutMeeting(rest) == "" {
		return heading, "", false
	}
	return s, rest, true
}

// isMeetingLine recognises "Kommunestyret 22.05.2025" as the start of a
// treatment: a body and a date, and nothing else.
func isMeetingLine(low string) bool {
	b := bodyIn(low)
	if b == noBody || b == administration || len(datesIn(low)) == 0 {
		return false
	}
	return withoutMeeting(low) == ""
}

// cutHeading parts "Vedtak: Kommunestyret godkjenner …" at its colon. A colon
// inside a number or a clock time parts nothing.
func cutHeading(l line) (head, rest string, colon bool) {
	for i := 0; i < len(l.text) && i < 170; i++ {
		if l.text[i] == ':' && (i+1 == len(l.text) || l.text[i+1] == ' ') {
			return l.text[:i], strings.TrimSpace(l.text[i+1:]), true
		}
	}
	return l.text, "", false
}

// isTitleLine tells a heading without a colon from the first line of a
// sentence: it is in capitals, or it ends without a full stop and is short.
func isTitleLine(head string) bool {
	if strings.HasSuffix(head, ".") || strings.HasSuffix(head, ",") {
		return false
	}
	return head == strings.ToUpper(head) || len(strings.Fields(head)) <= 6
}

// paperTitles are names of papers that hold the name of a passage.
var paperTitles = strings.NewReplacer("saksframlegg", "", "saksfremlegg", "")

func isProposalHeading(low string) bool {
	low = paperTitles.Replace(low)
	if !containsAny(low, proposalWords) {
		return false
	}
	return !containsAny(low, []string{"vedtok", "slikt vedtak", "følgjande vedtak", "følgende vedtak"})
}

// isDecisionHeading accepts "Vedtak", "Kommunestyret sitt vedtak 5.04.2025",
// "Kommunestyrets enstemmige vedtak", "KST-031/25 Vedtak", "gjorde slikt vedtak".
func isDecisionHeading(low string, colon bool) bool {
	if !containsAny(low, decisionWords) || containsAny(low, notDecision) {
		return false
	}
	return colon || len(strings.Fields(low)) <= 5
}

var notDecision = []string{
	"delegert vedtak", "administrativt vedtak", "vedtaksorgan", "vedtaksmynde", "vedtaksprotokoll", "vedtaksbok",
	"vedtaksliste", "tidlegare vedtak", "tidligere vedtak", "melding om vedtak", "kopi av", "oppfølging av",
	"utskrift av vedtak", "vedtaksdato", "vedtak om", "særskilt vedtak", "vedtaksbrev", "vedtak i saka er",
	"vedtak frå bergen", "bergen bystyre", "signert avtale og", "avgjerd av", "kven avgjer",
}

func startsWithAny(low string, words []string) bool {
	for _, w := range words {
		if strings.HasPrefix(low, w) {
			return true
		}
	}
	return false
}
