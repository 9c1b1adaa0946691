package main_test

import (
	"fmt"
	"html"
	"io"
	"mime/quotedprintable"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"fristvakt/workflows"
)

var readyMail = regexp.MustCompile(`href="mailto:postmottak@example\.no\?subject=([^"&]+)`)

// offered returns the subjects of the ready mails in today's digest.
func (in *installation) offered() []string {
	in.t.Helper()
	var subjects []string
	for _, m := range in.mails(in.secretariat) {
		if !strings.Contains(m.Header.Get("Message-ID"), strings.ReplaceAll(in.digest(), "/", ".")) {
			continue
		}
		text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		if err != nil {
			in.t.Fatal(err)
		}
		for _, link := range readyMail.FindAllStringSubmatch(string(text), -1) {
			subject, err := url.QueryUnescape(html.UnescapeString(link[1]))
			if err != nil {
				in.t.Fatal(err)
			}
			subjects = append(subjects, subject)
		}
	}
	return subjects
}

// rule sends a ready mail as a person's mail program does.
func (in *installation) rule(from, subject, note string) {
	in.t.Helper()
	in.submit(from, fmt.Sprintf("From: Kari Nordmann <%s>\r\nTo: postmottak@example.no\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%d@example.no>\r\nMIME-Version: 1.0\r\n",
		from, subject, time.Now().Format(time.RFC1123Z), time.Now().UnixNano())+plain(note))
}

func (in *installation) awaitRefusal(k *keeper, n int, why string) {
	in.t.Helper()
	var last []workflows.Fact
	in.await(k, fmt.Sprintf("refusal %d", n), func() bool {
		last = in.facts(workflows.ChoiceRefused)
		return len(last) == n
	})
	if !strings.Contains(last[n-1].Reason, why) {
		in.t.Errorf("refused because %q, not because %q", last[n-1].Reason, why)
	}
}

func TestAQuestionIsRuledOnByMailAgainstDovecotAndPostfix(t *testing.T) {
	in := install(t)
	k := in.keep(nil)
	in.submit(debtors["9903"], "From: "+debtors["9903"]+"\r\nTo: postmottak@example.no\r\nSubject: Fjordsamarbeidet\r\nMessage-ID: <lurer@granli.example.no>\r\n"+
		plain("Hei, kva kostar Fjordsamarbeidet oss?\r\n\r\nGranli kommune"))
	in.await(k, "the letter", func() bool { return len(in.facts(workflows.Judged)) == 1 })
	k.terminate()

	in.nextDay()
	k = in.keep(nil)
	in.await(k, "the digest", func() bool { return in.arrived(in.secretariat)[in.digest()] > 0 })
	offered := in.offered()
	if len(offered) < 2 || !strings.HasPrefix(offered[0], "Nei: Granli kommune [svar:nei/") {
		t.Fatalf("the digest offers %q", offered)
	}
	no, another := offered[0], offered[1]
	in.rule("ola@fjordvik.example.no", no, "")
	in.awaitRefusal(k, 1, "kom ikkje frå ei adresse i sekretariatet")
	in.rule("sekretariat@example.no", "VS: "+no, "")
	in.awaitRefusal(k, 2, "vidaresendt")
	in.rule("sekretariat@example.no", strings.Replace(no, "nei/", "ja/", 1), "")
	in.awaitRefusal(k, 3, "endra")
	in.rule("sekretariat@example.no", no, "Svarte på telefon.")
	in.await(k, "the ruling", func() bool { return len(in.facts(workflows.Ruled)) == 1 })
	in.rule("sekretariat@example.no", no, "")
	in.awaitRefusal(k, 4, "brukt før")
	k.terminate()

	in.today = in.today.AddDays(workflows.ChoiceDays + 1)
	in.nextDay()
	k = in.keep(nil)
	in.rule("sekretariat@example.no", another, "Kommune: Fjordvik")
	in.awaitRefusal(k, 5, "gjaldt til")
	k.terminate()
	if got := in.facts(workflows.Ruled); got[0].Actor != "Sekretariatet" && got[0].Actor != "sekretariat@example.no" || got[0].Reason != "Svarte på telefon." || got[0].Outcome != workflows.No {
		t.Errorf("%+v", got)
	}
	if got := in.mails(in.parties); len(got) != 0 {
		t.Errorf("%d answers went out", len(got))
	}
}
