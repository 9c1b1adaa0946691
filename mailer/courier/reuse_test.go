package courier_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fristvakt/mailer/courier"
)

func TestMailsShareOneConnection(t *testing.T) {
	server := newScriptedServer(script{})
	c := courier.New(plain(server.listen(t)))
	for range 3 {
		if got := c.Deliver(t.Context(), reminder()); got.Outcome != courier.Accepted {
			t.Fatalf("got %v", got)
		}
	}
	if err := c.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	want := "EHLO MAIL RCPT DATA RSET MAIL RCPT DATA RSET MAIL RCPT DATA QUIT"
	if got := server.words(); got != want {
		t.Errorf("said %q, want %q", got, want)
	}
}

func TestAFailingRSETOrQUITAfterAcceptanceNeverSendsAMailTwice(t *testing.T) {
	for name, faulty := range map[string]script{
		"RSET refused":      {"RSET": {"554 no"}},
		"RSET cut":          {"RSET": {cut}},
		"RSET says goodbye": {"RSET": {"421 4.4.2 timeout" + cut}},
		"cut while idle":    {"DOT": {"250 ok" + cut}},
		"MAIL cut":          {"MAIL": {"250 ok", cut}},
		"MAIL says goodbye": {"MAIL": {"250 ok", "421 4.4.2 timeout" + cut}},
		"QUIT cut":          {"QUIT": {cut}},
		"QUIT refused":      {"QUIT": {"500 what"}},
	} {
		t.Run(name, func(t *testing.T) {
			server := newScriptedServer(faulty, script{})
			c := courier.New(plain(server.listen(t)))
			for range 2 {
				if got := c.Deliver(t.Context(), reminder()); got.Outcome != courier.Accepted {
					t.Errorf("got %v", got)
				}
			}
			// What QUIT meets is not under test; that the mails stay sent is.
			_ = c.Close()
			if n := server.received(); n != 2 {
				t.Errorf("%d mails arrived, want 2", n)
			}
		})
	}
}

func TestADeadConnectionIsReplacedOnlyOnce(t *testing.T) {
	server := newScriptedServer(script{"MAIL": {"250 ok", cut}}, script{"MAIL": {cut}}, script{})
	c := courier.New(plain(server.listen(t)))
	defer c.Close()
	if got := c.Deliver(t.Context(), reminder()); got.Outcome != courier.Accepted {
		t.Fatalf("got %v", got)
	}
	if got := c.Deliver(t.Context(), reminder()); got.Outcome != courier.Deferred {
		t.Errorf("got %v", got)
	}
	if server.connections != 2 {
		t.Errorf("%d connections", server.connections)
	}
}

func TestAConnectionLostAfterMAILIsNotTriedAgain(t *testing.T) {
	for _, word := range []string{"RCPT", "DATA", "DOT"} {
		t.Run(word, func(t *testing.T) {
			first := script{word: {ordinary[word], cut}}
			server := newScriptedServer(first, script{})
			c := courier.New(plain(server.listen(t)))
			defer c.Close()
			c.Deliver(t.Context(), reminder())
			if got := c.Deliver(t.Context(), reminder()); got.Outcome == courier.Accepted {
				t.Errorf("got %v", got)
			}
			if server.connections != 1 {
				t.Errorf("%d connections", server.connections)
			}
		})
	}
}

func TestARefusedMailLeavesTheConnectionForTheNext(t *testing.T) {
	server := newScriptedServer(script{"RCPT": {"550 5.1.1 unknown", "250 ok"}})
	c := courier.New(plain(server.listen(t)))
	defer c.Close()
	for _, want := range []courier.Outcome{courier.Refused, courier.Accepted} {
		if got := c.Deliver(t.Context(), reminder()); got.Outcome != want {
			t.Errorf("got %v, want %s", got, want)
		}
	}
	if want := "EHLO MAIL RCPT RSET MAIL RCPT DATA"; server.words() != want {
		t.Errorf("said %q, want %q", server.words(), want)
	}
}

func TestAnAnswerBeforeTheQuestionIsNotTakenForOne(t *testing.T) {
	server := newScriptedServer(script{"RCPT": {"250 ok\r\n354 go ahead\r\n250 accepted already"}})
	c := courier.New(plain(server.listen(t)))
	defer c.Close()
	if got := c.Deliver(t.Context(), reminder()); got.Outcome != courier.Deferred || !strings.Contains(got.Text, "before it was asked") {
		t.Errorf("got %v", got)
	}
}

func TestAConnectionIsRenewedBeforeItsTokenExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newScriptedServer(script{})
		to := plain("localhost:25")
		to.Dial = server.dial
		tokens := 0
		to.Login = courier.XOAUTH2("frist@fylke.example.no", func(context.Context) (string, time.Time, error) {
			tokens++
			return "token", time.Now().Add(150 * time.Second), nil
		})
		c := courier.New(to)
		for range 3 {
			if got := c.Deliver(t.Context(), reminder()); got.Outcome != courier.Accepted {
				t.Fatalf("got %v", got)
			}
			time.Sleep(20 * time.Second) // the bubble's clock
		}
		if err := c.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		if tokens != 2 || server.connections != 2 {
			t.Errorf("%d tokens for %d connections, want 2 and 2", tokens, server.connections)
		}
	})
}

func TestAConnectionLongAtRestIsNotTrusted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newScriptedServer(script{"RSET": {stall}})
		to := plain("localhost:25")
		to.Dial = server.dial
		c := courier.New(to)
		for range 2 {
			start := time.Now()
			if got := c.Deliver(t.Context(), reminder()); got.Outcome != courier.Accepted || time.Since(start) != 0 {
				t.Errorf("got %v after %s", got, time.Since(start))
			}
			time.Sleep(2 * time.Minute) // the bubble's clock
		}
		if err := c.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
}

func TestMailsKeepThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newScriptedServer(script{})
		to := plain("localhost:25")
		to.Dial, to.PerMinute = server.dial, 30
		c := courier.New(to)
		start := time.Now()
		for i := range 43 {
			if got := c.Deliver(t.Context(), reminder()); got.Outcome != courier.Accepted {
				t.Fatalf("got %v", got)
			}
			if at := time.Since(start); at != time.Duration(i)*2*time.Second {
				t.Errorf("mail %d left after %s", i, at)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if got := c.Deliver(ctx, reminder()); got.Outcome != courier.Deferred || server.received() != 43 {
			t.Errorf("got %v with %d received", got, server.received())
		}
		if err := c.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
}

func TestTheTraceNamesEachPoint(t *testing.T) {
	server := newScriptedServer(script{})
	to := plain(server.listen(t))
	var points []string
	to.Trace = func(point string) { points = append(points, point) }
	c := courier.New(to)
	c.Deliver(t.Context(), reminder())
	if err := c.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	if got, want := strings.Join(points, " "), "CONNECT EHLO MAIL RCPT DATA 354 dot 250 QUIT"; got != want {
		t.Errorf("traced %q, want %q", got, want)
	}
}

func TestAnUnreachableServerDefers(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	got := courier.New(plain(listener.Addr().String())).Deliver(t.Context(), reminder())
	if got.Outcome != courier.Deferred || !strings.Contains(got.Advice, "Nothing listens") || got.RetryAfter == 0 {
		t.Errorf("got %v, retry after %s", got, got.RetryAfter)
	}
}
