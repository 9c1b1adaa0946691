package daemon_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"fristvakt/workflows"
)

// TestNoCrashLosesOrDoublesAnything ends the process at every named point of a
// turn in which letters come in and mails go out, every time the point is
// reached for the first or second time, and lets the next life go on from what the store holds.
func TestNoCrashLosesOrDoublesAnything(t *testing.T) {
	for _, moment := range everyMoment(t) {
		t.Run(moment, func(t *testing.T) {
			in := eventful(t)
			armed := true
			seen := map[string]int{}
			in.trace = func(point string) {
				seen[point]++
				if armed && fmt.Sprintf("%s-%d", point, seen[point]) == moment {
					panic("killed at " + moment)
				}
			}
			in.crash(firstDay)
			armed = false
			in.start()
			for _, now := range []string{"09:20", "09:40"} {
				in.turn(now)
			}
			in.nothingLost(t)
		})
	}
}

// eventful is an installation before a turn with a digest, three reminders and
// two letters.
func eventful(t *testing.T) *installation {
	t.Helper()
	in := live(t, before)
	in.mailbox.put("INBOX", in.clock.now(), stranger(1), fromNobody(1), fromNobody(2))
	return in
}

// fromNobody is a mail about the round that is nobody's, so that it holds no
// reminder back.
func fromNobody(n int) []byte {
	return fmt.Appendf(nil, "From: Nokon <nokon@tulipan.example>\r\nTo: postmottak@example.no\r\nSubject: DigiVestland\r\nDate: Mon, 12 May 2025 08:00:00 +0200\r\n"+
		"Message-ID: <nobody-%d@tulipan.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nKva er DigiVestland-avtalen, og korleis blir ein med?\r\n", n)
}

// everyMoment is each point of an undisturbed turn.
func everyMoment(t *testing.T) []string {
	t.Helper()
	in := eventful(t)
	var moments []string
	seen := map[string]int{}
	in.trace = func(point string) {
		seen[point]++
		survived := point == "sifting" || point == "judging" || strings.Contains(point, "commit") // the store tests its commits
		if !survived && seen[point] <= 2 {                                                        // of four deliveries the digest and one more
			moments = append(moments, fmt.Sprintf("%s-%d", point, seen[point]))
		}
	}
	in.turn(firstDay)
	in.trace = nil
	in.nothingLost(t)
	for _, point := range []string{"fetched", "advanced", "judged", "claim", "claimed", "DATA", "dot", "250", "delivered", "finished"} {
		if seen[point] == 0 {
			t.Errorf("the point %q is never reached", point)
		}
	}
	return moments
}

// nothingLost holds what the servers and the store know against each other.
func (in *installation) nothingLost(t *testing.T) {
	t.Helper()
	mails, err := in.store().Outbox(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	times, parties := in.sink.times(), 0
	for _, m := range mails {
		if m.Kind == workflows.Digest {
			continue
		}
		parties++
		n := times[m.MessageID]
		if n > 1 || m.State == workflows.SentState && n != 1 || m.State != workflows.SentState && m.State != workflows.UncertainState {
			t.Errorf("%s is %s and was handed over %d times", m.Key, m.State, n)
		}
	}
	if parties != 3 {
		t.Errorf("%d mails in the outbox: %v", parties, in.states())
	}
	letters := map[string]int{}
	for _, f := range in.facts(workflows.Judged) {
		letters[f.Letter]++
	}
	if len(letters) != 2 || letters[in.facts(workflows.Judged)[0].Letter] != 1 {
		t.Errorf("letters judged: %v", letters)
	}
	digests := 0
	for _, f := range in.facts(workflows.Sent) {
		if f.Key == "digest/2025-05-16" {
			digests++
		}
	}
	if digests != 1 || len(in.sink.mails(true)) == 0 {
		t.Errorf("%d facts of digests, %d digests", digests, len(in.sink.mails(true)))
	}
	if err := in.store().Check(context.Background()); err != nil {
		t.Error(err)
	}
}

// crash goes through a turn that must not survive, and ends the life as a kill
// does.
func (in *installation) crash(now string) {
	in.t.Helper()
	in.at(now)
	func() {
		defer func() { recover() }()
		in.d.Turn(context.Background()) // what it says is lost with the process
		in.t.Error("the turn survived")
	}()
	in.d.Close()
	in.d = nil
}
