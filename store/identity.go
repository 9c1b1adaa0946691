package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"time"

	"fristvakt/workflows"
)

// Identity says which store this is.
type Identity struct {
	ID      string    // of this instance; 16 hex digits made at creation, kept by copies
	Secret  []byte    // 32 random bytes made at creation, for keyed hashes and Message-IDs
	Made    time.Time // UTC
	Machine string    // hash of the name of the machine it was made on
	Copied  bool      // it lies elsewhere, or is older, than when it was last held
	Why     string    // in what way it is a copy; empty unless Copied
}

// Identity returns which store this is and whether it is a copy: it lies on
// another machine or in another file (inode) than when it was last held, it is
// a backup, or it is older than the last Hold at this path. A copy may repeat
// what the original did, therefore Hold pauses it.
func (s *Store) Identity(ctx context.Context) (Identity, error) {
	i := Identity{}
	err := s.look(ctx, "read the identity", func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, "SELECT id, secret, made, made_on FROM identity").
			Scan(&i.ID, &i.Secret, instant{&i.Made}, &i.Machine)
		if err != nil {
			return err
		}
		i.Why, err = s.copied(ctx, tx)
		return err
	})
	i.Copied = i.Why != ""
	return i, err
}

// copied says in what way the store is a copy, "" when it is at home.
func (s *Store) copied(ctx context.Context, tx *sql.Tx) (string, error) {
	var machine string
	var home, fence int64
	err := tx.QueryRowContext(ctx, "SELECT home_machine, home_inode, fence FROM identity, lease").Scan(&machine, &home, &fence)
	if err != nil {
		return "", err
	}
	here, err := inode(s.path)
	if err != nil {
		return "", err
	}
	noted, err := notedFence(s.path)
	switch {
	case err != nil:
		return "", err
	case machine == "":
		return "the store is a backup", nil
	case machine != s.machine:
		return "the store was copied from another machine", nil
	case home != here:
		return "the store was copied from another file", nil
	case noted > fence:
		return "an older copy was laid over the store", nil
	}
	return "", nil
}

// pausedCopy is the fact that a copy begins with: the original may have sent
// what the copy believes unsent.
func pausedCopy(why string) workflows.Fact {
	return workflows.Fact{Kind: workflows.Paused, Outcome: workflows.WasCopied, Actor: workflows.Robot, Reason: why}
}

// settleHere makes this machine and file the home of the store.
func (s *Store) settleHere(ctx context.Context, tx *sql.Tx) error {
	here, err := inode(s.path)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE identity SET home_machine = ?, home_inode = ?", s.machine, here)
	return err
}

// beginIdentity gives a new store its identity; one that has it keeps it.
func (s *Store) beginIdentity(ctx context.Context) error {
	id, secret := make([]byte, 8), make([]byte, 32)
	rand.Read(id) // never fails, https://pkg.go.dev/crypto/rand#Read
	rand.Read(secret)
	here, err := inode(s.path)
	if err != nil {
		return err
	}
	return s.change(ctx, "begin the identity", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO identity VALUES (1, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
			hex.EncodeToString(id), secret, timeText(s.options.Now()), s.machine, s.machine, here)
		return err
	})
}

// hashMachine hides the name of the machine, which machine-id(5) asks for. A
// system without a machine-id goes by its host name.
func hashMachine(name string) (string, error) {
	if name == "" {
		text, err := os.ReadFile("/etc/machine-id")
		name = strings.TrimSpace(string(text))
		if err != nil || name == "" {
			if name, err = os.Hostname(); err != nil {
				return "", fmt.Errorf("this machine has neither machine-id nor host name: %w", err)
			}
		}
	}
	sum := sha256.Sum256([]byte("fristvakt machine " + name))
	return hex.EncodeToString(sum[:8]), nil
}
