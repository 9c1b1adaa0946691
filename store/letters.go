package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"fristvakt/workflows"
)

// Letter is one mail that may concern us.
type Letter struct {
	ID          string // the first hex digits of SHA256, ten unless they are taken
	Mailbox     string // where it lay when it was kept
	UIDValidity uint32
	UID         uint32
	MessageID   string    // or more by which it is known, without angle brackets; empty when it has none
	BodySize    int64     // as in SeenMail; only KeepLetter reads it
	SHA256      string    // of Bytes, 64 hex digits
	Received    time.Time // by our server, UTC
	Bytes       []byte    // as fetched; only Letter fills it
	Judged      bool
}

const letterColumns = "id, mailbox, uidvalidity, uid, message_id, sha256, received, judged"

func scanLetter(row interface{ Scan(...any) error }, more ...any) (l Letter, err error) {
	err = row.Scan(append([]any{&l.ID, &l.Mailbox, &l.UIDValidity, &l.UID, &l.MessageID, &l.SHA256,
		instant{&l.Received}, &l.Judged}, more...)...)
	return l, err
}

// KeepLetter keeps the letter read from r, byte for byte, and marks it as seen.
// Of l it takes Mailbox, UIDValidity, UID, MessageID, BodySize and Received. A
// letter with the same SHA-256, or else the same Message-ID and the same bytes
// behind the header, is known: the one in the store is returned and the result
// is false. A letter above
// Options.LetterLimit is ErrTooLarge and leaves nothing. A slow r keeps no
// lock, and memory does not grow with the letter.
func (s *Store) KeepLetter(ctx context.Context, l Letter, r io.Reader) (Letter, bool, error) {
	spool, err := s.spool(r)
	if err != nil {
		return Letter{}, false, trouble("read the letter", err)
	}
	defer spool.file.Close()
	l.MessageID, l.SHA256 = bareID(l.MessageID), spool.sum
	l.Received, l.Judged, l.Bytes = l.Received.UTC().Round(0), false, nil
	kept, fresh := l, true
	err = s.change(ctx, "keep the letter", func(tx *sql.Tx) error {
		known, err := knownLetter(ctx, tx, l, spool.body)
		if !errors.Is(err, sql.ErrNoRows) {
			kept, fresh = known, false
			return err
		}
		if kept.ID, err = freeID(ctx, tx, l.SHA256); err != nil {
			return err
		}
		return s.insertLetter(ctx, tx, kept, spool)
	})
	if err != nil {
		return Letter{}, false, err
	}
	return kept, fresh, nil
}

func knownLetter(ctx context.Context, tx *sql.Tx, l Letter, body string) (Letter, error) {
	return scanLetter(tx.QueryRowContext(ctx, "SELECT "+letterColumns+` FROM letter
		WHERE sha256 = ?1 OR (message_id = ?2 AND message_id <> '' AND body IN (?3, '')) ORDER BY sha256 = ?1 DESC LIMIT 1`,
		l.SHA256, l.MessageID, body))
}

// freeID returns the shortest beginning of sum, from ten digits, that is no letter's id.
func freeID(ctx context.Context, tx *sql.Tx, sum string) (string, error) {
	for n := 10; n < len(sum); n++ {
		var taken bool
		err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM letter WHERE id = ?)", sum[:n]).Scan(&taken)
		if err != nil || !taken {
			return sum[:n], err
		}
	}
	return sum, nil
}

func (s *Store) insertLetter(ctx context.Context, tx *sql.Tx, l Letter, spool spool) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO letter (id, mailbox, uidvalidity, uid, message_id, sha256, body, received, size)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		l.ID, l.Mailbox, l.UIDValidity, l.UID, l.MessageID, l.SHA256, spool.body, timeText(l.Received), spool.size)
	if err != nil {
		return err
	}
	if err := spool.writeParts(ctx, tx, l.ID); err != nil {
		return err
	}
	return s.markSeen(ctx, tx, SeenMail{l.MessageID, l.BodySize, spool.head, l.Mailbox, l.UIDValidity, l.UID})
}

// Letter returns the letter whose id is, or alone begins with, id. Otherwise
// the error is ErrNotFound or ErrAmbiguous; ErrDamaged when its bytes are not
// as they were kept, and then all but those is returned.
func (s *Store) Letter(ctx context.Context, id string) (Letter, error) {
	var l Letter
	err := s.look(ctx, "read letter "+id, func(tx *sql.Tx) (err error) {
		var size int64
		if l, size, err = findLetter(ctx, tx, id); err != nil {
			return err
		}
		l.Bytes, err = readParts(ctx, tx, l, size)
		return err
	})
	return l, err
}

func findLetter(ctx context.Context, tx *sql.Tx, id string) (found Letter, size int64, err error) {
	if id == "" {
		return Letter{}, 0, ErrNotFound
	}
	n := 0
	err = eachRow(ctx, tx, func(row *sql.Rows) error {
		var bytes int64
		l, err := scanLetter(row, &bytes)
		if n++; n == 1 {
			found, size = l, bytes
		}
		return err
	}, "SELECT "+letterColumns+", size FROM letter WHERE id >= ?1 AND id < ?1 || 'g' ORDER BY id LIMIT 2", id)
	switch {
	case err != nil:
		return Letter{}, 0, err
	case n == 0:
		return Letter{}, 0, ErrNotFound
	case n > 1 && found.ID != id: // the id itself sorts first
		return Letter{}, 0, ErrAmbiguous
	}
	return found, size, nil
}

// Unjudged returns the ids of at most limit letters that have not been judged,
// first received first.
func (s *Store) Unjudged(ctx context.Context, limit int) (ids []string, err error) {
	err = eachRow(ctx, s.db, func(row *sql.Rows) error {
		var id string
		err := row.Scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT id FROM letter WHERE judged = 0 ORDER BY received, id LIMIT ?", limit)
	return ids, trouble("list unjudged letters", err)
}

// TryLetter counts an attempt at judging the letter before it is made, and
// returns how many that makes: a letter whose judging kills the process can be
// set aside after some attempts.
func (s *Store) TryLetter(ctx context.Context, id string) (attempts int, err error) {
	err = s.change(ctx, "try letter "+id, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, "UPDATE letter SET attempts = attempts + 1 WHERE id = ? RETURNING attempts", id).Scan(&attempts)
		return orNotFound(err)
	})
	return attempts, err
}

// RecordJudgement marks the letter as judged and appends the facts in one
// transaction. For a letter that was judged before it appends nothing and
// returns nothing, so a judgement is recorded once. The id must be whole.
func (s *Store) RecordJudgement(ctx context.Context, id string, facts ...workflows.Fact) ([]workflows.Fact, error) {
	var made []workflows.Fact
	err := s.change(ctx, "record the judgement on letter "+id, func(tx *sql.Tx) error {
		var judged bool
		err := tx.QueryRowContext(ctx, "SELECT judged FROM letter WHERE id = ?", id).Scan(&judged)
		if err != nil || judged {
			return orNotFound(err)
		}
		if _, err := tx.ExecContext(ctx, "UPDATE letter SET judged = 1 WHERE id = ?", id); err != nil {
			return err
		}
		made, err = s.append(ctx, tx, facts...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// ForgetLetters drops letters that turned out to be unrelated, all or none:
// their bytes, ids and names are overwritten, only the keyed hash and the
// position among the seen mail remain. The ids must be whole. Facts that name a
// letter stay. Where a full disk kept them from being overwritten before, that
// is made up for, also when no ids are given.
func (s *Store) ForgetLetters(ctx context.Context, ids ...string) error {
	if len(ids) == 0 && s.unwiped.Load() {
		return s.wipe(ctx)
	}
	if len(ids) == 0 {
		return nil
	}
	err := s.change(ctx, "forget letters", func(tx *sql.Tx) error {
		for _, id := range ids {
			if err := dropLetter(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.wipe(ctx)
}

func dropLetter(ctx context.Context, tx *sql.Tx, id string) error {
	return orNotFound(tx.QueryRowContext(ctx, "DELETE FROM letter WHERE id = ? RETURNING id", id).Scan(&id))
}

// OldLetters returns the ids of the judged letters that were received before
// the given instant, oldest first.
func (s *Store) OldLetters(ctx context.Context, before time.Time) (ids []string, err error) {
	err = eachRow(ctx, s.db, func(row *sql.Rows) error {
		var id string
		err := row.Scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT id FROM letter WHERE judged = 1 AND received < ? ORDER BY received, id", timeText(before))
	return ids, trouble("list old letters", err)
}

// Purge drops letters as ForgetLetters does, and appends the facts that tell of
// it in the same transaction. Facts and the outbox are never purged.
func (s *Store) Purge(ctx context.Context, ids []string, receipts ...workflows.Fact) error {
	if len(ids) == 0 {
		return nil
	}
	err := s.change(ctx, "purge letters", func(tx *sql.Tx) error {
		for _, id := range ids {
			if err := dropLetter(ctx, tx, id); err != nil {
				return fmt.Errorf("letter %s: %w", id, err)
			}
		}
		_, err := s.append(ctx, tx, receipts...)
		return err
	})
	if err != nil {
		return err
	}
	return s.wipe(ctx)
}

func orNotFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}
