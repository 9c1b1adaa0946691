package inbox_test

import (
	"path/filepath"
	"testing"
	"unicode/utf8"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
)

func FuzzReadDeliveryReport(f *testing.F) {
	reports, _ := filepath.Glob("testdata/reports/*.eml")
	for _, file := range reports {
		f.Add([]byte(readFile(f, file)))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		l := letter.Read(raw, letter.Limits{})
		report, ok := inbox.ReadDeliveryReport(l)
		if !ok && len(report.Failed) > 0 {
			t.Error("recipients of what is no report")
		}
		if ok && len(report.Failed)+len(report.Delayed)+len(report.Delivered) == 0 {
			t.Error("a report on nobody")
		}
		reply, _ := inbox.ReadAutomaticReply(l)
		if !utf8.ValidString(reply.Deputy) {
			t.Errorf("deputy %q is no UTF-8", reply.Deputy)
		}
	})
}

// Whatever a sender writes below our receiver's border line, it proves nothing.
func FuzzAuthenticate(f *testing.F) {
	for _, header := range []string{stamped + from, exchange + from, handover + stamped + from, pretend + stamped, "Authentication-Results: mx.bergen.kommune.no; dmarc=pass\n" + from} {
		f.Add(header)
	}
	f.Fuzz(func(t *testing.T, header string) {
		l := letter.Read([]byte(received+header+"\n\nHei\n"), letter.Limits{})
		for _, receiver := range []inbox.Receiver{{AuthservID: "mx.bergen.kommune.no"}, {ExchangeOnline: true}} {
			if got := receiver.Authenticate(l); got.Result == inbox.AuthenticationPass {
				t.Errorf("passed: %+v", got)
			}
		}
	})
}
