package letter

import (
	"strings"
)

// Address is one mailbox of an address field.
type Address struct {
	Name    string // decoded display name, "" where there is none
	Mailbox string // local@domain, lower-cased; "" for the null path and for a bare name
}

// Domain returns what follows the last "@" of the mailbox, "" where nothing does.
func (a Address) Domain() string {
	if i := strings.LastIndexByte(a.Mailbox, '@'); i >= 0 {
		return a.Mailbox[i+1:]
	}
	return ""
}

// String returns the address as people read it.
func (a Address) String() string {
	if a.Name == "" {
		return a.Mailbox
	}
	return a.Name + " <" + a.Mailbox + ">"
}

// ParseAddresses reads an address list (RFC 5322 section 3.4) with what
// occurs besides: raw 8-bit names, commas in unquoted names, semicolons
// between addresses, "[mailto:…]", missing brackets.
func ParseAddresses(list string) []Address {
	var addresses []Address
	for _, item := range splitAddresses(list) {
		if a, ok := parseAddress(item); ok {
			addresses = append(addresses, a)
		}
		if len(addresses) == maxAddresses {
			break
		}
	}
	return addresses
}

// maxAddresses bounds one field; a newsletter to more is of no interest.
const maxAddresses = 2000

// splitAddresses cuts at commas and semicolons outside quotes, comments and
// angle brackets, and drops the names of groups ("Mottakarar: a@x, b@x;").
func splitAddresses(list string) []string {
	var items []string
	var quoted, angled bool
	depth, start := 0, 0
	cut := func(end, next int) {
		if item := strings.TrimSpace(list[start:end]); item != "" {
			items = append(items, item)
		}
		start = next
	}
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case quoted:
			if c == '\\' {
				i++
			} else if c == '"' {
				quoted = false
			}
		case c == '"':
			quoted = true
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth > 0:
		case c == '<':
			angled = true
		case c == '>':
			angled = false
		case angled:
		case c == ':' && !strings.Contains(list[start:i], "@") && !strings.HasSuffix(strings.ToLower(list[start:i]), "mailto"):
			start = i + 1
		case c == ',' || c == ';':
			cut(i, i+1)
		}
	}
	cut(len(list), len(list))
	return items
}

// parseAddress reads one item of an address list.
func parseAddress(item string) (Address, bool) {
	open := lastOutsideQuotes(item, '<')
	if open < 0 {
		if outlook := strings.Index(item, "[mailto:"); outlook >= 0 {
			return Address{displayName(item[:outlook]), mailbox(strings.Trim(item[outlook:], "[]"))}, true
		}
		return bareAddress(item)
	}
	inner, _, _ := strings.Cut(item[open+1:], ">")
	return Address{displayName(item[:open]), mailbox(inner)}, true
}

// bareAddress reads "kari@example.no (Kari)", or a name without any address.
func bareAddress(item string) (Address, bool) {
	text, comment, _ := strings.Cut(item, "(")
	comment, _, _ = strings.Cut(comment, ")")
	for word := range strings.FieldsSeq(text) {
		if m := mailbox(word); strings.Contains(m, "@") {
			name := displayName(comment)
			if name == "" {
				name = displayName(strings.Replace(text, word, "", 1))
			}
			return Address{name, m}, true
		}
	}
	name := displayName(text)
	return Address{Name: name}, name != ""
}

// lastOutsideQuotes finds the last c that stands in no quoted string.
func lastOutsideQuotes(s string, c byte) int {
	quoted, last := false, -1
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == c && !quoted:
			last = i
		}
	}
	if quoted && last < 0 { // a quote that never closes
		return strings.LastIndexByte(s, c)
	}
	return last
}

// displayName decodes a name and takes its quotes away.
func displayName(s string) string {
	s = strings.TrimSpace(decodeWords(strings.TrimSpace(s)))
	s = strings.TrimSpace(strings.Trim(s, `"'`))
	return strings.Join(strings.Fields(unescape(s)), " ")
}

// mailbox tidies an address: without brackets, "mailto:", source route or
// spaces, and lower-cased.
func mailbox(s string) string {
	s = strings.Trim(strings.TrimSpace(s), "<>[]*'\",;")
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s = s[7:]
	}
	if strings.HasPrefix(s, "@") { // RFC 5322 section 4.4: <@relay:kari@example.no>
		if _, after, ok := strings.Cut(s, ":"); ok {
			s = after
		}
	}
	if strings.ContainsAny(s, " \t") && !strings.Contains(s, `"`) {
		s = strings.Join(strings.Fields(s), "")
	}
	return strings.ToLower(tidy(s))
}
