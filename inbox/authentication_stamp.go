package inbox

import (
	"net/netip"
	"strings"

	"golang.org/x/net/publicsuffix"

	"fristvakt/inbox/letter"
)

// stamp finds our receiver's Authentication-Results field and returns it ready
// for parsing, or "" and why there is none to trust.
//
// A sender can write any header into his mail, also one in our receiver's
// name. What he cannot do is to place it above what our receiver adds later.
// So only the topmost stamp in our name is looked at, and it counts only when
// nothing stands above it that shows the letter still on its way from a
// stranger: no Received line but those of our own hosts handing it on among
// themselves.
func (r Receiver) stamp(h letter.Header) (value, why string) {
	topmost := true
	for i, f := range h {
		if !strings.EqualFold(f.Name, "Authentication-Results") {
			continue
		}
		value = withoutComments(f.Value)
		id := authservID(value)
		switch {
		case r.AuthservID != "" && strings.EqualFold(id, r.AuthservID):
			if r.handedOverAbove(h[:i], ownDomain(r.AuthservID)) {
				return "", "the stamp in our receiver's name stands below a line of the way to it, where the sender may have put it"
			}
			return value, ""
		case r.ExchangeOnline && id == "" && topmost:
			if r.handedOverAbove(h[:i], "outlook.com") {
				return "", "the stamp stands below a line of the way to Exchange Online, where the sender may have put it"
			}
			return "exchange-online; " + value, ""
		case r.ExchangeOnline && r.AuthservID == "":
			return "", "the topmost stamp is " + id + "'s, not Exchange Online's"
		}
		topmost = false
	}
	if r.AuthservID == "" && !r.ExchangeOnline {
		return "", "no receiver is configured to be trusted"
	}
	return "", "our receiver's stamp is absent"
}

// authservID returns the name a stamp is signed with, "" for the form of
// Exchange Online, which begins with a result.
func authservID(value string) string {
	first, _, _ := strings.Cut(value, ";")
	fields := strings.Fields(first)
	if len(fields) == 0 || strings.Contains(fields[0], "=") {
		return ""
	}
	return fields[0]
}

// handedOverAbove reports whether a Received line above the stamp shows the
// letter coming in from outside.
func (r Receiver) handedOverAbove(above letter.Header, own string) bool {
	entered := false
	for i := len(above) - 1; i >= 0; i-- {
		if !strings.EqualFold(above[i].Name, "Received") {
			continue
		}
		from, by := receivedHosts(above[i].Value)
		if hostWithin(by, own) && hostsWithin(from, own) {
			continue
		}
		border := hostWithin(by, own) && r.BelowReceived && i == len(above)-1 && !entered
		if !border {
			return true
		}
		entered = true
	}
	return false
}

// receivedHosts reads who handed a letter to whom (RFC 5321 section 4.4): the
// name given, and the name or address looked up, of the one; the name of the
// other.
func receivedHosts(value string) (from []string, by string) {
	words := strings.FieldsFunc(value, func(r rune) bool {
		return r == ' ' || r == '\t' || r == '(' || r == ')' || r == '[' || r == ']' || r == ';'
	})
	for i := 0; i < len(words); i++ {
		switch strings.ToLower(words[i]) {
		case "from":
			for i+1 < len(words) && !strings.EqualFold(words[i+1], "by") {
				if i++; strings.ContainsAny(words[i], ".:") || len(from) == 0 {
					from = append(from, strings.ToLower(words[i]))
				}
			}
		case "by":
			if i+1 < len(words) {
				return from, strings.ToLower(words[i+1])
			}
		}
	}
	return from, by
}

// ownDomain is the domain our receiver's hosts are in: that of its name, less
// the host, unless nothing but a public suffix would be left.
func ownDomain(authservID string) string {
	authservID = strings.ToLower(authservID)
	_, parent, ok := strings.Cut(authservID, ".")
	if suffix, _ := publicsuffix.PublicSuffix(authservID); !ok || parent == suffix || suffix == authservID {
		return authservID
	}
	return parent
}

func hostWithin(host, domain string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	return host == domain || strings.HasSuffix(host, "."+domain) || host == "localhost"
}

// hostsWithin reports whether a hand-over came from our own hosts: every name in
// the domain, every address one that no stranger can have.
func hostsWithin(hosts []string, domain string) bool {
	for _, host := range hosts {
		if address, err := netip.ParseAddr(strings.TrimPrefix(host, "ipv6:")); err == nil {
			if domain != "outlook.com" && !address.IsPrivate() && !address.IsLoopback() && !address.IsLinkLocalUnicast() {
				return false
			}
		} else if !hostWithin(host, domain) {
			return false
		}
	}
	return true
}

// withoutComments blanks comments (RFC 5322 section 3.2.2) and quoted strings,
// in which a sender's words may stand: an address like
// "x; dmarc=pass"@example.net must not become a result.
func withoutComments(value string) string {
	var out strings.Builder
	depth, quoted := 0, false
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case c == '\\' && (quoted || depth > 0):
			i++
		case quoted:
			quoted = c != '"'
		case c == '"' && depth == 0:
			quoted = true
			out.WriteByte('_')
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
			out.WriteByte(' ')
		case depth == 0:
			out.WriteByte(c)
		}
	}
	return out.String()
}
