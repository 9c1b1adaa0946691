package letter

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// decodeText turns the bytes of a text part into UTF-8 in NFC with "\n" line
// ends. Valid UTF-8 outlives a western label that says otherwise; bytes that
// are not what the label says are read as windows-1252. ok is false where the
// label was wrong or unknown.
func decodeText(raw []byte, label string) (text string, ok bool) {
	text, ok = decodeCharset(raw, strings.ToLower(strings.TrimSpace(label)))
	return tidy(text), ok
}

func decodeCharset(raw []byte, label string) (string, bool) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		raw, label = raw[3:], "utf-8"
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		label = "utf-16le"
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		label = "utf-16be"
	}
	switch label {
	case "", "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "iso-8859-15",
		"windows-1252", "cp1252", "unknown-8bit", "unknown", "x-unknown", "default", "8bit", "utf-8-sig":
		return decodeWestern(raw, label)
	}
	r, err := charset.Reader(label, bytes.NewReader(raw))
	if err != nil {
		text, _ := decodeWestern(raw, "")
		return text, false
	}
	decoded, err := io.ReadAll(r)
	if err != nil || !utf8.Valid(decoded) {
		text, _ := decodeWestern(raw, "")
		return text, false
	}
	return strings.TrimPrefix(string(decoded), "\ufeff"), true
}

func decodeWestern(raw []byte, label string) (string, bool) {
	if utf8.Valid(raw) {
		western := strings.HasPrefix(label, "iso") || strings.HasPrefix(label, "win") || strings.HasPrefix(label, "lat")
		return string(raw), !western || isASCII(raw)
	}
	if label == "iso-8859-15" {
		return decodeCharmap(raw, charmap.ISO8859_15), true
	}
	return windows1252(raw), label != "" && !strings.HasPrefix(label, "utf") && !strings.HasSuffix(label, "ascii")
}

func isASCII(raw []byte) bool {
	for _, b := range raw {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// windows1252 reads bytes as windows-1252, with its five holes as ISO 8859-1.
func windows1252(raw []byte) string {
	var b strings.Builder
	b.Grow(len(raw) + len(raw)/8)
	for _, c := range raw {
		r := charmap.Windows1252.DecodeByte(c)
		if r == utf8.RuneError {
			r = rune(c)
		}
		b.WriteRune(r)
	}
	return b.String()
}

func decodeCharmap(raw []byte, m *charmap.Charmap) string {
	var b strings.Builder
	for _, c := range raw {
		b.WriteRune(m.DecodeByte(c))
	}
	return b.String()
}

// repair reads header bytes of unknown charset: UTF-8 where valid, otherwise
// windows-1252. Control characters become spaces.
func repair(raw []byte) string {
	var s string
	if utf8.Valid(raw) {
		s = string(raw)
	} else {
		s = windows1252(raw)
	}
	if !hasControl(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

func hasControl(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return true
		}
	}
	return false
}

// tidy brings decoded text to NFC with "\n" line ends and without control
// characters other than tab.
func tidy(s string) string {
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(s)
}

// fileName makes a decoded file name fit to be shown and matched: NFC, one
// line, and UTF-8 that was once read as windows-1252 ("SÃ¦rutskrift") undone
// where the whole name says so.
func fileName(s string) string {
	s = strings.TrimSpace(norm.NFC.String(repair([]byte(s))))
	for range 2 {
		undone, ok := undoMojibake(s)
		if !ok {
			break
		}
		s = undone
	}
	return norm.NFC.String(s)
}

func undoMojibake(s string) (string, bool) {
	if !strings.ContainsAny(s, "ÃÂÅâ") {
		return s, false
	}
	raw := make([]byte, 0, len(s))
	for _, r := range s {
		b, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			if r < 0x80 || r > 0xff {
				return s, false
			}
			b = byte(r)
		}
		raw = append(raw, b)
	}
	if isASCII(raw) || !utf8.Valid(raw) {
		return s, false
	}
	return string(raw), true
}
