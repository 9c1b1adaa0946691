package letter

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// decodeTransfer undoes a Content-Transfer-Encoding. What cannot be decoded is
// kept; detail says what was wrong, "" where nothing was.
func decodeTransfer(raw []byte, encoding string) (content []byte, detail string) {
	encoding = strings.ToLower(strings.Trim(strings.TrimSpace(encoding), `"`))
	encoding, _, _ = strings.Cut(encoding, ";")
	switch strings.TrimSpace(encoding) {
	case "", "7bit", "8bit", "binary", "7-bit", "8-bit", "none":
		return raw, ""
	case "base64", "base-64":
		return decodeBase64(raw)
	case "quoted-printable", "quotedprintable", "quoted printable":
		return decodeQuotedText(raw), ""
	case "x-uuencode", "uuencode", "x-uue", "uue":
		if files, _ := cutUUEncoded(raw, 1); len(files) > 0 {
			return files[0].content, ""
		}
		return raw, "no uuencoded file in a part that is said to be one"
	}
	return raw, clip("unknown transfer encoding " + encoding)
}

func decodeBase64(raw []byte) ([]byte, string) {
	decoded := make([]byte, base64.StdEncoding.DecodedLen(len(raw)))
	if n, err := base64.StdEncoding.Decode(decoded, raw); err == nil {
		return decoded[:n], ""
	}
	return lenientBase64(raw)
}

// lenientBase64 decodes what there is: bytes outside the alphabet are passed
// over, padding in the middle ends one run and begins the next, and a cut-off
// end yields the bytes it still holds.
func lenientBase64(raw []byte) (content []byte, detail string) {
	content = make([]byte, 0, len(raw)/4*3+3)
	var bits uint32
	var held, junk int
	ended := false // by padding, as it should
	for _, c := range raw {
		v := base64Value[c]
		switch {
		case v < 64:
			bits = bits<<6 | uint32(v)
			held++
			ended = false
			if held == 4 {
				content = append(content, byte(bits>>16), byte(bits>>8), byte(bits))
				bits, held = 0, 0
			}
		case c == '=':
			content = appendTail(content, bits, held)
			bits, held, ended = 0, 0, true
		case c != '\r' && c != '\n' && c != ' ' && c != '\t':
			junk++
		}
	}
	content = appendTail(content, bits, held)
	switch {
	case junk > 0:
		detail = "bytes in base64 that do not belong there"
	case held > 0 && !ended:
		detail = "base64 cut off"
	}
	return content, detail
}

// appendTail appends the whole bytes of an incomplete group of four.
func appendTail(content []byte, bits uint32, held int) []byte {
	switch held {
	case 2:
		return append(content, byte(bits>>4))
	case 3:
		return append(content, byte(bits>>10), byte(bits>>2))
	}
	return content
}

var base64Value = func() (table [256]byte) {
	for i := range table {
		table[i] = 0xff
	}
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		table[c] = byte(i)
	}
	return table
}()

// decodeQuotedText decodes a quoted-printable body: blanks at line ends are
// not part of it (RFC 2045 section 6.7, rule 3).
func decodeQuotedText(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	for len(raw) > 0 {
		var line []byte
		end := bytes.IndexByte(raw, '\n')
		if end < 0 {
			line, raw = raw, nil
		} else {
			line, raw = raw[:end], raw[end+1:]
		}
		line = bytes.TrimRight(line, " \t\r")
		if soft := bytes.HasSuffix(line, []byte("=")); soft {
			out = append(out, decodeQuoted(line[:len(line)-1])...)
			continue
		}
		out = append(out, decodeQuoted(line)...)
		if end >= 0 {
			out = append(out, '\n')
		}
	}
	return out
}

// decodeQuoted undoes "=E6" and leaves an equals sign that escapes nothing.
func decodeQuoted(raw []byte) []byte {
	if bytes.IndexByte(raw, '=') < 0 {
		return raw
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] == '=' && i+2 < len(raw) {
			if hi, lo := hexValue(raw[i+1]), hexValue(raw[i+2]); hi < 16 && lo < 16 {
				out = append(out, hi<<4|lo)
				i += 2
				continue
			}
		}
		out = append(out, raw[i])
	}
	return out
}

func hexValue(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	}
	return 0xff
}
