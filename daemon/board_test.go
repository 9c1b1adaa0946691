package daemon_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fristvakt/daemon"
	"fristvakt/workflows"
)

// boarded is a daemon in its loop with its board on a Unix socket.
func boarded(t *testing.T, now string) (*running, *http.Client) {
	t.Helper()
	in := install(t, now)
	socket := filepath.Join(in.dir, "board.sock")
	in.config.Web = daemon.WebConfig{Listen: socket, Public: "http://127.0.0.1:8480", Look: []string{"revisor@example.no"}}
	in.start()
	in.append(workflows.Fact{Kind: workflows.WentLive, At: in.clock.now(), Actor: "kari", Reason: "alt er prøvd"})
	r := run(t, in)
	r.mailbox.awaitIdle()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return r, &http.Client{Jar: jar, Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}}}
}

// send posts a form, or gets a page where there is none, and returns the page
// that it ends at.
func send(t *testing.T, c *http.Client, path string, pairs ...string) string {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, "http://127.0.0.1:8480"+path, nil)
	if len(pairs) > 0 {
		form := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			form.Add(pairs[i], pairs[i+1])
		}
		r, err = http.NewRequest(http.MethodPost, "http://127.0.0.1:8480"+path, strings.NewReader(form.Encode()))
	}
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	got, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

var loginPath = regexp.MustCompile(`/login/[\w.-]+`)

func TestALoginLinkIsMailedByTheLoopAndARulingWakesIt(t *testing.T) {
	r, c := boarded(t, before)
	send(t, c, "/login", "address", "sekretariat@example.no")
	<-r.turns // the loop was woken; a login goes before the mailbox is read
	<-r.turns
	r.mailbox.awaitIdle()
	var path string
	for _, m := range r.sink.mails(false) {
		if len(m.to) == 1 && m.to[0] == "sekretariat@example.no" && m.mail.Header.Get("Subject") == "Logg inn i Fristvakt" {
			path = loginPath.FindString(strings.ReplaceAll(m.text, "=\r\n", "")) // quoted-printable
		}
	}
	if path == "" {
		t.Fatalf("no link among %d mails", len(r.sink.mails(false)))
	}
	if page := send(t, c, path, "x", "y"); !strings.Contains(page, "Kommunane") {
		t.Fatalf("the link leads to %.300s", page)
	}
	for _, f := range r.facts(workflows.Sent) {
		if page := send(t, c, "/mail?key="+url.QueryEscape(f.Key)); strings.HasPrefix(f.Key, "login/") && strings.Contains(page, "/login/") && !strings.Contains(page, "Finst ikkje") {
			t.Error("the mail with the link is shown")
		}
	}
	r.at("2025-05-16 08:00") // a reminder is due, and may not leave yet
	r.woken()
	<-r.turns
	if n := r.states()[workflows.Queued]; n != 3 {
		t.Fatalf("%d mails are queued", n)
	}
	r.mailbox.awaitIdle()
	send(t, c, "/party/"+fedje, "order", "decline", "reason", "ringde")
	<-r.turns
	r.mailbox.awaitIdle()
	if n := len(r.facts(workflows.Declined)); n != 1 || r.mailOf(fedje, "2-weeks-before").State != workflows.Withdrawn {
		t.Errorf("%d refusals, the reminder is %s", n, r.mailOf(fedje, "2-weeks-before").State)
	}
	declined := r.facts(workflows.Declined)[0]
	if declined.Actor != "Sekretariatet" || declined.Reason != "ringde" {
		t.Errorf("%+v", declined)
	}
}

// mailOf is the mail of a step to a party.
func (in *installation) mailOf(party, step string) workflows.Mail {
	in.t.Helper()
	mails, err := in.store().Outbox(context.Background())
	if err != nil {
		in.t.Fatal(err)
	}
	for _, m := range mails {
		if m.Party == party && m.Step == step {
			return m
		}
	}
	in.t.Fatalf("no mail %s to %s among %d", step, party, len(mails))
	return workflows.Mail{}
}
