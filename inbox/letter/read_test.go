package letter_test

import (
	"fmt"
	"strings"
	"testing"

	"fristvakt/inbox/letter"
)

func read(raw string) *letter.Letter { return letter.Read([]byte(raw), letter.Limits{}) }

// mixed wraps parts, each with its own header, into a multipart mail.
func mixed(parts ...string) string {
	return "From: post@vika.example.no\nSubject: Avtale\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=grense\n\n--grense\n" +
		strings.Join(parts, "\n--grense\n") + "\n--grense--\n"
}

const pdf = "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=a.pdf\n\n"

func hasFlaw(l *letter.Letter, code string) bool {
	for _, f := range l.Flaws {
		if f.Code == code {
			return true
		}
	}
	return false
}

// The rows of what is found broken in mail, and what is read all the same.
func TestBrokenMailIsReadAllTheSame(t *testing.T) {
	for _, test := range []struct {
		name, raw  string
		text       string // of the letter
		attachment string // "name: content" of the first attachment
		flaw       string
	}{
		{"windows-1252 labelled utf-8", "Content-Type: text/plain; charset=utf-8\n\nS\xe6rutskrift fr\xe5 Vik \x96 ja\n", "Særutskrift frå Vik – ja", "", letter.FlawCharset},
		{"utf-8 labelled iso-8859-1", "Content-Type: text/plain; charset=iso-8859-1\n\nSærutskrift\n", "Særutskrift", "", letter.FlawCharset},
		{"unknown charset", "Content-Type: text/plain; charset=x-bergen\n\nHei på deg\n", "Hei på deg", "", letter.FlawCharset},
		{"utf-16 with a byte order mark", "Content-Type: text/plain; charset=utf-16\n\n\xff\xfeH\x00e\x00i\x00", "Hei", "", ""},
		{"line of an mbox file", "From post@vika.example.no Mon Mar  3 07:15:00 2025\nSubject: x\n\nHei\n", "Hei", "", ""},
		{"header line without a colon", "Subject: x\nher er noko rart\nTo: a@example.no\n\nHei\n", "Hei", "", letter.FlawHeaderLine},
		{"no blank line before the body", "Subject: x\nMIME-Version: 1.0\nHei på deg\nher er teksta\n", "Hei på deg\nher er teksta", "", letter.FlawHeaderLine},
		{"no header at all", "Hei på deg.\n\nHelsing Kari\n", "Hei på deg.\n\nHelsing Kari", "", letter.FlawHeaderLine},
		{"lines ended by CR alone", "Subject: x\r\rHei\rder\r", "Hei\nder", "", ""},
		{"multipart without a boundary parameter", "Content-Type: multipart/mixed\n\n--skilje\nContent-Type: text/plain\n\nHei\n--skilje\n" + pdf + "UERG\n--skilje--\n", "Hei", "a.pdf: PDF", letter.FlawBoundary},
		{"a boundary that never appears", "Content-Type: multipart/mixed; boundary=feil\n\n--rett\nContent-Type: text/plain\n\nHei\n--rett--\n", "Hei", "", letter.FlawBoundary},
		{"multipart without any boundary", "Content-Type: multipart/mixed; boundary=feil\n\nBerre tekst.\n", "Berre tekst.", "", letter.FlawBoundary},
		{"missing final boundary", strings.TrimSuffix(mixed("\nHei", pdf+"UERG"), "--grense--\n"), "Hei", "a.pdf: PDF", ""},
		{"a part after the final boundary", mixed("\nHei") + "--grense\n" + pdf + "UERG\n--grense--\n", "Hei", "a.pdf: PDF", ""},
		{"junk inside base64", mixed("\nHei", pdf+"U*E\x00R!G"), "Hei", "a.pdf: PDF", letter.FlawEncoding},
		{"base64 cut off", mixed("\nHei", pdf+"UERGU"), "Hei", "a.pdf: PDF", letter.FlawEncoding},
		{"base64 without padding", mixed("\nHei", pdf+"UERGMQ"), "Hei", "a.pdf: PDF1", letter.FlawEncoding},
		{"padding in the middle", mixed("\nHei", pdf+"UERGMQ==\nUERG"), "Hei", "a.pdf: PDF1PDF", ""},
		{"unknown transfer encoding", mixed("Content-Transfer-Encoding: x-rart\n\nHei"), "Hei", "", letter.FlawEncoding},
		{"quoted-printable with stray signs", "Content-Transfer-Encoding: quoted-printable\n\n2+2=4 og =C3=A6=\n=zz \t\n", "2+2=4 og æ=zz", "", ""},
		{"a part header without a colon", mixed("\nHei", "Content-Type: application/pdf; name=a.pdf\nrusk og rask\nContent-Transfer-Encoding: base64\n\nUERG"), "Hei", "a.pdf: PDF", letter.FlawHeaderLine},
		{"uuencode in the text", "Subject: x\n\nSjå fila.\nbegin 644 a.pdf\n#4$1&\n`\nend\nHelsing Kari\n", "Sjå fila.\nHelsing Kari", "a.pdf: PDF", ""},
		{"a text that begins with begin", "Subject: x\n\nbegin 1 med dette\nend\n", "begin 1 med dette\nend", "", ""},
		{"plain text kept before HTML", "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nHei der\n--b\nContent-Type: text/html\n\n<p>Hei <b>der</b></p>\n--b--\n", "Hei der", "", ""},
		{"plain text that only excuses itself", "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nVis HTML.\n--b\nContent-Type: text/html\n\n<p>" + strings.Repeat("Kommunestyret vedtok saka. ", 30) + "</p>\n--b--\n", strings.TrimSpace(strings.Repeat("Kommunestyret vedtok saka. ", 30)), "", ""},
		{"HTML alone", "Content-Type: text/html; charset=utf-8\n\n<style>p{}</style><p>Hei&nbsp;p&aring; deg</p><ul><li>ein<li>to</ul>", "Hei på deg\n\nein\nto", "", ""},
		{"Content-Type of text", "Content-Type: text\n\nHei\n", "Hei", "", ""},
		{"a PDF as the whole mail", "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nUERG\n", "", "a.pdf: PDF", ""},
		{"multipart encoded as a whole", "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\nLS1iCgpIZWkgZGVyCi0tYi0tCg==\n", "Hei der", "", ""},
		{"text of two parts", mixed("\nHei", pdf+"UERG", "\nHelsing Kari"), "Hei\n\nHelsing Kari", "a.pdf: PDF", ""},
		{"empty", "", "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := read(test.raw)
			if l.Text != test.text {
				t.Errorf("text %q, want %q", l.Text, test.text)
			}
			first := ""
			if len(l.Attachments) > 0 {
				first = fmt.Sprintf("%s: %s", l.Attachments[0].Name, l.Attachments[0].Content)
			}
			if first != test.attachment {
				t.Errorf("attachment %q, want %q", first, test.attachment)
			}
			if test.flaw == "" && len(l.Flaws) > 0 || test.flaw != "" && !hasFlaw(l, test.flaw) {
				t.Errorf("flaws %v, want %q", l.Flaws, test.flaw)
			}
		})
	}
}

func TestAFileNameIsReadInEveryFormItOccurs(t *testing.T) {
	for name, disposition := range map[string]string{
		"RFC 2231 in utf-8":             `attachment; filename*=UTF-8''S%C3%A6rutskrift%20V%C3%A5gan.pdf`,
		"RFC 2231 in iso-8859-1":        `attachment; filename*=ISO-8859-1'no'S%E6rutskrift%20V%E5gan.pdf`,
		"RFC 2231 in pieces":            `attachment; filename*0*=utf-8''S%C3%A6rut; filename*1="skrift "; filename*2*=V%C3%A5gan.pdf`,
		"pieces out of order":           `attachment; filename*1="rift Vågan.pdf"; filename*0="Særutsk"`,
		"RFC 2047 in quotes":            `attachment; filename="=?utf-8?Q?S=C3=A6rutskrift_V=C3=A5gan.pdf?="`,
		"RFC 2047 without quotes":       `attachment; filename==?iso-8859-1?Q?S=E6rutskrift_V=E5gan.pdf?=`,
		"RFC 2047 in two words":         `attachment; filename="=?utf-8?B?U8OmcnV0c2tyaWZ0IFbD?= =?utf-8?B?pWdhbi5wZGY=?="`,
		"raw utf-8":                     `attachment; filename="Særutskrift Vågan.pdf"`,
		"raw windows-1252":              "attachment; filename=\"S\xe6rutskrift V\xe5gan.pdf\"",
		"spaces without quotes":         `attachment; filename=Særutskrift Vågan.pdf`,
		"without quotes, then more":     `attachment; filename=Særutskrift Vågan.pdf; size=12`,
		"twice":                         `attachment; filename="Særutskrift Vågan.pdf"; filename="x.pdf"`,
		"both forms":                    `attachment; filename="S_rutskrift.pdf"; filename*=utf-8''S%C3%A6rutskrift%20V%C3%A5gan.pdf`,
		"a quote that never closes":     `attachment; filename="Særutskrift Vågan.pdf; size=12`,
		"utf-8 once read as 1252":       `attachment; filename="SÃ¦rutskrift VÃ¥gan.pdf"`,
		"decomposed (macOS)":            "attachment; filename=\"Særutskrift Va\u030agan.pdf\"",
		"folded":                        "attachment;\n filename=\"Særutskrift Vågan.pdf\"",
		"capital letters and no spaces": `ATTACHMENT;FILENAME="Særutskrift Vågan.pdf"`,
	} {
		t.Run(name, func(t *testing.T) {
			l := read(mixed("Content-Type: application/pdf\nContent-Disposition: " + disposition + "\n\nPDF"))
			if len(l.Attachments) != 1 || l.Attachments[0].Name != "Særutskrift Vågan.pdf" {
				t.Errorf("got %+v", l.Attachments)
			}
		})
	}
	quoted := read(mixed("Content-Type: application/pdf; name=\"Avtale \"DigiVestland\" C:\\temp\\a.pdf\"\n\nPDF"))
	if got := quoted.Attachments[0].Name; got != `Avtale "DigiVestland" C:\temp\a.pdf` {
		t.Errorf("quotes within quotes: %q", got)
	}
}

func TestHeadersAreReadAndRepaired(t *testing.T) {
	l := read("Received: from b by c\nReceived: from a by b\nReturn-Path: <>\nFrom: \"Vik, Kari\" <Kari.Vik@Vika.Example.NO>, =?utf-8?q?=C3=85se?= <ase@example.no>\n" +
		"Sender: arkiv@vika.example.no (Arkivet)\nTo: Runda <runde@example.org>; post@example.org, Berre eit namn\nCc: Gruppe: a@example.no, b@example.no;\n" +
		"Subject: =?iso-8859-1?q?P=E5minning_om?=\n =?iso-8859-1?q?_frist?= 31. mai\nDate: Mon, 3 Mar 2025 07:15:00 +0100 (CET)\n" +
		"Message-ID:\n <a.very.long.one@vika.\n example.no>\nIn-Reply-To: <x@example.org> (fra Kari)\nReferences: <w@example.org>\n\t<x@example.org>\n\nHei\n")
	for _, check := range []struct{ what, got, want string }{
		{"subject", l.Subject, "Påminning om frist 31. mai"},
		{"from", fmt.Sprint(l.From), "[Vik, Kari <kari.vik@vika.example.no> Åse <ase@example.no>]"},
		{"sender", fmt.Sprint(l.Sender), "[Arkivet <arkiv@vika.example.no>]"},
		{"to", fmt.Sprint(l.To), "[Runda <runde@example.org> post@example.org Berre eit namn <>]"},
		{"cc", fmt.Sprint(l.Cc), "[a@example.no b@example.no]"},
		{"date", l.Date.Format("2006-01-02T15:04Z07:00"), "2025-03-03T07:15+01:00"},
		{"message id", l.MessageID, "a.very.long.one@vika.example.no"},
		{"in reply to", l.InReplyTo, "x@example.org"},
		{"references", strings.Join(l.References, " "), "w@example.org x@example.org"},
		{"topmost", l.Header.Get("received"), "from b by c"},
		{"all", strings.Join(l.Header.All("Received"), "; "), "from b by c; from a by b"},
		{"null path", fmt.Sprint(l.NullReturnPath()), "true"},
		{"raw 8-bit", letter.ReadHeader([]byte("Subject: P\xe5minning")).Get("Subject"), "Påminning"},
	} {
		if check.got != check.want {
			t.Errorf("%s: got %q, want %q", check.what, check.got, check.want)
		}
	}
}
