package daemon_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fristvakt/workflows"
)

// outside is the watch outside the house.
type outside struct {
	*httptest.Server
	mu     sync.Mutex
	asked  []string // each request, as it came
	answer http.HandlerFunc
}

func openOutside(t *testing.T) *outside {
	t.Helper()
	o := &outside{}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		o.mu.Lock()
		o.asked = append(o.asked, r.Method+" "+r.URL.String()+" "+string(body))
		answer := o.answer
		o.mu.Unlock()
		if answer != nil {
			answer(w, r)
		}
	}))
	t.Cleanup(o.Close)
	return o
}

func (o *outside) heard() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string{}, o.asked...)
}

func (o *outside) answers(h http.HandlerFunc) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answer = h
}

func (o *outside) configured() []string {
	return []string{"[hours]", "[heartbeat]\nurl = \"" + o.URL + "/ping/7f3a\"\n[hours]"}
}

func TestTheHeartbeatIsFetchedAfterCompleteTurnsAlone(t *testing.T) {
	o := openOutside(t)
	in := live(t, before, o.configured()...)
	want := 0
	expect := func(name string, complete bool) {
		t.Helper()
		if complete {
			want++
		}
		if n := len(o.heard()); n != want {
			t.Errorf("%s: %d heartbeats, want %d", name, n, want)
		}
		want = len(o.heard())
	}
	in.turn("09:05")
	expect("a complete turn", true)
	in.mailbox.set(func(m *mailbox) { m.down = true })
	in.turn("09:30")
	expect("the mailbox is down", false)
	in.mailbox.set(func(m *mailbox) { m.down = false })
	in.turn("2025-05-15 09:00")
	expect("it is read again", true)
	in.sink.set(func(s *sink) { s.closed = true })
	in.turn("2025-05-16 07:35")
	expect("the digest is not taken", false)
	in.append(digestSent("2025-05-16"))
	in.turn("09:00")
	expect("the reminders are not taken", false)
	in.sink.set(func(s *sink) { s.closed = false })
	in.turn("09:20")
	expect("all is sent", true)
	unlock := in.lock()
	in.at("09:25")
	if err := in.d.Turn(t.Context()); err == nil {
		t.Error("the store was locked and nobody noticed")
	}
	unlock()
	expect("the store is locked", false)
	for _, request := range o.heard() {
		if request != "GET /ping/7f3a " {
			t.Errorf("the request says %q", request)
		}
	}
}

func TestAHeartbeatFollowsNobodyReadsLittleAndCostsNoTurn(t *testing.T) {
	elsewhere := openOutside(t)
	o := openOutside(t)
	in := live(t, before, o.configured()...)
	for _, answer := range []http.HandlerFunc{
		func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) },
		func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		func(w http.ResponseWriter, r *http.Request) { // never ends
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		},
		func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
	} {
		o.answers(answer)
		in.turn("09:05")
	}
	if len(elsewhere.heard()) != 0 {
		t.Error("a redirection was followed")
	}
	if n := in.log.count("Heartbeat"); n != 2 || strings.Contains(in.log.String(), "7f3a") {
		t.Errorf("%d lines, or one with the secret address:\n%s", n, in.log)
	}
}

func TestAStalledHeartbeatEndsWithTheTurn(t *testing.T) {
	o := openOutside(t)
	in := live(t, before, o.configured()...)
	ctx, end := context.WithCancel(t.Context())
	o.answers(func(w http.ResponseWriter, r *http.Request) { end(); <-r.Context().Done() })
	ended := make(chan error, 1)
	go func() { ended <- in.d.Turn(ctx) }()
	select {
	case err := <-ended:
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("it did not end within five seconds")
		<-ended
	}
	if len(o.heard()) != 1 {
		t.Error("it was never asked")
	}
}

// TestTheServiceManagerIsToldByTheLoopAlone listens on the socket of sd_notify(3).
func TestTheServiceManagerIsToldByTheLoopAlone(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "notify")
	listener, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	t.Setenv("NOTIFY_SOCKET", socket)
	in := live(t, before)
	in.mailbox.set(func(m *mailbox) { m.down = true })
	in.mailbox.put("INBOX", in.clock.now(), question(1), question(2))
	r := run(t, in)
	r.woken()
	in.mailbox.set(func(m *mailbox) { m.down = false })
	r.woken()
	r.end()
	var all []string
	for b := make([]byte, 4096); ; {
		n, err := listener.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(b[:n]))
		if all[len(all)-1] == "STOPPING=1" {
			break
		}
	}
	said := strings.Join(all, "\n")
	first, rest, _ := strings.Cut(said, "STATUS=last complete turn never")
	if !strings.HasPrefix(said, "READY=1") || !strings.Contains(first, "WATCHDOG=1") {
		t.Errorf("a turn that could not read does not feed the watchdog:\n%s", said)
	}
	if !strings.Contains(rest, "STATUS=last complete turn 2025-05-12 09:00, last mail seen 2025-05-12 09:00") {
		t.Errorf("the ages are not told:\n%s", said)
	}
	if n := strings.Count(said, "WATCHDOG=1"); n < 3+2+1 { // turns, letters, a batch
		t.Errorf("fed %d times:\n%s", n, said)
	}
}

func TestADigestThatIsRefusedGoesWithinHoursAndTellsOfIt(t *testing.T) {
	in := live(t, before)
	refused := 0
	in.sink.set(func(s *sink) { s.answer = func(taken) error { refused++; return never } })
	for _, now := range []string{"2025-05-13 07:30", "07:35", "08:00", "08:30", "08:35"} {
		in.turn(now)
	}
	if refused != 2 {
		t.Errorf("tried %d times in an hour", refused)
	}
	in.sink.set(func(s *sink) { s.answer = nil })
	in.turn("09:40")
	in.turn("10:50")
	digests := in.sink.mails(true)
	if len(digests) != 1 || !strings.Contains(plain(t, digests[0]), "tok ikkje imot dette oversynet") {
		t.Fatalf("%d digests of the day", len(digests))
	}
	incident := in.facts(workflows.OutageBegan, workflows.OutageEnded)
	if len(incident) != 2 || incident[0].Subject != "digest" || !strings.Contains(incident[0].Reason, "No such user here") || in.log.count("OutageBegan") != 1 {
		t.Errorf("%+v", incident)
	}
}
