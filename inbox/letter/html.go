package letter

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// quotationMark stands on a line of its own where HTML says that the rest is
// quoted. Decoded text holds no control characters, so it cannot be forged.
const quotationMark = "\x1e"

// maxQuotes bounds how deep block quotations are told apart.
const maxQuotes = 5

// maxLinks bounds the links kept of one text.
const maxLinks = 200

// htmlText turns HTML into text: blocks become lines, table cells are parted
// by tabs, block quotations get "> ", and where Outlook and others begin the
// quoted letter a line with quotationMark stands. It reads tokens rather than
// a tree, so that no nesting costs more than its length.
func htmlText(source string) (text string, links []string) {
	p := page{}
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case html.ErrorToken:
			p.line()
			return tidyLines(p.out.String()), p.links
		case html.TextToken:
			if p.hidden == 0 {
				p.write(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			p.open(atom.Lookup(name), z, more)
		case html.EndTagToken:
			name, _ := z.TagName()
			p.close(atom.Lookup(name))
		}
	}
}

// page is the text of an HTML page as it grows.
type page struct {
	out     strings.Builder
	current strings.Builder // the line being written
	space   bool            // a blank is due before the next word
	quotes  int             // depth of block quotations
	hidden  int             // depth of elements that show nothing
	pre     int
	links   []string
}

func (p *page) write(raw string) {
	text := html.UnescapeString(raw)
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\u00a0':
			return ' '
		case r == '\u00ad' || r == '\u200b' || r == '\ufeff' || r < ' ' && r != '\n' && r != '\t' && r != '\r':
			return -1
		}
		return r
	}, text)
	if p.pre > 0 {
		for i, l := range strings.Split(text, "\n") {
			if i > 0 {
				p.line()
			}
			p.current.WriteString(l)
		}
		return
	}
	if strings.HasPrefix(text, " ") || strings.HasPrefix(text, "\n") || strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\r") {
		p.space = true
	}
	for word := range strings.FieldsSeq(text) {
		if p.space && p.current.Len() > 0 {
			p.current.WriteByte(' ')
		}
		p.current.WriteString(word)
		p.space = true
	}
	last := text[max(0, len(text)-1):]
	p.space = last == " " || last == "\n" || last == "\t" || last == "\r" || text == "" && p.space
}

// line ends the line being written.
func (p *page) line() {
	if p.current.Len() == 0 {
		return
	}
	p.out.WriteString(strings.Repeat("> ", p.quotes))
	p.out.WriteString(p.current.String())
	p.out.WriteByte('\n')
	p.current.Reset()
	p.space = false
}

// blank ends a paragraph.
func (p *page) blank() {
	p.line()
	if p.out.Len() > 0 {
		p.out.WriteString(strings.TrimRight(strings.Repeat("> ", p.quotes), " "))
		p.out.WriteByte('\n')
	}
}

func (p *page) open(tag atom.Atom, z *html.Tokenizer, more bool) {
	switch tag {
	case atom.Script, atom.Style, atom.Title, atom.Template, atom.Noscript:
		p.hidden++
	case atom.Br:
		if p.current.Len() == 0 {
			p.blank()
		}
		p.line()
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Table, atom.Ul, atom.Ol, atom.Hr:
		p.blank()
	case atom.Blockquote:
		p.blank()
		if p.quotes < maxQuotes {
			p.quotes++
		}
	case atom.Pre:
		p.line()
		p.pre++
	case atom.Div, atom.Tr, atom.Li, atom.Dt, atom.Dd, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Body:
		p.line()
	case atom.Td, atom.Th:
		if p.current.Len() > 0 {
			p.current.WriteByte('\t')
			p.space = false
		}
	}
	if more {
		p.attributes(tag, z)
	}
}

func (p *page) attributes(tag atom.Atom, z *html.Tokenizer) {
	for more := true; more; {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "href":
			if tag == atom.A && len(p.links) < maxLinks && (hasPrefix(value, "http://") || hasPrefix(value, "https://")) {
				p.links = append(p.links, strings.TrimSpace(string(value)))
			}
		case "id", "class":
			if beginsQuotation(string(value)) {
				p.line()
				p.out.WriteString(quotationMark + "\n")
			}
		}
	}
}

// beginsQuotation knows the marks that mail programs set where the letter
// being answered or forwarded begins. Webmail puts "x_" before foreign names.
func beginsQuotation(value string) bool {
	if len(value) > 200 {
		return false
	}
	for name := range strings.FieldsSeq(value) {
		for strings.HasPrefix(name, "x_") {
			name = name[2:]
		}
		switch name {
		case "appendonsend", "divRplyFwdMsg", "OLK_SRC_BODY_SECTION", "mail-editor-reference-message-container",
			"yahoo_quoted", "ms-outlook-mobile-reference-message", "isForwardContent", "isReplyContent", "moz-forward-container":
			return true
		}
	}
	return false
}

func (p *page) close(tag atom.Atom) {
	switch tag {
	case atom.Script, atom.Style, atom.Title, atom.Template, atom.Noscript:
		p.hidden = max(0, p.hidden-1)
	case atom.Blockquote:
		p.line()
		p.quotes = max(0, p.quotes-1)
		p.blank()
	case atom.Pre:
		p.line()
		p.pre = max(0, p.pre-1)
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Table, atom.Ul, atom.Ol:
		p.blank()
	case atom.Div, atom.Tr, atom.Li, atom.Dt, atom.Dd, atom.Section, atom.Article, atom.Header, atom.Footer:
		p.line()
	}
}

// tidyLines drops blanks at line ends and more than one empty line in a row.
func tidyLines(text string) string {
	var out strings.Builder
	out.Grow(len(text))
	empty := true
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\n")
		if line == "" || strings.Trim(line, "> ") == "" {
			if !empty {
				out.WriteString(line + "\n")
			}
			empty = true
			continue
		}
		empty = false
		out.WriteString(line + "\n")
	}
	return out.String()
}
