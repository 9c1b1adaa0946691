package courier_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"fristvakt/mailer/courier"
)

func token(value string) courier.TokenFunc {
	return func(context.Context) (string, time.Time, error) { return value, time.Now().Add(time.Hour), nil }
}

func TestEachLoginWorksOverImplicitTLSAndSTARTTLS(t *testing.T) {
	authority := newAuthority(t)
	for _, mode := range []courier.TLSMode{courier.Implicit, courier.StartTLS} {
		for mechanism, login := range map[string]courier.Login{
			"PLAIN": courier.Password("frist", "hemmeleg"), "LOGIN": courier.Password("frist", "hemmeleg"),
			"XOAUTH2": courier.XOAUTH2("frist", token("hemmeleg")), "OAUTHBEARER": courier.OAUTHBEARER("frist", token("hemmeleg")),
		} {
			t.Run(fmt.Sprint(mechanism, mode), func(t *testing.T) {
				server := newPost(t, authority.config, mode == courier.Implicit, mechanism)
				c := courier.New(courier.Server{Address: server.address, TLS: mode, Roots: authority.roots, Login: login})
				defer c.Close()
				if got := c.Deliver(t.Context(), reminder()); got.Outcome != courier.Accepted {
					t.Fatalf("got %v", got)
				}
				if len(server.loggedIn) != 1 || server.loggedIn[0] != mechanism+" frist" {
					t.Errorf("logged in: %v", server.loggedIn)
				}
			})
		}
	}
}

func TestARefusedLoginStopsTheQueueAndSaysWhatToDo(t *testing.T) {
	authority := newAuthority(t)
	for mechanism, test := range map[string]struct {
		login  courier.Login
		advice string
	}{
		"PLAIN":       {courier.Password("frist", "gammalt"), "User name or password was refused"},
		"LOGIN":       {courier.Password("frist", "gammalt"), "User name or password was refused"},
		"XOAUTH2":     {courier.XOAUTH2("frist", token("gammalt")), "enterprise application"},
		"OAUTHBEARER": {courier.OAUTHBEARER("frist", token("gammalt")), "access token was refused"},
	} {
		t.Run(mechanism, func(t *testing.T) {
			server := newPost(t, authority.config, true, mechanism)
			c := courier.New(courier.Server{Address: server.address, Roots: authority.roots, Login: test.login})
			defer c.Close()
			got := c.Deliver(t.Context(), reminder())
			if got.Outcome != courier.Misconfigured || !strings.Contains(got.Advice, test.advice) {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestAnswersToALoginNameTheirCause(t *testing.T) {
	tests := []struct {
		answer  string
		outcome courier.Outcome
		advice  string
	}{
		{"550 5.7.30 Basic authentication is not supported for Client Submission", courier.Misconfigured, "XOAUTH2"},
		{"535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", courier.Misconfigured, "XOAUTH2"},
		{"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.", courier.Misconfigured, "Set-CASMailbox"},
		{"535 5.7.3 Authentication unsuccessful", courier.Misconfigured, "password"},
		{"504 5.7.4 Unrecognized authentication type", courier.Misconfigured, "SMTP AUTH"},
		{"538 5.7.11 Encryption required", courier.Misconfigured, "TLS"},
		{"500 5.5.1 unknown command", courier.Misconfigured, "refuses AUTH"},
		{"454 4.7.0 Temporary authentication failure", courier.Deferred, ""},
		{"432 4.3.2 Concurrent connections limit exceeded", courier.Deferred, "Lower the pace"},
		{"421 4.3.2 Service not available" + cut, courier.Deferred, ""},
	}
	for _, test := range tests {
		server := newScriptedServer(script{"AUTH": {test.answer}})
		to := plain(server.listen(t))
		to.Login = courier.Password("frist", "hemmeleg")
		got := courier.New(to).Deliver(t.Context(), reminder())
		if got.Outcome != test.outcome || !strings.Contains(got.Advice, test.advice) {
			t.Errorf("%s: got %v", test.answer, got)
		}
		if got.Outcome == courier.Deferred && got.RetryAfter < time.Minute {
			t.Errorf("%s: no pause", test.answer)
		}
	}
}

func TestAMissingSTARTTLSOrMechanismStopsTheQueue(t *testing.T) {
	server := newScriptedServer(script{"EHLO": {"250-mx\r\n250 AUTH GSSAPI"}})
	address := server.listen(t)
	for advice, to := range map[string]courier.Server{
		"submission port":      {Address: address, TLS: courier.StartTLS},
		"does not begin with":  {Address: address, TLS: courier.Implicit},
		"this kind of login":   {Address: address, TLS: courier.Plaintext, Login: courier.Password("frist", "hemmeleg")},
		"travel unprotected":   {Address: "mx.example.no:25", TLS: courier.Plaintext},
		"XOAUTH2 or OAUTHBEAR": {Address: address, TLS: courier.Plaintext, Login: courier.XOAUTH2("frist", token("x"))},
	} {
		got := courier.New(to).Deliver(t.Context(), reminder())
		if got.Outcome != courier.Misconfigured || !strings.Contains(got.Advice, advice) {
			t.Errorf("want %q, got %v", advice, got)
		}
	}
	if words := server.words(); strings.Contains(words, "MAIL") || strings.Contains(words, "AUTH") {
		t.Errorf("said %q", words)
	}
}

func TestAServerThatIsNotTheOneMeantGetsNothing(t *testing.T) {
	authority, stranger := newAuthority(t), newAuthority(t)
	server := newPost(t, authority.config, true, "PLAIN")
	for advice, to := range map[string]courier.Server{
		"not from a known authority": {Address: server.address, Roots: stranger.roots},
		"for another name":           {Address: strings.Replace(server.address, "127.0.0.1", "127.0.0.2", 1), Roots: authority.roots},
	} {
		to.Dial = dialTo(server.address)
		to.Login = courier.Password("frist", "hemmeleg")
		got := courier.New(to).Deliver(t.Context(), reminder())
		if got.Outcome != courier.Misconfigured || !strings.Contains(got.Advice, advice) {
			t.Errorf("want %q, got %v", advice, got)
		}
	}
	if len(server.loggedIn) != 0 {
		t.Error("a login was sent")
	}
}

func TestATokenThatCannotBeHad(t *testing.T) {
	refusal := func(status int, description string) error {
		return &oauth2.RetrieveError{Response: &http.Response{StatusCode: status}, ErrorCode: "invalid_client", ErrorDescription: description}
	}
	tests := []struct {
		err     error
		outcome courier.Outcome
		advice  string
	}{
		{advised{refusal(401, "expired")}, courier.Misconfigured, "Make a new secret."},
		{advised{refusal(503, "busy")}, courier.Deferred, "Make a new secret."},
		{refusal(400, "AADSTS90002: no tenant"), courier.Misconfigured, "Check tenant"},
		{refusal(503, ""), courier.Deferred, "in trouble"},
		{errors.New("no such host"), courier.Deferred, "did not answer"},
	}
	for _, test := range tests {
		fail := func(context.Context) (string, time.Time, error) { return "", time.Time{}, test.err }
		to := plain("127.0.0.1:1")
		to.Login = courier.XOAUTH2("frist", fail)
		got := courier.New(to).Deliver(t.Context(), reminder())
		if got.Outcome != test.outcome || !strings.Contains(got.Advice, test.advice) {
			t.Errorf("%v: got %v", test.err, got)
		}
	}
}

// advised is a failure that knows what to do about it.
type advised struct{ error }

func (advised) Advice() string  { return "Make a new secret." }
func (a advised) Unwrap() error { return a.error }

func TestAServerThatAlwaysAsksOnceMoreDoesNotKeepUs(t *testing.T) {
	server := newScriptedServer(script{"AUTH": {"334 e30="}, "": {"334 e30="}})
	to := plain(server.listen(t))
	to.Login = courier.XOAUTH2("frist", token("x"))
	if got := courier.New(to).Deliver(t.Context(), reminder()); got.Outcome != courier.Deferred || !strings.Contains(got.Text, "does not end") {
		t.Errorf("got %v", got)
	}
}

func TestASecretIsNeverShown(t *testing.T) {
	server := newScriptedServer(script{"AUTH": {"535 bad command AUTH PLAIN AGZyaXN0AGhlbW1lbGVn hemmeleg aGVtbWVsZWc="}})
	to := plain(server.listen(t))
	to.Login = courier.Password("frist", "hemmeleg")
	result := courier.New(to).Deliver(t.Context(), reminder())
	shown := fmt.Sprintf("%v %+v %#v %v", to, to, to, result)
	for _, secret := range []string{"hemmeleg", "AGZyaXN0AGhlbW1lbGVn", "aGVtbWVsZWc"} {
		if strings.Contains(shown, secret) {
			t.Errorf("%q is in %s", secret, shown)
		}
	}
}

func TestAProbeLogsInAndSendsNothing(t *testing.T) {
	server := newScriptedServer(script{})
	to := plain(server.listen(t))
	to.Login = courier.Password("frist", "hemmeleg")
	if err := courier.New(to).Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := "EHLO AUTH QUIT"; server.words() != want {
		t.Errorf("said %q, want %q", server.words(), want)
	}
	to.TLS = courier.Implicit
	var failed *courier.ProbeError
	if err := courier.New(to).Probe(t.Context()); !errors.As(err, &failed) || failed.Result.Outcome != courier.Misconfigured {
		t.Errorf("got %v", err)
	}
}
