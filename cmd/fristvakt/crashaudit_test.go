package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"fristvakt/demo/realserver"
	"fristvakt/workflows"
)

// parties is how many parties get mail in a season.
const parties = 20

// enlarge gives the round more parties, lets more go out in a day, and takes
// the sent folder away where a person alone is to settle what is uncertain.
func (c *crash) enlarge(alone bool) {
	c.t.Helper()
	roster := c.read("roster.csv")
	for n := 5; n < 5+parties-len(debtors); n++ {
		roster += fmt.Sprintf("99%02d,Part%c,Part%[2]c kommune,kommune,kommunestyre,nn,%s,p%02[1]d.example.no,p%02[1]d@parter.example.no,yes,Part%[2]c,,\n", n, 'a'+rune(n), organisation(n))
	}
	c.write("roster.csv", roster)
	config := strings.Replace(c.read("fristvakt.toml"), "[hours]", "[limits]\nper_day = 1000\n[hours]", 1)
	if alone {
		config = strings.Replace(config, "sent = \"Sent\"\n", "", 1)
	}
	c.write("fristvakt.toml", config)
}

func (c *crash) read(name string) string {
	c.t.Helper()
	text, err := os.ReadFile(filepath.Join(filepath.Dir(c.config), name))
	if err != nil {
		c.t.Fatal(err)
	}
	return string(text)
}

// organisation is an organisation number that passes MOD 11 and that nobody
// can have: the register's begin with 8 or 9.
func organisation(n int) string {
	for ; ; n += 100 {
		digits, sum := fmt.Sprintf("1%07d", n), 0
		for i, weight := range []int{3, 2, 7, 6, 5, 4, 3, 2} {
			sum += weight * int(digits[i]-'0')
		}
		if check := (11 - sum%11) % 11; check < 10 {
			return fmt.Sprint(digits, check)
		}
	}
}

// decisionArrives puts a paper into the mailbox that settles one party.
func (c *crash) decisionArrives() {
	c.letters++
	c.post.Deliver(c.t, "Authentication-Results: mx.example.no; dmarc=pass header.from=fjordvik.example.no\r\n"+
		"From: "+debtors["9902"]+"\r\nTo: postmottak@example.no\r\nSubject: Vedtak om Fjordsamarbeidet\r\nDate: "+c.now().Format(dateLayout)+
		"\r\nMessage-ID: <vedtak@fjordvik.example.no>\r\nMIME-Version: 1.0\r\n"+
		c.withPaper(fmt.Sprintf(decision, c.calendar.DateOf(c.now()).AddDays(-5))), "")
}

const dateLayout = "Mon, 02 Jan 2006 15:04:05 -0700"

// questionArrives puts a letter that is nobody's, so that it holds no mail
// back, and a stranger's into the mailbox.
func (c *crash) questionArrives() {
	c.letters++
	c.post.Deliver(c.t, fmt.Sprintf("From: nokon@tulipan.example.com\r\nTo: postmottak@example.no\r\nSubject: Fjordsamarbeidet %d\r\nDate: %s\r\nMessage-ID: <nokon-%[1]d@tulipan.example.com>\r\n",
		c.letters, c.now().Format(dateLayout))+plain("Kva er Fjordsamarbeidet, og korleis blir ein med?"), "")
	c.post.Deliver(c.t, fmt.Sprintf("From: sal@firma.example.com\r\nTo: postmottak@example.no\r\nSubject: Tilbod\r\nMessage-ID: <tilbod-%d@firma.example.com>\r\n", c.letters)+
		plain("Kjøp skrivarpapir."), "")
}

// nothingToDo reports whether the daemon, which stands at the end of a turn,
// has read every letter and has no mail left to send.
func (c *crash) nothingToDo() bool {
	s := c.open(c.storePath())
	for _, m := range s.outbox {
		if m.State == workflows.Queued || m.State == workflows.Sending {
			return false
		}
	}
	return len(subjects(s)) == c.letters
}

// subjects counts how often each letter is recorded.
func subjects(s stored) map[string]int {
	count := map[string]int{}
	for _, f := range s.facts {
		if f.Kind == workflows.Judged {
			count[f.Subject]++
		}
	}
	return count
}

// audit holds the store that a life has left against the mailboxes.
func (c *crash) audit() {
	c.t.Helper()
	realserver.Await(c.t, "Postfix has nothing in hand", func() bool { return c.postfix.Idle(c.t) })
	if !c.made() {
		return
	}
	s := c.open(c.storePath())
	for subject, n := range subjects(s) {
		if n != 1 {
			c.t.Errorf("the letter %q is recorded %d times", subject, n)
		}
	}
	arrived := c.messageIDs()
	for _, m := range s.outbox {
		n := arrived[m.MessageID]
		if m.Kind == workflows.Digest {
			continue
		}
		open := m.State == workflows.Sending || m.State == workflows.UncertainState
		if n > 1 || n == 1 && m.State != workflows.SentState && !open || n == 0 && m.State == workflows.SentState {
			c.t.Errorf("%s is %s and was accepted %d times", m.Key, m.State, n)
		}
	}
	if c.t.Failed() {
		c.t.FailNow()
	}
}

// messageIDs counts the mails in the boxes of parties and secretariat.
func (c *crash) messageIDs() map[string]int {
	c.t.Helper()
	count := map[string]int{}
	for _, box := range []*realserver.Maildir{c.parties, c.secretariat} {
		for _, m := range c.identities(box) {
			count[m]++
		}
	}
	return count
}

func (c *crash) identities(box *realserver.Maildir) []string {
	var all []string
	for _, m := range c.installation.mails(box) {
		all = append(all, strings.Trim(m.Header.Get("Message-ID"), "<>"))
	}
	return all
}

// settleAll is a person who says of each uncertain mail what he found in the
// mailboxes, with one command each. It reports whether there was any.
func (c *crash) settleAll() bool {
	c.t.Helper()
	any := false
	for _, open := range rows[struct{ Mail string }](c.installation, "review", "list") {
		if open.Mail == "" {
			continue
		}
		any = true
		c.doubtful++
		word := "reject"
		if c.arrived(c.parties)[open.Mail]+c.arrived(c.secretariat)[open.Mail] > 0 {
			word = "accept"
		}
		if _, stderr, status := c.command("review", word, open.Mail, "--actor", "Kari", "--reason", "har sett etter i postkassa"); status != 0 {
			c.t.Fatalf("review %s %s: %s", word, open.Mail, stderr)
		}
	}
	return any
}

// seasonEnds sees that each party has got its one mail, and that each letter
// and nothing else is recorded.
func (c *crash) seasonEnds() {
	c.t.Helper()
	s, arrived := c.open(c.storePath()), c.messageIDs()
	got := map[string]int{}
	for _, m := range s.outbox {
		if m.Kind != workflows.Digest && m.State == workflows.SentState && !m.Rehearse {
			got[m.Party]++
			c.mails += arrived[m.MessageID]
		}
	}
	for party, n := range got {
		if n != 1 {
			c.t.Errorf("%s got %d mails", party, n)
		}
	}
	recorded := subjects(s)
	if len(got) != parties || len(recorded) != c.letters {
		c.t.Errorf("%d of %d parties have their mail, %d of %d letters are recorded", len(got), parties, len(recorded), c.letters)
	}
	c.recorded += len(recorded)
	if c.t.Failed() {
		c.t.FailNow()
	}
}

// sameFacts sees that a copy is whole: it passes the check and begins with
// every fact of the original.
func (c *crash) sameFacts(want stored, path string) {
	c.t.Helper()
	got := c.open(path)
	if len(got.facts) < len(want.facts) || len(got.outbox) != len(want.outbox) {
		c.t.Fatalf("%s has %d of %d facts and %d of %d mails", path, len(got.facts), len(want.facts), len(got.outbox), len(want.outbox))
	}
	for i, f := range want.facts {
		if got.facts[i].Key != f.Key || got.facts[i].Kind != f.Kind || !got.facts[i].At.Equal(f.At) {
			c.t.Fatalf("%s differs in fact %d", path, f.Seq)
		}
	}
}
