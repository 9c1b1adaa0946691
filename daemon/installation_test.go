package daemon_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
	t       testing.TB
	dir     string
	mailbox *mailbox
	sink    *sink
	log     *logbook
	clock   *clock
	config  daemon.Config
	d       *daemon.Daemon
	trace   func(point string)
	patient time.Duration
	desk    *store.Store // as a person's command opens it
}

// install makes an installation whose configuration has the changes, pairs of
// old and new text.
func install(t testing.TB, now string, changes ...string) *installation {
	t.Helper()
	in := &installation{t: t, dir: t.TempDir(), mailbox: openMailbox(t), sink: openSink(t), log: &logbook{}, clock: &clock{}}
	in.at(now)
	in.write("round.toml", smallRound(t))
	in.write("roster.csv", smallRoster(t))
	in.write("imap-password", mailPassword+"\n")
	if err := os.MkdirAll(filepath.Join(in.dir, "state"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(readerCache(t), filepath.Join(in.dir, "state", "cache")); err != nil {
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

func (in *installation) write(name, text string) {
	in.t.Helper()
	if err := os.WriteFile(filepath.Join(in.dir, name), []byte(text), 0o600); err != nil {
		in.t.Fatal(err)
	}
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
		Patience: in.patient, Trace: func(point string) {
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
func live(t testing.TB, now string, changes ...string) *installation {
	t.Helper()
	in := install(t, now, changes...)
	in.start()
	in.append(workflows.Fact{Kind: workflows.WentLive, At: in.clock.now(), Actor: "kari", Reason: "alt er prøvd"})
	return in
}

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
