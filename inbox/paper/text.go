package paper

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// readText reads plain text; a form feed begins a page.
func readText(content []byte) (Paper, error) {
	text, err := repair(content)
	if err != nil {
		return Paper{}, err
	}
	s := &sheet{}
	for i, page := range strings.Split(text, "\f") {
		if i > 0 {
			s.turn()
		}
		if err := s.write(page); err != nil {
			return Paper{Pages: s.done()}, err
		}
	}
	return Paper{Pages: s.done()}, nil
}

// repair returns text of unstated charset as UTF-8: what its byte order mark says, what
// is valid UTF-8 as it is, anything else as windows-1252.
func repair(content []byte) (string, error) {
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(content, []byte("\xEF\xBB\xBF")):
		return string(content[3:]), nil
	case bytes.HasPrefix(content, []byte("\xFF\xFE")), bytes.HasPrefix(content, []byte("\xFE\xFF")):
		from = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	case utf8.Valid(content) && bytes.IndexByte(content, 0) < 0:
		return string(content), nil
	case zeros(content, 1):
		from = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case zeros(content, 0):
		from = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	default:
		from = charmap.Windows1252
	}
	text, err := from.NewDecoder().Bytes(content)
	if err != nil {
		return "", fmt.Errorf("decode text: %w", err)
	}
	return string(text), nil
}

// zeros says whether most bytes at odd (1) or even (0) places are zero, as they are in
// UTF-16 of a Latin text.
func zeros(content []byte, odd int) bool {
	sample := content[:min(len(content), 4096)]
	count := 0
	for i := odd; i < len(sample); i += 2 {
		if sample[i] == 0 {
			count++
		}
	}
	return len(sample) >= 4 && count*2 > len(sample)*8/10
}
