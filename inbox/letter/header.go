package letter

import (
	"bytes"
	"strings"
)

// Field is one header field.
type Field struct {
	Name  string // as written; "" for a line that is no field
	Value string // unfolded and repaired to UTF-8, encoded words left as they are
}

// Header is a header block: its fields in order, the topmost (latest added)
// first.
type Header []Field

// Get returns the value of the topmost field of that name, "" where absent.
func (h Header) Get(name string) string {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// All returns the values of every field of that name, topmost first.
func (h Header) All(name string) []string {
	var values []string
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			values = append(values, f.Value)
		}
	}
	return values
}

// Has reports whether a field of that name is there.
func (h Header) Has(name string) bool {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return true
		}
	}
	return false
}

// Text returns the topmost field of that name for people: encoded words
// (RFC 2047) decoded.
func (h Header) Text(name string) string { return decodeWords(h.Get(name)) }

// ReadHeader reads a header block alone. The bytes may end anywhere, and
// whatever follows the block is not looked at.
func ReadHeader(raw []byte) Header {
	h, _, _ := splitHeader(skipEnvelope(raw), DefaultLimits().HeaderBytes)
	return h
}

// skipEnvelope drops what precedes the first header field: a byte order mark,
// blank lines and the "From " line of an mbox file.
func skipEnvelope(raw []byte) []byte {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	raw = bytes.TrimLeft(raw, "\r\n")
	for range 3 {
		if !bytes.HasPrefix(raw, []byte("From ")) && !bytes.HasPrefix(raw, []byte(">From ")) {
			break
		}
		_, raw = cutLine(raw)
	}
	return raw
}

// splitHeader reads the fields at the start of raw and returns the body after
// them. A line that is no field is kept nameless; where no more fields follow
// it, the body is taken to begin there.
func splitHeader(raw []byte, limit int) (h Header, body []byte, flaws []Flaw) {
	h = make(Header, 0, 16)
	var value []byte // of the last field, still growing
	flush := func() {
		if n := len(h); n > 0 && value != nil {
			h[n-1].Value = repair(value)
		}
		value = nil
	}
	size := len(raw)
	for len(raw) > 0 {
		line, rest := cutLine(raw)
		if len(line) == 0 {
			flush()
			return h, rest, flaws
		}
		if used := size - len(raw); used+len(line) > limit {
			flush()
			flaws = append(flaws, Flaw{FlawHeaderLimit, "the header block was cut off"})
			return append(h, cutField(line[:max(0, limit-used)])), afterHeader(raw), flaws
		}
		switch {
		case isBlank(line[0]) && len(h) > 0:
			if trimmed := bytes.TrimSpace(line); len(trimmed) > 0 {
				value = append(append(value, ' '), trimmed...)
			} else if !fieldFollows(rest) {
				flush()
				return h, rest, flaws
			}
		case fieldName(line) > 0:
			flush()
			n := fieldName(line)
			h = append(h, Field{Name: string(bytes.TrimRight(line[:n], " \t"))})
			value = append(make([]byte, 0, len(line)-n), bytes.TrimSpace(line[n+1:])...)
		case bodyBegins(len(h), rest):
			flush()
			return h, raw, append(flaws, Flaw{FlawHeaderLine, "no blank line between header and body"})
		default:
			flush()
			h = append(h, Field{Value: repair(line)})
			if len(flaws) < 10 {
				flaws = append(flaws, Flaw{FlawHeaderLine, clip("no field: " + repair(line))})
			}
		}
		raw = rest
	}
	flush()
	return h, nil, flaws
}

// cutField reads a field that was cut off in the middle.
func cutField(line []byte) Field {
	if n := fieldName(line); n > 0 {
		return Field{string(line[:n]), repair(bytes.TrimSpace(line[n+1:]))}
	}
	return Field{Value: repair(line)}
}

// afterHeader returns what follows the first blank line.
func afterHeader(raw []byte) []byte {
	unix, dos := bytes.Index(raw, []byte("\n\n")), bytes.Index(raw, []byte("\n\r\n"))
	switch {
	case unix >= 0 && (dos < 0 || unix < dos):
		return raw[unix+2:]
	case dos >= 0:
		return raw[dos+3:]
	}
	return nil
}

// fieldName returns the length of the field name at the start of a line,
// spaces before the colon included, and 0 where there is none (RFC 5322
// section 2.2, with the spaces that occur in the wild).
func fieldName(line []byte) int {
	n := 0
	for n < len(line) && line[n] > ' ' && line[n] < 0x7f && line[n] != ':' {
		n++
	}
	end := n
	for end < len(line) && isBlank(line[end]) {
		end++
	}
	if n == 0 || end == len(line) || line[end] != ':' {
		return 0
	}
	return end
}

// fieldFollows reports whether the next line is a field.
func fieldFollows(rest []byte) bool {
	line, _ := cutLine(rest)
	return fieldName(line) > 0
}

// bodyBegins judges a line that is no field: it is the body's first when no
// field known from mail headers stands within the next lines. Directly before
// a blank line it is a stray line of the header.
func bodyBegins(fields int, rest []byte) bool {
	for i := range 10 {
		if len(rest) == 0 {
			break
		}
		var line []byte
		line, rest = cutLine(rest)
		if len(line) == 0 {
			return i > 0 || fields == 0
		}
		if knownField(line) {
			return false
		}
	}
	return true
}

// knownField reports whether a line is a field that mail headers really hold;
// a line of prose may also have a word before a colon.
func knownField(line []byte) bool {
	n := fieldName(line)
	if n == 0 {
		return false
	}
	name := strings.ToLower(string(bytes.TrimRight(line[:n], " \t")))
	switch name {
	case "from", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version", "received", "return-path",
		"reply-to", "sender", "in-reply-to", "references", "delivered-to", "precedence", "importance", "priority":
		return true
	}
	for _, prefix := range []string{"content-", "x-", "dkim-", "arc-", "auto", "auth", "list-", "thread-", "resent-"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// cutLine cuts the first line off, without its line end.
func cutLine(raw []byte) (line, rest []byte) {
	i := bytes.IndexByte(raw, '\n')
	if i < 0 {
		return bytes.TrimSuffix(raw, []byte("\r")), nil
	}
	return bytes.TrimSuffix(raw[:i], []byte("\r")), raw[i+1:]
}

func isBlank(b byte) bool { return b == ' ' || b == '\t' }

// clip shortens a detail to a line that a log can bear.
func clip(s string) string {
	const most = 120
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
