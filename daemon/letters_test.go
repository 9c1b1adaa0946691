package daemon_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"
	"testing"

	"fristvakt/demo/papers"
	"fristvakt/workflows"
)

// stranger is everyday mail that no round is concerned with.
func stranger(n int) []byte {
	return fmt.Appendf(nil, "From: \"Solveig Fjellheim\" <solveig%d@naturbarnehage.example>\r\nTo: postmottak@example.no\r\nSubject: Byggesøknad garasje %d\r\n"+
		"Date: Mon, 12 May 2025 08:00:00 +0200\r\nMessage-ID: <stranger-%d@naturbarnehage.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"+
		"Eg vil byggje ein raud garasje ved naustet.\r\n", n, n, n)
}

// question is a mail from Modalen that a person must look at.
func question(n int) []byte {
	return fromModalen(fmt.Sprintf("question-%d@modalen.kommune.no", n), "DigiVestland: spørsmål om avtalen",
		fmt.Sprintf("Hei,\r\nvi lurer på kva DigiVestland-avtalen kostar (%d). Kan de ringje?\r\n", n))
}

// fromModalen is a mail that our own server has found to be Modalen's.
func fromModalen(id, subject, text string) []byte {
	return fmt.Appendf(nil, "%sFrom: Modalen kommune <postmottak@modalen.kommune.no>\r\nTo: postmottak@example.no\r\nSubject: %s\r\n"+
		"Date: Mon, 12 May 2025 08:00:00 +0200\r\nMessage-ID: <%s>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s",
		stamp, mime.QEncoding.Encode("utf-8", subject), id, text)
}

const stamp = "Authentication-Results: mx.example.no; spf=pass smtp.mailfrom=modalen.kommune.no;\r\n dkim=pass header.d=modalen.kommune.no; dmarc=pass header.from=modalen.kommune.no\r\n" +
	"Received: from utpost.modalen.kommune.no by mx.example.no with ESMTPS; Mon, 12 May 2025 08:00:01 +0200\r\n"

// decision is a mail from Modalen with a copy of its council's yes.
func decision(id string) []byte {
	paper := papers.Minutes{Round: "digivestland-2025", Party: "Modalen kommune", Council: "kommunestyre", Meeting: workflows.Date{Year: 2025, Month: 5, Day: 8},
		Outcome: workflows.Yes, Case: 31, File: 412, Officer: "Ragnhild Tveit", Leader: "kommunedirektør"}
	encoded := base64.StdEncoding.EncodeToString(paper.Word())
	var lines strings.Builder
	for len(encoded) > 76 {
		lines.WriteString(encoded[:76] + "\r\n")
		encoded = encoded[76:]
	}
	return fmt.Appendf(nil, "%sFrom: Modalen kommune <postmottak@modalen.kommune.no>\r\nTo: postmottak@example.no\r\nSubject: Vedtak om DigiVestland\r\n"+
		"Date: Mon, 12 May 2025 08:00:00 +0200\r\nMessage-ID: <%s>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=grense\r\n\r\n"+
		"--grense\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVedlagt følgjer særutskrift av vedtaket om DigiVestland.\r\n\r\nModalen kommune\r\n"+
		"--grense\r\nContent-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document\r\nContent-Transfer-Encoding: base64\r\n"+
		"Content-Disposition: attachment; filename=\"Saerutskrift.docx\"\r\n\r\n%s%s\r\n--grense--\r\n", stamp, id, lines.String(), encoded)
}

// plain is the text part of a sent mail.
func plain(t *testing.T, m taken) string {
	t.Helper()
	_, parameters, err := mime.ParseMediaType(m.mail.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(m.text, "\r\n\r\n")
	part, err := multipart.NewReader(strings.NewReader(body), parameters["boundary"]).NextPart()
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(part.Header.Get("Content-Type"), "multipart/") {
		_, parameters, _ = mime.ParseMediaType(part.Header.Get("Content-Type"))
		if part, err = multipart.NewReader(part, parameters["boundary"]).NextPart(); err != nil {
			t.Fatal(err)
		}
	}
	var r io.Reader = part
	switch part.Header.Get("Content-Transfer-Encoding") {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, part)
	case "quoted-printable":
		r = quotedprintable.NewReader(part)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(bytes.ReplaceAll(text, []byte("\n"), []byte(" ")))), " ")
}
