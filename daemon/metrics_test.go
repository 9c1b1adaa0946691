package daemon_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"fristvakt/daemon"
	"fristvakt/workflows"
)

// watched is a daemon in its loop, after its first turn, with its page of
// metrics on a Unix socket.
type watched struct {
	*running
	client *http.Client
}

func watch5m(t *testing.T, in *installation) *watched {
	t.Helper()
	folder, err := os.MkdirTemp("", "fv") // a socket's path is at most 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	socket := filepath.Join(folder, "metrics")
	in.config.Metrics.Listen, in.config.Hours.Turn = socket, daemon.Duration(5*time.Minute)
	in.stop()
	in.start()
	w := &watched{run(t, in), &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}}}}
	w.woken()
	return w
}

// get returns the status and the text of a page.
func (w *watched) get(path string) (int, string) {
	w.t.Helper()
	got, err := w.client.Get("http://metrics" + path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return got.StatusCode, string(text)
}

// health expects 503 with the reason at the given time, or 200 where it is "".
func (w *watched) health(now, reason string) {
	w.t.Helper()
	w.at(now)
	status, said := w.get("/healthz")
	if want := reason + "\n"; reason != "" && (status != http.StatusServiceUnavailable || said != want) {
		w.t.Errorf("%s: %d %q, want 503 %q", now, status, said, want)
	}
	if reason == "" && (status != http.StatusOK || said != "ok\n") {
		w.t.Errorf("%s: %d %q, want ok", now, status, said)
	}
}

func TestALoopThatCompletesNoTurnIsIllAfterThreeIntervals(t *testing.T) {
	w := watch5m(t, live(t, before))
	w.health("09:20", "")
	w.mailbox.set(func(m *mailbox) { m.down = true })
	w.at("09:19")
	w.woken()
	w.health("09:20", "")
	w.health("09:21", "no complete turn since 2025-05-12 09:00")
	w.mailbox.set(func(m *mailbox) { m.down = false })
	w.woken()
	w.health("09:22", "")
}

func TestALifeThatBeginsAfterAStandstillIsGivenTimeForATurn(t *testing.T) {
	in := live(t, before)
	in.turn("09:05")
	in.mailbox.set(func(m *mailbox) { m.down = true })
	in.at("2025-05-14 09:00")
	w := watch5m(t, in)
	w.health("09:20", "")
	w.health("09:21", "no complete turn since 2025-05-14 09:00")
}

func TestATurnThatHangsIsSeenFromOutside(t *testing.T) {
	w := watch5m(t, live(t, before))
	reached, letGo, turned := make(chan struct{}), make(chan struct{}), make(chan struct{})
	w.trace = func(point string) {
		if point == "fetched" {
			close(reached)
			<-letGo
		}
	}
	w.wake <- func() { close(turned) }
	<-reached
	w.health("09:30", "no complete turn since 2025-05-12 09:00")
	close(letGo)
	<-turned
}

func TestADigestThatIsOverdueOnAWorkingDayIsIll(t *testing.T) {
	w := watch5m(t, live(t, "2025-05-16 09:00")) // a Friday; the 17th is a Saturday
	w.at("2025-05-18 20:00")
	w.woken()
	w.health("20:00", "")
	w.sink.set(func(s *sink) { s.closed = true })
	w.at("2025-05-19 08:29")
	w.woken()
	_, said := w.get("/healthz")
	if strings.Contains(said, "digest") {
		t.Errorf("within the hour: %s", said)
	}
	w.health("08:30", "no complete turn since 2025-05-18 20:00; the digest of 2025-05-19 07:30 has not been accepted")
	w.sink.set(func(s *sink) { s.closed = false })
	w.woken()
	w.health("08:31", "")
}

func TestAPauseOfTheProgramIsIllAndThatOfAPersonIsNot(t *testing.T) {
	w := watch5m(t, live(t, before, "[receiver]", "[limits]\nper_day = 2\n[receiver]"))
	w.append(workflows.Fact{Kind: workflows.Paused, Actor: "kari", Reason: "ferie"})
	w.woken()
	w.health(before, "")
	w.append(workflows.Fact{Kind: workflows.Resumed, Actor: "kari", Reason: "tilbake"})
	w.at(firstDay)
	w.woken()
	w.health(firstDay, "sending was paused by the program itself and waits for fristvakt resume")
}

func TestTheFiguresAreThoseOfTheLastTurnAndNameNobody(t *testing.T) {
	in := live(t, before)
	in.mailbox.put("INBOX", at(t, "2025-05-12 08:00"), question(1))
	w := watch5m(t, in)
	w.mailbox.set(func(m *mailbox) { m.down = true })
	w.woken()
	w.mailbox.set(func(m *mailbox) { m.down = false })
	w.at(firstDay)
	w.woken()
	_, page := w.get("/metrics")
	for _, line := range []string{
		`fristvakt_healthy 1`, `fristvakt_turns_total{result="failed"} 1`, `fristvakt_turns_total{result="completed"} 3`,
		`fristvakt_last_complete_turn_timestamp_seconds 1.7473788e+09`, `fristvakt_last_digest_timestamp_seconds 1.7473788e+09`,
		`fristvakt_last_mail_timestamp_seconds{mailbox="INBOX"} 1.7470296e+09`, `fristvakt_outbox_mails{state="sent"} 4`,
		`fristvakt_letters{disposition="review"} 1`, `fristvakt_waiting 1`, `fristvakt_mails_accepted_total 4`, `fristvakt_paused 0`,
		`fristvakt_outage{server="imap"} 0`,
	} {
		if !strings.Contains(page, "\n"+line+"\n") {
			t.Errorf("%s is not on the page", line)
		}
	}
	if t.Failed() {
		t.Log(page)
	}
	for _, secret := range []string{"@", "example", modalen, fedje, "Modalen", "Fedje"} {
		if strings.Contains(page, secret) {
			t.Errorf("%q is on the page:\n%s", secret, page)
		}
	}
	if status, _ := w.get("/"); status != http.StatusNotFound {
		t.Errorf("another page answers %d", status)
	}
}

func TestEveryFigureThatAnAlertNamesIsOnThePage(t *testing.T) {
	rules, err := os.ReadFile("../deploy/alerts.yml")
	if err != nil {
		t.Fatal(err)
	}
	in, n := hosted(t, before, "secret_expires = 2025-09-16")
	n.Receive(question(1), "modalen.kommune.no", in.clock.now())
	in.config.Backup.Daily = 1
	w := watch5m(t, in)
	w.woken() // the backup of the turn before lies there
	_, page := w.get("/metrics")
	named := 0
	for _, name := range regexp.MustCompile(`\bfristvakt_\w+`).FindAllString(string(rules), -1) {
		named++
		if !strings.Contains(page, "\n# TYPE "+name+" ") {
			t.Errorf("there is no %s on the page:\n%s", name, page)
		}
	}
	if named < 8 {
		t.Errorf("only %d figures are named", named)
	}
}

func TestThereIsNoPageOfFiguresUnlessOneIsConfigured(t *testing.T) {
	r := run(t, live(t, before))
	r.woken()
	if n := r.log.count("Metrics"); n != 0 {
		t.Errorf("%d lines say that it is open", n)
	}
}
