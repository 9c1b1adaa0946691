package inbox_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
	"fristvakt/inbox/paper"
	"fristvakt/workflows"
)

func TestTheHeaderAloneSetsOnlyStrangersListMailAside(t *testing.T) {
	judge := newJudge(t)
	for header, want := range map[string]inbox.Interest{
		"From: postmottak@kinn.kommune.no\r\nSubject: Faktura":                                                 inbox.Some,
		"From: ola@example.org\r\nSubject: Re: DigiVestland":                                                   inbox.Some,
		"From: ola@example.org\r\nSubject: =?utf-8?q?S=C3=A6rutskrift?=":                                       inbox.Some,
		"From: ola@example.org\r\nSubject: Hei":                                                                inbox.Doubt,
		"From: news@example.com\r\nSubject: Tilbod\r\nList-Unsubscribe: <https://example.com>":                 inbox.Nothing,
		"From: post@kinn.kommune.no\r\nSubject: Nyheitsbrev\r\nList-Unsubscribe: <https://example.com>":        inbox.Some,
		"From: MAILER-DAEMON@example.com\r\nReturn-Path: <>\r\nSubject: Undelivered":                           inbox.Some,
		"From: ola@example.org\r\nSubject: Sv: hei\r\nIn-Reply-To: <fv.digivestland-2025.4602.a.0@example.no>": inbox.Some,
	} {
		if got := judge.SiftHeader(letter.ReadHeader([]byte(header+"\r\n\r\n")), 5000); got != want {
			t.Errorf("%q: got %d, want %d", header, got, want)
		}
	}
}

// Whatever the whole mail would make of itself, its start must not hide.
func TestTheStartOfAMailNeverHidesADelivery(t *testing.T) {
	files, _ := filepath.Glob("testdata/letters/*.eml")
	judge := goldenJudge(t)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := judge.Judge(letter.Read(raw, letter.Limits{}), read); got.Disposition != workflows.Accept && got.Disposition != workflows.Review {
			continue
		}
		h := letter.ReadHeader(raw)
		if judge.SiftHeader(h, int64(len(raw))) == inbox.Nothing {
			t.Errorf("%s is set aside by its header", file)
		}
		if first := raw[:min(len(raw), 64<<10)]; judge.SiftStart(h, first) == inbox.Nothing {
			t.Errorf("%s is set aside by its first %d bytes", file, len(first))
		}
	}
}

func TestPapersOfUnrelatedMailAreNotRead(t *testing.T) {
	mail := "From: ola@example.org\r\nSubject: Faktura 12\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nFaktura for mars.\r\n" +
		"--b\r\nContent-Type: application/pdf; name=faktura.pdf\r\n\r\nx\r\n--b--\r\n"
	got := newJudge(t).Judge(letter.Read([]byte(mail), letter.Limits{}), func(letter.Attachment) paper.Paper {
		t.Error("the paper was read")
		return paper.Paper{}
	})
	if got.Disposition != workflows.Unrelated || got.Party != "" || len(got.Documents) > 0 {
		t.Errorf("got %s for %q", got.Disposition, got.Party)
	}
}

func TestOurOwnMailComingBackIsNoAnswer(t *testing.T) {
	id := workflows.MessageID("digivestland-2025/4602/deadline-31-may/last-day", []byte("secret of the tests"), "example.no")
	mail := "From: digivestland@example.no\r\nSubject: DigiVestland\r\nMessage-ID: <" + id + ">\r\n\r\nVi manglar signert avtale."
	if got := newJudge(t).Judge(letter.Read([]byte(mail), letter.Limits{}), nil); got.Disposition != workflows.Unrelated || !hasReason(got, "own-mail") {
		t.Errorf("got %s\n%s", got.Disposition, reasons(got))
	}
}

func TestAnAnswerToOurMailLeadsToThePartyWeWroteTo(t *testing.T) {
	id := workflows.MessageID("digivestland-2025/4602/deadline-31-may/last-day", []byte("secret of the tests"), "example.no")
	mail := "Authentication-Results: mx.example.no; dmarc=pass header.from=kinn.kommune.no\r\nFrom: kari@kinn.kommune.no\r\nSubject: Sv: frist\r\nIn-Reply-To: <" + id +
		">\r\nDate: Mon, 12 May 2025 10:00:00 +0200\r\n\r\nSaka skal opp i kommunestyret 19. juni, og avtalen kjem rett etterpå."
	got := newJudge(t).Judge(letter.Read([]byte(mail), letter.Limits{}), nil)
	if got.Disposition != workflows.Review || got.Party != "4602" || got.Promise != (workflows.Date{Year: 2025, Month: time.June, Day: 19}) {
		t.Errorf("got %s for %q, promise %s\n%s", got.Disposition, got.Party, got.Promise, reasons(got))
	}
}

// Hostile papers may be long: one that took quadratic time would hang the test.
func TestLongPapersAreJudgedAndNeverAccepted(t *testing.T) {
	for name, text := range map[string]string{
		"hyphens":   strings.Repeat("digivestland-\n", 60_000),
		"cases":     "Kinn kommune\n" + strings.Repeat("PS 41/25 DigiVestland\nVedtak:\nvedtek\n", 20_000),
		"one word":  strings.Repeat("a", 2_000_000) + " DigiVestland",
		"one line":  "DigiVestland " + strings.Repeat("sluttar seg ", 100_000),
		"agreement": strings.Repeat(agreementText(t), 800),
	} {
		if got := judgePaper(t, "Vedtak.pdf", text); got.Disposition == workflows.Accept {
			t.Errorf("%s is accepted", name)
		}
	}
}
