package inbox_test

import (
	"strings"
	"testing"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
)

const sent = "Date: Wed, 12 Mar 2025 13:47:00 +0100\nFrom: Kari Vik <kari.vik@vika.example.no>\nTo: runde@example.org\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"

func TestAnAutomaticReplyIsKnownByHeaderOrHabit(t *testing.T) {
	for _, test := range []struct {
		name, header, text, until, deputy, evidence string
		kind                                        inbox.AutomaticKind
	}{
		{"RFC 3834", "Auto-Submitted: auto-replied\nSubject: Re: Frist", "Eg er ute av kontoret til 2. juni. Ved hastesaker kontakt postmottak.", "2025-06-02", "postmottak", "auto-submitted", inbox.AutomaticAbsence},
		{"with a comment", "Auto-Submitted: auto-replied (vacation)\nSubject: Frist", "Borte.", "", "", "auto-submitted", inbox.AutomaticReceipt},
		{"Exchange in Norwegian, no header", "Subject: Automatisk svar: Påminning", "Takk for e-posten. Denne vert handsama så snart som mogleg.", "", "", "subject-prefix", inbox.AutomaticReceipt},
		{"subject in encoded words", "Subject: =?utf-8?q?Fr=C3=A5v=C3=A6r=3A_P=C3=A5minning?=", "Eg har permisjon til og med 1. august 2025. Ta kontakt med ass. kommunedirektør Ola Dal, ola@vika.example.no. Helsing Kari", "2025-08-01", "ass. kommunedirektør Ola Dal, ola@vika.example.no", "subject-prefix", inbox.AutomaticAbsence},
		{"English", "Subject: Automatic reply: Reminder", "I am out of the office until June 2, 2025. Please contact Ola Dal. Thank you.", "2025-06-02", "Ola Dal", "subject-prefix", inbox.AutomaticAbsence},
		{"German", "Subject: Abwesenheitsnotiz: Frist", "Ich bin bis zum 02.06.2025 nicht im Büro. Bitte wenden Sie sich an Herrn Dal.", "2025-06-02", "Herrn Dal", "subject-prefix", inbox.AutomaticAbsence},
		{"Swedish", "Subject: Automatiskt svar: Frist", "Jag är på semester, åter på kontoret 4 augusti.", "2025-08-04", "", "subject-prefix", inbox.AutomaticAbsence},
		{"a range of dates", "Subject: Ute av kontoret", "Eg er på ferie frå 26.05 - 02.06.", "2025-06-02", "", "subject-prefix", inbox.AutomaticAbsence},
		{"over New Year", "Subject: Autosvar", "Eg er tilbake 5. januar.", "2026-01-05", "", "subject-prefix", inbox.AutomaticAbsence},
		{"X-Autoreply", "X-Autoreply: yes\nPrecedence: auto_reply\nSubject: Frist", "Eg er på kurs.", "", "", "x-autoreply", inbox.AutomaticAbsence},
		{"Precedence", "Precedence: auto_reply\nSubject: Frist", "Borte.", "", "", "precedence", inbox.AutomaticReceipt},
		{"null path and words", "Return-Path: <>\nSubject: Re: Frist", "Vi har motteke e-posten din.", "", "", "null-return-path", inbox.AutomaticReceipt},
		{"suppressed and worded", "X-Auto-Response-Suppress: All\nSubject: Frist", "Takk for din henvendelse. Den vil bli behandlet så snart som mulig.", "", "", "generated-and-worded", inbox.AutomaticReceipt},
		{"says so itself", "Subject: SV: Frist", "Dette er et automatisk svar. Postkassen leses ikke.", "", "", "says-so", inbox.AutomaticReceipt},
		{"written in advance", "Subject: Re: Frist\nIn-Reply-To: <a@example.org>", "Hei! Jeg er på ferie til 12. mai. Hilsen Kari", "2025-05-12", "", "written-in-advance", inbox.AutomaticAbsence},
		{"a challenge", "Subject: Please confirm", "Your message is being held. Click the link below to deliver it.", "", "", "challenge-text", inbox.AutomaticChallenge},
		{"Polish, after brackets", "Precedence: junk\nSubject: [Automatyczna =?utf-8?q?odpowied=C5=BA?=] Frist", "Jestem poza domem.", "", "", "subject-prefix", inbox.AutomaticReceipt},
		{"French", "Subject: =?utf-8?q?R=C3=A9ponse_automatique_=3A?= Frist", "Je suis absent du bureau.", "", "", "subject-prefix", inbox.AutomaticAbsence},
		{"no words that are known", "Return-Path: <>\nPrecedence: bulk\nSubject: Merci", "A bientôt.", "", "", "null-return-path", inbox.AutomaticReceipt},
		{"a challenge over a line end", "Subject: RE: Frist", "This account is protected. Please click on the\nfollowing link to confirm your address.", "", "", "challenge-text", inbox.AutomaticChallenge},
		{"is out of the office", "Subject: Kari Vik is out of the office", "I will return on 2 June.", "2025-06-02", "", "subject-words", inbox.AutomaticAbsence},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := letter.Read([]byte(test.header+"\n"+sent+"\n"+test.text+"\n"), letter.Limits{})
			got, ok := inbox.ReadAutomaticReply(l)
			want := inbox.AutomaticReply{Kind: test.kind, Until: test.until, Deputy: test.deputy, Evidence: test.evidence}
			if !ok || got != want {
				t.Errorf("got %+v, %v\nwant %+v", got, ok, want)
			}
		})
	}
}

func TestReceiptsAndAnswersToInvitationsAreAutomatic(t *testing.T) {
	part := func(kind, content string) string {
		return "Subject: Avslått: DigiVestland\nFrom: kari@vika.example.no\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHei\n--b\nContent-Type: " + kind + "\n\n" + content + "\n--b--\n"
	}
	for name, test := range map[string]struct {
		raw  string
		kind inbox.AutomaticKind
	}{
		"a declined invitation": {part("text/calendar; method=REPLY", "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR"), inbox.AutomaticCalendar},
		"a read receipt":        {part("message/disposition-notification", "Disposition: manual-action/MDN-sent-manually; displayed"), inbox.AutomaticReadReceipt},
		"a report of abuse":     {part("message/feedback-report", "Feedback-Type: abuse"), inbox.AutomaticFeedback},
	} {
		t.Run(name, func(t *testing.T) {
			if got, ok := inbox.ReadAutomaticReply(letter.Read([]byte(test.raw), letter.Limits{})); !ok || got.Kind != test.kind {
				t.Errorf("got %+v, %v", got, ok)
			}
		})
	}
}

func TestAPersonsLetterIsNotAutomatic(t *testing.T) {
	for name, raw := range map[string]string{
		"X-Auto-Response-Suppress on ordinary mail": "X-Auto-Response-Suppress: All\nSubject: Avtale\n" + sent + "\nHer kjem avtalen.\n",
		"an automatic answer quoted":                "Subject: SV: Automatisk svar: Påminning\n" + sent + "\nHei, då ventar vi til han er attende.\n\n-----Opphavleg melding-----\nFrå: Ola\nEmne: Automatisk svar: Påminning\n\nEg er ute av kontoret til 2. juni.\n",
		"the word Avslått in the subject":           "Subject: Avslått: DigiVestland\n" + sent + "\nKommunestyret sa nei.\n",
		"on holiday, but about the matter":          "Subject: SV: Påminning\nIn-Reply-To: <a@example.org>\n" + sent + "\nHei, eg er på ferie til 2. juni, men vedtaket kjem måndag.\n",
		"on holiday, and asks":                      "Subject: SV: Påminning\nIn-Reply-To: <a@example.org>\n" + sent + "\nHei, eg er på ferie til 2. juni. Kan det vente?\n",
		"thanks and encloses":                       "Subject: SV: Påminning\nIn-Reply-To: <a@example.org>\nContent-Type: multipart/mixed; boundary=b\nFrom: kari@vika.example.no\n\n--b\n\nTakk for e-posten. Her er ho.\n--b\nContent-Type: application/pdf; name=avtale.pdf\n\n%PDF\n--b--\n",
		"an archive that delivers":                  "Auto-Submitted: auto-generated\nSubject: Dokument 25/123\nContent-Type: multipart/mixed; boundary=b\nFrom: noreply@vika.example.no\n\n--b\n\nSjå vedlegg. Denne e-posten kan ikkje svarast på.\n--b\nContent-Type: application/pdf; name=avtale.pdf\n\n%PDF\n--b--\n",
		"a tracker's notice in its own thread":      "Auto-Submitted: auto-generated\nIn-Reply-To: <sak-1@sporing.example.org>\nMessage-ID: <sak-1-2@sporing.example.org>\nSubject: [Sak 1] Feil i skjema\n" + sent + "\nNy kommentar i saka. You are receiving this as you follow it.\n",
		"on a list, about automatic mail":           "List-Id: <drift.example.no>\nPrecedence: list\nSubject: Re: Oppsett\n" + sent + "\nMeldinga kan ikkje vere automatically generated, for han skriv ho sjølv.\n",
		"a newsletter":                              "List-Id: <nytt.example.no>\nPrecedence: bulk\nSubject: Nytt\n" + sent + "\nNytt frå oss.\n",
	} {
		t.Run(name, func(t *testing.T) {
			if got, ok := inbox.ReadAutomaticReply(letter.Read([]byte(raw), letter.Limits{})); ok {
				t.Errorf("taken for automatic: %+v", got)
			}
		})
	}
}

func TestAMachineThatDidNotAnswerIsARobot(t *testing.T) {
	l := letter.Read([]byte("Auto-Submitted: auto-generated\nSubject: Dokument\n"+sent+"\nDokument er klart.\n"), letter.Limits{})
	if got, ok := inbox.ReadAutomaticReply(l); ok || got.Kind != inbox.AutomaticRobot {
		t.Errorf("got %+v, %v", got, ok)
	}
}

// Recognition is asked of every mail, so it must cost little on ordinary ones.
func BenchmarkRecognition(b *testing.B) {
	l := letter.Read([]byte("Subject: Spørsmål om barnehageplass\n"+sent+"\n"+strings.Repeat("Vi bur i Vik og ønskjer plass frå hausten. ", 60)), letter.Limits{})
	receiver := inbox.Receiver{AuthservID: "mx.bergen.kommune.no"}
	b.ReportAllocs()
	for b.Loop() {
		inbox.ReadDeliveryReport(l)
		inbox.ReadAutomaticReply(l)
		receiver.Authenticate(l)
	}
}
