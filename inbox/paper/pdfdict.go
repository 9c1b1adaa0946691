package paper

import "bytes"

// span is a stretch of the file.
type span struct{ start, end int }

func (s span) of(content []byte) []byte { return content[s.start:s.end] }

// dict is a PDF dictionary by its keys. Each value is where it stands.
type dict map[string]span

const maxKeys = 1000

// parseDict reads the dictionary at the two angle brackets at position at. It returns nil
// for what is none.
func parseDict(content []byte, at, depth int) dict {
	if depth > maxDepth || !bytes.HasPrefix(content[at:], []byte("<<")) {
		return nil
	}
	d := dict{}
	at += 2
	for len(d) < maxKeys {
		at = skipBlank(content, at)
		if at >= len(content) || content[at] != '/' {
			return d // the end, or no dictionary any more
		}
		keyEnd := skipName(content, at)
		key := string(content[at+1 : keyEnd])
		start := skipBlank(content, keyEnd)
		end := skipValue(content, start, depth)
		if _, twice := d[key]; twice {
			return nil // readers differ on which of the two counts
		}
		d[key] = span{start, end}
		at = end
	}
	return nil
}

// skipValue returns the end of the value at at, with the tokens that may follow the first
// one of it, as in a reference.
func skipValue(content []byte, at, depth int) int {
	at = skipToken(content, at, depth)
	for {
		next := skipBlank(content, at)
		if next >= len(content) || content[next] == '/' || content[next] == '>' || content[next] == ']' {
			return at
		}
		end := skipToken(content, next, depth)
		if end <= next {
			return at
		}
		at = end
	}
}

func skipToken(content []byte, at, depth int) int {
	if at >= len(content) || depth > maxDepth {
		return len(content)
	}
	switch c := content[at]; {
	case c == '/':
		return skipName(content, at)
	case c == '(':
		return skipString(content, at)
	case bytes.HasPrefix(content[at:], []byte("<<")):
		return skipUntil(content, at+2, ">>", depth)
	case c == '<':
		if end := bytes.IndexByte(content[at:], '>'); end >= 0 {
			return at + end + 1
		}
		return len(content)
	case c == '[':
		return skipUntil(content, at+1, "]", depth)
	case c == '>' || c == ']' || c == ')':
		return at + 1
	}
	for at < len(content) && !delimits(content[at]) {
		at++
	}
	return at
}

func skipUntil(content []byte, at int, closing string, depth int) int {
	for at < len(content) {
		at = skipBlank(content, at)
		if bytes.HasPrefix(content[min(at, len(content)):], []byte(closing)) {
			return at + len(closing)
		}
		at = max(at+1, skipToken(content, at, depth+1))
	}
	return len(content)
}

func skipString(content []byte, at int) int {
	nested := 0
	for ; at < len(content); at++ {
		switch content[at] {
		case '\\':
			at++
		case '(':
			nested++
		case ')':
			if nested--; nested == 0 {
				return at + 1
			}
		}
	}
	return len(content)
}

func skipName(content []byte, at int) int {
	at++
	for at < len(content) && !delimits(content[at]) {
		at++
	}
	return at
}

func skipBlank(content []byte, at int) int {
	for at < len(content) {
		switch c := content[at]; {
		case isBlank(c):
			at++
		case c == '%':
			for at < len(content) && content[at] != '\n' && content[at] != '\r' {
				at++
			}
		default:
			return at
		}
	}
	return at
}

func isBlank(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func delimits(c byte) bool {
	return isBlank(c) || bytes.IndexByte([]byte("/()<>[]{}%"), c) >= 0
}
