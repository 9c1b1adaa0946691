package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"fristvakt/workflows"
)

// querier is a transaction, or the store outside of one.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Append records the facts in the order given, all or none, and returns them
// as they were recorded: Seq counts from 1 without gaps, Made is the present,
// At is in UTC and is Made when it was zero. It needs no lease.
func (s *Store) Append(ctx context.Context, facts ...workflows.Fact) ([]workflows.Fact, error) {
	var made []workflows.Fact
	err := s.change(ctx, "append facts", func(tx *sql.Tx) (err error) {
		made, err = s.append(ctx, tx, facts...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

func (s *Store) append(ctx context.Context, tx *sql.Tx, facts ...workflows.Fact) ([]workflows.Fact, error) {
	if len(facts) == 0 {
		return nil, nil
	}
	seq, hash, err := lastFact(ctx, tx)
	if err != nil {
		return nil, err
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO fact (seq, body, hash) VALUES (?, ?, ?)")
	if err != nil {
		return nil, err
	}
	defer insert.Close()
	now := s.options.Now().UTC().Round(0)
	made := make([]workflows.Fact, 0, len(facts))
	for _, f := range facts {
		seq++
		f = stamped(f, seq, now)
		body, err := json.Marshal(f)
		if err != nil {
			return nil, fmt.Errorf("write fact %d: %w", seq, err)
		}
		hash = chain(hash, seq, body)
		if _, err := insert.ExecContext(ctx, seq, string(body), hash); err != nil {
			return nil, err
		}
		made = append(made, f)
	}
	return made, nil
}

func stamped(f workflows.Fact, seq int64, now time.Time) workflows.Fact {
	f.Seq, f.Made = seq, now
	if f.At.IsZero() {
		f.At = now
	}
	f.At = f.At.UTC().Round(0)
	return f
}

// lastFact returns the number and hash that the next fact follows. The number
// is SQLite's own count, so a fact that was cut off the end leaves a gap.
func lastFact(ctx context.Context, tx *sql.Tx) (seq int64, hash []byte, err error) {
	err = tx.QueryRowContext(ctx, `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'fact'), 0),
		(SELECT hash FROM fact ORDER BY seq DESC LIMIT 1)`).Scan(&seq, &hash)
	return seq, hash, err
}

// chain returns the SHA-256 over the hash of the fact before (nothing for the
// first), the number as eight bytes, and the body.
func chain(before []byte, seq int64, body []byte) []byte {
	h := sha256.New()
	h.Write(before)
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(seq)))
	h.Write(body)
	return h.Sum(nil)
}

// Facts returns the facts recorded after the one numbered after, in order.
// Zero gives all.
func (s *Store) Facts(ctx context.Context, after int64) ([]workflows.Fact, error) {
	facts, err := factsAfter(ctx, s.db, after)
	return facts, trouble("read facts", err)
}

func factsAfter(ctx context.Context, q querier, after int64) (facts []workflows.Fact, err error) {
	err = eachRow(ctx, q, func(row *sql.Rows) error {
		var seq int64
		var body []byte
		if err := row.Scan(&seq, &body); err != nil {
			return err
		}
		f := workflows.Fact{}
		if err := json.Unmarshal(body, &f); err != nil {
			return fmt.Errorf("fact %d cannot be read: %w (%w)", seq, ErrDamaged, err)
		}
		facts = append(facts, f)
		return nil
	}, "SELECT seq, body FROM fact WHERE seq > ? ORDER BY seq", after)
	return facts, err
}

// VerifyFacts follows the chain of hashes from the first fact. The error is
// ErrDamaged and names the first fact that is missing or altered.
func (s *Store) VerifyFacts(ctx context.Context) error {
	return s.look(ctx, "verify the facts", func(tx *sql.Tx) error {
		last, _, err := lastFact(ctx, tx)
		if err != nil {
			return err
		}
		left, err := redactions(ctx, tx)
		if err != nil {
			return err
		}
		var seq int64
		var before []byte
		err = eachRow(ctx, tx, func(row *sql.Rows) error {
			var number int64
			var body, hash []byte
			if err := row.Scan(&number, &body, &hash); err != nil {
				return err
			}
			seq++
			if digest := left[number]; digest != "" && digest == digestOf(body) && number == seq {
				before = hash // the fact after it tells whether this is the hash it had
				return nil
			}
			before, err = follow(before, seq, number, body, hash)
			return err
		}, "SELECT seq, body, hash FROM fact ORDER BY seq")
		if err == nil && seq != last {
			return fmt.Errorf("fact %d is missing: %w", seq+1, ErrDamaged)
		}
		return err
	})
}

func follow(before []byte, seq, number int64, body, hash []byte) ([]byte, error) {
	if number != seq {
		return nil, fmt.Errorf("fact %d is missing: %w", seq, ErrDamaged)
	}
	after := chain(before, seq, body)
	if string(after) != string(hash) {
		return nil, fmt.Errorf("fact %d is not as it was recorded: %w", seq, ErrDamaged)
	}
	return after, nil
}

// eachRow calls f with each row of the query.
func eachRow(ctx context.Context, q querier, f func(*sql.Rows) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}
