package letter_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"fristvakt/inbox/letter"
)

// hostile are mails made to cost more than they are worth. None may take more
// than work in proportion to its size, which the test's own time limit guards.
func hostile(t testing.TB) map[string]string {
	var nest, unclosed, rfc822, quotes strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&nest, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
		fmt.Fprintf(&unclosed, "Content-Type: multipart/mixed; boundary=b\n\n--b\n")
		fmt.Fprintf(&rfc822, "Subject: %d\nContent-Type: message/rfc822\n\n", i)
		fmt.Fprintf(&quotes, "Frå: a@example.no\nSendt: 1. mai 2025 08:00\nEmne: x\n\nHei %d\n", i)
	}
	for i := 999; i >= 0; i-- {
		fmt.Fprintf(&nest, "\n--b%d--\n", i)
	}
	bomb := zipped(t, "a.bin", strings.Repeat("\x00", 20<<20))
	return map[string]string{
		"1000 multiparts deep":           nest.String() + "Hei",
		"1000 multiparts never closed":   unclosed.String() + "Hei",
		"1000 mails deep":                rfc822.String() + "Hei",
		"1000 quoted letters":            "Subject: SV: x\n\n" + quotes.String(),
		"20,000 tiny parts":              "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\nx\n", 20000) + "--b--\n",
		"a header line of 5 MB":          "Subject: " + strings.Repeat("x", 5<<20) + "\nFrom: a@example.no\n\nHei\n",
		"5 MB of header lines":           strings.Repeat("X-A: b\n", 5<<20/7) + "\nHei\n",
		"5 MB of folds":                  "Subject: x\n" + strings.Repeat(" x\n", 5<<20/3) + "\nHei\n",
		"a megabyte without a colon":     "Subject: x\n" + strings.Repeat("tull\n", 1<<18),
		"5 MB of arrows":                 "Subject: x\n\n" + strings.Repeat(">", 5<<20) + "\n",
		"many quoted lines":              "Subject: x\n\n" + strings.Repeat("> x\n", 1<<18),
		"a million addresses":            "From: " + strings.Repeat("a@b,", 200000) + "\n\nHei\n",
		"a million encoded words":        "Subject: " + strings.Repeat("=?utf-8?q?a?= ", 60000) + "\n\nHei\n",
		"broken encoded words":           "Subject: " + strings.Repeat("=?", 500000) + "\n\nHei\n",
		"a million parameters":           "Content-Type: text/plain" + strings.Repeat("; a*1=b", 100000) + "\n\nHei\n",
		"quotes without end":             "Content-Disposition: attachment" + strings.Repeat(`; filename="`, 80000) + "\n\nHei\n",
		"many open tags":                 "Content-Type: text/html\n\n" + strings.Repeat("<blockquote><div>x", 40000),
		"a million angle brackets":       "Content-Type: text/html\n\n" + strings.Repeat("<", 1<<20),
		"boundary lines that are none":   "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--bx\n", 1<<18),
		"a bomb in a zip":                attached("a.zip", "application/zip", bomb),
		"a bomb in a zip in a zip":       attached("a.zip", "application/zip", zipped(t, "b.zip", string(bomb))),
		"begin lines":                    "Subject: x\n\n" + strings.Repeat("begin 644 a\n#4$1&\n", 200000),
		"announcements without an end":   "Subject: x\n\n" + strings.Repeat("Den 1. mai\n", 100000),
		"labels without an end":          "Subject: x\n\n" + strings.Repeat("Til: x\n", 100000),
		"labels and wrapped recipients":  "Subject: x\n\n" + strings.Repeat("Til: x\ny\nz\n", 50000),
		"signed content 100 layers deep": nestedSignatures(t),
	}
}

func nestedSignatures(t testing.TB) string {
	content := "\nHei"
	for range 25 {
		content = smime(t, oid("1.2"), content, true)
	}
	return content
}

func TestHostileMailCostsNoMoreThanItsSize(t *testing.T) {
	for name, raw := range hostile(t) {
		t.Run(name, func(t *testing.T) {
			l := read(raw)
			if hasFlaw(l, letter.FlawReader) {
				t.Errorf("the reader stumbled: %v", l.Flaws)
			}
			if len(l.Flaws) > 250 || len(l.Attachments) > 1001 {
				t.Errorf("%d flaws, %d attachments", len(l.Flaws), len(l.Attachments))
			}
		})
	}
}

func TestLimitsAreNamedWhenTheyAreMet(t *testing.T) {
	mails := hostile(t)
	for name, flaw := range map[string]string{
		"1000 multiparts deep":     letter.FlawDepth,
		"20,000 tiny parts":        letter.FlawParts,
		"a header line of 5 MB":    letter.FlawHeaderLimit,
		"5 MB of header lines":     letter.FlawHeaderLimit,
		"a bomb in a zip":          letter.FlawArchive,
		"a bomb in a zip in a zip": letter.FlawArchive,
	} {
		found := false
		for l := range read(mails[name]).Walk() {
			found = found || hasFlaw(l, flaw)
		}
		if !found {
			t.Errorf("%s: %s is not among the flaws", name, flaw)
		}
	}
	large := letter.Read([]byte(attached("a.pdf", "application/pdf", make([]byte, 2000))), letter.Limits{DecodedBytes: 1000})
	if !hasFlaw(large, letter.FlawSize) || large.Attachments[0].Flaw != letter.FlawSize {
		t.Errorf("flaws %v", large.Flaws)
	}
	if l := read(mails["a header line of 5 MB"]); l.Text != "Hei" || len(l.Subject) > 1<<20 {
		t.Errorf("after the long header: text %q, subject of %d bytes", l.Text, len(l.Subject))
	}
}

func BenchmarkPlainMail(b *testing.B) {
	raw := []byte("Authentication-Results: mx.example.org; dkim=pass header.d=vika.example.no; dmarc=pass header.from=vika.example.no\nReceived: from mail.vika.example.no by mx.example.org; Mon, 3 Mar 2025 07:15:00 +0000\n" +
		"From: Vika kommune <post@vika.example.no>\nTo: runde@example.org\nSubject: =?utf-8?q?SV=3A_P=C3=A5minning?=\nDate: Mon, 3 Mar 2025 07:15:00 +0000\nMessage-ID: <a@vika.example.no>\nMIME-Version: 1.0\n" +
		"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nHei, her kjem vedtaket vårt.\n\n" + block + "\n--b\nContent-Type: text/html; charset=utf-8\n\n<html><body><p>Hei, her kjem vedtaket vårt.</p></body></html>\n--b--\n")
	b.ReportAllocs()
	for b.Loop() {
		letter.Read(raw, letter.Limits{})
	}
}

func BenchmarkAttachmentOf20MB(b *testing.B) {
	var lines bytes.Buffer
	encoded := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("%PDF-1.7 "), 20<<20/9))
	for len(encoded) > 0 {
		n := min(76, len(encoded))
		lines.WriteString(encoded[:n] + "\r\n")
		encoded = encoded[n:]
	}
	raw := []byte(mixed("\nHei", pdf+lines.String()))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		letter.Read(raw, letter.Limits{})
	}
}
