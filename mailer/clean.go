package mailer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestText is how much of one text from outside a digest shows.
const longestText = 500

// longestWord is the length from which on a word gets places to break.
const longestWord = 40

// clean makes a text from outside harmless on one line: no control characters,
// no marks that turn the direction of writing, no invisible ones, and at most
// longestText characters.
func clean(s string) string {
	s = strings.Join(strings.Fields(strings.Map(visible, s)), " ")
	if utf8.RuneCountInString(s) > longestText {
		s = string([]rune(s)[:longestText]) + "…"
	}
	return s
}

func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\r' || r == '\t':
		return ' '
	case unicode.IsControl(r), r == utf8.RuneError, invisible(r):
		return -1
	}
	return r
}

// invisible covers the format characters (bidi marks and isolates, zero width
// space and joiners, byte order mark, tags) and line and paragraph separators.
func invisible(r rune) bool { return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) }

// breakable cleans s and gives very long words places to break, as zero width
// spaces, for mail readers that know no overflow-wrap.
func breakable(s string) string {
	words := strings.Fields(clean(s))
	for i, w := range words {
		words[i] = split(w)
	}
	return strings.Join(words, " ")
}

func split(word string) string {
	var b strings.Builder
	for i, r := range []rune(word) {
		if i > 0 && i%longestWord == 0 {
			b.WriteRune('\u200b')
		}
		b.WriteRune(r)
	}
	return b.String()
}
