package daemon_test

import (
	"fmt"
	"net"
	"testing"

	"fristvakt/workflows"
)

// The faults of a server that is being listened to. The mail comes while it
// misbehaves; the loop then turns once by the clock, and no signal comes.
func TestALetterThatComesDuringAFaultInIdleIsRecordedByTheNextTurn(t *testing.T) {
	for name, f := range map[string]fault{
		"it falls silent at IDLE":            {at: "IDLE", act: stalls},
		"it falls silent at DONE":            {at: "DONE", act: stalls},
		"it falls silent before IDLE":        {at: "NOOP", act: stalls},
		"it takes its leave at IDLE":         {at: "IDLE", act: leaves},
		"it takes its leave at DONE":         {at: "DONE", act: leaves},
		"it forgets to tell of new mail":     {mute: true},
		"the login expires while it listens": {at: "IDLE", act: func(c net.Conn) { fmt.Fprint(c, "+ idling\r\n"); leaves(c) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := impatient(t)
			if f.at != "NOOP" && f.at != "IDLE" {
				in.mailbox.put("INBOX", in.clock.now(), stranger(1))
			} else {
				in.mailbox.misbehave(f)
			}
			r := run(t, in)
			if f.at == "NOOP" || f.at == "IDLE" {
				in.mailbox.awaitFault()
			} else {
				in.mailbox.awaitIdle()
				in.mailbox.misbehave(f)
			}
			in.mailbox.put("INBOX", in.clock.now(), question(1))
			if f.at == "DONE" || f.mute {
				in.mailbox.awaitFault()
			}
			in.mailbox.misbehave(fault{})
			r.woken()
			r.woken()
			in.recovered(t, false)
			r.mailbox.awaitIdle()
		})
	}
}

// TestMailThatIsToldOfBeforeIdleHasBegunIsReadAtOnce has the mail come between
// the client's IDLE and the server's "+ idling", and nothing said of it after.
func TestMailThatIsToldOfBeforeIdleHasBegunIsReadAtOnce(t *testing.T) {
	in := live(t, before)
	m := in.mailbox
	m.misbehave(fault{at: "IDLE", early: func(c net.Conn) {
		m.put("INBOX", in.clock.now(), question(1))
		fmt.Fprint(c, "* 1 EXISTS\r\n")
	}, mute: true})
	r := run(t, in)
	m.awaitFault()
	<-r.turns
	<-r.turns // without a waking
	m.misbehave(fault{})
	r.woken()
	if n := len(in.facts(workflows.Judged)); n != 1 {
		t.Errorf("%d letters judged", n)
	}
}
