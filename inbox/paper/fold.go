package paper

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold makes text comparable: NFKC (ligatures, wide and composed letters), one kind of
// line end and of space, no invisible characters, no runs of blanks or empty lines.
func fold(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = lineEnds.Replace(text)
	text = norm.NFKC.String(text)
	var out strings.Builder
	out.Grow(len(text))
	empty := 0
	for line := range strings.SplitSeq(text, "\n") {
		line = foldLine(line)
		if line == "" {
			empty++
			continue
		}
		if out.Len() > 0 {
			out.WriteByte('\n')
			if empty > 0 {
				out.WriteByte('\n')
			}
		}
		empty = 0
		out.WriteString(line)
	}
	return out.String()
}

// lineEnds also joins words that PDFium has marked as broken at the end of a line.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n",
	"\x02\r\n", "", "\x02\n", "", "\x02", "", "\uFFFE\r\n", "", "\uFFFE\n", "", "\uFFFE", "", "\u00AD", "")

// foldLine trims a line, joins its blanks and drops what is not seen. A tab stays: in
// a table it parts two cells.
func foldLine(line string) string {
	var out strings.Builder
	blank := rune(0)
	for _, r := range line {
		switch {
		case r == '\t' || r == '\v':
			blank = '\t'
		case unicode.IsSpace(r):
			if blank == 0 {
				blank = ' '
			}
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
		default:
			if blank != 0 && out.Len() > 0 {
				out.WriteRune(blank)
			}
			blank = 0
			out.WriteRune(r)
		}
	}
	return out.String()
}
