package letter

import (
	"encoding/base64"
	"strings"
)

// decodeWords decodes the encoded words of RFC 2047 in a header value, also
// inside quotes and without the spaces around them that the RFC asks for. What
// is no encoded word stays as it is.
func decodeWords(s string) string {
	if !strings.Contains(s, "=?") {
		return tidy(s)
	}
	var out strings.Builder
	var pending []byte // bytes of adjoining words in one charset: a letter may be split between them
	var label string
	flush := func() {
		text, _ := decodeText(pending, label)
		out.WriteString(text)
		pending = pending[:0]
	}
	for len(s) > 0 {
		i := strings.Index(s, "=?")
		if i < 0 {
			break
		}
		word, rest, ok := cutWord(s[i:])
		if !ok {
			flush()
			out.WriteString(s[:i+2])
			s = s[i+2:]
			continue
		}
		if len(pending) == 0 || strings.TrimSpace(s[:i]) != "" || word.charset != label {
			between := s[:i]
			if len(pending) > 0 && strings.TrimSpace(between) == "" {
				between = ""
			}
			flush()
			out.WriteString(between)
			label = word.charset
		}
		pending = append(pending, word.content...)
		s = rest
	}
	flush()
	out.WriteString(s)
	return tidy(out.String())
}

type encodedWord struct {
	charset string
	content []byte
}

// cutWord cuts the encoded word off that s begins with.
func cutWord(s string) (encodedWord, string, bool) {
	label, rest, ok := strings.Cut(s[2:], "?")
	if !ok || label == "" || len(label) > 60 || strings.ContainsAny(label, " \t=") || len(rest) < 2 || rest[1] != '?' {
		return encodedWord{}, "", false
	}
	encoding, rest := rest[0], rest[2:]
	text, rest, ok := strings.Cut(rest, "?=")
	if !ok || strings.Contains(text, "?") {
		return encodedWord{}, "", false
	}
	label, _, _ = strings.Cut(strings.ToLower(label), "*") // RFC 2231 section 5: a language tag
	switch encoding {
	case 'b', 'B':
		return encodedWord{label, decodeWordBase64(text)}, rest, true
	case 'q', 'Q':
		return encodedWord{label, decodeQuoted([]byte(strings.ReplaceAll(text, "_", " ")))}, rest, true
	}
	return encodedWord{}, "", false
}

func decodeWordBase64(text string) []byte {
	if decoded, err := base64.StdEncoding.DecodeString(text); err == nil {
		return decoded
	}
	decoded, _ := lenientBase64([]byte(text))
	return decoded
}
