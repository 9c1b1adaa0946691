package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"fristvakt/daemon"
	"fristvakt/inbox/paper"
	"fristvakt/store"
	"fristvakt/workflows"
)

func TestMain(m *testing.M) {
	paper.Child()
	testscript.Main(m, map[string]func(){"fristvakt": main, "newstore": func() {
		if err := newStore(os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, "newstore:", err)
			os.Exit(2)
		}
	}, "completeturn": func() { must(completeTurn()) }, "tamper": func() { must(tamper(os.Args[1])) }})
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

// completeTurn notes a completed turn in the store of the configuration.
func completeTurn() error {
	config, err := daemon.ReadConfig(os.Getenv("FRISTVAKT_CONFIG"))
	if err != nil {
		return err
	}
	s, err := store.Open(context.Background(), config.StorePath(), store.Options{})
	if err != nil {
		return err
	}
	return errors.Join(s.Beat(context.Background(), map[string]time.Time{"turn": time.Now()}), s.Close())
}

// tamper changes the store as somebody with an SQLite shell can.
func tamper(statement string) error {
	config, err := daemon.ReadConfig(os.Getenv("FRISTVAKT_CONFIG"))
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", config.StorePath())
	if err != nil {
		return err
	}
	_, err = db.Exec(statement)
	return errors.Join(err, db.Close())
}

// TestTheCommandLineAnswersAsInTheDialogues plays testdata/script. Every
// dialogue begins with testdata/fristvakt.toml as the configuration, with the
// files that it names, and without a store. A dialogue that keeps another round
// says so with: rounds NAME. The agreement is no document, so that no dialogue
// waits for the reader of documents to be compiled.
func TestTheCommandLineAnswersAsInTheDialogues(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup:               configure,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "rounds": rounds},
	})
}

func configure(e *testscript.Env) error {
	configuration, err := os.ReadFile("testdata/fristvakt.toml")
	if err != nil {
		return err
	}
	e.Setenv("FRISTVAKT_CONFIG", filepath.Join(e.WorkDir, "fristvakt.toml"))
	e.Setenv("FRISTVAKT_PLAIN_CHILD", os.Getenv("FRISTVAKT_PLAIN_CHILD"))
	for name, content := range map[string][]byte{"fristvakt.toml": configuration, "avtale.pdf": []byte("\x7fELF"), "imap-password": []byte("hemmeleg")} {
		if err := os.WriteFile(filepath.Join(e.WorkDir, name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// rounds NAME configures another round than digivestland-2025.
func rounds(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.Getenv("FRISTVAKT_CONFIG")
	changed := strings.ReplaceAll(ts.ReadFile(path), "digivestland-2025", args[0])
	ts.Check(os.WriteFile(path, []byte(changed), 0o600))
}

// exits STATUS COMMAND… runs a command that must end with the status.
func exits(ts *testscript.TestScript, not bool, args []string) {
	want, err := strconv.Atoi(args[0])
	if not || err != nil {
		ts.Fatalf("usage: exits STATUS COMMAND")
	}
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		ts.Fatalf("%v", err)
	}
	got := 0
	if exit != nil {
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("status %d, want %d", got, want)
	}
}

// newStore [LETTER FACTS] makes the store of the configuration as the daemon
// does when it starts. It puts a letter into it and appends facts, one JSON
// object a line, in which LETTER stands for the letter's id.
func newStore(args []string) error {
	ctx := context.Background()
	config, err := daemon.ReadConfig(os.Getenv("FRISTVAKT_CONFIG"))
	if err != nil {
		return err
	}
	d, err := daemon.New(ctx, daemon.Options{Config: config})
	if err != nil {
		return err
	}
	if err := d.Close(); err != nil || len(args) == 0 {
		return err
	}
	s, err := store.Open(ctx, config.StorePath(), store.Options{})
	if err != nil {
		return err
	}
	return errors.Join(fill(ctx, s, args[0], args[1]), s.Close())
}

func fill(ctx context.Context, s *store.Store, letter, facts string) error {
	mail, err := os.Open(letter)
	if err != nil {
		return err
	}
	defer mail.Close()
	kept, _, err := s.KeepLetter(ctx, store.Letter{Mailbox: "INBOX", UIDValidity: 1, UID: 1, MessageID: letter, Received: time.Now()}, mail)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(facts)
	if err != nil {
		return err
	}
	for line := range bytes.Lines(bytes.ReplaceAll(text, []byte("LETTER"), []byte(kept.ID))) {
		var f workflows.Fact
		if err := json.Unmarshal(line, &f); err != nil {
			return err
		}
		if _, err := s.Append(ctx, f); err != nil {
			return err
		}
	}
	return nil
}
