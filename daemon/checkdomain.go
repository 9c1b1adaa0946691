package daemon

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-msgauth/dmarc"
)

// dnsPatience bounds all questions about the sender's domain together.
const dnsPatience = 20 * time.Second

// senderDomain looks at what receivers will hold our mail against: SPF (RFC
// 7208), DKIM (RFC 6376) and DMARC (RFC 7489) of the domain in From.
func (k *checker) senderDomain(ctx context.Context) {
	_, domain, _ := strings.Cut(bare(k.config.From.Address), "@")
	ctx, cancel := context.WithTimeout(ctx, dnsPatience)
	defer cancel()
	z := &zone{ctx: ctx, resolver: k.options.Resolver}
	if z.resolver == nil {
		z.resolver = net.DefaultResolver
	}
	k.spf(z, domain)
	k.dkim(z, domain)
	k.dmarc(z, domain)
}

// zone answers with the text records of a name; none is no error.
type zone struct {
	ctx      context.Context
	resolver *net.Resolver
}

func (z *zone) texts(name string) ([]string, error) {
	records, err := z.resolver.LookupTXT(z.ctx, name+".")
	var failed *net.DNSError
	if errors.As(err, &failed) && failed.IsNotFound {
		return nil, nil
	}
	return records, err
}

// unasked says that a record is not known, which is not that it is missing.
func (k *checker) unasked(subject, name string, err error) {
	k.say(Warning, subject, "%s could not be asked for: %v; try again, or with --resolver", name, err)
}

func (k *checker) spf(z *zone, domain string) {
	records, err := z.texts(domain)
	if err != nil {
		k.unasked("spf", domain, err)
		return
	}
	var found []string
	for _, r := range records {
		if version, _, _ := strings.Cut(r, " "); strings.EqualFold(version, "v=spf1") {
			found = append(found, r)
		}
	}
	switch {
	case len(found) == 0:
		k.say(Warning, "spf", "%s has no SPF record: publish one that names the servers that send for it, as in v=spf1 include:spf.protection.outlook.com -all", domain)
	case len(found) > 1:
		k.say(Wrong, "spf", "%s has %d SPF records, and so none counts: make them one", domain, len(found))
	case lets(found[0]):
		k.say(Warning, "spf", "%s lets everybody send for it (+all): end the record in -all or ~all", domain)
	default:
		k.say(Fine, "spf", "%s: %s", domain, found[0])
	}
}

// lets reports whether a record lets everybody send.
func lets(record string) bool {
	for _, term := range strings.Fields(strings.ToLower(record)) {
		if term == "all" || term == "+all" {
			return true
		}
	}
	return false
}

func (k *checker) dkim(z *zone, domain string) {
	for _, selector := range k.config.From.Selectors {
		name := selector + "._domainkey." + domain
		records, err := z.texts(name)
		if err != nil {
			k.unasked("dkim", name, err)
			return
		}
		for _, r := range records {
			if key := tag(r, "p"); key != "" {
				k.say(Fine, "dkim", "%s holds a key", name)
				return
			}
		}
	}
	k.say(Warning, "dkim", "%s has no DKIM key under %s: switch DKIM on where the mail is sent (at Microsoft 365 in the Defender portal), or write the key's name in from.dkim_selectors",
		domain, strings.Join(k.config.From.Selectors, ", "))
}

// tag is the value of one tag of a list as in "v=DKIM1; p=MIIB".
func tag(record, name string) string {
	for field := range strings.SplitSeq(record, ";") {
		if key, value, _ := strings.Cut(field, "="); strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// dmarc looks at the domain and, where it has no record, at those above it, as
// far as two labels.
func (k *checker) dmarc(z *zone, domain string) {
	for at := domain; strings.Contains(at, "."); _, at, _ = strings.Cut(at, ".") {
		var asked error
		record, err := dmarc.LookupWithOptions(at, &dmarc.LookupOptions{LookupTXT: func(name string) (texts []string, _ error) {
			texts, asked = z.texts(name)
			return texts, asked
		}})
		switch {
		case asked != nil:
			k.unasked("dmarc", "_dmarc."+at, asked)
		case errors.Is(err, dmarc.ErrNoPolicy):
			continue
		case err != nil:
			k.say(Wrong, "dmarc", "_dmarc.%s cannot be read by receivers: %v", at, err)
		case record.Policy == dmarc.PolicyNone:
			k.say(Warning, "dmarc", "%s asks for nothing (p=none): when SPF and DKIM hold, write p=quarantine or p=reject", at)
		default:
			k.say(Fine, "dmarc", "%s: p=%s", at, record.Policy)
		}
		return
	}
	k.say(Warning, "dmarc", "%s has no DMARC record: publish _dmarc.%[1]s, to begin with as v=DMARC1; p=none", domain)
}
