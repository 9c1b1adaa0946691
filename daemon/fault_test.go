package daemon_test

import (
	"crypto/tls"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"

	"fristvakt/demo/realserver"
	"fristvakt/workflows"
)

// impatient is an installation that waits half a second for an answer.
func impatient(t *testing.T) *installation {
	t.Helper()
	return live(t, before, "[smtp]", "deadline = \"500ms\"\n[smtp]", "[receiver]", "deadline = \"500ms\"\n[receiver]")
}

// The states of a connection to a mailbox in which a server can fail, as the
// beginnings of commands.
var mailboxStates = []string{"GREETING", "AUTHENTICATE", "EXAMINE", "UID SEARCH", "UID FETCH"}

// wireFaults are all that the mailbox's server can do wrong within a turn, and
// whether it keeps the mailbox from being read at all.
func wireFaults() map[string]struct {
	fault  fault
	outage bool
} {
	type wrong = struct {
		fault  fault
		outage bool
	}
	flips := uint32(1000)
	all := map[string]wrong{
		"it cuts off in the middle of a literal": {fault: fault{cut: true}}, // the one mail is put off: it may be its own fault
		"a search returns the last old mail": {fault: fault{search: func(d *imap.SearchData) {
			if found, ok := d.All.(imap.UIDSet); ok {
				found.AddNum(1)
				d.All = found
			}
		}}},
		"UIDVALIDITY is another one each time": {fault: fault{open: func(d *imap.SelectData) { flips++; d.UIDValidity = flips }}},
	}
	for _, state := range mailboxStates {
		all["it falls silent at "+state] = wrong{fault{at: state, act: stalls}, state != "UID FETCH"}
		all["it takes its leave at "+state] = wrong{fault{at: state, act: leaves}, state != "UID FETCH"}
	}
	return all
}

func TestALetterThatComesDuringAFaultIsRecordedWithinTwoTurnsOfItsEnd(t *testing.T) {
	for name, c := range wireFaults() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := impatient(t)
			in.mailbox.put("INBOX", in.clock.now(), stranger(1))
			in.turn("09:00")
			in.mailbox.set(func(m *mailbox) { m.fault = c.fault })
			in.mailbox.put("INBOX", in.clock.now(), question(1))
			for _, now := range []string{"09:05", "09:10", "09:15"} {
				in.turn(now)
			}
			in.mailbox.awaitFault()
			in.mailbox.misbehave(fault{})
			in.turn("09:20")
			in.turn("09:25")
			in.recovered(t, c.outage)
		})
	}
}

// recovered holds that the one letter was recorded once, and that an outage
// was one incident.
func (in *installation) recovered(t *testing.T, outage bool) {
	t.Helper()
	if n := len(in.facts(workflows.Judged)); n != 1 {
		t.Errorf("the letter was recorded %d times", n)
	}
	want := 0
	if outage {
		want = 1
	}
	began, ended := len(in.facts(workflows.OutageBegan)), len(in.facts(workflows.OutageEnded))
	if began != want || ended != want {
		t.Errorf("%d incidents began and %d ended, not %d", began, ended, want)
	}
	if n := in.log.count("OutageBegan"); n != want {
		t.Errorf("%d lines about it", n)
	}
}

func TestALetterThatComesWhileTheHostIsGoneIsRecordedWithinTwoTurnsOfItsReturn(t *testing.T) {
	in := impatient(t)
	in.turn("09:00")
	appear := in.mailbox.vanish()
	in.mailbox.put("INBOX", in.clock.now(), question(1))
	in.turn("09:05")
	if dials, _ := in.mailbox.counts(); dials != 1 {
		t.Fatalf("%d connections to a host that is gone", dials)
	}
	appear()
	in.turn("09:10")
	in.turn("09:15")
	in.recovered(t, true)
}

func TestALetterThatComesWhileTheServerIsSilentInTheTLSHandshakeIsRecordedAfterIt(t *testing.T) {
	in := install(t, before, "tls = \"plaintext\"\nuser", "tls = \"implicit\"\nca = \"ca.pem\"\ndeadline = \"500ms\"\nuser")
	authority, certificate := realserver.NewAuthority(t)
	in.write("ca.pem", string(authority))
	in.mailbox.set(func(m *mailbox) {
		m.tls = &tls.Config{Certificates: []tls.Certificate{certificate}}
		m.fault = fault{at: "GREETING", act: stalls}
	})
	in.start()
	in.mailbox.put("INBOX", in.clock.now(), question(1))
	in.turn("09:05")
	in.mailbox.misbehave(fault{})
	in.turn("09:10")
	in.recovered(t, true)
}

func TestAMailBehindUIDsThatJumpIsRecorded(t *testing.T) {
	in := live(t, before)
	in.mailbox.put("INBOX", in.clock.now(), stranger(1))
	in.turn("09:00")
	in.mailbox.jump(500)
	in.mailbox.put("INBOX", in.clock.now(), question(1))
	in.turn("09:05")
	in.recovered(t, false)
}

func TestAMailWhoseAnswerCannotBeReadCostsTheMailsBehindItNothing(t *testing.T) {
	in := live(t, before)
	in.mailbox.put("INBOX", in.clock.now(), stranger(1), question(2))
	in.mailbox.set(func(m *mailbox) {
		m.poison, m.fault = []imap.UID{1}, fault{word: "* 1 FETCH (UID 1 BODYSTRUCTURE (\"\"\"\"\r\n"}
	})
	in.turn("09:05")
	if n := len(in.facts(workflows.Judged)); n != 1 {
		t.Fatalf("%d letters behind it were judged in the same turn", n)
	}
	for _, now := range []string{"09:10", "09:15", "09:30", "10:00", "2025-05-13 10:00"} {
		in.turn(now)
	}
	if q := in.facts(workflows.Quarantined); len(q) != 1 || !strings.Contains(q[0].Subject, "UID 1") || q[0].Reason == "" {
		t.Errorf("set aside: %+v", q)
	}
	in.recovered(t, false)
	met := len(in.mailbox.met)
	in.turn("2025-05-14 10:00")
	if len(in.mailbox.met) != met {
		t.Error("it is asked for again after it was set aside")
	}
}
