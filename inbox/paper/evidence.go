package paper

import (
	"regexp"
	"strings"
	"time"
)

// service is how one signing service shows itself (domain knowledge, from its own pages).
type service struct {
	name      string
	literals  []string       // one of them must be there; tested first, for it is cheap
	reference *regexp.Regexp // the document number in the first group
	closing   []string       // one of them is on the page that lists the signers
}

var services = []service{
	{"Penneo", []string{"Penneo", "PENNEO"},
		regexp.MustCompile(`(?i)Penneo (?:dokumentn[øo]kk?el|document key|dokumentn[øo]gle):?\s*([A-Z0-9-]{8,})`),
		[]string{"juridisk bindende", "legally binding", "juridisk bindande"}},
	{"Posten signering", []string{"Posten Norge", "Posten Bring", "Posten signering", "signering.posten.no"},
		regexp.MustCompile(`(?i)(?:dokument-?id|oppdrags?-?id)\s*:?\s*([0-9A-Za-z-]{8,})`),
		[]string{"Forseglet av", "Forsegla av", "Signert av", "Sealed by"}},
	{"Scrive", []string{"Scrive"},
		regexp.MustCompile(`(?i)(?:transaksjon|transaction|transaktion)\s*:?\s*(\d{15,25})`),
		[]string{"Verifikasjon", "Verification", "Verifikat", "Signerende parter", "Signing parties"}},
	{"Adobe Sign", []string{"Adobe Sign", "Adobe Acrobat Sign", "Final Audit Report", "Endelig revisjonsrapport"},
		regexp.MustCompile(`(?i)(?:transaction (?:id|number)|transaksjons-?(?:id|nummer))\s*:?\s*"?(CBJCHBCAAB[\w-]+)`),
		[]string{"Final Audit Report", "Endelig revisjonsrapport"}},
	{"DocuSign", []string{"DocuSign", "Docusign"},
		regexp.MustCompile(`(?i)envelope id:?\s*([0-9A-F]{8}-?[0-9A-F-]{20,30})`),
		[]string{"Certificate Of Completion", "Signer Events"}},
	{"Visma Sign", []string{"Visma Sign", "Visma Addo", "Addo Sign"},
		regexp.MustCompile(`(?i)(?:identifikasjonsnummer|identification number|dokument-?id)\s*:?\s*([0-9A-Fa-f-]{8,})`),
		[]string{"signert", "underskre", "signed"}},
	{"Signicat", []string{"Signicat", "SIGNICAT"},
		regexp.MustCompile(`(?i)(?:dokument-?id|document id)\s*:?\s*([0-9A-Za-z-]{8,})`),
		[]string{"signert", "Signert", "signed", "Signed", "Forseglet"}},
	{"Verified", []string{"Verified eSigning", "verified.eu", "Verified.eu", "Verified AS"},
		regexp.MustCompile(`(?i)(?:dokument-?id|document id|envelope id)\s*:?\s*([0-9A-Za-z-]{8,})`),
		[]string{"signert", "Signert", "signed", "Signed", "Signatures"}},
}

// evidence finds the pages that signing services have written. A mark in the margin is
// given once, for its first page; a closing page always.
func evidence(pages []Page) []Evidence {
	var out []Evidence
	margins := map[string]bool{}
	for i, page := range pages {
		for _, s := range services {
			e, ok := s.on(page.Text)
			if !ok || (!e.Closing && (e.Reference == "" || margins[s.name])) {
				continue
			}
			margins[s.name] = true
			e.Page = i + 1
			out = append(out, e)
		}
	}
	return out
}

func (s service) on(text string) (Evidence, bool) {
	if !containsAny(text, s.literals) {
		return Evidence{}, false
	}
	e := Evidence{Service: s.name, Closing: containsAny(text, s.closing)}
	if match := s.reference.FindStringSubmatch(text); match != nil {
		e.Reference = match[1]
	}
	if e.Closing {
		e.Signers = signersOn(text)
		// The name of a service in running text is no evidence.
		e.Closing = len(e.Signers) > 0 || e.Reference != ""
	}
	return e, true
}

func containsAny(text string, literals []string) bool {
	for _, l := range literals {
		if strings.Contains(text, l) {
			return true
		}
	}
	return false
}

// Names as the services print them: after a verb of signing, or on a line of their own
// some lines above the time.
var (
	signedBy = regexp.MustCompile(`(?i)(?:e-signed by|signert av|signert digitalt av|elektronisk signert av|underskrevet av|underskrive av|signed by|document signed by)\s*:?\s*(\p{Lu}[\p{L}.'-]+(?: \p{Lu}[\p{L}.'-]+){1,4})(?:, *([^\n]{1,200}))?`)
	nameLine = regexp.MustCompile(`^\p{Lu}[\p{L}.'-]+(?: \p{Lu}[\p{L}.'-]+){1,4}$`)
	// Captions of the pages are capitalised as names are.
	captionWord = regexp.MustCompile(`(?i)\b(?:signer|signers|signing|signed|events?|signatures?|timestamp|certificate|completion|completed|status|security|level|account|authentication|documents?|agreement|audit|report|final|envelope|history|summary|record|disclosure|verifikasjon|dokument|signerende|parter|partar|transaksjon|kommune|herad|posten|norge|bankid|penneo|scrive|adobe|docusign|signicat|verified|visma)\b`)
	instant     = regexp.MustCompile(`(\d{4})-(\d\d)-(\d\d)[ T](?:kl\.? )?(\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)? ?(UTC|CEST|CET|Z|[+-]\d\d:?\d\d)?`)
	dayFirst    = regexp.MustCompile(`(\d\d)\.(\d\d)\.(\d{4})(?:,| kl\.?)? (\d\d):(\d\d)(?::(\d\d))? ?(UTC|CEST|CET|[+-]\d\d:?\d\d)?`)
)

const maxSigners = 30

// signersOn reads names and times off a closing page. A time belongs to the last name
// before it, if that has none yet and is at most six lines away.
func signersOn(text string) []Signer {
	var out []Signer
	age := 0
	for line := range strings.SplitSeq(text, "\n") {
		age++
		name, capacity := "", ""
		if match := signedBy.FindStringSubmatch(line); match != nil {
			name, capacity = match[1], match[2]
		} else if nameLine.MatchString(line) && !captionWord.MatchString(line) {
			name = line
		}
		if name != "" && len(out) < maxSigners {
			out = append(out, Signer{Name: name, Capacity: capacity})
			age = 0
		}
		at := instantIn(line)
		if last := len(out) - 1; !at.IsZero() && last >= 0 && out[last].Time.IsZero() && age <= 6 {
			out[last].Time = at
		}
	}
	return withTimeOrVerb(out, text)
}

// withTimeOrVerb drops lines that only look like a name: headings are capitalised too.
func withTimeOrVerb(signers []Signer, text string) []Signer {
	verbs := map[string]bool{}
	for _, match := range signedBy.FindAllStringSubmatch(text, maxSigners) {
		verbs[match[1]] = true
	}
	var out []Signer
	for _, s := range signers {
		if !s.Time.IsZero() || verbs[s.Name] {
			out = append(out, s)
		}
	}
	return out
}

func instantIn(line string) time.Time {
	year, month, day := 1, 2, 3
	match := instant.FindStringSubmatch(line)
	if match == nil {
		year, day = 3, 1
		match = dayFirst.FindStringSubmatch(line)
	}
	if match == nil {
		return time.Time{}
	}
	second := match[6]
	if second == "" {
		second = "00"
	}
	stamp := match[year] + "-" + match[month] + "-" + match[day] + "T" + match[4] + ":" + match[5] + ":" + second
	t, err := time.Parse("2006-01-02T15:04:05Z07:00", stamp+offset(match[7]))
	if err != nil {
		return time.Time{}
	}
	return inRange(t)
}

// offset returns a zone as printed in the form of RFC 3339; none is taken as UTC.
func offset(zone string) string {
	switch zone {
	case "", "UTC", "Z":
		return "Z"
	case "CET":
		return "+01:00"
	case "CEST":
		return "+02:00"
	}
	if len(zone) == 5 {
		return zone[:3] + ":" + zone[3:]
	}
	return zone
}
