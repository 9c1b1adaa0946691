package inbox

import (
	"fmt"
	"strings"

	"github.com/emersion/go-msgauth/authres"
	"golang.org/x/net/publicsuffix"

	"fristvakt/inbox/letter"
)

// AuthenticationResult says whether the From address of a letter is proven.
type AuthenticationResult int

const (
	// AuthenticationUnknown: our receiver's stamp is absent, unreadable, or
	// reports a passing fault.
	AuthenticationUnknown AuthenticationResult = iota
	AuthenticationPass                         // DMARC passed, or DKIM did for the domain of From
	AuthenticationFail                         // our receiver found the sender false, or From is built to deceive
	AuthenticationNone                         // our receiver stamped it and found nothing that proves From
)

// String returns the result as reasons and logs name it.
func (r AuthenticationResult) String() string {
	switch r {
	case AuthenticationPass:
		return "pass"
	case AuthenticationFail:
		return "fail"
	case AuthenticationNone:
		return "none"
	}
	return "unknown"
}

// Authentication is what our own receiver vouches for.
type Authentication struct {
	Result AuthenticationResult
	Domain string // the domain of From, proven; only set with AuthenticationPass
	Reason string // one sentence in English on what decided it
}

// Receiver tells which stamp is our own mail receiver's. Every other
// Authentication-Results field is a claim of the sender.
type Receiver struct {
	// AuthservID is the name our receiver signs its Authentication-Results
	// with (RFC 8601 section 2.5), such as "mx.example.kommune.no".
	AuthservID string

	// ExchangeOnline trusts the stamp that Exchange Online writes without an
	// authserv-id, where it is the topmost of all.
	ExchangeOnline bool

	// BelowReceived accepts the stamp directly beneath our receiver's own
	// Received line, where Postfix milters put it. It is only safe with a
	// receiver that removes stamps in its own name (RFC 8601 section 5).
	BelowReceived bool
}

// Authenticate judges the sender of a letter by our receiver's stamp alone.
// DMARC pass counts, and DKIM pass for the From domain or one above it; SPF
// alone does not, for it says nothing of From.
func (r Receiver) Authenticate(l *letter.Letter) Authentication {
	domain, why := soleSender(l)
	if domain == "" {
		return Authentication{Result: AuthenticationFail, Reason: why}
	}
	stamp, why := r.stamp(l.Header)
	if stamp == "" {
		return Authentication{Reason: why}
	}
	_, results, err := authres.Parse(stamp)
	if err != nil || len(results) == 0 {
		return Authentication{Reason: "the receiver's stamp holds no result that can be read"}
	}
	return judgeResults(results, domain)
}

// soleSender returns the domain of the one address in From, or why there is no
// such thing.
func soleSender(l *letter.Letter) (domain, why string) {
	if n := len(l.Header.All("From")); n != 1 {
		return "", fmt.Sprintf("the letter has %d From fields", n)
	}
	if len(l.From) != 1 {
		return "", fmt.Sprintf("From holds %d addresses", len(l.From))
	}
	from := l.From[0]
	domain = strings.TrimSuffix(from.Domain(), ".")
	if domain == "" || strings.Count(from.Mailbox, "@") != 1 || strings.ContainsAny(domain, " \t<>\"'()[],;") {
		return "", "From holds no plain address"
	}
	for word := range strings.FieldsSeq(strings.ToLower(from.Name)) {
		shown := strings.Trim(word, `<>()[]"',;:`)
		if strings.Contains(shown, "@") && shown != from.Mailbox {
			return "", "the name in From shows another address than the letter is from"
		}
	}
	return domain, ""
}

// judgeResults weighs the results of one stamp for the From domain.
func judgeResults(results []authres.Result, domain string) Authentication {
	var dmarc, aligned, failed, passing bool
	for _, result := range results {
		switch r := result.(type) {
		case *authres.DMARCResult:
			switch from := authDomain(r.From); {
			case r.Value == authres.ResultPass && (from == "" || from == domain):
				dmarc = true
			case r.Value == authres.ResultPass:
				return Authentication{Result: AuthenticationFail, Reason: "the DMARC result is for " + from + ", the letter is from " + domain}
			case r.Value == authres.ResultFail:
				failed = true
			case r.Value == authres.ResultTempError:
				passing = true
			}
		case *authres.DKIMResult:
			signer := authDomain(r.Domain)
			if signer == "" {
				signer = authDomain(r.Identifier)
			}
			aligned = aligned || r.Value == authres.ResultPass && alignedWith(signer, domain)
			passing = passing || r.Value == authres.ResultTempError
		case *authres.SPFResult:
			failed = failed || r.Value == authres.ResultFail || r.Value == authres.ResultHardFail
		}
	}
	switch {
	case dmarc && !failedDMARC(results):
		return Authentication{AuthenticationPass, domain, "DMARC passed for " + domain}
	case failedDMARC(results):
		return Authentication{Result: AuthenticationFail, Reason: "DMARC failed for " + domain}
	case aligned:
		return Authentication{AuthenticationPass, domain, "a DKIM signature for " + domain + " holds"}
	case passing:
		return Authentication{Reason: "the receiver could not finish its check"}
	case failed:
		return Authentication{Result: AuthenticationFail, Reason: "the sending server may not send for its domain (SPF)"}
	}
	return Authentication{Result: AuthenticationNone, Reason: "neither DMARC nor a DKIM signature speaks for " + domain}
}

func failedDMARC(results []authres.Result) bool {
	for _, result := range results {
		if r, ok := result.(*authres.DMARCResult); ok && r.Value == authres.ResultFail {
			return true
		}
	}
	return false
}

// alignedWith reports whether a signing domain speaks for the From domain: the
// same, or one above it that is no public suffix. kommune.no signs for nobody.
func alignedWith(signer, domain string) bool {
	if signer == "" || signer == domain {
		return signer != ""
	}
	if !strings.HasSuffix(domain, "."+signer) {
		return false
	}
	suffix, _ := publicsuffix.PublicSuffix(signer)
	return suffix != signer
}

// authDomain reads a domain that may come as "@example.no", an address or with
// a dot at its end.
func authDomain(s string) string {
	s = strings.ToLower(strings.Trim(strings.TrimSpace(s), `<>"`))
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = s[i+1:]
	}
	return strings.TrimSuffix(s, ".")
}
