package letter

import (
	"slices"
	"strconv"
	"strings"
)

// parseParameters reads "value; name=value; …" as Content-Type and
// Content-Disposition hold it, in every form that occurs: quoted, bare with
// spaces, with quotes inside quotes, duplicated (the first counts), split and
// percent-encoded in any charset (RFC 2231), or in encoded words.
func parseParameters(s string) (value string, parameters map[string]string) {
	value, rest := cutValue(s)
	value = strings.ToLower(strings.TrimSpace(value))
	if rest == "" {
		return value, nil
	}
	parameters = make(map[string]string, 2)
	var pieces []piece
	for rest != "" {
		var item string
		name, after, ok := strings.Cut(rest, "=")
		if semicolon := strings.IndexByte(name, ';'); semicolon >= 0 || !ok {
			_, rest, _ = strings.Cut(rest, ";")
			continue
		}
		item, rest = cutValue(strings.TrimLeft(after, " \t"))
		name = strings.ToLower(strings.TrimSpace(name))
		if base, _, starred := strings.Cut(name, "*"); starred {
			pieces = append(pieces, newPiece(base, name[len(base):], item))
		} else if _, twice := parameters[name]; !twice && name != "" {
			parameters[name] = decodeWords(item)
		}
	}
	joinPieces(parameters, pieces)
	return value, parameters
}

// cutValue cuts a parameter value off, up to its semicolon. A quote closes
// only before a semicolon or the end, so that quotes inside quotes survive.
func cutValue(s string) (value, rest string) {
	if !strings.HasPrefix(s, `"`) {
		value, rest, _ = strings.Cut(s, ";")
		return strings.TrimSpace(value), rest
	}
	for i := 1; i < len(s); i++ {
		if s[i] == '\\' {
			i++
			continue
		}
		if s[i] != '"' {
			continue
		}
		after := strings.TrimLeft(s[i+1:min(len(s), i+100)], " \t")
		if after == "" || after[0] == ';' {
			_, rest, _ = strings.Cut(s[i+1:], ";")
			return unescape(s[1:i]), rest
		}
	}
	value, rest, _ = strings.Cut(s[1:], ";")
	return unescape(strings.TrimSpace(value)), rest
}

// unescape undoes \" and \\ and leaves the backslashes of a Windows path.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(s)
}

// piece is one "name*0*=" of RFC 2231.
type piece struct {
	name    string
	number  int
	encoded bool
	value   string
}

func newPiece(name, suffix, value string) piece {
	encoded := strings.HasSuffix(suffix, "*")
	number, err := strconv.Atoi(strings.Trim(suffix, "*"))
	if err != nil || number < 0 {
		number = 0
	}
	return piece{name, number, encoded, value}
}

// joinPieces puts split values together, in the order of their numbers. A
// value in the extended form wins over the plain one of the same name.
func joinPieces(parameters map[string]string, pieces []piece) {
	slices.SortStableFunc(pieces, func(a, b piece) int {
		if a.name != b.name {
			return strings.Compare(a.name, b.name)
		}
		return a.number - b.number
	})
	for len(pieces) > 0 {
		n := 1
		for n < len(pieces) && pieces[n].name == pieces[0].name {
			n++
		}
		if joined := joinPiece(pieces[:n]); joined != "" && pieces[0].name != "" {
			parameters[pieces[0].name] = joined
		}
		pieces = pieces[n:]
	}
}

func joinPiece(pieces []piece) string {
	var raw []byte
	label := ""
	for i, p := range pieces {
		if i > 0 && p.number == pieces[i-1].number {
			continue
		}
		value := p.value
		if p.encoded && i == 0 {
			if charset, rest, ok := strings.Cut(value, "'"); ok {
				if _, text, ok := strings.Cut(rest, "'"); ok {
					label, value = charset, text
				}
			}
		}
		if p.encoded {
			raw = append(raw, unpercent(value)...)
		} else {
			raw = append(raw, value...)
		}
	}
	text, _ := decodeText(raw, label)
	return decodeWords(text)
}

func unpercent(s string) []byte {
	return decodeQuoted([]byte(strings.NewReplacer("=", "=3D", "%", "=").Replace(s)))
}
