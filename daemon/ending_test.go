package daemon_test

import (
	"encoding/json"
	"strings"
	"syscall"
	"testing"
	"time"

	"fristvakt/workflows"
)

// endsInTime asks the loop to end and gives it, and what it leaves to close,
// five seconds.
func (r *running) endsInTime() {
	r.t.Helper()
	ended := make(chan error, 1)
	r.end()
	go func() {
		err := <-r.ended
		r.d.Close() // a connection that was cut says so
		r.ended <- err
		ended <- err
	}()
	select {
	case err := <-ended:
		if err != nil {
			r.t.Error(err)
		}
	case <-time.After(5 * time.Second):
		r.t.Fatal("it did not end within five seconds")
	}
	r.d = nil
}

func TestTheLoopEndsAtOnceWhileTheSendingServerStalls(t *testing.T) {
	in := live(t, before)
	in.append(digestSent("2025-05-16"))
	reached, held := make(chan struct{}, 10), make(chan struct{})
	t.Cleanup(func() { close(held) })
	in.sink.set(func(s *sink) { s.stall = func() { reached <- struct{}{}; <-held } })
	in.at(firstDay)
	r := run(t, in)
	<-reached
	r.endsInTime()
	in.sink.set(func(s *sink) { s.stall = nil })
	in.start()
	in.turn("09:05")
	if states := in.states(); states[workflows.UncertainState] != 1 || states[workflows.SentState] != 2 {
		t.Errorf("outbox %v", states)
	}
	for id, n := range in.sink.times() {
		if n > 1 {
			t.Errorf("%s went %d times", id, n)
		}
	}
}

// TestTheLoopEndsAtOnceWhileADocumentIsBeingRead stops the process that reads
// documents, as one that never ends with its document is stopped.
func TestTheLoopEndsAtOnceWhileADocumentIsBeingRead(t *testing.T) {
	in := live(t, before)
	stopped := make(chan struct{}, 10)
	in.log.hear(func(line []byte) {
		var said struct {
			Message string `json:"msg"`
			PID     int    `json:"pid"`
		}
		if json.Unmarshal(line, &said) == nil && said.PID != 0 && strings.Contains(said.Message, "started") {
			if err := syscall.Kill(said.PID, syscall.SIGSTOP); err != nil {
				t.Error(err)
			}
			stopped <- struct{}{}
		}
	})
	in.mailbox.put("INBOX", in.clock.now(), decision("vedtak@modalen.kommune.no"))
	r := run(t, in)
	<-stopped
	r.endsInTime()
	in.log.hear(nil)
	in.start()
	in.turn("09:10")
	if delivered := in.facts(workflows.Delivered); len(delivered) != 1 {
		t.Errorf("recorded %+v of %+v", delivered, in.facts(workflows.Judged))
	}
}

func TestALetterDamagedOnDiskGoesToAPersonAndStopsNothing(t *testing.T) {
	in := live(t, before)
	in.mailbox.put("INBOX", in.clock.now(), question(1), question(2))
	in.trace = func(point string) {
		if point == "fetched" {
			in.sql("UPDATE letter_part SET bytes = x'00' WHERE letter = (SELECT min(id) FROM letter)")
		}
	}
	in.turn("09:05")
	judged := in.facts(workflows.Judged)
	if len(judged) != 2 || strings.Contains(judged[0].Reason, "damaged on our disk") == strings.Contains(judged[1].Reason, "damaged on our disk") {
		t.Errorf("%+v", judged)
	}
}
