package web

import (
	"bytes"
	"strings"
	"unicode"
)

// harmless drops from a finished page what could make it read otherwise than
// it is written: marks that turn the direction of writing (Unicode TR 36
// section 3.2), characters without width, and control characters. Templates
// have escaped the rest.
func harmless(page []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if unseen(r) {
			return -1
		}
		return r
	}, page)
}

func unseen(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.IsControl(r), unicode.In(r, unicode.Bidi_Control), unicode.Is(unicode.Co, r):
		return true
	}
	switch r {
	case '\u00ad', '\u200b', '\u200c', '\u200d', '\u2028', '\u2029', '\u2060', '\u2061', '\u2062', '\u2063', '\u2064', '\ufeff', '\ufff9', '\ufffa', '\ufffb':
		return true
	}
	return false
}

// clip bounds a foreign text that stands on one line.
func clip(most int, text string) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-1]) + "…"
}
