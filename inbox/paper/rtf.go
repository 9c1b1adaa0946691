package paper

import (
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// Destinations whose text is not the document's (Rich Text Format 1.9.1).
var rtfSkipped = map[string]bool{
	"fonttbl": true, "colortbl": true, "stylesheet": true, "info": true, "pict": true, "object": true,
	"listtable": true, "listoverridetable": true, "revtbl": true, "rsidtbl": true, "generator": true,
	"themedata": true, "colorschememapping": true, "latentstyles": true, "datastore": true, "xmlnstbl": true,
	"fldinst": true, "nonshppict": true, "filetbl": true, "pgptbl": true, "mmathPr": true, "falt": true, "panose": true,
}

// Words of control that stand for text.
var rtfText = map[string]string{
	"par": "\n", "line": "\n", "row": "\n", "sect": "\n", "cell": "\t", "nestcell": "\t", "nestrow": "\n", "tab": "\t",
	"emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
	"~": " ", "_": "-", "emspace": " ", "enspace": " ", "\n": "\n", "\r": "\n", "\\": "\\", "{": "{", "}": "}",
}

// rtfGroup is what a brace opens and its match takes back.
type rtfGroup struct {
	skip   bool // its text is not shown
	hidden bool // by the property \v or \deleted
	after  int  // bytes that stand in for a \u character, to be left out
}

type rtf struct {
	sheet
	in     []byte
	at     int
	group  rtfGroup
	stack  []rtfGroup
	star   bool // the next word begins a destination that may be ignored
	unread int  // bytes still to be left out after \u
	table  *charmap.Charmap
	high   rune // first half of a surrogate pair
}

func readRTF(content []byte) (Paper, error) {
	r := &rtf{in: content, group: rtfGroup{after: 1}, table: charmap.Windows1252}
	err := r.read()
	return Paper{Pages: r.done()}, err
}

func (r *rtf) read() error {
	for r.at < len(r.in) {
		c := r.in[r.at]
		r.at++
		var err error
		switch c {
		case '{':
			if len(r.stack) >= maxDepth*10 {
				return stop(ReasonTooLarge)
			}
			r.stack = append(r.stack, r.group)
			r.star, r.unread = false, 0
		case '}':
			if len(r.stack) == 0 {
				return nil
			}
			r.group, r.stack = r.stack[len(r.stack)-1], r.stack[:len(r.stack)-1]
			r.unread = 0
		case '\\':
			err = r.control()
		case '\r', '\n', 0:
		default:
			err = r.put(string(r.table.DecodeByte(c)))
		}
		if err != nil {
			return err
		}
	}
	if len(r.stack) > 0 {
		return stop(ReasonDamaged) // cut off
	}
	return nil
}

// put writes one character, unless it stands in for one already written.
func (r *rtf) put(text string) error {
	if r.unread > 0 {
		r.unread--
		return nil
	}
	if r.group.skip || r.group.hidden {
		return nil
	}
	return r.write(text)
}

// control reads what follows a backslash: a symbol, a byte in hex, or a word with an
// optional number.
func (r *rtf) control() error {
	if r.at >= len(r.in) {
		return nil
	}
	c := r.in[r.at]
	if c == '\'' {
		return r.hex()
	}
	if !isLetter(c) {
		r.at++
		if c == '*' {
			r.star = true
			return nil
		}
		return r.put(rtfText[string(c)])
	}
	start := r.at
	for r.at < len(r.in) && isLetter(r.in[r.at]) && r.at-start < 32 {
		r.at++
	}
	word := string(r.in[start:r.at])
	start = r.at
	for r.at < len(r.in) && (isDigit(r.in[r.at]) || (r.at == start && r.in[r.at] == '-')) && r.at-start < 11 {
		r.at++
	}
	number, err := strconv.Atoi(string(r.in[start:r.at]))
	if r.at < len(r.in) && r.in[r.at] == ' ' {
		r.at++
	}
	return r.word(word, number, err == nil)
}

func (r *rtf) hex() error {
	if r.at+3 > len(r.in) {
		r.at = len(r.in)
		return nil
	}
	value, err := strconv.ParseUint(string(r.in[r.at+1:r.at+3]), 16, 8)
	r.at += 3
	if err != nil {
		return nil
	}
	return r.put(string(r.table.DecodeByte(byte(value))))
}

func (r *rtf) word(word string, number int, has bool) error {
	star := r.star
	r.star = false
	switch {
	case word == "pict":
		r.page.Pictures++
		r.group.skip = true
	case rtfSkipped[word], star && word != "shpinst" && word != "shppict":
		r.group.skip = true
	case word == "u" && has:
		return r.unicode(number)
	case word == "uc" && has:
		r.group.after = max(0, min(number, 10))
	case word == "v", word == "deleted":
		r.group.hidden = !has || number != 0
	case word == "plain":
		r.group.hidden = false
	case word == "bin" && has:
		r.at = min(len(r.in), r.at+max(0, number))
	case word == "ansicpg" && has:
		r.codepage(number)
	case word == "page", word == "pagebb":
		if !r.group.skip && !r.group.hidden && (word == "page" || strings.TrimSpace(r.text.String()) != "") {
			r.turn()
		}
	case rtfText[word] != "":
		r.unread = 0
		return r.put(rtfText[word])
	}
	return nil
}

// unicode writes the character \uN. Those beyond the basic plane come in two halves.
func (r *rtf) unicode(number int) error {
	r.unread = 0
	char := rune(uint16(number))
	switch {
	case char >= 0xD800 && char < 0xDC00:
		r.high, r.unread = char, r.group.after
		return nil
	case char >= 0xDC00 && char < 0xE000 && r.high != 0:
		char = (r.high-0xD800)<<10 + (char - 0xDC00) + 0x10000
	}
	r.high = 0
	err := r.put(string(char))
	r.unread = r.group.after
	return err
}

func (r *rtf) codepage(number int) {
	tables := map[int]*charmap.Charmap{437: charmap.CodePage437, 850: charmap.CodePage850, 865: charmap.CodePage865,
		1250: charmap.Windows1250, 1251: charmap.Windows1251, 1257: charmap.Windows1257, 10000: charmap.Macintosh}
	if table := tables[number]; table != nil {
		r.table = table
	}
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
