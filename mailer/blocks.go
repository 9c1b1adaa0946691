package mailer

import (
	"regexp"
	"strings"
)

// block is a stretch of a text that the HTML form shows as one thing. Its kind
// follows from how its lines begin: "1. " steps, "- " list, "✓ " and "○ "
// standing, "> " quote, anything else a paragraph.
type block struct {
	Kind  string // "steps", "list", "standing", "quote" or "paragraph"
	Lines []textLine
}

type textLine struct {
	Sign  string // "✓" or "○"
	Spans []textSpan
}

type textSpan struct {
	Text   string
	Href   string
	Strong bool
}

var (
	stepMark = regexp.MustCompile(`^\d+\. `)
	inline   = regexp.MustCompile(`\*\*[^*\n]+\*\*|https?://[^\s<>"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)
)

// blocks reads a rendered text.
func blocks(s string) []block {
	var all []block
	open := false
	for line := range strings.SplitSeq(s, "\n") {
		if line == "" {
			open = false
			continue
		}
		kind, sign, rest := lineKind(line)
		if !open || all[len(all)-1].Kind != kind {
			all = append(all, block{Kind: kind})
		}
		last := &all[len(all)-1]
		last.Lines = append(last.Lines, textLine{sign, spans(rest)})
		open = true
	}
	return all
}

func lineKind(line string) (kind, sign, rest string) {
	if mark := stepMark.FindString(line); mark != "" {
		return "steps", "", line[len(mark):]
	}
	sign, rest, found := strings.Cut(line, " ")
	if found {
		switch sign {
		case "-":
			return "list", "", rest
		case ">":
			return "quote", "", rest
		case "✓", "○":
			return "standing", sign, rest
		}
	}
	return "paragraph", "", line
}

// spans finds what is strong and what is a link.
func spans(s string) []textSpan {
	var all []textSpan
	at := 0
	for _, found := range inline.FindAllStringIndex(s, -1) {
		word := strings.TrimRight(s[found[0]:found[1]], ".,;:)")
		if found[0] > at {
			all = append(all, textSpan{Text: s[at:found[0]]})
		}
		all = append(all, spanOf(word))
		at = found[0] + len(word)
	}
	if at < len(s) {
		all = append(all, textSpan{Text: s[at:]})
	}
	return all
}

func spanOf(word string) textSpan {
	switch {
	case strings.HasPrefix(word, "**"):
		return textSpan{Text: strings.Trim(word, "*"), Strong: true}
	case strings.HasPrefix(word, "http"):
		return textSpan{Text: word, Href: word}
	}
	return textSpan{Text: word, Href: "mailto:" + word}
}

var quoteMark = regexp.MustCompile(`(?m)^> `)

// plainForm returns the text as plain text shows it: without **, quotes
// indented.
func plainForm(s string) string {
	return quoteMark.ReplaceAllString(strings.ReplaceAll(s, "**", ""), "    ")
}
