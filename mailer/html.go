package mailer

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"
)

// page is what the HTML form of a mail to a party shows.
type page struct {
	Language string
	Sender   string
	Heading  string
	Notice   string
	Body     []block
	Footer   []block
}

// layouts are parsed once per process: they belong to the program, not to the
// configuration.
var layouts = template.Must(template.New("").Funcs(digestWords).ParseFS(embedded, "templates/*.html"))

// mailHTML returns the HTML form of a letter; everything in it is also in the
// plain text.
func mailHTML(l letter) ([]byte, error) {
	var b bytes.Buffer
	err := layouts.ExecuteTemplate(&b, "mail.html", page{
		Language: string(l.language), Sender: l.settings.From.Name, Heading: l.heading, Notice: l.notice,
		Body: blocks(l.body), Footer: blocks(l.footer),
	})
	if err != nil {
		return nil, fmt.Errorf("write HTML: %w", err)
	}
	return crlf(b.String()), nil
}

// crlf drops the empty lines and indentation of the layout and ends lines as
// mail does.
func crlf(s string) []byte {
	var b strings.Builder
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString(line + "\r\n")
		}
	}
	return []byte(b.String())
}
