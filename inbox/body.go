package inbox

import (
	"regexp"
	"strings"
)

// body is who decided.
type body int

const (
	noBody         body = iota
	council             // kommunestyre, heradsstyre
	cityCouncil         // bystyre
	executive           // formannskap
	committee           // utval, nemnd
	administration      // kommunedirektør, delegated
	otherBody           // regionråd, representantskap, styringsgruppe
)

// String returns the body in the words of the glossary (domain.md section 6).
func (b body) String() string {
	return [...]string{"", "council", "city council", "executive committee", "committee", "administration", "another body"}[b]
}

// bodyStems are looked for in the order in which they outrank each other on
// one line: the words nearest to a decision first.
var bodyStems = []struct {
	stem string
	body body
}{
	{"kommunestyr", council}, {"heradsstyr", council}, {"bystyr", cityCouncil}, {"formannskap", executive},
	{"hovudutval", committee}, {"hovedutval", committee}, {"fellesnemnd", committee}, {"valstyr", committee},
	{"utval", committee}, {"komité", committee}, {"komite", committee}, {"nemnd", committee},
	{"eldreråd", committee}, {"ungdomsråd", committee}, {"råd for", committee}, {"rådet for", committee}, {"partssamansett", committee},
	{"kommunalråd", otherBody},
	{"regionråd", otherBody}, {"politisk råd", otherBody}, {"representantskap", otherBody},
	{"styringsgrupp", otherBody}, {"byråd", otherBody},
	{"delegert", administration}, {"administrativt", administration},
	{"kommunedirektør", administration}, {"rådmann", administration}, {"administrasjon", administration},
}

var bodyWords = regexp.MustCompile(`(?i)\b\p{L}*(kommunestyre|heradsstyre|bystyre|formannskap|utval|komit[eé]|nemnd|` +
	`kommunedirektør|rådmann)\p{L}*`)

// bodyIn returns the body a heading names: the first one printed. "Utval" as
// the head of a column names none.
func bodyIn(low string) body {
	if strings.Contains(low, "saksbehand") || strings.Contains(low, "sakshandsam") || strings.Contains(low, "saksansvar") {
		return noBody
	}
	low = tableHeads.Replace(low)
	for _, column := range []string{"utval ", "utvalg "} { // "Utval Kommunestyret", a row of two columns
		if rest, ok := strings.CutPrefix(low, column); ok && bodyIn(rest) != noBody {
			low = rest
		}
	}
	first, found := len(low), noBody
	for _, s := range bodyStems {
		if i := strings.Index(low, s.stem); i >= 0 && i < first {
			first, found = i, s.body
		}
	}
	return found
}

var tableHeads = strings.NewReplacer("utvalssak", "", "utvalgssak", "", "utval:", "", "utvalg:", "", "styre, utval, komite m.m.", "",
	"saksnr utval", "", "saksnr. utval", "", "utval type", "", "utval møtedato", "", "behandlet i utvalg", "", "utvals", "")
