package daemon_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"fristvakt/workflows"
)

// TestMailThatAnswersMailIsNeverAnswered lets every mail of ours be answered at
// once, in each way in which programs keep each other writing, through the days
// of two reminders. Each party gets its two reminders and nothing besides.
func TestMailThatAnswersMailIsNeverAnswered(t *testing.T) {
	for name, answer := range map[string]func(n int, m taken) []byte{
		"a robot answers at once":            robotAnswer,
		"a robot without any sign of one":    shamelessAnswer,
		"the mail comes back through a list": listCopy,
		"the mail bounces":                   bounceOf,
		"a bounce bounces":                   bounceOfBounce,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := live(t, before)
			answered := 0
			var pending [][]byte
			in.sink.set(func(s *sink) {
				s.answer = func(m taken) error {
					answered++
					pending = append(pending, answer(answered, m))
					return nil
				}
			})
			for _, day := range []string{"2025-05-16", "2025-05-19", "2025-05-20", "2025-05-23", "2025-05-26"} {
				for _, clock := range []string{"09:00", "09:05", "09:10", "13:00"} {
					in.turn(day + " " + clock)
					in.mailbox.put("INBOX", in.clock.now(), pending...)
					pending = nil
				}
			}
			if answered < 3 {
				t.Fatalf("%d mails were answered", answered)
			}
			for _, m := range in.sink.mails(false) {
				if !strings.Contains(m.id, "-before") {
					t.Errorf("%s went", m.id)
				}
			}
			if times := in.sink.times(); len(times) > 6 || len(times) != len(in.sink.mails(false)) {
				t.Errorf("sent %v", times)
			}
			if n := len(in.facts(workflows.Delivered, workflows.BreakerTripped)); n != 0 {
				t.Errorf("%d papers or breakers out of answers", n)
			}
		})
	}
}

func robotAnswer(n int, m taken) []byte {
	return fmt.Appendf(nil, "Return-Path: <>\r\nFrom: %s\r\nTo: digivestland@example.no\r\nSubject: Automatisk svar: %s\r\nAuto-Submitted: auto-replied\r\n"+
		"In-Reply-To: <%s>\r\nMessage-ID: <robot-%d@%s>\r\nDate: Fri, 16 May 2025 09:00:00 +0200\r\n\r\nVi har motteke e-posten din.\r\n",
		m.to[0], m.mail.Header.Get("Subject"), m.id, n, strings.Split(m.to[0], "@")[1])
}

func shamelessAnswer(n int, m taken) []byte {
	return fmt.Appendf(nil, "From: %s\r\nTo: digivestland@example.no\r\nSubject: SV: %s\r\nIn-Reply-To: <%s>\r\nMessage-ID: <shameless-%d@%s>\r\n"+
		"Date: Fri, 16 May 2025 09:00:00 +0200\r\n\r\nTakk for e-posten.\r\n", m.to[0], m.mail.Header.Get("Subject"), m.id, n, strings.Split(m.to[0], "@")[1])
}

func listCopy(n int, m taken) []byte {
	return append(fmt.Appendf(nil, "Received: from list.example.com by mx.example.no; Fri, 16 May 2025 09:00:00 +0200\r\nList-Id: <alle.example.com>\r\nX-Copy: %d\r\n", n), m.text...)
}

func bounceOf(n int, m taken) []byte {
	header, _, _ := bytes.Cut([]byte(m.text), []byte("\r\n\r\n"))
	return fmt.Appendf(nil, "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.com\r\nTo: digivestland@example.no\r\nSubject: Undelivered Mail Returned to Sender\r\n"+
		"Auto-Submitted: auto-replied\r\nMessage-ID: <bounce-%d@mx.example.com>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"+
		"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\nFinal-Recipient: rfc822; %s\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"+
		"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n%s\r\n--b--\r\n", n, m.to[0], header)
}

func bounceOfBounce(n int, m taken) []byte {
	return bounceOf(n, taken{to: []string{"mailer-daemon@mx.example.com"}, id: m.id, mail: m.mail, text: string(bounceOf(n+1000, m))})
}
