package watch_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"fristvakt/inbox/watch"
)

// The states in which a server can fail, as the beginnings of commands.
var states = []string{"GREETING", "CAPABILITY", "LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH"}

// failing makes the server fail at each command of a kind.
func (f *faultServer) failing(command string, fail func(s *session) bool) {
	f.set(func() {
		f.fault = func(s *session, c string) bool { return strings.HasPrefix(c, command) && fail(s) }
	})
}

func TestAServerThatFallsSilentInAnyStateCostsOnePass(t *testing.T) {
	for _, state := range append(states, "connect") {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			f := newFaultServer(t, letters(3)...)
			if state == "LOGIN" {
				f.offer("IMAP4rev1")
			}
			f.failing(state, (*session).stall)
			w, d := watcherOf(t, f), newDiary()
			if state == "connect" {
				w = watcherOf(t, f, func(s *watch.Server) { s.Dial = dialNobody })
			}
			_, err := w.Fetch(t.Context(), inbox(), time.Time{}, d)
			if !errors.Is(err, watch.ErrConnection) || state != "connect" && !strings.Contains(err.Error(), "no answer within 100ms") {
				t.Fatalf("%v", err)
			}
			f.mend()
			if state == "connect" {
				return
			}
			if pass := fetch(t, w, inbox(), d); pass.Seen != 3 {
				t.Errorf("after the fault: %+v", pass)
			}
		})
	}
}

// dialNobody is the dialling of a host that does not answer.
func dialNobody(ctx context.Context, _, _ string) (net.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestAServerThatFallsSilentInTheTLSHandshakeIsLeft(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // the kernel accepts, nobody answers
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	w := watch.New(watch.Server{Address: l.Addr().String(), Deadline: 50 * time.Millisecond})
	defer w.Close()
	if _, err := w.Probe(t.Context()); !errors.Is(err, watch.ErrConnection) {
		t.Errorf("%v", err)
	}
}

func TestAFarewellInAnyStateIsALostConnectionWithTheServersReason(t *testing.T) {
	for _, state := range states {
		for _, closes := range []bool{true, false} {
			t.Run(state, func(t *testing.T) {
				t.Parallel()
				f := newFaultServer(t, letters(3)...)
				f.failing(state, func(s *session) bool {
					s.say("* BYE Session invalidated - AccessTokenExpired")
					if closes {
						s.conn.Close()
					}
					return true
				})
				w, d := watcherOf(t, f, func(s *watch.Server) { s.Deadline = 5 * time.Second }), newDiary()
				_, err := w.Fetch(t.Context(), inbox(), time.Time{}, d)
				if !errors.Is(err, watch.ErrConnection) || !strings.Contains(err.Error(), "AccessTokenExpired") {
					t.Fatalf("%v", err)
				}
				f.mend()
				if pass := fetch(t, w, inbox(), d); pass.Seen != 3 {
					t.Errorf("after the fault: %+v", pass)
				}
			})
		}
	}
}

func TestAKeptConnectionThatDiedIsReplacedWithoutAnError(t *testing.T) {
	f := newFaultServer(t, letters(3)...)
	w, d := watcherOf(t, f), newDiary()
	pass := fetch(t, w, inbox(), d)
	f.hangUp()
	f.deliver(letter("nr 4", "text"))
	if pass = fetch(t, w, pass.Cursor, d); pass.Seen != 1 {
		t.Errorf("%+v", pass)
	}
	for _, s := range f.open() { // half open: it takes what is sent and never answers
		f.failing("", func(other *session) bool { return other == s && s.stall() })
	}
	if pass = fetch(t, w, pass.Cursor, d); pass.Seen != 0 {
		t.Errorf("%+v", pass)
	}
}

func TestAServerThatDripsIsNoAnswer(t *testing.T) {
	f := newFaultServer(t, letters(3)...)
	f.failing("UID SEARCH", func(s *session) bool {
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		s.say("* SEARCH 1")
		for range tick.C {
			if _, err := io.WriteString(s.conn, "*"); err != nil {
				return true
			}
		}
		return true
	})
	w := watcherOf(t, f)
	if _, err := w.Fetch(t.Context(), inbox(), time.Time{}, newDiary()); !errors.Is(err, watch.ErrConnection) {
		t.Errorf("%v", err)
	}
}

func TestCloseEndsAStalledConnectionAtOnce(t *testing.T) {
	for _, state := range states {
		t.Run(state, func(t *testing.T) {
			f := newFaultServer(t, letters(3)...)
			if state == "LOGIN" {
				f.offer("IMAP4rev1")
			}
			stalled := make(chan struct{}, 10)
			f.failing(state, func(s *session) bool { stalled <- struct{}{}; return s.stall() })
			w := watcherOf(t, f, func(s *watch.Server) { s.Deadline = time.Hour })
			done := make(chan error, 1)
			go func() { _, err := w.Fetch(t.Context(), inbox(), time.Time{}, newDiary()); done <- err }()
			<-stalled
			w.Close()
			if err := <-done; !errors.Is(err, watch.ErrClosed) {
				t.Errorf("%v", err)
			}
			if _, err := w.Probe(t.Context()); !errors.Is(err, watch.ErrClosed) {
				t.Errorf("after Close: %v", err)
			}
		})
	}
}

func TestAStalledMailEndsWithTheCallersContext(t *testing.T) {
	f := newFaultServer(t, letter("take", strings.Repeat("x", 1000)))
	f.odd("BODY.PEEK[]", "* 1 FETCH (UID n BODY[] {1000}\r\nhalf"+stall, 1)
	w, d := watcherOf(t, f, func(s *watch.Server) { s.Deadline = time.Hour }), newDiary()
	ctx, cancel := context.WithCancel(t.Context())
	d.keep = func(body io.Reader) (string, error) {
		cancel()
		_, err := io.Copy(io.Discard, body)
		return "", err
	}
	if _, err := w.Fetch(ctx, inbox(), time.Time{}, d); !errors.Is(err, context.Canceled) || len(d.taken) != 0 {
		t.Errorf("%v, taken %v", err, d.taken)
	}
}

func TestAServersWordsAreCutBeforeTheyReachAnError(t *testing.T) {
	f := newFaultServer(t)
	f.failing("EXAMINE", func(s *session) bool { s.say("%s NO %s", s.tag, strings.Repeat("blah", 50_000)); return true })
	w := watcherOf(t, f)
	if _, err := w.Probe(t.Context()); !errors.Is(err, watch.ErrMailbox) || len(err.Error()) > 700 {
		t.Errorf("%d bytes: %.100v", len(err.Error()), err)
	}
}
