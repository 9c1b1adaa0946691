package letter_test

import (
	"strings"
	"testing"

	"fristvakt/inbox/letter"
)

const block = "Frå: Runda <runde@example.org>\nSendt: fredag 16. mai 2025 08:00\nTil: post@vika.example.no\nEmne: Påminning: frist 31. mai\n\nVi ventar på signert avtale.\n"

func TestOurOwnWordsBelowAnAnswerAreNotTheSendersWords(t *testing.T) {
	for name, test := range map[string]struct {
		subject, body string
		kind          letter.Kind
		from          string
	}{
		"Outlook header block":            {"SV: Påminning", "Her kjem vedtaket.\n\n" + block, letter.QuotedReply, "runde@example.org"},
		"under a drawn line":              {"SV: Påminning", "Her kjem vedtaket.\n\n________________________________\n" + block, letter.QuotedReply, "runde@example.org"},
		"opphavleg melding":               {"SV: Påminning", "Her kjem vedtaket.\n\n-----Opphavleg melding-----\n" + block, letter.QuotedReply, "runde@example.org"},
		"opprinnelig melding":             {"Re: Påminning", "Her kjem vedtaket.\n\n-----Opprinnelig melding-----\nFra: Runda\nSendt: 16. mai 2025 08:00\n\nVi ventar på signert avtale.\n", letter.QuotedReply, ""},
		"bold labels":                     {"Re: Påminning", "Her kjem vedtaket.\n\n*Fra:* Runda <runde@example.org>\n*Sendt:* 16. mai 2025 08:00\n*Til:* post@vika.example.no\n*Emne:* Påminning\n\nVi ventar på signert avtale.\n", letter.QuotedReply, "runde@example.org"},
		"recipients over two lines":       {"Re: Påminning", "Her kjem vedtaket.\n\nFrom: Runda <runde@example.org>\nSent: Friday, May 16, 2025 8:00 AM\nTo: Ola Dal <ola@vika.example.no>;\n Kari Vik <kari@vika.example.no>\nSubject: Påminning\n\nVi ventar på signert avtale.\n", letter.QuotedReply, "runde@example.org"},
		"German":                          {"AW: Påminning", "Her kjem vedtaket.\n\nVon: Runda <runde@example.org>\nGesendet: Freitag, 16. Mai 2025 08:00\nAn: post\nBetreff: Påminning\n\nVi ventar på signert avtale.\n", letter.QuotedReply, "runde@example.org"},
		"arrows":                          {"Re: Påminning", "Her kjem vedtaket.\n\nDen 16. mai 2025 kl. 08:00 skreiv Runda <runde@example.org>:\n> Vi ventar på signert avtale.\n", letter.QuotedReply, "runde@example.org"},
		"announcement over two lines":     {"Re: Påminning", "Her kjem vedtaket.\n\nOn Fri, May 16, 2025 at 8:00 AM Runda\n<runde@example.org> wrote:\n\n> Vi ventar på signert avtale.\n", letter.QuotedReply, "runde@example.org"},
		"announced, without arrows":       {"Re: Påminning", "Her kjem vedtaket.\n\n16. mai 2025 kl. 08:00 skrev Runda <runde@example.org>:\n\nVi ventar på signert avtale.\n", letter.QuotedReply, "runde@example.org"},
		"no mark in the subject":          {"Påminning", "Her kjem vedtaket.\n\n" + block, letter.QuotedReply, "runde@example.org"},
		"forwarded":                       {"VS: Påminning", "Her kjem vedtaket.\n\n" + block, letter.Forwarded, "runde@example.org"},
		"forwarded, nothing said":         {"Påminning", block, letter.Forwarded, "runde@example.org"},
		"forwarded by a separator":        {"Påminning", "Her kjem vedtaket.\n\n---------- Forwarded message ---------\nFra: Runda <runde@example.org>\nDate: fre. 16. mai 2025 kl. 08:00\nSubject: Påminning\nTo: <post@vika.example.no>\n\nVi ventar på signert avtale.\n", letter.Forwarded, "runde@example.org"},
		"forwarded by Apple":              {"Fwd: Påminning", "Her kjem vedtaket.\n\nStart på videresendt melding:\n\n> Fra: Runda <runde@example.org>\n> Emne: Påminning\n> Dato: 16. mai 2025 kl. 08:00:00 CEST\n> Til: post@vika.example.no\n>\n> Vi ventar på signert avtale.\n", letter.Forwarded, ""},
		"forwarded by Thunderbird":        {"Fwd: Påminning", "Her kjem vedtaket.\n\n-------- Videresendt melding --------\nEmne: \tPåminning\nDato: \tFri, 16 May 2025 08:00:00 +0200\nFra: \tRunda <runde@example.org>\nTil: \tpost@vika.example.no\n\nVi ventar på signert avtale.\n", letter.Forwarded, "runde@example.org"},
		"forwarding wins over the thread": {"Fwd: Påminning", "Her kjem vedtaket.\n\n" + block, letter.Forwarded, "runde@example.org"},
	} {
		t.Run(name, func(t *testing.T) {
			l := read("Subject: " + test.subject + "\nFrom: kari@vika.example.no\nContent-Type: text/plain; charset=utf-8\n\n" + test.body)
			if strings.Contains(l.Text, "signert avtale") || l.Text != "" && l.Text != "Her kjem vedtaket." {
				t.Errorf("text %q", l.Text)
			}
			if len(l.Letters) != 1 || l.Letters[0].Kind != test.kind {
				t.Fatalf("letters %+v", l.Letters)
			}
			if !strings.Contains(l.Quoted, "signert avtale") || !strings.Contains(l.Body, "signert avtale") {
				t.Errorf("quoted %q", l.Quoted)
			}
			inner := l.Letters[0]
			if test.from != "" && (len(inner.From) != 1 || inner.From[0].Mailbox != test.from || inner.Text != "Vi ventar på signert avtale.") {
				t.Errorf("inner from %v, text %q", inner.From, inner.Text)
			}
			if test.from != "" && inner.Date.Format("2006-01-02 15:04") != "2025-05-16 08:00" {
				t.Errorf("inner date %v", inner.Date)
			}
		})
	}
}

func TestAnswersBetweenTheLinesAreTheSendersWords(t *testing.T) {
	l := read("Subject: Re: Frist\nContent-Type: text/plain; charset=utf-8\n\nDen 16. mai 2025 skreiv Runda:\n> Har de signert?\nJa, i går.\n> Og vedtaket?\nKjem måndag.\n")
	if l.Text != "Ja, i går.\nKjem måndag." || len(l.Letters) != 1 || l.Letters[0].Text != "Har de signert?\nOg vedtaket?" {
		t.Errorf("text %q, letters %+v", l.Text, l.Letters)
	}
}

func TestHTMLQuotationsAreTakenOut(t *testing.T) {
	for name, body := range map[string]string{
		"Outlook on the web": `<div>Her kjem vedtaket.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Fra:</b> Runda &lt;runde@example.org&gt;<br><b>Sendt:</b> fredag 16. mai 2025 08:00<br><b>Til:</b> post<br><b>Emne:</b> Påminning</div><div>Vi ventar på signert avtale.</div>`,
		"Outlook":            `<p>Her kjem vedtaket.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>Fra:</b> Runda &lt;runde@example.org&gt; <br><b>Sendt:</b> fredag 16. mai 2025 08:00<br><b>Til:</b> post<br><b>Emne:</b> Påminning</p></div><p>Vi ventar på signert avtale.</p>`,
		"Gmail":              `<div dir="ltr">Her kjem vedtaket.</div><br><div class="gmail_quote"><div class="gmail_attr">Den 16. mai 2025 kl. 08:00 skrev Runda &lt;<a href="mailto:runde@example.org">runde@example.org</a>&gt;:<br></div><blockquote class="gmail_quote">Vi ventar på signert avtale.</blockquote></div>`,
		"Apple":              `<div>Her kjem vedtaket.</div><div><blockquote type="cite"><div>16. mai 2025 kl. 08:00 skrev Runda &lt;runde@example.org&gt;:</div><br><div>Vi ventar på signert avtale.</div></blockquote></div>`,
		"an unknown layout":  `<p>Her kjem vedtaket.</p><div id="x_divRplyFwdMsg">Odesláno: 16.5.2025</div><p>Vi ventar på signert avtale.</p>`,
	} {
		t.Run(name, func(t *testing.T) {
			l := read("Subject: SV: Frist\nContent-Type: text/html; charset=utf-8\n\n<html><body>" + body + "</body></html>")
			if l.Text != "Her kjem vedtaket." || len(l.Letters) != 1 || !strings.Contains(l.Letters[0].Body, "signert avtale") {
				t.Errorf("text %q, body %q, letters %+v", l.Text, l.Body, l.Letters)
			}
			if strings.Contains(l.Body+l.Text+l.Quoted, "\x1e") {
				t.Error("the mark for the quotation shows")
			}
		})
	}
}

func TestAForwardingOfAForwardingIsUnfolded(t *testing.T) {
	l := read("Subject: VS: VS: Vedtak\nContent-Type: text/plain; charset=utf-8\n\nTil orientering.\n\nFrå: Ola Dal <ola@bergen.example.no>\nSendt: 17. mai 2025 09:00\nTil: runda\nEmne: VS: Vedtak\n\nHøyrer til dykk.\n\nFrå: Kari Vik <kari@vika.example.no>\nSendt: 16. mai 2025 08:00\nTil: post\nEmne: Vedtak\n\nVi vedtok saka.\n")
	if len(l.Letters) != 1 || len(l.Letters[0].Letters) != 1 {
		t.Fatalf("letters %+v", l.Letters)
	}
	inner := l.Letters[0].Letters[0]
	if inner.From[0].Mailbox != "kari@vika.example.no" || inner.Text != "Vi vedtok saka." || inner.Kind != letter.Forwarded || l.Letters[0].Text != "Høyrer til dykk." {
		t.Errorf("%+v", inner)
	}
}

func TestProseWithColonsIsNotAQuotation(t *testing.T) {
	for _, text := range []string{
		"Til: alle som ventar\nEmne: avtalen\nHer er ho.",
		"Den 6. mars skreiv vi til dykk at vi ville signere:\nNo er det gjort.",
		"Frå: i dag av er avtalen signert.",
		"Dato: 6. mars\nStad: Vik\nVi møtest der.",
		"--\nKari Vik\nTlf: 57 00 00 00",
	} {
		l := read("Subject: Avtale\nContent-Type: text/plain; charset=utf-8\n\n" + text + "\n")
		if l.Text != text || len(l.Letters) != 0 {
			t.Errorf("text %q, want %q", l.Text, text)
		}
	}
}
