package inbox

import (
	"slices"
	"strings"

	"fristvakt/inbox/letter"
)

// splitReport divides the text of a report into what the mail system says and
// the header of the returned letter beneath, nil where there is none.
func splitReport(l *letter.Letter) (said string, original letter.Header) {
	text := l.Body
	if len(addressesIn(text)) == 0 {
		for _, a := range l.Attachments {
			if a.MediaType == "text/plain" && len(a.Content) < 64<<10 {
				text += "\n" + string(a.Content)
			}
		}
	}
	lines := strings.Split(clipText(text, 64<<10), "\n")
	named := false
	for i, line := range lines {
		named = named || strings.IndexByte(line, '@') >= 0
		if !announcesOriginal(line) {
			continue
		}
		if named && containsAny(strings.ToLower(line), []string{"below this line", "copy of the message"}) {
			said = strings.Join(lines[:i], "\n")
		}
		for j := i; j < len(lines) && j < i+8; j++ {
			if isReturnedField(lines[j]) {
				return strings.Join(lines[:i], "\n"), letter.ReadHeader([]byte(strings.Join(unindent(lines[j:]), "\n")))
			}
		}
	}
	if said == "" {
		said = strings.Join(lines, "\n")
	}
	return said, nil
}

// announcesOriginal recognises the line from which on the returned letter
// stands: a trace field, or words above it.
func announcesOriginal(line string) bool {
	line = strings.TrimLeft(line, "> |\t")
	if strings.HasPrefix(line, "Received: ") || strings.HasPrefix(line, "Return-Path: ") || strings.HasPrefix(line, "Return-path: ") {
		return true
	}
	if len(line) > 160 {
		return false
	}
	return containsAny(strings.ToLower(line), originalTexts) || len(line) >= 20 && strings.Trim(line, "-=_*") == ""
}

// isReturnedField recognises a field as the header of a letter has it.
func isReturnedField(line string) bool {
	name, _, ok := strings.Cut(strings.TrimLeft(line, "> |\t"), ":")
	if !ok || len(name) > 30 {
		return false
	}
	switch strings.ToLower(name) {
	case "received", "return-path", "from", "to", "subject", "date", "message-id", "mime-version", "content-type", "x-mailer", "reply-to",
		"delivered-to", "x-originating-ip", "dkim-signature", "x-sender", "sender":
		return true
	}
	return false
}

func unindent(lines []string) []string {
	out := make([]string, 0, min(len(lines), 200))
	for _, line := range lines[:min(len(lines), 200)] {
		out = append(out, strings.TrimPrefix(strings.TrimPrefix(line, "> "), "| "))
	}
	return out
}

// readProse finds the failing addresses in what the mail system says. Where it
// prints none, the letter's own addressees failed.
func (r *Report) readProse(l *letter.Letter, said string) {
	lines := strings.Split(said, "\n")
	best := bestCandidates(r.candidates(l, lines))
	if failed := letter.ParseAddresses(l.Header.Get("X-Failed-Recipients")); len(failed) > 0 {
		best = nil
		for _, a := range failed {
			best = append(best, candidate{address: a.Mailbox, line: -1})
		}
	}
	if len(best) == 0 {
		for _, address := range r.OriginalTo {
			best = append(best, candidate{address: address, line: -1})
		}
	}
	if len(best) == 0 && r.found() {
		return
	}
	if len(best) == 0 {
		best = append(best, candidate{line: -1})
	}
	action := proseAction(strings.ToLower(l.Subject + "\n" + clipText(said, 4000)))
	r.Failed, r.Delayed, r.Delivered = nil, nil, nil
	for _, c := range best {
		recipient := Recipient{Address: c.address}
		recipient.Status, recipient.Diagnostic = saidAbout(append(lines, l.Subject), c.line)
		r.file(recipient, action)
	}
}

// readExpansions takes over what address stood behind the one that failed,
// where the text says so: "(generated from kari@example.no)".
func (r *Report) readExpansions(lines []string) {
	for _, list := range [][]Recipient{r.Failed, r.Delayed} {
		for i := range list {
			if list[i].Original == "" && list[i].Address != "" {
				list[i].Original = expandedFrom(lines, list[i].Address)
			}
		}
	}
	r.Failed = slices.DeleteFunc(r.Failed, func(behind Recipient) bool {
		return slices.ContainsFunc(r.Failed, func(one Recipient) bool { return one.Original != "" && one.Original == behind.Address })
	})
}

// expandedFrom finds the address that one was expanded from, "" where the
// text does not say.
func expandedFrom(lines []string, address string) string {
	for i := range lines {
		below := strings.ToLower(flatten(strings.Join(lines[i:min(len(lines), i+3)], " ")))
		_, below, ok := strings.Cut(below, address)
		if !ok {
			continue
		}
		for _, words := range []string{"expanded from", "generated from"} {
			before, from, ok := strings.Cut(below, words)
			if found := addressesIn(from); ok && len(found) > 0 && len(addressesIn(before)) == 0 && found[0] != address {
				return found[0]
			}
		}
	}
	return ""
}

// saidAbout reads status and diagnostic from the lines at and after an
// address, or from the whole text where none of them has any.
func saidAbout(lines []string, at int) (status, diagnostic string) {
	from, to := max(at-1, 0), min(at+8, len(lines))
	if at < 0 {
		from, to = 0, len(lines)
	}
	for _, window := range [][]string{lines[from:to], lines} {
		for _, line := range window {
			if len(line) > 2000 || !holdsReplyCode(line) {
				continue
			}
			if status = statusCode(line); status == "" {
				status = statusOfReply(line)
			}
			return status, clipText(strings.TrimSpace(line), 300)
		}
	}
	return statusOfReply(clipText(strings.Join(lines, " "), 4000)), ""
}

// proseAction tells a letter still being tried from one given up.
func proseAction(text string) string {
	if containsAny(text, delayTexts) && !containsAny(text, givenUpTexts) {
		return "delayed"
	}
	return "failed"
}

// addressesIn finds the mail addresses in a text, lower-cased, each as often
// as it stands.
func addressesIn(text string) []string {
	var found []string
	for i := 0; i < len(text) && len(found) < 200; {
		at := strings.IndexByte(text[i:], '@')
		if at < 0 {
			break
		}
		at += i
		start, end := at, at+1
		for start > i && isLocalByte(text[start-1]) {
			start--
		}
		for end < len(text) && isDomainByte(text[end]) {
			end++
		}
		local := strings.TrimLeft(text[start:at], ".'=/")
		if kind, rest, ok := strings.Cut(local, "="); ok && (strings.EqualFold(kind, "smtp") || strings.EqualFold(kind, "rfc822")) {
			local = rest
		}
		domain := strings.TrimRight(text[at+1:end], ".-")
		if local != "" && len(local) <= 128 && strings.IndexByte(domain, '.') > 0 {
			found = append(found, strings.ToLower(local+"@"+domain))
		}
		i = end
	}
	return found
}

func isLocalByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isASCIIDigit(c) || c >= 0x80 || strings.IndexByte(".!#$%&'*+-/=?^_`{|}~", c) >= 0
}

func isDomainByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isASCIIDigit(c) || c >= 0x80 || c == '.' || c == '-' || c == '_'
}

// clipText shortens a text to n bytes at most.
func clipText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
