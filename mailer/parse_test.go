package mailer_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"strings"
	"testing"

	"fristvakt/workflows"
)

// part is one leaf of a mail.
type part struct {
	media  string
	params map[string]string
	name   string
	body   string
}

type parsed struct {
	header mail.Header
	tree   string // "mixed(alternative(text/plain text/html) application/pdf)"
	parts  []part
}

func parse(t testing.TB, raw []byte) parsed {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	p := parsed{header: m.Header}
	p.tree = p.walk(t, m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Header.Get("Content-Disposition"), m.Body)
	return p
}

func (p *parsed) walk(t testing.TB, contentType, encoding, disposition string, body io.Reader) string {
	t.Helper()
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatalf("content type %q: %v", contentType, err)
	}
	if !strings.HasPrefix(media, "multipart/") {
		p.parts = append(p.parts, leaf(t, media, params, encoding, disposition, body))
		return media
	}
	var inner []string
	reader := multipart.NewReader(body, params["boundary"])
	for {
		next, err := reader.NextRawPart()
		if err == io.EOF {
			return strings.TrimPrefix(media, "multipart/") + "(" + strings.Join(inner, " ") + ")"
		}
		if err != nil {
			t.Fatal(err)
		}
		inner = append(inner, p.walk(t, next.Header.Get("Content-Type"), next.Header.Get("Content-Transfer-Encoding"), next.Header.Get("Content-Disposition"), next))
	}
}

func leaf(t testing.TB, media string, params map[string]string, encoding, disposition string, body io.Reader) part {
	t.Helper()
	switch encoding {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	one := part{media: media, params: params, body: string(content)}
	if disposition != "" {
		_, names, err := mime.ParseMediaType(disposition)
		if err != nil {
			t.Fatalf("disposition %q: %v", disposition, err)
		}
		one.name = names["filename"]
	}
	return one
}

func (p parsed) text(media string) string {
	for _, one := range p.parts {
		if one.media == media {
			return one.body
		}
	}
	return ""
}

func subject(t testing.TB, h mail.Header) string {
	t.Helper()
	s, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// readable is a mail as a reviewer reads it: the headers that matter, the plain
// text, and the names of what is attached.
func readable(t testing.TB, m workflows.Mail) []byte {
	t.Helper()
	p := parse(t, m.Bytes)
	var b strings.Builder
	fmt.Fprintf(&b, "Envelope: %s -> %s\nSubject: %s\nTree: %s\n", m.From, strings.Join(m.To, ", "), subject(t, p.header), p.tree)
	for _, one := range p.parts {
		if one.name != "" {
			fmt.Fprintf(&b, "Attached: %s\n", one.name)
		}
	}
	b.WriteString("\n" + strings.ReplaceAll(p.text("text/plain"), "\r\n", "\n"))
	return []byte(b.String())
}

var tags = regexp.MustCompile(`(?s)<style>.*?</style>|<[^>]*>`)

// textOf is the text of an HTML page with all white space taken out.
func textOf(page string) string {
	return squeeze(html.UnescapeString(tags.ReplaceAllString(page, "")))
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
