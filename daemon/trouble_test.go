package daemon_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"modernc.org/sqlite"

	"fristvakt/daemon"
	"fristvakt/store"
	"fristvakt/workflows"
)

// lock holds the store's write lock, as another process can, until the
// returned function is called.
func (in *installation) lock() (unlock func()) {
	in.t.Helper()
	db, err := sql.Open("sqlite", in.config.StorePath()+"?_pragma=busy_timeout(5000)")
	if err != nil {
		in.t.Fatal(err)
	}
	c, err := db.Conn(context.Background())
	if err != nil {
		in.t.Fatal(err)
	}
	if _, err := c.ExecContext(context.Background(), "BEGIN IMMEDIATE"); err != nil {
		in.t.Fatal(err)
	}
	return func() {
		if _, err := c.ExecContext(context.Background(), "ROLLBACK"); err != nil {
			in.t.Error(err)
		}
		c.Close()
		db.Close()
	}
}

// sql changes the store behind everybody's back.
func (in *installation) sql(statement string) {
	in.t.Helper()
	db, err := sql.Open("sqlite", in.config.StorePath()+"?_pragma=busy_timeout(5000)")
	if err != nil {
		in.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		in.t.Fatal(err)
	}
}

func TestTheSecondDaemonOnAStoreIsRefusedAndToldWhoHoldsIt(t *testing.T) {
	in := live(t, before)
	_, err := daemon.New(t.Context(), in.options())
	if !errors.Is(err, store.ErrHeld) || !strings.Contains(err.Error(), "process ") {
		t.Fatalf("%v", err)
	}
	in.turn(firstDay)
	if n := len(in.sink.mails(false)); n != 3 {
		t.Errorf("the first one sent %d mails", n)
	}
}

func TestALockedStoreCostsOneTurnAndNothingElse(t *testing.T) {
	in := live(t, before)
	in.mailbox.put("INBOX", in.clock.now(), fromNobody(1))
	unlock := in.lock()
	in.at(firstDay)
	err := in.d.Turn(t.Context())
	unlock()
	if !errors.Is(err, store.ErrLocked) || strings.Contains(err.Error(), "\n") {
		t.Fatalf("%v", err)
	}
	if len(in.sink.mails(false)) != 0 || len(in.facts(workflows.Judged, workflows.OutageBegan)) != 0 {
		t.Errorf("sent %v, recorded %v", in.sink.times(), in.facts(workflows.Judged, workflows.OutageBegan))
	}
	in.turn("09:00") // at once: nothing was wrong with the mailbox
	if n := len(in.facts(workflows.Judged)); n != 1 || len(in.sink.mails(false)) != 3 {
		t.Errorf("%d letters, %d mails in the next turn", n, len(in.sink.mails(false)))
	}
}

func TestAFullDiskCostsATurnAndNothingIsHalfWritten(t *testing.T) {
	in := install(t, before)
	resize := in.disk()
	in.start()
	in.append(workflows.Fact{Kind: workflows.WentLive, At: in.clock.now(), Actor: "kari", Reason: "alt er prøvd"})
	in.mailbox.put("INBOX", in.clock.now(), fromNobody(1), append(fromNobody(2), strings.Repeat("lang\r\n", 1<<20)...))
	resize(1)
	in.at(firstDay)
	err := in.d.Turn(t.Context())
	if !errors.Is(err, store.ErrFull) || strings.Contains(err.Error(), "\n") {
		t.Fatalf("%v", err)
	}
	if n := len(in.sink.mails(false)) + len(in.sink.mails(true)); n != 0 {
		t.Errorf("%d mails were sent that could not be recorded", n)
	}
	if err := in.store().Check(t.Context()); err != nil {
		t.Error(err)
	}
	resize(1 << 30)
	in.turn("09:05")
	if n := len(in.facts(workflows.Judged)); n != 2 || len(in.sink.mails(false)) != 3 {
		t.Errorf("%d letters, %d mails when there was room again", n, len(in.sink.mails(false)))
	}
}

// disk lets the store grow to so many pages and no further.
func (in *installation) disk() (resize func(pages int)) {
	var connections []sqlite.ExecQuerierContext
	sqlite.RegisterConnectionHook(func(c sqlite.ExecQuerierContext, dsn string) error {
		if strings.Contains(dsn, in.dir) {
			connections = append(connections, c)
		}
		return nil
	})
	return func(pages int) {
		in.t.Helper()
		for _, c := range connections {
			if _, err := c.ExecContext(context.Background(), fmt.Sprintf("PRAGMA max_page_count = %d", pages), nil); err != nil {
				in.t.Fatal(err)
			}
		}
	}
}

func TestADamagedStoreDoesNotStart(t *testing.T) {
	in := live(t, before)
	for range 50 {
		in.append(workflows.Fact{Kind: workflows.ContactSet, Party: modalen, Role: workflows.ChiefExecutive, Address: "direktor@example.no", Actor: "kari", Reason: "noko som står på ei side"})
	}
	in.stop()
	text, err := os.ReadFile(in.config.StorePath())
	if err != nil {
		t.Fatal(err)
	}
	damaged := []byte(strings.Replace(string(text), "noko som står på ei side", "noko som stand på ei side", 1))
	in.writeStore(damaged)
	err = in.try()
	if !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "no good backup in "+in.config.Shelf().Folder) {
		t.Errorf("%v", err)
	}
	if err := os.Mkdir(in.config.Shelf().Folder, 0o700); err != nil {
		t.Fatal(err)
	}
	good, broken := in.config.Shelf().File(in.clock.now().Add(-48*time.Hour)), in.config.Shelf().File(in.clock.now().Add(-24*time.Hour))
	for file, content := range map[string][]byte{good: text, broken: damaged} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := "fristvakt restore --replace --config " + filepath.Join(in.dir, "fristvakt.toml") + " " + good
	if err := in.try(); !errors.Is(err, store.ErrDamaged) || !strings.HasSuffix(err.Error(), "that is "+good+": "+command) {
		t.Errorf("it does not say what to do: %v", err)
	}
}

func TestAStoreThatIsDamagedInServiceEndsTheLoop(t *testing.T) {
	in := live(t, before)
	db, err := sql.Open("sqlite", in.config.StorePath())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("DROP TRIGGER fact_is_not_changed; UPDATE fact SET body = '{\"at\": 7}'"); err != nil {
		t.Fatal(err)
	}
	in.append(workflows.Fact{Kind: workflows.Paused, Actor: "kari", Reason: "nytt"})
	if _, err := db.Exec("UPDATE fact SET body = '{\"at\": 7}'"); err != nil {
		t.Fatal(err)
	}
	if err := in.d.Run(t.Context(), nil); !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "no good backup in ") {
		t.Errorf("%v", err)
	}
	if n := len(in.sink.mails(false)) + len(in.sink.mails(true)); n != 0 {
		t.Errorf("%d mails went", n)
	}
}

func (in *installation) writeStore(text []byte) {
	in.t.Helper()
	f, err := os.OpenFile(in.config.StorePath(), os.O_WRONLY, 0)
	if err != nil {
		in.t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt(text, 0); err != nil {
		in.t.Fatal(err)
	}
}
