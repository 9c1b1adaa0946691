package daemon_test

import (
	"strings"
	"testing"

	"fristvakt/daemon"
	"fristvakt/workflows"
)

func TestTheAgeOfMailIsThatOfTheMailboxThatIsSilentLongest(t *testing.T) {
	in := live(t, before, `password_file = "imap-password"`, "password_file = \"imap-password\"\nmailboxes = [\"INBOX\", \"Sendt\"]")
	age := func(want string) {
		t.Helper()
		beats, err := in.store().Beats(t.Context())
		if err != nil || !beats["mail"].Equal(at(t, want)) {
			t.Errorf("the last mail is of %s, not %s (%v)", beats["mail"].In(oslo()), want, err)
		}
	}
	in.mailbox.put("INBOX", at(t, "2025-05-12 08:00"), stranger(1))
	in.turn("09:05")
	age("2025-05-12 08:00") // the other has never had any
	in.mailbox.put("Sendt", at(t, "2025-05-12 08:30"), stranger(2))
	in.turn("09:10")
	age("2025-05-12 08:00")
	in.mailbox.put("INBOX", at(t, "2025-05-12 09:11"), stranger(3))
	in.turn("09:15")
	age("2025-05-12 08:30")
	in.stop()
	in.start()
	in.mailbox.put("Sendt", at(t, "2025-05-01 08:00"), stranger(4)) // an old one, moved there
	in.turn("09:20")
	age("2025-05-12 08:30")
}

func TestABusyMailboxThatFallsSilentIsInTheDigest(t *testing.T) {
	in := live(t, "2025-05-13 12:00")
	n := 0
	for day := at(t, "2025-04-01 10:00"); day.Before(in.clock.now()); day = day.AddDate(0, 0, 1) {
		for range 20 {
			in.mailbox.put("INBOX", day, stranger(n))
			n++
		}
	}
	for _, now := range []string{"2025-05-13 12:05", "2025-05-14 08:00", "12:00"} {
		in.turn(now)
	}
	if digest := plain(t, in.sink.mails(true)[1]); strings.Contains(digest, "der om lag") {
		t.Errorf("it is told of too early:\n%s", digest)
	}
	in.turn("2025-05-15 08:00") // 13 May from ten and all of 14 May
	digests := in.sink.mails(true)
	if last := plain(t, digests[len(digests)-1]); !strings.Contains(last, "Ingen e-post i INBOX på 14 arbeidstimar") {
		t.Errorf("it is not told of:\n%s", last)
	}
	silent, err := daemon.Silences(t.Context(), in.config, in.store(), in.clock.now())
	if err != nil || len(silent) != 1 || silent[0].Mailbox != "INBOX" || silent[0].Expected < 30 {
		t.Errorf("%+v, %v", silent, err)
	}
	in.mailbox.put("INBOX", in.clock.now(), stranger(n))
	in.turn("08:05")
	if silent, err := daemon.Silences(t.Context(), in.config, in.store(), in.clock.now()); err != nil || len(silent) != 0 {
		t.Errorf("it got mail: %+v, %v", silent, err)
	}
	traffic, err := in.store().Traffic(t.Context())
	if day := (workflows.Date{Year: 2025, Month: 5, Day: 12}); err != nil || traffic["INBOX"][day] != 20 {
		t.Errorf("counted %v, %v", traffic["INBOX"], err)
	}
}
