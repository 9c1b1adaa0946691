package letter

import (
	"strings"
	"unicode"
)

const (
	noSeparator = iota
	originalSeparator
	forwardSeparator
)

// separator recognises the line that mail programs write before the letter
// being answered or forwarded: "-----Opprinnelig melding-----", "Begin
// forwarded message:".
func separator(line string) int {
	line = strings.Trim(line, " \t*")
	drawn := strings.HasPrefix(line, "--") || strings.HasPrefix(line, "__")
	words := strings.ToLower(strings.Trim(line, "-_ \t:*"))
	switch words {
	case "opprinnelig melding", "opprinneleg melding", "opphavleg melding", "opphavelig melding", "original message",
		"opprinnelig e-post", "original meddelelse", "oprindelig meddelelse", "original-nachricht",
		"ursprungligt meddelande", "originalmeddelande", "ursprüngliche nachricht", "reply message", "original appointment":
		if drawn {
			return originalSeparator
		}
	case "videresendt melding", "vidaresendt melding", "vidaresend melding", "videresendt e-post", "forwarded message",
		"forwarded letter", "videresendt meddelelse", "vidarebefordrat meddelande", "weitergeleitete nachricht", "videresend melding":
		if drawn || strings.HasSuffix(line, ":") {
			return forwardSeparator
		}
	case "begin forwarded message", "start på videresendt melding", "starten på videresendt melding",
		"start på vidaresend melding", "start på vidaresendt melding", "begynnelse på videresendt melding",
		"start på videresendt besked", "vidarebefordrat brev", "anfang der weitergeleiteten nachricht":
		return forwardSeparator
	}
	if drawn && strings.HasPrefix(words, "forwarded by") {
		return forwardSeparator
	}
	return noSeparator
}

// isRule recognises a line drawn with dashes or underscores.
func isRule(line string) bool {
	line = strings.TrimSpace(line)
	return len(line) >= 5 && strings.Trim(line, "_-") == ""
}

// attribution recognises the line that announces a quotation, also wrapped
// over up to three: "Den 3. mars 2025 kl. 10:12 skreiv Kari <kari@…>:". It
// returns the number of lines, 0 where it is none. strong means that it holds
// a clock or an address, so that what follows is quoted though no ">" says so.
func attribution(lines []string) (n int, strong bool) {
	var joined strings.Builder
	for n < 3 && n < len(lines) && len(lines[n]) < 400 {
		if n > 0 && strings.TrimSpace(lines[n]) == "" {
			return 0, false
		}
		joined.WriteString(" " + strings.TrimSpace(lines[n]))
		n++
		whole := strings.TrimRight(joined.String(), " *")
		if strings.HasSuffix(whole, ":") {
			return judgeAttribution(whole, n)
		}
		if n == 1 && !opensAttribution(lines[0]) {
			return 0, false
		}
	}
	return 0, false
}

func judgeAttribution(whole string, n int) (int, bool) {
	if !holdsWroteVerb(whole) || !strings.ContainsFunc(whole, unicode.IsDigit) && !strings.Contains(whole, "@") {
		return 0, false
	}
	clock := false
	for i := 1; i+2 < len(whole); i++ {
		if c := whole[i]; (c == ':' || c == '.') && isDigit(whole[i-1]) && isDigit(whole[i+1]) && isDigit(whole[i+2]) {
			clock = c == ':' || strings.Contains(whole, "kl")
			if clock {
				break
			}
		}
	}
	return n, clock || strings.Contains(whole, "@")
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func holdsWroteVerb(s string) bool {
	for word := range strings.FieldsSeq(strings.ToLower(s)) {
		switch strings.Trim(word, ":,()*") {
		case "skrev", "skreiv", "wrote", "schrieb", "skriver", "skriv", "følgende", "writes", "skrev:":
			return true
		}
	}
	return false
}

// opensAttribution recognises the first line of one that is wrapped.
func opensAttribution(line string) bool {
	line = strings.TrimLeft(line, " *")
	for _, opening := range []string{"Den ", "On ", "Am ", "På ", "Le "} {
		if strings.HasPrefix(line, opening) {
			return strings.ContainsFunc(line, unicode.IsDigit)
		}
	}
	return len(line) > 0 && isDigit(line[0]) && strings.Contains(line, "kl")
}
