package paper

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

// Elements whose text is not shown, and those that stand on lines of their own.
var (
	htmlSkipped = map[string]bool{"script": true, "style": true, "template": true, "noscript": true, "svg": true, "iframe": true, "object": true}
	htmlBlocks  = map[string]bool{
		"p": true, "div": true, "br": true, "tr": true, "table": true, "li": true, "ul": true, "ol": true, "h1": true, "h2": true,
		"h3": true, "h4": true, "h5": true, "h6": true, "pre": true, "blockquote": true, "hr": true, "section": true,
		"article": true, "header": true, "footer": true, "address": true, "dt": true, "dd": true, "title": true, "body": true,
	}
)

type htmlReader struct {
	sheet
	skip  string // the element that is being left out
	pre   bool
	title strings.Builder
	names bool // within the title
}

// readHTML reads the text a browser would show without running or loading anything. It
// reads tokens and builds no tree, so nesting costs nothing.
func readHTML(content []byte) (Paper, error) {
	encoding, _, _ := charset.DetermineEncoding(content, "")
	decoded, err := encoding.NewDecoder().Bytes(content)
	if err != nil {
		return Paper{}, fmt.Errorf("decode html: %w", err)
	}
	tokens := html.NewTokenizer(bytes.NewReader(decoded))
	tokens.SetMaxBuf(8 << 20)
	h := &htmlReader{}
	for err == nil {
		switch tokens.Next() {
		case html.ErrorToken:
			err = tokens.Err()
		case html.TextToken:
			err = h.chars(string(tokens.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			err = h.start(tokens.Token())
		case html.EndTagToken:
			name, _ := tokens.TagName()
			err = h.end(string(name))
		}
	}
	paper := Paper{Pages: h.done(), Properties: Properties{Title: clip(fold(h.title.String()))}}
	switch {
	case errors.Is(err, io.EOF):
		return paper, nil
	case errors.Is(err, html.ErrBufferExceeded):
		return paper, stop(ReasonTooLarge)
	}
	return paper, err
}

func (h *htmlReader) start(t html.Token) error {
	if h.skip != "" {
		return nil
	}
	if htmlSkipped[t.Data] && t.Type == html.StartTagToken {
		h.skip = t.Data
		return nil
	}
	for _, a := range t.Attr {
		if a.Key == "style" && strings.Contains(a.Val, "page-break-before") && strings.Contains(a.Val, "always") &&
			strings.TrimSpace(h.text.String()) != "" {
			h.turn()
		}
	}
	switch {
	case t.Data == "img":
		h.page.Pictures++
	case t.Data == "title":
		h.names = true
	case t.Data == "pre":
		h.pre = true
	}
	if htmlBlocks[t.Data] {
		return h.write("\n")
	}
	return nil
}

func (h *htmlReader) end(name string) error {
	if h.skip != "" {
		if name == h.skip {
			h.skip = ""
		}
		return nil
	}
	switch {
	case name == "td" || name == "th":
		return h.write("\t")
	case name == "title":
		h.names = false
	case name == "pre":
		h.pre = false
	case htmlBlocks[name]:
		return h.write("\n")
	}
	return nil
}

func (h *htmlReader) chars(text string) error {
	switch {
	case h.skip != "":
		return nil
	case h.names:
		h.title.WriteString(text[:min(len(text), 1000)])
		return nil
	case !h.pre:
		text = flowing.Replace(text)
	}
	return h.write(text)
}

// flowing turns line ends into spaces: in HTML they mean nothing.
var flowing = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ")
