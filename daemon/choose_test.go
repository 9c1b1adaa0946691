package daemon_test

import (
	"fmt"
	"html"
	"io"
	"mime/quotedprintable"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"fristvakt/workflows"
)

// offered returns the subjects of the ready mails that the newest digest
// offers, by their first word.
func (in *installation) offered() map[string]string {
	in.t.Helper()
	digests := in.sink.mails(true)
	subjects := map[string]string{}
	text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(digests[len(digests)-1].text)))
	if err != nil {
		in.t.Fatal(err)
	}
	for _, link := range regexp.MustCompile(`href="(mailto:[^"]+)"`).FindAllStringSubmatch(string(text), -1) {
		u, err := url.Parse(html.UnescapeString(link[1]))
		if err != nil {
			in.t.Fatal(err)
		}
		if u.Opaque != "postmottak@example.no" {
			in.t.Errorf("a choice would go to %s", u.Opaque)
		}
		subject := u.Query().Get("subject")
		word, _, _ := strings.Cut(strings.TrimSuffix(strings.Fields(subject)[0], ":"), " ")
		subjects[word] = subject
	}
	return subjects
}

const ourStamp = "Authentication-Results: mx.example.no; dkim=pass header.d=example.no; dmarc=pass header.from=example.no\r\n"

// choice is a mail as the secretariat's mail program sends it.
func choice(id, subject, text string) []byte {
	return fmt.Appendf(nil, "%sFrom: Kari Nordmann <sekretariat@example.no>\r\nTo: postmottak@example.no\r\nSubject: %s\r\n"+
		"Date: Mon, 19 May 2025 10:00:00 +0200\r\nMessage-ID: <%s@example.no>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s", ourStamp, subject, id, text)
}

// asking is an installation whose digest asks about a decision of Modalen's
// that came from an address nobody has proven.
func asking(t *testing.T, changes ...string) *installation {
	in := live(t, before, changes...)
	unproven := strings.Replace(string(decision("vedtak@modalen.kommune.no")), stamp, "", 1)
	in.mailbox.put("INBOX", in.clock.now(), []byte(unproven))
	in.turn("2025-05-16 09:00")
	in.turn("2025-05-19 08:00")
	return in
}

func TestARulingByMailSettlesAQuestionOnce(t *testing.T) {
	in := asking(t)
	mails := len(in.sink.mails(false))
	ja := in.offered()["Ja"]
	in.mailbox.put("INBOX", in.clock.now(), choice("svar-1", ja, "Ringde dei, det stemmer.\r\n\r\nMvh Kari\r\n"))
	in.turn("2025-05-19 10:00")
	got := in.facts(workflows.Ruled, workflows.Delivered)
	if len(got) != 2 || got[1].Party != modalen || got[1].Requirement != "decision-copy" || got[0].Actor != "Sekretariatet" || got[0].Reason != "Ringde dei, det stemmer." {
		t.Fatalf("%+v", got)
	}
	in.mailbox.put("INBOX", in.clock.now(), choice("svar-2", ja, ""))
	in.turn("2025-05-19 10:05")
	refused := in.facts(workflows.ChoiceRefused)
	if len(in.facts(workflows.Ruled, workflows.Delivered)) != 2 || len(refused) != 1 || !strings.Contains(refused[0].Reason, "brukt før") {
		t.Errorf("the second time: %+v", refused)
	}
	for _, m := range in.sink.mails(false)[mails:] {
		if strings.Contains(strings.Join(m.to, " "), "sekretariat") {
			t.Errorf("an answer went to %v", m.to)
		}
	}
	in.turn("2025-05-20 08:00")
	digests := in.sink.mails(true)
	text := plain(t, digests[len(digests)-1])
	for _, want := range []string{"Sekretariatet: Ringde dei, det stemmer.", "fristvakt undo", "Svar på e-post gjeld ikkje: lenkja er brukt før"} {
		if !strings.Contains(text, want) {
			t.Errorf("the next digest does not say %q:\n%s", want, text)
		}
	}
}

func TestARulingByMailThatIsNotTheSecretariatsChangesNothing(t *testing.T) {
	in := asking(t)
	ja := in.offered()["Ja"]
	unstamped := strings.Replace(string(choice("svar-1", ja, "")), ourStamp, "", 1)
	forged := strings.Replace(string(choice("svar-2", ja, "")), "mx.example.no", "mx.sender.example", 1)
	stranger := strings.Replace(string(choice("svar-3", ja, "")), "sekretariat@example.no", "nokon@example.no", 1)
	altered := strings.Replace(ja, "[svar:ja/", "[svar:nei/", 1)
	made := "Ja [svar:ja/2025-06-02/AAAAAAAAAAAAAAAA/digivestland-2025/1234567890]"
	for name, c := range map[string]struct {
		mail []byte
		why  string
	}{
		"no stamp":           {[]byte(unstamped), "ikkje stadfesta"},
		"a forged stamp":     {[]byte(forged), "ikkje stadfesta"},
		"somebody else":      {[]byte(stranger), "ikkje frå ei adresse i sekretariatet"},
		"forwarded":          {choice("svar-4", "VS: "+ja, ""), "vidaresendt"},
		"altered":            {choice("svar-5", altered, ""), "endra"},
		"made up by a clerk": {choice("svar-6", made, ""), "endra"},
	} {
		told := len(in.facts(workflows.ChoiceRefused))
		in.mailbox.put("INBOX", in.clock.now(), c.mail)
		in.turn("2025-05-19 10:00")
		refused := in.facts(workflows.ChoiceRefused)
		want := strings.Replace(c.why, "ikkje frå", "kom ikkje frå", 1)
		if len(refused) != told+1 || !strings.Contains(refused[told].Reason, want) || refused[told].Address != "" {
			t.Errorf("%s: %+v", name, refused[told:])
		}
	}
	if got := in.facts(workflows.Ruled, workflows.Delivered, workflows.Paused); len(got) != 0 {
		t.Errorf("it counted: %+v", got)
	}
	in.mailbox.put("INBOX", in.clock.now(), choice("svar-7", ja, ""))
	in.turn("2025-06-03 10:00")
	if got := in.facts(workflows.Ruled); len(got) != 0 || len(in.facts(workflows.ChoiceRefused)) != 7 {
		t.Errorf("it counted after its last day: %+v", got)
	}
}

func TestAStrangersMadeUpTokenLeavesNothing(t *testing.T) {
	in := asking(t)
	facts := len(in.facts(workflows.Judged, workflows.ChoiceRefused))
	mail := strings.Replace(string(choice("svar-1", "Ja [svar:ja/2025-06-02/AAAAAAAAAAAAAAAA/hage/1234567890] hagemøblar", "Eg vil ha hagemøblar.")), "sekretariat@", "hageglad@", 1)
	in.mailbox.put("INBOX", in.clock.now(), []byte(mail))
	in.turn("2025-05-19 10:00")
	if got := in.facts(workflows.Judged, workflows.ChoiceRefused); len(got) != facts {
		t.Errorf("%+v", got[facts:])
	}
	in.nowhere("hagemøblar")
}

func TestAFloodOfRulingsThatDoNotCountIsToldOfInMeasure(t *testing.T) {
	in := asking(t)
	ja := in.offered()["Ja"]
	for n := range 40 {
		in.mailbox.put("INBOX", in.clock.now(), choice(fmt.Sprintf("svar-%d", n), "VS: "+ja, ""))
	}
	in.turn("2025-05-19 10:00")
	if n := len(in.facts(workflows.ChoiceRefused)); n != 20 {
		t.Errorf("%d are told of", n)
	}
}

func TestADayIsStoppedAndSendingPausedByMail(t *testing.T) {
	in := live(t, before)
	in.turn("2025-05-15 08:00")
	stop := in.offered()["Stopp"]
	in.mailbox.put("INBOX", in.clock.now(), choice("stopp", stop, ""))
	in.turn("2025-05-15 12:00")
	in.turn("2025-05-16 09:00")
	if n := len(in.sink.mails(false)); n != 0 || len(in.facts(workflows.DayStopped)) != 1 {
		t.Fatalf("%d mails went on the stopped day, offered %v", n, in.offered())
	}
	in.mailbox.put("INBOX", in.clock.now(), choice("pause", in.offered()["Pause"], ""))
	in.turn("2025-05-16 09:30")
	in.turn("2025-05-19 09:00")
	if n := len(in.sink.mails(false)); n != 0 || len(in.facts(workflows.Paused)) != 1 {
		t.Errorf("%d mails went while sending is paused", n)
	}
}

func TestAnAbsenceThatRepeatsTheSubjectRulesNothing(t *testing.T) {
	in := asking(t)
	auto := strings.Replace(string(choice("svar-1", "Automatisk svar: "+in.offered()["Ja"], "Eg er borte til 2. juni.")), "MIME-Version", "Auto-Submitted: auto-replied\r\nMIME-Version", 1)
	in.mailbox.put("INBOX", in.clock.now(), []byte(auto))
	in.turn("2025-05-19 10:00")
	if got := in.facts(workflows.Ruled, workflows.Delivered, workflows.ChoiceRefused); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestTheDigestLeadsToTheLettersPageWhereThereIsABoard(t *testing.T) {
	web := fmt.Sprintf("[web]\nlisten = %q\npublic = \"http://127.0.0.1:8480/\"\n[hours]", t.TempDir()+"/board.sock")
	in := asking(t, "[hours]", web)
	letters := in.facts(workflows.Judged)
	digests := in.sink.mails(true)
	text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(digests[len(digests)-1].text)))
	if err != nil || !strings.Contains(string(text), `href="http://127.0.0.1:8480/review/`+letters[0].Letter+`"`) {
		t.Errorf("no link to the letter %s in\n%s", letters[0].Letter, text)
	}
}
