package courier_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fristvakt/mailer/courier"
)

func TestEachAnswerAndEachCutHasItsOutcome(t *testing.T) {
	tests := []struct {
		name     string
		script   script
		outcome  courier.Outcome
		code     int
		enhanced string
		text     string
	}{
		{"accepted", script{}, courier.Accepted, 250, "2.0.0", "queued as 4711"},
		{"accepted, then the connection is cut", script{"DOT": {"250 ok" + cut}}, courier.Accepted, 250, "", "ok"},
		{"another success than 250", script{"DOT": {"251 2.6.0 passed on"}}, courier.Accepted, 251, "2.6.0", "passed on"},
		{"greeting closed", script{"GREETING": {cut}}, courier.Deferred, 0, "", "greeting: EOF"},
		{"greeting busy", script{"GREETING": {"421 4.3.2 too busy"}}, courier.Deferred, 421, "4.3.2", "too busy"},
		{"greeting unwelcome", script{"GREETING": {"554 5.7.1 not you"}}, courier.Misconfigured, 554, "5.7.1", "not you"},
		{"greeting no SMTP", script{"GREETING": {"SSH-2.0-OpenSSH_9" + cut}}, courier.Deferred, 0, "", "greeting"},
		{"EHLO cut", script{"EHLO": {cut}}, courier.Deferred, 0, "", "EHLO"},
		{"EHLO refused", script{"EHLO": {"550 bad name"}, "HELO": {"550 bad name"}}, courier.Misconfigured, 550, "", "bad name"},
		{"EHLO unknown, HELO known", script{"EHLO": {"502 what"}}, courier.Accepted, 250, "2.0.0", "queued"},
		{"sender deferred", script{"MAIL": {"451 4.3.0 later"}}, courier.Deferred, 451, "4.3.0", "later"},
		{"sender without login", script{"MAIL": {"530 5.7.57 Client not authenticated"}}, courier.Misconfigured, 530, "5.7.57", ""},
		{"sender refused", script{"MAIL": {"550 5.1.8 bad sender"}}, courier.Misconfigured, 550, "5.1.8", "bad sender"},
		{"too large", script{"MAIL": {"552 5.3.4 too large"}}, courier.Refused, 552, "5.3.4", "too large"},
		{"sender cut", script{"MAIL": {cut}}, courier.Deferred, 0, "", "MAIL: EOF"},
		{"recipient unknown", script{"RCPT": {"550 5.1.1 no such user"}}, courier.Refused, 550, "5.1.1", "no such user"},
		{"recipient greylisted", script{"RCPT": {"450 4.2.0 greylisted"}}, courier.Deferred, 450, "4.2.0", "greylisted"},
		{"relay denied", script{"RCPT": {"554 5.7.1 <x>: Relay access denied"}}, courier.Misconfigured, 554, "5.7.1", "Relay"},
		{"recipient cut", script{"RCPT": {cut}}, courier.Deferred, 0, "", "RCPT: EOF"},
		{"server leaves at RCPT", script{"RCPT": {"421 4.3.2 shutting down" + cut}}, courier.Deferred, 421, "4.3.2", "shutting down"},
		{"DATA deferred", script{"DATA": {"451 4.3.0 later"}}, courier.Deferred, 451, "4.3.0", "later"},
		{"DATA refused", script{"DATA": {"554 5.5.1 no"}}, courier.Refused, 554, "5.5.1", "no"},
		{"DATA answered out of turn", script{"DATA": {"250 ok"}}, courier.Deferred, 250, "", "ok"},
		{"DATA cut", script{"DATA": {cut}}, courier.Deferred, 0, "", "DATA: EOF"},
		{"cut after the dot", script{"DOT": {cut}}, courier.Uncertain, 0, "", "final dot: EOF"},
		{"nonsense after the dot", script{"DOT": {"hello there"}}, courier.Uncertain, 0, "", "final dot"},
		{"half an answer after the dot", script{"DOT": {"250-queued" + cut}}, courier.Uncertain, 0, "", "final dot"},
		{"another question after the dot", script{"DOT": {"354 more"}}, courier.Uncertain, 354, "", "more"},
		{"message deferred", script{"DOT": {"451 4.7.1 try later"}}, courier.Deferred, 451, "4.7.1", "try later"},
		{"message refused", script{"DOT": {"550 5.7.1 spam"}}, courier.Refused, 550, "5.7.1", "spam"},
		{"server leaves at the dot", script{"DOT": {"421 4.3.0 leaving" + cut}}, courier.Deferred, 421, "4.3.0", "leaving"},
		{"not allowed as sender", script{"DOT": {"554 5.2.252 SendAsDenied; a not allowed to send as b"}}, courier.Misconfigured, 554, "5.2.252", "SendAs"},
		{"own mailbox full", script{"DOT": {"554 5.2.2 mailbox full"}}, courier.Misconfigured, 554, "5.2.2", "full"},
		{"many lines", script{"RCPT": {"550-5.1.1 The address\r\n550-5.1.1 you gave\r\n550 5.1.1 is unknown"}}, courier.Refused, 550, "5.1.1", "is unknown"},
		{"many lines of several codes", script{"DOT": {"250-ok\r\n550 no" + cut}}, courier.Uncertain, 0, "", "final dot"},
		{"bare code", script{"DOT": {"250"}}, courier.Uncertain, 0, "", "final dot"},
		{"control characters", script{"DOT": {"451 4.0.0 a\x1b[2Jb\x00c"}}, courier.Deferred, 451, "4.0.0", "4.0.0 a [2Jb c"},
		{"endless answer", script{"RCPT": {"250 " + strings.Repeat("x", 2<<20)}}, courier.Deferred, 0, "", "exceeds one megabyte"},
		{"long answer", script{"DOT": {"250 " + strings.Repeat("ø", 400)}}, courier.Accepted, 250, "", "øø"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := newScriptedServer(test.script)
			c := courier.New(plain(server.listen(t)))
			defer c.Close()
			got := c.Deliver(t.Context(), reminder())
			if got.Outcome != test.outcome || got.Code != test.code || got.Enhanced != test.enhanced {
				t.Errorf("got %s %d %q, want %s %d %q", got.Outcome, got.Code, got.Enhanced, test.outcome, test.code, test.enhanced)
			}
			if !strings.Contains(got.Text, test.text) || len(got.Text) > 300 {
				t.Errorf("text %q (%d bytes) does not contain %q", got.Text, len(got.Text), test.text)
			}
			if got.Outcome == courier.Misconfigured && got.Advice == "" {
				t.Error("misconfigured without advice")
			}
		})
	}
}

func TestACutBeforeTheFinalDotIsDeferred(t *testing.T) {
	e := reminder()
	e.Message = append(e.Message, []byte(strings.Repeat("En lang linje.\r\n", 1<<20))...)
	server := newScriptedServer(script{"BODY": {cut}})
	c := courier.New(plain(server.listen(t)))
	defer c.Close()
	if got := c.Deliver(t.Context(), e); got.Outcome != courier.Deferred || !strings.HasPrefix(got.Text, "message body: ") {
		t.Errorf("got %v", got)
	}
	if n := server.received(); n != 0 {
		t.Errorf("%d messages arrived whole", n)
	}
}

// states are the points where a server can fall silent, with the outcome that this must have.
var states = []struct {
	word    string
	outcome courier.Outcome
}{
	{"GREETING", courier.Deferred}, {"EHLO", courier.Deferred}, {"STARTTLS", courier.Deferred}, {"TLS", courier.Deferred},
	{"AUTH", courier.Deferred}, {"MAIL", courier.Deferred}, {"RCPT", courier.Deferred}, {"DATA", courier.Deferred},
	{"DOT", courier.Uncertain},
}

func TestAServerThatFallsSilentCostsOneDeadlineInEachState(t *testing.T) {
	for _, state := range states {
		t.Run(state.word, func(t *testing.T) {
			authority := newAuthority(t)
			synctest.Test(t, func(t *testing.T) {
				server := newScriptedServer(script{state.word: {stall}})
				server.tls = authority.config
				c := courier.New(courier.Server{Address: "mx.example.no:587", TLS: courier.StartTLS, Roots: authority.roots,
					Login: courier.Password("frist", "hemmeleg"), Deadline: time.Minute, Dial: server.dial})
				start := time.Now()
				got := c.Deliver(t.Context(), reminder())
				if got.Outcome != state.outcome || !strings.Contains(got.Text, "i/o timeout") {
					t.Errorf("got %v, want %s", got, state.outcome)
				}
				if waited := time.Since(start); waited != time.Minute {
					t.Errorf("waited %s", waited)
				}
			})
		})
	}
}

func TestAServerThatTricklesItsAnswerGainsNoTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := courier.New(courier.Server{Address: "localhost:25", TLS: courier.Plaintext, Deadline: time.Minute, Dial: trickle})
		start := time.Now()
		if got := c.Deliver(t.Context(), reminder()); got.Outcome != courier.Deferred {
			t.Errorf("got %v", got)
		}
		if waited := time.Since(start); waited != time.Minute {
			t.Errorf("waited %s", waited)
		}
	})
}

func TestCancellingEndsADeliveryInEachState(t *testing.T) {
	authority := newAuthority(t)
	for _, state := range states {
		t.Run(state.word, func(t *testing.T) {
			server := newScriptedServer(script{state.word: {stall}})
			server.tls = authority.config
			c := courier.New(courier.Server{Address: server.listen(t), TLS: courier.StartTLS, Roots: authority.roots,
				Login: courier.Password("frist", "hemmeleg")})
			ctx, cancel := context.WithCancel(t.Context())
			go func() {
				<-server.reached
				cancel()
			}()
			got := c.Deliver(ctx, reminder())
			if got.Outcome != state.outcome || !strings.Contains(got.Text, "interrupted: context canceled") {
				t.Errorf("got %v, want %s", got, state.outcome)
			}
		})
	}
}

func TestClosingInterruptsAStalledDeliveryAtOnce(t *testing.T) {
	for _, state := range states[5:] {
		t.Run(state.word, func(t *testing.T) {
			server := newScriptedServer(script{state.word: {stall}})
			c := courier.New(plain(server.listen(t)))
			results := make(chan courier.Result)
			go func() { results <- c.Deliver(t.Context(), reminder()) }()
			<-server.reached
			if err := c.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
			got := <-results
			if got.Outcome != state.outcome || !strings.Contains(got.Text, "the courier was closed") {
				t.Errorf("got %v, want %s", got, state.outcome)
			}
		})
	}
}

func TestClosingWaitsTwoSecondsForAnAnswerToQuit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newScriptedServer(script{"QUIT": {stall}})
		to := plain("localhost:25")
		to.Dial = server.dial
		c := courier.New(to)
		if got := c.Deliver(t.Context(), reminder()); got.Outcome != courier.Accepted {
			t.Fatalf("got %v", got)
		}
		start := time.Now()
		if err := c.Close(); err == nil {
			t.Error("a QUIT without an answer was not reported")
		}
		if waited := time.Since(start); waited != 2*time.Second {
			t.Errorf("waited %s", waited)
		}
	})
}

func TestAnEndedContextSendsNothing(t *testing.T) {
	server := newScriptedServer(script{})
	c := courier.New(plain(server.listen(t)))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := c.Deliver(ctx, reminder()); got.Outcome != courier.Deferred || server.words() != "" {
		t.Errorf("got %v after %q", got, server.words())
	}
}

func TestInterruptedAtAnyPointTheResultSaysOnWhichSideOfTheDot(t *testing.T) {
	for _, at := range strings.Fields("CONNECT EHLO MAIL RCPT DATA 354 dot 250") {
		t.Run(at, func(t *testing.T) {
			server := newScriptedServer(script{"DOT": {stall}})
			if at == "250" {
				server = newScriptedServer(script{})
			}
			to := plain(server.listen(t))
			ctx, cancel := context.WithCancel(t.Context())
			to.Trace = func(point string) {
				if point == at {
					cancel()
				}
				if point == "dot" && at == "dot" {
					<-server.reached // the server has the whole message while its answer is awaited
				}
			}
			got := courier.New(to).Deliver(ctx, reminder())
			want := map[string]courier.Outcome{"dot": courier.Uncertain, "250": courier.Accepted}[at]
			if want == 0 {
				want = courier.Deferred
			}
			if got.Outcome != want {
				t.Errorf("got %v, want %s", got, want)
			}
			if want == courier.Deferred && server.received() != 0 {
				t.Error("the message arrived although it was called deferred")
			}
		})
	}
}
