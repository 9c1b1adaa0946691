package letter_test

import (
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"fristvakt/inbox/letter"
)

func FuzzRead(f *testing.F) {
	for _, raw := range []string{
		mixed("\nHei", pdf+"UERG"),
		attached("a.zip", "application/zip", zipped(f, "avtale.pdf", "PDF")),
		attached("winmail.dat", "application/ms-tnef", tnef("avtale.pdf", "Særutskrift.pdf", "PDF")),
		smime(f, oid("1.2"), mixed("\nHei"), true),
		"Content-Type: application/vnd.ms-outlook; name=a.msg\nContent-Transfer-Encoding: binary\n\n" + string(outlookMessage([]stream{{"__substg1.0_1000001F", wide("Hei"), ""}})),
		"Subject: SV: x\n\nHei\n\n" + block,
		"Subject: x\n\nDen 1. mai skreiv Kari:\n> Hei\n",
		"Content-Type: text/html\n\n<p>Hei<blockquote>der</blockquote>",
		"Subject: =?utf-8?q?a?= =?x?b?YQ?=\nContent-Disposition: attachment; filename*0*=x'n'%E6; filename*1=a\n\nbegin 644 a\n#4$1&\nend\n",
	} {
		f.Add([]byte(raw))
	}
	golden, _ := filepath.Glob("testdata/*.eml")
	for _, file := range golden {
		if raw, err := os.ReadFile(file); err == nil {
			f.Add(raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for l := range letter.Read(raw, letter.Limits{}).Walk() {
			if hasFlaw(l, letter.FlawReader) {
				t.Fatalf("the reader stumbled: %v", l.Flaws)
			}
			if !utf8.ValidString(l.Subject) || !utf8.ValidString(l.Body) || !utf8.ValidString(l.Text) || !utf8.ValidString(l.Quoted) {
				t.Fatal("text that is no UTF-8")
			}
			for _, a := range l.Attachments {
				if !utf8.ValidString(a.Name) {
					t.Fatalf("name %q is no UTF-8", a.Name)
				}
			}
		}
	})
}

func FuzzReadHeader(f *testing.F) {
	f.Add([]byte("Subject: x\n y\nrart\nFrom : a\n\nb"))
	f.Add([]byte("From a b\nX: \xe6\r\n\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, field := range letter.ReadHeader(raw) {
			if !utf8.ValidString(field.Name + field.Value) {
				t.Fatalf("%q is no UTF-8", field)
			}
		}
	})
}

func FuzzParseAddresses(f *testing.F) {
	f.Add(`"Vik, Kari" <kari@example.no>, a@b (c); Gruppe: x@y;`)
	f.Add(`=?utf-8?q?=C3=85se?= <a@b> [mailto:c@d]`)
	f.Fuzz(func(t *testing.T, list string) {
		for _, a := range letter.ParseAddresses(list) {
			if a.Name == "" && a.Mailbox == "" && list == "" {
				t.Fatal("an address out of nothing")
			}
			_ = a.Domain()
		}
	})
}
