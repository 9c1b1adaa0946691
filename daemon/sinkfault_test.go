package daemon_test

import (
	"testing"

	"fristvakt/workflows"
)

// sinkFaults are all that the sending server can do wrong at a line of the
// client. Those behind the final dot stand with the outcomes.
func sinkFaults() map[string]sinkFault {
	all := map[string]sinkFault{
		"it is too busy at MAIL":      {at: "MAIL", says: "451 4.3.0 Try again later"},
		"it limits the pace":          {at: "MAIL", says: "432 4.3.2 STOREDRV; concurrent connections limit exceeded"},
		"it refuses for now at RCPT":  {at: "RCPT", says: "450 4.2.0 Greylisted"},
		"it refuses for now at DATA":  {at: "DATA", says: "452 4.3.1 Insufficient system storage"},
		"it says goodbye at MAIL":     {at: "MAIL", says: "421 4.3.2 Service shutting down", ends: true},
		"RSET fails after acceptance": {at: "RSET", says: "500 5.5.1 no"},
		"QUIT fails after acceptance": {at: "QUIT", says: "500 5.5.1 no"},
	}
	for _, state := range []string{"GREETING", "EHLO", "MAIL", "RCPT", "DATA", "RSET", "QUIT"} {
		all["it falls silent at "+state] = sinkFault{at: state}
		all["it hangs up at "+state] = sinkFault{at: state, ends: true}
	}
	return all
}

func TestAFaultInSendingHoldsUpNoReadingAndEachMailGoesOnce(t *testing.T) {
	for name, f := range sinkFaults() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := impatient(t)
			in.sink.set(func(s *sink) { s.fault = f })
			in.at(firstDay)
			in.mailbox.put("INBOX", in.clock.now(), fromNobody(1))
			in.turn(firstDay)
			if n := len(in.facts(workflows.Judged)); n != 1 {
				t.Errorf("%d letters were recorded in the turn of the fault", n)
			}
			in.turn("09:20")
			in.turn("09:40")
			in.sink.set(func(s *sink) {
				if s.fault.met == 0 {
					t.Error("the fault never happened")
				}
				s.fault = sinkFault{}
			})
			for _, now := range []string{"10:00", "10:20", "12:00", "13:50"} {
				in.turn(now)
			}
			in.eachOnce(t)
		})
	}
}

// The text of a mail and its final dot are one packet, so behind it the client
// cannot know whether the mail was taken.
func TestAMailCutOffInItsTextIsUncertainAndGoesNoSecondTime(t *testing.T) {
	for name, f := range map[string]sinkFault{"it hangs up": {at: "Message-ID", ends: true}, "it falls silent": {at: "Message-ID"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := impatient(t)
			in.append(digestSent("2025-05-16"))
			in.sink.set(func(s *sink) { s.fault = f })
			for _, now := range []string{firstDay, "09:20", "09:40", "10:00"} {
				in.turn(now)
			}
			in.sink.set(func(s *sink) { s.fault = sinkFault{} })
			for _, now := range []string{"10:20", "12:00", "2025-05-19 09:00"} {
				in.turn(now)
			}
			if n := in.states()[workflows.UncertainState]; n != 3 || len(in.sink.mails(false)) != 0 {
				t.Errorf("outbox %v, went %v", in.states(), in.sink.times())
			}
			if n := len(in.facts(workflows.Uncertain)); n != 3 {
				t.Errorf("%d stand before a person", n)
			}
		})
	}
}

// eachOnce holds that each of the three reminders went once and that an outage
// of the sending server was one incident that is over.
func (in *installation) eachOnce(t *testing.T) {
	t.Helper()
	times := in.sink.times()
	for id, n := range times {
		if n != 1 {
			t.Errorf("%s went %d times", id, n)
		}
	}
	if len(times) != 3 || in.states()[workflows.SentState] != 3 {
		t.Errorf("went %v, outbox %v", times, in.states())
	}
	if n := len(in.sink.mails(true)); n != 1 {
		t.Errorf("%d digests", n)
	}
	began, ended := len(in.facts(workflows.OutageBegan)), len(in.facts(workflows.OutageEnded))
	if began > 1 || began != ended || in.log.count("OutageBegan") != began {
		t.Errorf("%d incidents began, %d ended, %d lines", began, ended, in.log.count("OutageBegan"))
	}
}
