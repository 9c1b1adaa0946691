package daemon_test

import (
	"testing"
	"time"

	"fristvakt/workflows"
)

// TestPapersFoundInOldMailAreRecordedAndMailNobody connects a mailbox in which
// a paper lies from before the round went live, and the same day.
func TestPapersFoundInOldMailAreRecordedAndMailNobody(t *testing.T) {
	for name, received := range map[string]string{"weeks before": "2025-04-02 10:00", "the same day": "2025-05-12 08:00"} {
		t.Run(name, func(t *testing.T) {
			in := live(t, before)
			in.mailbox.put("INBOX", at(t, received), decision("gamalt@modalen.kommune.no"))
			for _, now := range []string{"09:05", "13:00", "2025-05-13 09:00", "2025-05-15 09:00"} {
				in.turn(now)
			}
			if n := len(in.facts(workflows.Delivered)); n != 1 {
				t.Errorf("%d papers recorded", n)
			}
			if times := in.sink.times(); len(times) != 0 {
				t.Errorf("sent %v", times)
			}
			in.deliver(modalen, "signed-agreement") // the receipt for what comes now does not fetch up the old one's
			in.turn("13:00")
			if facts := in.facts(workflows.Sent); len(in.sink.times()) != 1 || len(facts[len(facts)-1].Covers) != 1 {
				t.Errorf("sent %v: %+v", in.sink.times(), facts[len(facts)-1])
			}
		})
	}
}

func TestAFirstLookIntoAMailboxOfOldMailMailsNobody(t *testing.T) {
	in := live(t, before)
	for n := range 300 {
		in.mailbox.put("INBOX", in.clock.now().AddDate(0, 0, -n).Add(-time.Minute), stranger(n), question(n))
	}
	in.mailbox.put("INBOX", at(t, "2024-05-31 10:00"), decision("fjoraaret@modalen.kommune.no"))
	in.turn("09:05")
	in.turn("2025-05-13 09:00")
	if times := in.sink.times(); len(times) != 0 {
		t.Errorf("sent %v", times)
	}
	if n := len(in.facts(workflows.Delivered)); n != 0 {
		t.Errorf("%d papers of before the round were recorded", n)
	}
}
