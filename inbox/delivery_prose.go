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
	for i, line := range lines {
		if !announcesOriginal(line) {
			continue
		}
		for j := i; j < len(lines) && j < i+8; j++ {
			if isReturnedField(lines[j]) {
				return strings.Join(lines[:i], "\n"), letter.ReadHeader([]byte(strings.Join(unindent(lines[j:]), "\n")))
			}
		}
	}
	return strings.Join(lines, "\n"), nil
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

// candidate is an address that a report's text speaks of.
type candidate struct {
	address string
	line    int
	score   int
	headed  bool // the line is about this address: it begins with it
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

// candidates weighs every address in the text by how reports print the one
// that failed.
func (r *Report) candidates(l *letter.Letter, lines []string) []candidate {
	var found []candidate
	announced := 0 // lines since words such as "the following addresses"
	for i, line := range lines {
		announced++
		lower := strings.ToLower(line)
		if containsAny(lower, addressAnnouncements) {
			announced = 0
		}
		if strings.IndexByte(line, '@') < 0 || len(line) > 1000 {
			continue
		}
		for _, address := range addressesIn(line) {
			c := candidate{address: address, line: i, score: lineScore(lower, address), headed: isHeaded(lower, address)}
			if announced <= 4 {
				c.score += 3
			}
			if slices.Contains(r.OriginalTo, address) {
				c.score += 5
			}
			c.score -= systemPenalty(l, address)
			found = append(found, c)
		}
		if len(found) > 500 {
			break
		}
	}
	return found
}

// lineScore weighs the line that an address stands in.
func lineScore(line, address string) int {
	trimmed := strings.TrimSpace(strings.TrimLeft(line, "*-• \t"))
	score := 0
	switch {
	case isHeaded(line, address):
		score += 6
	case strings.HasPrefix(trimmed, address):
		score += 4
	}
	if strings.Contains(line, "rcpt to") || strings.Contains(line, "recipient:") || strings.Contains(line, "recipient address:") {
		score += 6
	}
	if containsAny(line, unknownUserTexts) || containsAny(line, failureTexts) {
		score += 4
	}
	if holdsReplyCode(line) || strings.Contains(line, " said:") {
		score += 2
	}
	if containsAny(line, notFailingTexts) {
		score -= 8
	}
	for _, label := range []string{"from:", "sender:", "frå:", "fra:", "von:", "reply-to:", "message-id:", "mail from"} {
		if strings.HasPrefix(trimmed, label) || label == "mail from" && strings.Contains(line, label) {
			score -= 8
		}
	}
	return score
}

// isHeaded reports whether a line begins a paragraph on an address:
// "<ola@example.no>:" or the address alone.
func isHeaded(line, address string) bool {
	line = strings.TrimSpace(strings.TrimLeft(line, "*-• \t"))
	return strings.HasPrefix(line, "<"+address+">") || line == address || strings.HasPrefix(line, address+":")
}

// systemPenalty marks down the addresses that stand in every report: its own
// addressee, its own sender, and the keeper of the mail system.
func systemPenalty(l *letter.Letter, address string) int {
	local, _, _ := strings.Cut(address, "@")
	if local == "postmaster" || local == "mailer-daemon" || strings.HasPrefix(local, "abuse") {
		return 8
	}
	for _, a := range append(append([]letter.Address(nil), l.To...), l.From...) {
		if a.Mailbox == address {
			return 6
		}
	}
	return 0
}

// bestCandidates keeps the addresses that weigh about as much as the heaviest,
// and those that head a paragraph as it does, each once.
func bestCandidates(found []candidate) []candidate {
	most, headed := -3, false
	for _, c := range found {
		if c.score > most {
			most, headed = c.score, c.headed
		}
	}
	var best []candidate
	for _, c := range found {
		known := slices.ContainsFunc(best, func(b candidate) bool { return b.address == c.address })
		close := c.score >= most-1 || headed && c.headed && c.score >= 6
		if close && c.score > -3 && !known {
			best = append(best, c)
		}
	}
	return best
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
