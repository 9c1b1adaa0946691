package demo

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
)

// letter is a mail before it is written out.
type letter struct {
	from       mail.Address
	to         string
	subject    string
	text       string
	html       bool // as text and HTML, as most programs write
	files      []file
	id         string // without angle brackets
	inReplyTo  string
	headers    [][2]string
	stamp      stamp
	returnPath bool // an empty one, as reports have
}

// file is an attachment.
type file struct {
	name    string
	media   string
	content []byte
}

const (
	mediaPDF  = "application/pdf"
	mediaZip  = "application/zip"
	mediaDocx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

// stamp is what the receiving server found out about the sender (RFC 8601).
type stamp int

const (
	proven   stamp = iota // SPF, DKIM and DMARC pass
	forged                // none of them does
	unproven              // the sender's domain has no policy
)

// receiver is the name of the host's receiving server.
const receiver = "mx.bergen.kommune.no"

// header is what the receiving server writes on top.
func (s stamp) header(domain string, at time.Time) string {
	results := fmt.Sprintf("spf=pass smtp.mailfrom=%s; dkim=pass\r\n header.d=%s; dmarc=pass header.from=%s", domain, domain, domain)
	relay := "utpost." + domain
	switch s {
	case forged:
		results = fmt.Sprintf("spf=fail smtp.mailfrom=%s; dkim=none;\r\n dmarc=fail header.from=%s", domain, domain)
		relay = "vps-114.cheap-hosting.example"
	case unproven:
		results = fmt.Sprintf("spf=none smtp.mailfrom=%s; dkim=none;\r\n dmarc=none header.from=%s", domain, domain)
	}
	return fmt.Sprintf("Authentication-Results: %s; %s\r\nReceived: from %s (%s [198.51.100.%d])\r\n by %s with ESMTPS; %s\r\n",
		receiver, results, relay, relay, len(domain)+at.Day(), receiver, at.UTC().Format(time.RFC1123Z))
}

// bytes is the mail as it lies in the mailbox when it was received at the
// given instant.
func (l letter) bytes(at time.Time) []byte {
	var b bytes.Buffer
	if l.returnPath {
		b.WriteString("Return-Path: <>\r\n")
	}
	_, domain, _ := strings.Cut(l.from.Address, "@")
	b.WriteString(l.stamp.header(domain, at))
	put := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", name, value)
		}
	}
	put("From", l.from.String())
	put("To", l.to)
	put("Subject", mime.QEncoding.Encode("utf-8", l.subject))
	put("Date", at.Format(time.RFC1123Z))
	put("Message-ID", "<"+l.id+">")
	if l.inReplyTo != "" {
		put("In-Reply-To", "<"+l.inReplyTo+">")
		put("References", "<"+l.inReplyTo+">")
	}
	for _, h := range l.headers {
		put(h[0], h[1])
	}
	put("MIME-Version", "1.0")
	l.body(&b)
	return b.Bytes()
}

func (l letter) body(b *bytes.Buffer) {
	if len(l.files) == 0 {
		l.words(b)
		return
	}
	boundary := "_mixed_" + strings.Map(boundarySign, l.id) + "_"
	fmt.Fprintf(b, "Content-Type: multipart/mixed;\r\n boundary=%q\r\n\r\n--%s\r\n", boundary, boundary)
	l.words(b)
	for _, f := range l.files {
		fmt.Fprintf(b, "\r\n--%s\r\n", boundary)
		f.write(b)
	}
	fmt.Fprintf(b, "\r\n--%s--\r\n", boundary)
}

func boundarySign(r rune) rune {
	if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
		return r
	}
	return -1
}

// words writes the text, with its HTML where the letter has it.
func (l letter) words(b *bytes.Buffer) {
	if !l.html {
		mimePart(b, "text/plain", l.text)
		return
	}
	boundary := "_alt_" + strings.Map(boundarySign, l.id) + "_"
	fmt.Fprintf(b, "Content-Type: multipart/alternative;\r\n boundary=%q\r\n\r\n--%s\r\n", boundary, boundary)
	mimePart(b, "text/plain", l.text)
	fmt.Fprintf(b, "\r\n--%s\r\n", boundary)
	paragraphs := strings.ReplaceAll(strings.TrimSpace(l.text), "\n", "<br>\n")
	mimePart(b, "text/html", "<html><head><meta charset=\"utf-8\"></head><body>\n<p>"+paragraphs+"</p>\n</body></html>\n")
	fmt.Fprintf(b, "\r\n--%s--\r\n", boundary)
}

func mimePart(b *bytes.Buffer, media, text string) {
	fmt.Fprintf(b, "Content-Type: %s; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", media)
	w := quotedprintable.NewWriter(b)
	w.Write([]byte(strings.ReplaceAll(text, "\n", "\r\n"))) // a buffer takes everything
	w.Close()
}

func (f file) write(b *bytes.Buffer) {
	fmt.Fprintf(b, "Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: %s\r\n\r\n",
		f.media, mime.FormatMediaType("attachment", map[string]string{"filename": f.name}))
	encoded := base64.StdEncoding.EncodeToString(f.content)
	for len(encoded) > 76 {
		b.WriteString(encoded[:76] + "\r\n")
		encoded = encoded[76:]
	}
	b.WriteString(encoded + "\r\n")
}
