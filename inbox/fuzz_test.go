package inbox_test

import (
	"path/filepath"
	"testing"
	"unicode/utf8"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
	"fristvakt/inbox/paper"
	"fristvakt/workflows"
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

// FuzzJudge takes any mail through everything that reads mail. Nothing is
// accepted without a sender that our receiver has proven, and nothing without a
// reason.
func FuzzJudge(f *testing.F) {
	for _, folder := range []string{"letters", "reports"} {
		golden, err := filepath.Glob("testdata/" + folder + "/*.eml")
		if err != nil || len(golden) == 0 {
			f.Fatalf("%d golden mails: %v", len(golden), err)
		}
		for _, file := range golden {
			if raw := readFile(f, file); len(raw) < 64<<10 {
				f.Add([]byte(raw))
			}
		}
	}
	judge := goldenJudge(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		l := letter.Read(raw, letter.Limits{})
		judge.SiftHeader(letter.ReadHeader(raw), int64(len(raw)))
		judge.SiftStart(letter.ReadHeader(raw), raw[:min(len(raw), 64<<10)])
		got := judge.Judge(l, func(a letter.Attachment) paper.Paper {
			return paper.Paper{Pages: []paper.Page{{Text: string(a.Content[:min(len(a.Content), 4<<10)])}}}
		})
		if got.Disposition == workflows.Accept && got.Authentication.Result != inbox.AuthenticationPass {
			t.Errorf("accepted from a sender that nobody has proven: %+v", got.Authentication)
		}
		if len(got.Reasons) == 0 {
			t.Error("judged without a reason")
		}
	})
}
