package main_test

import (
	"archive/zip"
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net/mail"
	"net/smtp"
	"strings"
	"time"
)

const decision = `Fjordvik kommune
Særutskrift
Sak 39/26 Avtale om Fjordsamarbeidet
Kommunestyret sitt vedtak %s:
Kommunestyret vedtek at Fjordvik kommune skal slutte seg til samarbeidet Fjordsamarbeidet med Vertshamn kommune som vertskommune etter kommunelova kapittel 20.
Samrøystes vedteke.`

// answer is a party's answer to a mail of ours.
func answer(to *mail.Message, from, words string) string {
	id := to.Header.Get("Message-ID")
	return fmt.Sprintf("From: %s\r\nTo: postmottak@example.no\r\nSubject: SV: %s\r\nDate: %s\r\nMessage-ID: <svar-1@%s>\r\n"+
		"In-Reply-To: %s\r\nReferences: %s\r\nMIME-Version: 1.0\r\n", from, to.Header.Get("Subject"), time.Now().Format(time.RFC1123Z),
		from[strings.IndexByte(from, '@')+1:], id, id) + words
}

// plain is the rest of a mail that says something.
func plain(words string) string {
	return "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + words + "\r\n"
}

// withPaper is the rest of a mail that brings a document of the given
// paragraphs, made in Word.
func (in *installation) withPaper(paragraphs string) string {
	in.t.Helper()
	return "Content-Type: multipart/mixed; boundary=grense\r\n\r\n--grense\r\n" + plain("Hei, her er vedtaket vårt.") +
		"\r\n--grense\r\nContent-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document\r\n" +
		"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"Vedtak.docx\"\r\n\r\n" +
		lines(base64.StdEncoding.EncodeToString(in.docx(paragraphs))) + "--grense--\r\n"
}

func lines(text string) string {
	var out strings.Builder
	for len(text) > 76 {
		out.WriteString(text[:76] + "\r\n")
		text = text[76:]
	}
	return out.String() + text + "\r\n"
}

func (in *installation) docx(paragraphs string) []byte {
	in.t.Helper()
	const types = `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	const rels = `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	const begin = `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
	body := strings.ReplaceAll("<w:p><w:r><w:t>"+paragraphs+"</w:t></w:r></w:p>", "\n", "</w:t></w:r></w:p><w:p><w:r><w:t>")
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range [][2]string{{"[Content_Types].xml", types}, {"_rels/.rels", rels}, {"word/document.xml", begin + body + "</w:body></w:document>"}} {
		f, err := w.Create(part[0])
		if err == nil {
			_, err = f.Write([]byte(part[1]))
		}
		if err != nil {
			in.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		in.t.Fatal(err)
	}
	return out.Bytes()
}

// submit hands a mail to Postfix as another mail server does.
func (in *installation) submit(from, text string) {
	in.t.Helper()
	c, err := smtp.Dial(in.postfix.Address)
	if err != nil {
		in.t.Fatal(err)
	}
	defer c.Close()
	steps := []func() error{
		func() error { return c.Hello("mail.example.com") },
		func() error { return c.StartTLS(&tls.Config{RootCAs: in.roots, ServerName: "mx.example.no"}) },
		func() error { return c.Mail(from) },
		func() error { return c.Rcpt("postmottak@example.no") },
		func() error {
			data, err := c.Data()
			if err != nil {
				return err
			}
			if _, err := data.Write([]byte(text)); err != nil {
				return err
			}
			return data.Close()
		},
		c.Quit,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			in.t.Fatalf("submit: %v", err)
		}
	}
}
