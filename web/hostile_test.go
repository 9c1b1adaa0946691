package web_test

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"fristvakt/web"
	"fristvakt/workflows"
)

// hostile are texts that have broken pages elsewhere.
var hostile = map[string]string{
	"script":        `<script>alert(1)</script>`,
	"attribute":     `" onmouseover="alert(1)" x="`,
	"closing":       `</textarea></title></main><iframe src=//evil.example>`,
	"template":      `{{.Secret}} ${7*7}`,
	"turning":       "exe.\u202efdp\u2066skjult\u2069\u200b\u200f\ufeff",
	"control":       "a\x00b\x1b[2Jc\x08",
	"very long":     strings.Repeat("å", 20_000),
	"address":       `javascript:alert(1)`,
	"broken UTF-8":  "vedtak\xff\xfe.pdf",
	"private signs": "\ue000\uf8ff\u2028\u2029",
}

func TestHostileLettersStayText(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			l := web.Letter{From: text, Subject: text, Text: text, Papers: []web.Paper{{Name: text, Text: []string{text}, Unreadable: text}, {Name: text + ".pdf", Pages: 2}}}
			v := workflows.Verdict{Documents: []workflows.Document{{Name: text, Kind: text, Outcome: workflows.Outcome(text), Delivers: true, Quote: text, Page: 1}},
				Reasons: []workflows.Reason{{Rule: text, Text: text, Nynorsk: text}}}
			h.letter("aa11", "4602", l, v)
			h.append(workflows.Fact{Kind: workflows.Bounced, Party: "4602", Address: text, Hard: true, Reason: text, Actor: workflows.Robot},
				workflows.Fact{Kind: workflows.Absent, Party: "4602", Address: text, Reason: text, Actor: workflows.Robot},
				workflows.Fact{Kind: workflows.Delivered, Round: h.round.ID, Party: "4611", Requirement: "decision-copy", Paper: text, Journal: text, Actor: text, Reason: text},
				workflows.Fact{Kind: workflows.OutageBegan, Subject: text, Reason: text, Actor: workflows.Robot},
				workflows.Fact{Kind: workflows.Paused, Actor: text, Reason: text})
			b := h.as(ruler)
			for _, path := range []string{"/", "/review", "/review/aa11", "/letter/aa11", "/party/4602", "/party/4611", "/log", "/coming"} {
				page := b.get(path)
				if page.status != 200 {
					t.Fatalf("%s: %d", path, page.status)
				}
				harmless(t, path, page.body)
			}
		})
	}
}

// harmless parses the page as a browser does and looks for what must not have
// come into being.
func harmless(t *testing.T, path, page string) {
	t.Helper()
	for _, r := range page {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.In(r, unicode.Bidi_Control, unicode.Co) || strings.ContainsRune("\u200b\ufeff\u2028\u2029", r) {
			t.Errorf("%s holds %U", path, r)
		}
	}
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	mains := 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "main":
			mains++
		case "iframe", "object", "embed", "style":
			t.Errorf("%s holds a %s", path, n.Data)
		case "script":
			if n.FirstChild != nil {
				t.Errorf("%s holds a script of its own", path)
			}
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || (a.Key == "href" || a.Key == "src" || a.Key == "action") && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "?") {
				t.Errorf("%s: %s=%.60q", path, a.Key, a.Val)
			}
		}
	}
	if mains != 1 || !strings.Contains(page, "</html>") {
		t.Errorf("%s has %d main parts", path, mains)
	}
	if n := len(page); n > 400_000 {
		t.Errorf("%s weighs %d bytes", path, n)
	}
}
