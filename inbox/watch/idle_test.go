package watch_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fristvakt/inbox/watch"
)

func count(commands []string, command string) (n int) {
	for _, c := range commands {
		if c == command {
			n++
		}
	}
	return n
}

func TestIdleEndsWhenMailComes(t *testing.T) {
	f := newFaultServer(t, letters(2)...)
	w, d := watcherOf(t, f), newDiary()
	pass := fetch(t, w, inbox(), d)
	done := idle(t.Context(), w, f)
	f.deliver(letter("nr 3", "text"))
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if pass = fetch(t, w, pass.Cursor, d); pass.Seen != 1 || len(f.open()) != 1 {
		t.Errorf("%+v over %d connections", pass, len(f.open()))
	}
}

func TestAnExistsBeforeIdlingIsNews(t *testing.T) {
	f := newFaultServer(t, letters(2)...)
	w := watcherOf(t, f)
	fetch(t, w, inbox(), newDiary())
	f.failing("IDLE", func(s *session) bool { s.say("* 3 EXISTS"); return false })
	if err := <-idle(t.Context(), w, f); err != nil {
		t.Error(err)
	}
}

func TestAServerThatRepeatsTheOldNumberBringsNoNews(t *testing.T) {
	f := newFaultServer(t, letters(2)...)
	w := watcherOf(t, f)
	fetch(t, w, inbox(), newDiary())
	f.failing("IDLE", func(s *session) bool { s.say("* 2 EXISTS"); return false })
	ctx, cancel := context.WithCancel(t.Context())
	done := idle(ctx, w, f)
	f.push("* 2 EXISTS\r\n* 1 EXPUNGE\r\n* 1 EXISTS\r\n")
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestMailThatComesBetweenFetchAndIdleIsNews(t *testing.T) {
	f := newFaultServer(t, letters(2)...)
	w := watcherOf(t, f)
	fetch(t, w, inbox(), newDiary())
	f.deliver(letter("nr 3", "text"))
	if _, err := w.Holds(t.Context(), "Sent", "<none@example.no>"); err != nil { // leaves the mailbox, so that no push tells
		t.Fatal(err)
	}
	if err := w.Idle(t.Context(), "INBOX"); err != nil {
		t.Error(err)
	}
}

func TestIdleGivesWayToFetchAndKeepsTheConnection(t *testing.T) {
	f := newFaultServer(t, letters(2)...)
	w, d := watcherOf(t, f), newDiary()
	pass := fetch(t, w, inbox(), d)
	for range 20 {
		done := idle(t.Context(), w, f)
		if pass = fetch(t, w, pass.Cursor, d); pass.Seen != 0 {
			t.Errorf("%+v", pass)
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if logins := count(f.Commands(), "LOGIN"); logins != 1 {
		t.Errorf("%d logins", logins)
	}
}

func TestIdleEndsAtOnceWithItsContextAlsoOnASilentServer(t *testing.T) {
	f := newFaultServer(t, letters(2)...)
	w := watcherOf(t, f, func(s *watch.Server) { s.Deadline = time.Hour })
	fetch(t, w, inbox(), newDiary())
	ctx, cancel := context.WithCancel(t.Context())
	done := idle(ctx, w, f)
	f.failing("", (*session).stall)
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestALostConnectionEndsIdleWithItsReason(t *testing.T) {
	for name, lose := range map[string]func(f *faultServer){
		"closed":               (*faultServer).hangUp,
		"hung up":              func(f *faultServer) { f.push("* BYE Session invalidated - AccessTokenExpired\r\n"); f.hangUp() },
		"farewell, not closed": func(f *faultServer) { f.push("* BYE Session invalidated - AccessTokenExpired\r\n") },
		"cannot be parsed":     func(f *faultServer) { f.push("* 3 FROBNICATED\r\n") },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFaultServer(t, letters(2)...)
			w := watcherOf(t, f)
			pass := fetch(t, w, inbox(), newDiary())
			done := idle(t.Context(), w, f)
			lose(f)
			err := <-done
			if !errors.Is(err, watch.ErrConnection) || strings.Contains(name, "farewell") && !strings.Contains(err.Error(), "AccessTokenExpired") {
				t.Fatalf("%v", err)
			}
			f.deliver(letter("nr 3", "text"))
			if pass = fetch(t, w, pass.Cursor, newDiary()); pass.Seen != 1 {
				t.Errorf("%+v", pass)
			}
		})
	}
}

func TestAServerWithoutIdleIsWaitedOutQuietly(t *testing.T) {
	for name, fault := range map[string]func(*faultServer){
		"not offered": func(f *faultServer) { f.offer("IMAP4rev1") },
		"refused": func(f *faultServer) {
			f.failing("IDLE", func(s *session) bool { s.say("%s NO not today", s.tag); return true })
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFaultServer(t, letters(2)...)
			fault(f)
			w := watcherOf(t, f)
			fetch(t, w, inbox(), newDiary())
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
			defer cancel()
			if err := w.Idle(ctx, "INBOX"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestAServerThatStallsAtTheEndOfIdleIsReplaced(t *testing.T) {
	f := newFaultServer(t, letters(2)...)
	w := watcherOf(t, f)
	pass := fetch(t, w, inbox(), newDiary())
	f.failing("IDLE", func(s *session) bool { s.say("+ idling"); f.idling <- struct{}{}; return s.stall() })
	done := idle(t.Context(), w, f)
	f.deliver(letter("nr 3", "text"))
	if pass = fetch(t, w, pass.Cursor, newDiary()); pass.Seen != 1 {
		t.Errorf("%+v", pass)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// pipes is a listener whose connections live in the memory and the time of a test.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	conn, ok := <-p
	if !ok {
		return nil, net.ErrClosed
	}
	return conn, nil
}
func (p pipes) Close() error   { close(p); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 143} }

// dial connects within the bubble.
func (p pipes) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	p <- server
	return client, nil
}

func TestIdleEndsTwoMinutesBeforeItsTokenSoThatTheLoginIsRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, tokens := make(pipes), 0
		f := serveFaults(t, l, letters(2)...)
		w := watcherOf(t, f, func(s *watch.Server) {
			s.Dial = l.dial
			s.Login = watch.Bearer(watch.XOAUTH2, "post@example.no", func(context.Context) (string, time.Time, error) {
				tokens++
				return "right", time.Now().Add(time.Hour), nil
			})
		})
		pass, began := fetch(t, w, inbox(), newDiary()), time.Now()
		for round := range 3 {
			if err := w.Idle(t.Context(), "INBOX"); err != nil {
				t.Fatal(err)
			}
			if lasted := time.Since(began); lasted != 58*time.Minute {
				t.Errorf("round %d: it ended after %v", round, lasted)
			}
			pass, began = fetch(t, w, pass.Cursor, newDiary()), time.Now()
		}
		if n := count(f.Commands(), "AUTHENTICATE"); tokens != 4 || n != 4 {
			t.Errorf("%d tokens, %d logins", tokens, n)
		}
		w.Close()
	})
}

func TestAServerThatForgetsToPushIsAskedEveryNineMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := make(pipes)
		f := serveFaults(t, l, letters(2)...)
		w := watcherOf(t, f, func(s *watch.Server) { s.Dial = l.dial })
		fetch(t, w, inbox(), newDiary())
		done := make(chan error, 1)
		go func() { done <- w.Idle(t.Context(), "INBOX") }()
		began := time.Now()
		time.Sleep(time.Hour) // of the bubble: no real time passes
		if n := count(f.Commands(), "IDLE"); n < 6 || n > 8 || count(f.Commands(), "DONE") != n-1 {
			t.Errorf("%d IDLE in an hour: %q", n, f.Commands())
		}
		f.failing("NOOP", func(s *session) bool { s.say("* 3 EXISTS"); return false })
		if err := <-done; err != nil || time.Since(began) > time.Hour+9*time.Minute {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		w.Close()
	})
}

func TestCallsAtTheSameTimeTakeTurns(t *testing.T) {
	f := newFaultServer(t, letters(50)...)
	w := watcherOf(t, f, func(s *watch.Server) { s.Deadline = 10 * time.Second })
	done := make(chan error)
	for range 4 {
		go func() { _, err := w.Fetch(t.Context(), inbox(), time.Time{}, newDiary()); done <- err }()
		go func() { _, err := w.Holds(t.Context(), "Sent", "<nr-7@example.no>"); done <- err }()
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if logins := count(f.Commands(), "LOGIN"); logins != 1 || slices.Contains(f.Commands(), "IDLE") {
		t.Errorf("%d logins", logins)
	}
}
