package paper

import (
	"strings"
	"unicode"
)

// marks says what a page shows besides its text layer.
type marks struct {
	pictures int     // raster images of a size that matters
	cover    float64 // share of the page that the largest of them covers
	paths    int     // drawn lines and shapes
	strokes  []box   // places that a pen has drawn upon
	dark     float64 // share of dark pixels; -1 when not rendered
	drawn    bool    // ink or stamp annotations
	garbled  bool    // the text layer cannot be the page's words
}

// A page whose text layer is shorter than this may be a scan with a stamp on it.
const stampLength = 300

// page judges whether text is the page's text or only lies on a picture of it.
func (m marks) page(text string) Page {
	p := Page{Text: text, Pictures: m.pictures, Ink: m.drawn, Strokes: len(m.strokes)}
	letters := len([]rune(text))
	switch {
	case m.garbled:
		p.Text, p.Scan = "", true
	case letters < stampLength && m.cover >= 0.4:
		p.Scan = true
	case letters == 0 && m.dark > 0.0005:
		p.Scan = true
	case letters < stampLength && m.paths > 1000:
		p.Scan = true // the text is there as outlines
	}
	p.Ink = p.Ink || (letters == 0 && m.pictures == 0 && m.dark > 0.0005)
	return p
}

// legible says whether text can be the page's words. A font without a usable map of
// its letters yields text in which letters are missing, replaced or shifted; a
// Norwegian page has three to five vowels in ten letters, and words of some length.
func legible(text string) bool {
	var letters, digits, latin, vowels, strange, seen int
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			continue
		case r == '\x02', r == '\uFFFE': // a hyphen at the end of a line
			continue
		case r == unicode.ReplacementChar, unicode.Is(unicode.Co, r), unicode.IsControl(r):
			strange++
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			letters++
			vowel := strings.ContainsRune("aeiouyæøåöäéèóòôêüAEIOUYÆØÅÖÄÉÈÓÒÔÊÜ", r)
			if vowel || r < unicode.MaxASCII {
				latin++
			}
			if vowel {
				vowels++
			}
		}
		seen++
	}
	switch {
	case seen < 20:
		return strange*2 <= seen && (seen < 5 || letters+digits > 0)
	case strange*10 > seen*3:
		return false
	case letters < 40, latin*2 < letters: // a page of figures, or of another script
		return true
	}
	return vowels*100 >= latin*18 && vowels*100 <= latin*75 && wordy(text, letters)
}

// wordy says whether the letters of a text stand in words rather than alone.
func wordy(text string, letters int) bool {
	inWords := 0
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if n := len([]rune(word)); n >= 3 {
			inWords += n
		}
	}
	return inWords*100 >= letters*35
}
