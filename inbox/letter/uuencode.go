package letter

import (
	"bytes"
	"strconv"
)

type uuFile struct {
	name    string
	content []byte
}

// cutUUEncoded takes the uuencoded files ("begin 644 name" to "end") out of a
// text, most of them at the most, and returns them with the text that is left.
func cutUUEncoded(raw []byte, most int) (files []uuFile, text []byte) {
	if !bytes.Contains(raw, []byte("begin ")) {
		return nil, raw
	}
	text = make([]byte, 0, len(raw))
	for len(raw) > 0 {
		line, rest := cutLine(raw)
		if name, ok := uuBegin(line); ok && len(files) < most {
			if content, after, ok := uuBody(rest); ok {
				files = append(files, uuFile{name, content})
				raw = after
				continue
			}
		}
		text = append(text, raw[:len(raw)-len(rest)]...)
		raw = rest
	}
	return files, text
}

// uuBegin reads "begin 644 file name.pdf".
func uuBegin(line []byte) (string, bool) {
	rest, ok := bytes.CutPrefix(line, []byte("begin "))
	if !ok {
		return "", false
	}
	mode, name, ok := bytes.Cut(rest, []byte(" "))
	if _, err := strconv.ParseUint(string(mode), 8, 16); err != nil || !ok || len(mode) < 3 {
		return "", false
	}
	return fileName(repair(bytes.TrimSpace(name))), true
}

// uuBody decodes the lines up to "end". A line that is no uuencoding ends the
// file too: nothing after it is swallowed.
func uuBody(raw []byte) (content, rest []byte, ok bool) {
	content = []byte{}
	for len(raw) > 0 {
		line, after := cutLine(raw)
		if string(bytes.TrimSpace(line)) == "end" {
			return content, after, true
		}
		decoded, good := uuLine(line)
		if !good {
			break
		}
		content = append(content, decoded...)
		raw = after
	}
	return content, raw, len(content) > 0
}

func uuLine(line []byte) ([]byte, bool) {
	line = bytes.TrimRight(line, " ")
	if len(line) == 0 {
		return nil, true
	}
	n := int(line[0]-' ') & 0x3f
	groups := line[1:]
	if line[0] < ' ' || line[0] > '`' || len(groups) > (n+2)/3*4+2 {
		return nil, false
	}
	out := make([]byte, 0, n+2)
	for i := 0; len(out) < n; i += 4 {
		var bits uint32
		for j := i; j < i+4; j++ {
			c := byte(' ') // trailing blanks are often stripped
			if j < len(groups) {
				c = groups[j]
			}
			bits = bits<<6 | uint32(c-' ')&0x3f
		}
		out = append(out, byte(bits>>16), byte(bits>>8), byte(bits))
	}
	return out[:n], true
}
