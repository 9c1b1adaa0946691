package paper

import (
	"bytes"
	"strconv"
	"strings"
)

const maxSignatures = 50

// signed is a signature dictionary (ISO 32000-1 table 252) and what was found about it.
type signed struct {
	Signature
	ranges  [4]int64
	hole    span // where the value stands, with its angle brackets
	end     int64
	digest  Tri // the covered bytes are those that were signed
	invalid string
}

// signatures finds the signatures in a PDF and checks each against the bytes it says it
// covers. It reads the file as it stands, not as a PDF reader would repair it.
func signatures(content []byte) []Signature {
	found := signatureDicts(content)
	for i := range found {
		found[i].check(content)
	}
	var out []Signature
	for i := range found {
		found[i].judge(found[i+1:], int64(len(content)))
		out = append(out, found[i].Signature)
	}
	return out
}

func signatureDicts(content []byte) []*signed {
	var found []*signed
	seen := map[int]bool{}
	for at := 0; len(found) < maxSignatures; {
		next := bytes.Index(content[at:], []byte("/ByteRange"))
		if next < 0 {
			break
		}
		at += next + len("/ByteRange")
		object := bytes.LastIndex(content[:at], []byte("obj"))
		if object < 0 {
			continue
		}
		start := skipBlank(content, object+len("obj"))
		if d := enclosing(content, start, at, 0); d != nil && !seen[d["ByteRange"].start] {
			seen[d["ByteRange"].start] = true
			if s := newSigned(content, d); s != nil {
				found = append(found, s)
			}
		}
	}
	return found
}

// enclosing returns the innermost dictionary at or below start that has the byte range
// found at position at.
func enclosing(content []byte, start, at, depth int) dict {
	if start >= len(content) {
		return nil
	}
	d := parseDict(content, start, depth)
	if r, ok := d["ByteRange"]; ok && r.start >= at && r.start-at < 64 {
		return d
	}
	for _, value := range d {
		if value.start < at && at <= value.end && bytes.HasPrefix(value.of(content), []byte("<<")) {
			return enclosing(content, value.start, at, depth+1)
		}
	}
	return nil
}

// newSigned returns nil where a dictionary has a byte range but is no signature.
func newSigned(content []byte, d dict) *signed {
	hole, ok := d["Contents"]
	if !ok {
		return nil
	}
	s := &signed{hole: hole}
	s.SubFilter = clip(strings.TrimPrefix(string(d["SubFilter"].of(content)), "/"))
	s.Signer = pdfString(d["Name"].of(content))
	s.Time = pdfTime(pdfString(d["M"].of(content)))
	s.Timestamp = s.SubFilter == "ETSI.RFC3161"
	fields := strings.Fields(strings.Trim(string(d["ByteRange"].of(content)), "[]\x00 \r\n\t"))
	if len(fields) != 4 {
		s.invalid = "the byte range is not four numbers"
		return s
	}
	for i, field := range fields {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil || n < 0 {
			s.invalid = "the byte range is not four numbers"
			return s
		}
		s.ranges[i] = n
	}
	return s
}

// check compares the byte range with the file, and the value with what it covers.
func (s *signed) check(content []byte) {
	size := int64(len(content))
	first, second := s.ranges[1], s.ranges[2]
	s.end = second + s.ranges[3]
	switch {
	case s.invalid != "":
	case s.ranges[0] != 0 || second < first || s.end > size || s.ranges[3] > size:
		s.invalid = "the byte range does not fit the file"
	case first != int64(s.hole.start) || second != int64(s.hole.end):
		s.invalid = "the byte range leaves out more or other bytes than the signature's value"
	}
	if s.invalid != "" {
		return
	}
	s.WholeFile = len(bytes.Trim(content[s.end:], "\r\n\t \x00")) == 0
	covered := make([]byte, 0, first+s.ranges[3])
	covered = append(covered, content[:first]...)
	covered = append(covered, content[second:s.end]...)
	s.verify(s.hole.of(content), covered)
}

// judge decides whether the signature holds, given the later ones. Bytes that were added
// and that no later signature covers may change anything that is seen.
func (s *signed) judge(later []*signed, size int64) {
	switch {
	case s.invalid != "":
		s.Intact, s.Flaw = No, s.invalid
	case s.digest == No || s.digest == Unknown:
		s.Intact = s.digest
	case s.WholeFile:
		s.Intact = Yes
	case coveredBy(later):
		s.Intact = Yes
		s.Flaw = "covers the first " + strconv.FormatInt(s.end, 10) + " of " + strconv.FormatInt(size, 10) +
			" bytes; the file was added to and signed again"
	default:
		s.Flaw = "the file was added to after this signature, and not signed again"
	}
}

func coveredBy(later []*signed) bool {
	for _, s := range later {
		if s.invalid == "" && s.digest == Yes && s.WholeFile {
			return true
		}
	}
	return false
}

// pdfString reads a string in parentheses or in hex, in UTF-16 or single bytes.
func pdfString(value []byte) string {
	var raw []byte
	switch {
	case len(value) >= 2 && value[0] == '(':
		raw = unescape(value[1 : len(value)-1])
	case len(value) >= 2 && value[0] == '<':
		raw, _ = hexBytes(value)
	}
	text, err := repair(raw)
	if err != nil || len(text) > 1000 {
		return ""
	}
	return foldLine(text)
}

// unescape resolves the escapes of ISO 32000-1 table 3.
func unescape(value []byte) []byte {
	escapes := map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}
	var out []byte
	for i := 0; i < len(value); i++ {
		if value[i] != '\\' || i+1 >= len(value) {
			out = append(out, value[i])
			continue
		}
		i++
		octal := 0
		for octal < 3 && i+octal < len(value) && value[i+octal] >= '0' && value[i+octal] <= '7' {
			octal++
		}
		if octal > 0 {
			n, _ := strconv.ParseUint(string(value[i:i+octal]), 8, 16)
			out = append(out, byte(n))
			i += octal - 1
			continue
		}
		if c, ok := escapes[value[i]]; ok {
			out = append(out, c)
		} else if value[i] != '\n' && value[i] != '\r' {
			out = append(out, value[i])
		}
	}
	return out
}
