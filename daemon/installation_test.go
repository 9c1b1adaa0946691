package daemon_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fristvakt/daemon"
	"fristvakt/store"
	"fristvakt/workflows"
)

// The parties of the round of these tests, besides Bergen as host.
const (
	modalen   = "4629"
	fedje     = "4633"
	austrheim = "4632"
)

// installation is one fristvakt with real parts: a store file, an IMAP and an
// SMTP server over loopback, a configuration file, and a clock that is set.
type installation struct {
	t       *testing.T
	dir     string
	mailbox *mailbox
	sink    *sink
	log     *logbook
	clock   *clock
	config  daemon.Config
	d       *daemon.Daemon
	trace   func(point string)
	desk    *store.Store // as a person's command opens it
}

// install makes an installation whose configuration has the changes, pairs of
// old and new text.
func install(t *testing.T, now string, changes ...string) *installation {
	t.Helper()
	in := &installation{t: t, dir: t.TempDir(), mailbox: openMailbox(t), sink: openSink(t), log: &logbook{}, clock: &clock{}}
	in.at(now)
	in.write("round.toml", smallRound(t))
	in.write("roster.csv", smallRoster(t))
	in.write("imap-password", mailPassword+"\n")
	if err := os.MkdirAll(filepath.Join(in.dir, "state"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(readerCache, filepath.Join(in.dir, "state", "cache")); err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(changes...).Replace(fmt.Sprintf(configuration, in.mailbox.address, in.sink.address))
	in.write("fristvakt.toml", text)
	var err error
	if in.config, err = daemon.ReadConfig(filepath.Join(in.dir, "fristvakt.toml")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(in.stop)
	return in
}

const configuration = `state = "state"
rounds = ["round.toml"]
secretariat = ["Sekretariatet <sekretariat@example.no>"]
receives = "postmottak@example.no"
[from]
name = "DigiVestland"
address = "digivestland@example.no"
[contact]
name = "Kari Nordmann"
address = "kari.nordmann@example.no"
phone = "55 00 00 00"
[links]
avtale = "https://example.no/avtale"
sakspapir = "https://example.no/sakspapir"
skjema = "https://example.no/skjema"
[imap]
address = "%s"
tls = "plaintext"
user = "postmottak@example.no"
password_file = "imap-password"
[smtp]
address = "%s"
tls = "plaintext"
per_minute = 0
[receiver]
authserv_id = "mx.example.no"
[hours]
turn = "24h"
`

func (in *installation) write(name, text string) {
	in.t.Helper()
	if err := os.WriteFile(filepath.Join(in.dir, name), []byte(text), 0o600); err != nil {
		in.t.Fatal(err)
	}
}

// smallRound is the embedded round of 2025 for a small roster and without
// files.
func smallRound(t *testing.T) string {
	t.Helper()
	text, err := workflows.RoundSource("digivestland-2025")
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(`roster = "vestland"`, `roster = "roster.csv"`, `attach = ["agreement"]`, `attach = []`).Replace(string(text))
}

// smallRoster is the host and three parties of the embedded roster.
func smallRoster(t *testing.T) string {
	t.Helper()
	all, err := os.ReadFile("../workflows/rosters/vestland.csv")
	if err != nil {
		t.Fatal(err)
	}
	var kept strings.Builder
	for line := range strings.Lines(string(all)) {
		if number, _, _ := strings.Cut(line, ","); slices.Contains([]string{"number", "4601", modalen, fedje, austrheim}, number) {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// start begins a life of the daemon.
func (in *installation) start() {
	in.t.Helper()
	if err := in.try(); err != nil {
		in.t.Fatal(err)
	}
}

func (in *installation) try() (err error) {
	in.d, err = daemon.New(context.Background(), in.options())
	return err
}

func (in *installation) options() daemon.Options {
	return daemon.Options{Config: in.config, Now: in.clock.now, Log: slog.New(slog.NewJSONHandler(in.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Trace: func(point string) {
			if in.trace != nil {
				in.trace(point)
			}
		}}
}

// stop ends the life.
func (in *installation) stop() {
	if in.d != nil {
		in.d.Close() // it may have crashed on purpose
		in.d = nil
	}
	if in.desk != nil {
		in.desk.Close()
		in.desk = nil
	}
}

// live starts a daemon whose round is not rehearsed any more.
func live(t *testing.T, now string, changes ...string) *installation {
	t.Helper()
	in := install(t, now, changes...)
	in.start()
	in.append(workflows.Fact{Kind: workflows.WentLive, At: in.clock.now(), Actor: "kari", Reason: "alt er prøvd"})
	return in
}

// turn goes through one turn at the given time, the same day when it has no date.
func (in *installation) turn(now string) {
	in.t.Helper()
	in.at(now)
	if err := in.d.Turn(in.t.Context()); err != nil {
		in.t.Fatalf("turn at %s: %v", now, err)
	}
}

// at sets the clock: "2025-05-16 09:00", or "09:00" of the same day, in Oslo.
func (in *installation) at(now string) {
	in.t.Helper()
	if len(now) == len("09:00") {
		now = in.clock.now().In(oslo()).Format("2006-01-02 ") + now
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", now, oslo())
	if err != nil {
		in.t.Fatal(err)
	}
	in.clock.set(t)
}

func oslo() *time.Location { return workflows.DefaultCalendar().Zone() }

// store opens the store as a person's command does.
func (in *installation) store() *store.Store {
	in.t.Helper()
	if in.desk == nil {
		var err error
		if in.desk, err = store.Open(context.Background(), in.config.StorePath(), store.Options{Now: in.clock.now}); err != nil {
			in.t.Fatal(err)
		}
	}
	return in.desk
}

func (in *installation) append(facts ...workflows.Fact) {
	in.t.Helper()
	if _, err := in.store().Append(context.Background(), facts...); err != nil {
		in.t.Fatal(err)
	}
}

// deliver records that a requirement of the party is met, as record does.
func (in *installation) deliver(party string, requirements ...string) {
	in.t.Helper()
	for _, id := range requirements {
		in.append(workflows.Fact{Kind: workflows.Delivered, Round: "digivestland-2025", Party: party, Requirement: id, At: in.clock.now(), Actor: "kari", Reason: "kom i posten"})
	}
}

// facts returns those of the given kinds.
func (in *installation) facts(kinds ...workflows.FactKind) []workflows.Fact {
	in.t.Helper()
	all, err := in.store().Facts(context.Background(), 0)
	if err != nil {
		in.t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(f workflows.Fact) bool { return !slices.Contains(kinds, f.Kind) })
}

// states returns how many mails to parties lie in each state of the outbox.
func (in *installation) states() map[workflows.OutboxState]int {
	in.t.Helper()
	mails, err := in.store().Outbox(context.Background())
	if err != nil {
		in.t.Fatal(err)
	}
	count := map[workflows.OutboxState]int{}
	for _, m := range mails {
		if m.Kind != workflows.Digest {
			count[m.State]++
		}
	}
	return count
}

type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t.UTC()
}

// logbook keeps what was logged.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *logbook) count(event string) int { return strings.Count(l.String(), `"event":"`+event+`"`) }
