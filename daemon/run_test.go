package daemon_test

import (
	"context"
	"testing"
	"time"

	"fristvakt/inbox/watch"
	"fristvakt/workflows"
)

// running is a daemon in its loop, and what wakes it.
type running struct {
	*installation
	wake  chan func()
	ended chan error
	end   context.CancelFunc
	turns chan struct{} // told at the end of each reading of the mailbox
}

func run(t *testing.T, in *installation) *running {
	t.Helper()
	ctx, end := context.WithCancel(context.Background())
	r := &running{installation: in, wake: make(chan func()), ended: make(chan error, 1), end: end, turns: make(chan struct{}, 1000)}
	in.trace = func(point string) {
		if point == "fetched" {
			r.turns <- struct{}{}
		}
	}
	d := in.d
	go func() { r.ended <- d.Run(ctx, r.wake) }()
	t.Cleanup(func() { end(); <-r.ended })
	return r
}

// woken wakes the loop and returns after the turn that this caused.
func (r *running) woken() {
	r.t.Helper()
	turned := make(chan struct{})
	r.wake <- func() { close(turned) }
	<-turned
}

func TestALetterWakesTheLoopByItself(t *testing.T) {
	r := run(t, live(t, before))
	r.mailbox.awaitIdle()
	r.mailbox.put("INBOX", r.clock.now(), question(1))
	<-r.turns
	<-r.turns
	r.mailbox.awaitIdle() // it listens again after the turn
	if n := len(r.facts(workflows.Judged)); n != 1 {
		t.Errorf("%d letters judged", n)
	}
}

// TestTheTimerWakesTheLoopWhenNothingElseDoes has a server that never tells of
// new mail, and nobody who wakes the loop.
func TestTheTimerWakesTheLoopWhenNothingElseDoes(t *testing.T) {
	in := live(t, before, `turn = "24h"`, `turn = "1s"`)
	in.mailbox.misbehave(fault{mute: true})
	r := run(t, in)
	r.mailbox.awaitIdle()
	r.mailbox.put("INBOX", r.clock.now(), question(1))
	for len(r.facts(workflows.Judged)) == 0 {
		select {
		case <-r.turns:
		case <-time.After(20 * time.Second):
			t.Fatal("the loop does not turn")
		}
	}
}

func TestTheLoopTurnsOnceForEachWaking(t *testing.T) {
	r := run(t, live(t, before))
	for range 20 {
		r.mailbox.awaitIdle()
		r.woken()
	}
	r.mailbox.awaitIdle()
	if n := len(r.turns); n != 21 {
		t.Errorf("20 wakings and the start made %d turns", n)
	}
}

func TestTheLoopDoesNotSpinWhileTheMailboxIsLeftAlone(t *testing.T) {
	in := live(t, before)
	in.mailbox.set(func(m *mailbox) { m.down = true })
	r := run(t, in)
	<-r.turns
	in.mailbox.set(func(m *mailbox) { m.down = false })
	in.mailbox.put("INBOX", in.clock.now(), question(1))
	r.woken() // whoever wakes the loop wants it to try at once
	if n := len(in.facts(workflows.Judged)); n != 1 {
		t.Errorf("%d letters judged", n)
	}
	r.mailbox.awaitIdle()
	if n := len(r.turns); n != 1 {
		t.Errorf("one waking made %d turns", n)
	}
}

func TestAMailboxThatIsLeftAloneIsNotListenedToAndTheLoopRests(t *testing.T) {
	in := live(t, before)
	in.mailbox.set(func(m *mailbox) { m.password = "other" })
	r := run(t, in)
	visits := 0
	for turn := range 5 {
		r.woken() // tries at once
		asked := in.clock.reads()
		for range 5 { // long enough for a loop that does not rest to show
			r.visit()
			visits++
		}
		if n := in.clock.reads() - asked; n != 0 {
			t.Fatalf("the clock was read %d times while nothing happened", n)
		}
		if _, logins := in.mailbox.counts(); logins-visits > turn+2 {
			t.Fatalf("%d turns logged in %d times", turn+2, logins-visits)
		}
	}
}

// visit logs in to the mailbox as somebody else does.
func (r *running) visit() {
	r.t.Helper()
	w := watch.New(watch.Server{Address: r.mailbox.address, TLS: watch.Plaintext, Login: watch.Password(mailUser, "other")})
	defer w.Close()
	if _, err := w.Probe(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

func TestAFailingTurnNeverEndsTheLoop(t *testing.T) {
	in := install(t, before)
	resize := in.disk()
	in.start()
	in.append(workflows.Fact{Kind: workflows.WentLive, At: in.clock.now(), Actor: "kari", Reason: "alt er prøvd"})
	r := run(t, in)
	r.woken()
	resize(1)
	in.at(firstDay)
	for range 3 {
		r.woken()
	}
	if n := len(in.sink.mails(false)) + len(in.sink.mails(true)); n != 1 { // the digest of the first turn
		t.Errorf("%d mails went that could not be recorded", n-1)
	}
	if n := in.log.count("Turn"); n != 1 {
		t.Errorf("%d lines about it", n)
	}
	resize(1 << 30)
	r.woken()
	if n := len(in.sink.mails(false)); n != 3 {
		t.Errorf("%d mails went when there was room again", n)
	}
}

func TestTheLoopEndsAtOnceAlsoInAStalledConnection(t *testing.T) {
	in := live(t, before)
	in.mailbox.set(func(m *mailbox) { m.deaf = true })
	r := run(t, in)
	<-in.mailbox.dialled
	r.end()
	select {
	case err := <-r.ended:
		r.ended <- err
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("it did not end within five seconds")
	}
}
