package inbox

import (
	"slices"
	"strings"

	"fristvakt/inbox/letter"
)

// candidate is an address that a report's text speaks of.
type candidate struct {
	address string
	line    int
	score   int
	headed  bool // the line is about this address: it begins with it
}

// candidates weighs every address in the text by how reports print the one
// that failed.
func (r *Report) candidates(l *letter.Letter, lines []string) []candidate {
	var found []candidate
	announced := 100 // lines since words such as "the following addresses"
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
			if c.score -= systemPenalty(l, address); c.headed || !isAddressee(l, address) {
				found = append(found, c)
			}
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
// "<ola@example.no>:", the address alone, or with a name before it.
func isHeaded(line, address string) bool {
	line = strings.TrimSpace(strings.TrimLeft(line, "*-• \t"))
	if strings.HasPrefix(line, "<"+address+">") || strings.HasPrefix(line, address+":") {
		return true
	}
	alone := strings.Trim(line, "\"'.,;")
	return alone == address || len(line) < 120 && strings.HasSuffix(alone, "<"+address+">") && !strings.Contains(line, ": ")
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

// isAddressee reports whether the report itself went to an address: that one
// was reached.
func isAddressee(l *letter.Letter, address string) bool {
	return slices.ContainsFunc(l.To, func(a letter.Address) bool { return a.Mailbox == address })
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
