package letter

import (
	"bytes"
	"strings"
)

// multipart reads the parts of a multipart entity (RFC 2046 section 5.1).
func (r *reading) multipart(h Header, kind, boundary string, body []byte, depth int) {
	segments, rest, found := r.split(body, boundary)
	if !found {
		if decoded, detail := decodeTransfer(body, h.Get("Content-Transfer-Encoding")); detail == "" && len(decoded) != len(body) && r.spend(len(decoded)) {
			body = decoded
			segments, rest, found = r.split(body, boundary)
		}
	}
	if !found {
		guessed := guessBoundary(body)
		r.flaw(FlawBoundary, "boundary "+boundary+" is nowhere; "+kind+" cut at "+guessed)
		if guessed == "" {
			r.entity(nil, body, depth+1, "text/plain")
			return
		}
		segments, rest, _ = r.split(body, guessed)
	}
	otherwise := "text/plain"
	if kind == "multipart/digest" {
		otherwise = "message/rfc822"
	}
	first := len(r.passages)
	var ends []int // of the passages of each part
	for _, segment := range segments {
		header, content, flaws := splitHeader(segment, r.limits.HeaderBytes)
		r.flaws(flaws)
		if header.Has("From") && (header.Has("Received") || header.Has("Message-ID") && header.Has("Subject")) {
			// A returned letter that its reporter put in without a wrapping.
			r.attachedLetter(Attachment{MediaType: "message/rfc822", Content: segment}, depth)
		} else {
			r.entity(header, content, depth+1, otherwise)
		}
		ends = append(ends, len(r.passages))
	}
	if kind == "multipart/alternative" {
		r.choose(first, ends)
	}
	if len(rest) > 0 {
		r.flaw(FlawParts, "the rest was left unopened")
		r.add(Attachment{MediaType: "application/octet-stream", Content: rest, Flaw: FlawParts})
	}
}

// split cuts a multipart body at its boundary lines. A close delimiter ends it
// unless parts follow all the same. rest is what stood after the last part
// that the limits allow.
func (r *reading) split(body []byte, boundary string) (segments [][]byte, rest []byte, found bool) {
	if boundary == "" {
		return nil, nil, false
	}
	delimiter := []byte("--" + boundary)
	start, closed := -1, false
	for pos := 0; ; {
		at, next, closing := nextDelimiter(body, delimiter, pos)
		end := at
		if at < 0 {
			end = len(body)
		}
		if start >= 0 {
			segment := trimLineEnd(body[start:end])
			if closed && knownField(segment) || !closed && (at >= 0 || len(bytes.TrimSpace(segment)) > 0) {
				segments = append(segments, segment)
			} else if text := bytes.TrimSpace(segment); len(text) > 0 {
				r.flaw(FlawEpilogue, repair(text[:min(len(text), 200)]))
			}
		}
		if at < 0 {
			return segments, nil, start >= 0
		}
		if r.parts+len(segments) >= r.limits.Parts {
			return segments, body[at:], true
		}
		start, pos, closed = next, next, closing
	}
}

// nextDelimiter finds the next line that is the delimiter, "--" at its end or
// not, and where the line after it begins.
func nextDelimiter(body, delimiter []byte, from int) (at, next int, closing bool) {
	for from < len(body) {
		i := bytes.Index(body[from:], delimiter)
		if i < 0 {
			break
		}
		at = from + i
		from = at + len(delimiter)
		if at > 0 && body[at-1] != '\n' {
			continue
		}
		line, rest := cutLine(body[from:])
		tail, closing := bytes.CutPrefix(line, []byte("--"))
		if len(tail) > 100 || len(bytes.TrimSpace(tail)) > 0 {
			continue
		}
		return at, len(body) - len(rest), closing
	}
	return -1, -1, false
}

// trimLineEnd takes one line end off: it belongs to the delimiter after it.
func trimLineEnd(b []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
}

// guessBoundary finds the boundary of a multipart that does not name it: the
// first line in dashes with a MIME field beneath.
func guessBoundary(body []byte) string {
	for i := 0; len(body) > 0 && i < 1000; i++ {
		var line []byte
		line, body = cutLine(body)
		name, ok := bytes.CutPrefix(line, []byte("--"))
		if !ok || len(name) == 0 || len(name) > 200 {
			continue
		}
		next, _ := cutLine(body)
		if len(next) > 8 && strings.EqualFold(string(next[:8]), "content-") {
			return string(bytes.TrimSpace(name))
		}
	}
	return ""
}

// choose keeps one of the alternatives (RFC 2046 section 5.1.4): the plain
// text where it says as much as the HTML, otherwise the HTML. A plain text
// that only asks for another mail program is no alternative.
func (r *reading) choose(first int, ends []int) {
	plain, html := -1, -1
	start := first
	for i, end := range ends {
		for _, p := range r.passages[start:end] {
			if p.html && html < 0 && strings.TrimSpace(p.text) != "" {
				html = i
			} else if !p.html && plain < 0 && strings.TrimSpace(p.text) != "" {
				plain = i
			}
		}
		start = end
	}
	if plain < 0 && html < 0 {
		return
	}
	part := func(i int) []passage {
		if i == 0 {
			return r.passages[first:ends[0]]
		}
		return r.passages[ends[i-1]:ends[i]]
	}
	chosen := plain
	if plain < 0 || html >= 0 && html != plain && saysLess(part(plain), part(html)) {
		chosen = html
	}
	kept := append([]passage(nil), part(chosen)...)
	r.passages = append(r.passages[:first], kept...)
}

// saysLess reports whether a short plain text stands in for an HTML that holds
// much more.
func saysLess(plain, html []passage) bool {
	var short, long int
	for _, p := range plain {
		short += len(p.text)
	}
	for _, p := range html {
		long += len(p.text)
	}
	if short > 400 || long < 4*short+400 {
		return false
	}
	long = 0
	for _, p := range html {
		text, _ := htmlText(p.text)
		long += len(text)
	}
	return long > 4*short+100
}
