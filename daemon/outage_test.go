package daemon_test

import (
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"fristvakt/workflows"
)

func TestNothingLeavesWhileTheMailboxCannotBeRead(t *testing.T) {
	trouble := map[string]struct {
		begin, end func(*mailbox)
		says       string
	}{
		"the server is down":    {func(m *mailbox) { m.down = true }, func(m *mailbox) { m.down = false }, "Innboksen kan ikkje lesast"},
		"the login is refused":  {func(m *mailbox) { m.password = "other" }, func(m *mailbox) { m.password = mailPassword }, "Innboksen kan ikkje lesast"},
		"a mail kills the line": {func(m *mailbox) { m.poison = []imap.UID{2} }, func(m *mailbox) { m.poison = nil }, "let seg ikkje hente"},
	}
	for name, c := range trouble {
		t.Run(name, func(t *testing.T) {
			in := live(t, before)
			in.mailbox.put("INBOX", in.clock.now(), stranger(1), stranger(2), stranger(3))
			in.mailbox.set(c.begin)
			in.turn(firstDay)
			if n := len(in.sink.mails(false)); n != 0 {
				t.Errorf("%d mails went", n)
			}
			digests := in.sink.mails(true)
			if len(digests) != 1 || !strings.Contains(plain(t, digests[0]), c.says) {
				t.Errorf("%d digests; the last: %s", len(digests), plain(t, digests[len(digests)-1]))
			}
			in.mailbox.set(c.end)
			in.turn("09:20")
			if n := len(in.sink.mails(false)); n != 3 {
				t.Errorf("%d mails went when it could be read again", n)
			}
		})
	}
}

func TestAnOutageIsOneIncidentHoweverLongItLasts(t *testing.T) {
	in := live(t, before)
	in.mailbox.set(func(m *mailbox) { m.down = true })
	for _, now := range []string{"2025-05-13 09:00", "09:20", "12:00", "2025-05-14 09:00", "2025-05-15 09:00"} {
		in.turn(now)
	}
	in.mailbox.set(func(m *mailbox) { m.down = false })
	in.turn("09:30")
	in.turn("2025-05-19 08:00")
	incident := in.facts(workflows.OutageBegan, workflows.OutageEnded)
	if len(incident) != 2 || !incident[0].At.Equal(at(t, "2025-05-13 09:00")) || !incident[1].At.Equal(at(t, "2025-05-15 09:30")) || incident[0].Reason == "" {
		t.Errorf("recorded: %+v", incident)
	}
	if in.log.count("OutageBegan") != 1 || in.log.count("OutageEnded") != 1 {
		t.Errorf("log:\n%s", in.log)
	}
	digests := in.sink.mails(true)
	if last := plain(t, digests[len(digests)-1]); !strings.Contains(last, "13.5. 09:00 til 15.5. 09:30") {
		t.Errorf("the next digest does not tell of the outage:\n%s", last)
	}
}

func TestRefusedCredentialsAreTriedSlowly(t *testing.T) {
	in := live(t, before)
	in.mailbox.set(func(m *mailbox) { m.password = "other" })
	in.at("2025-05-16 08:00")
	for range 60 { // an hour of turns
		in.clock.set(in.clock.now().Add(time.Minute))
		if err := in.d.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if _, logins := in.mailbox.counts(); logins == 0 || logins > 5 {
		t.Errorf("%d logins in an hour", logins)
	}
}

func TestASendingServerThatRefusesTheLoginIsTriedSlowly(t *testing.T) {
	in := live(t, before)
	in.sink.set(func(s *sink) { s.closed = true })
	in.at("2025-05-16 08:30")
	for range 60 {
		in.clock.set(in.clock.now().Add(time.Minute))
		if err := in.d.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := in.sink.connections(); n == 0 || n > 5 {
		t.Errorf("%d connections in an hour", n)
	}
	if n := len(in.facts(workflows.OutageBegan)); n != 1 || in.states()[workflows.Queued] != 3 {
		t.Errorf("%d outages, outbox %v", n, in.states())
	}
	in.sink.set(func(s *sink) { s.closed = false })
	in.turn("11:00")
	if n := len(in.facts(workflows.OutageEnded)); n != 1 || len(in.sink.mails(false)) != 3 || len(in.sink.mails(true)) != 1 {
		t.Errorf("%d outages ended, %d mails", n, len(in.sink.mails(false)))
	}
}

func TestAMailThatCannotBeFetchedIsSetAsideAndTheOthersAreRead(t *testing.T) {
	in := live(t, before)
	in.mailbox.put("INBOX", in.clock.now(), stranger(1), question(2), question(3))
	in.mailbox.set(func(m *mailbox) { m.poison = []imap.UID{2} })
	in.turn("2025-05-13 09:00")
	if n := len(in.facts(workflows.Judged)); n != 1 {
		t.Errorf("%d letters behind the bad one were judged", n)
	}
	for _, now := range []string{"09:10", "09:30", "09:50", "10:30"} {
		in.turn(now)
	}
	if q := in.facts(workflows.Quarantined); len(q) != 1 || !strings.Contains(q[0].Subject, "UID 2") {
		t.Errorf("set aside: %+v", q)
	}
	if n := len(in.facts(workflows.Judged)); n != 1 {
		t.Errorf("%d letters judged in the end", n)
	}
}
