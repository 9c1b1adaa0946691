package daemon_test

import (
	"bytes"
	"testing"

	"fristvakt/workflows"
)

// TestAnAuthenticatedStrangerWithARealReferenceAndTheRightPapersGoesToAPerson
// answers a mail of ours, names the reference and encloses the council's own
// decision, from an address that our receiver has found to be genuine and that
// has nothing to do with the municipality.
func TestAnAuthenticatedStrangerWithARealReferenceAndTheRightPapersGoesToAPerson(t *testing.T) {
	in := live(t, before)
	reference := workflows.Reference(workflows.Round{Reference: "FV-2025"}, modalen)
	forwarded := bytes.ReplaceAll(decision("vidare@konsulent.example"), []byte("modalen.kommune.no"), []byte("konsulent.example"))
	forwarded = bytes.Replace(forwarded, []byte("From: Modalen kommune"), []byte("From: Konsulenten"), 1)
	forwarded = bytes.Replace(forwarded, []byte("Subject: "), []byte("In-Reply-To: <"+in.ownMessageID()+">\r\nSubject: ["+reference+"] "), 1)
	in.mailbox.put("INBOX", in.clock.now(), forwarded)
	in.turn("09:05")
	judged := in.facts(workflows.Judged)
	if len(judged) != 1 || judged[0].Verdict.Disposition != workflows.Review || judged[0].Party != modalen {
		t.Fatalf("%+v", judged)
	}
	if n := len(in.facts(workflows.Delivered)); n != 0 {
		t.Errorf("%d papers recorded", n)
	}
	in.turn("2025-05-16 09:30") // and the party is left alone while it waits
	for id := range in.sink.times() {
		if bytes.Contains([]byte(id), []byte(modalen)) {
			t.Errorf("%s went", id)
		}
	}
}
