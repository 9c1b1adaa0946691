package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"fristvakt/workflows"
)

const mailColumns = `key, kind, round, party, step, covers, message_id, sender, recipients, print, due, rehearse,
	state, not_before, attempts, queued, changed, answer`

// Enqueue puts the mails into the queue, all or none, and returns the keys of
// those that changed. A key that is new or withdrawn becomes queued with these
// bytes and no attempts. A queued mail with another Print gets the new bytes
// and keeps its NotBefore and Attempts. Any other mail is left alone: what was
// once sent, failed or is uncertain is not sent again. State, Attempts,
// Queued, Changed and Answer of the argument do not count.
func (s *Store) Enqueue(ctx context.Context, mails ...workflows.Mail) (changed []string, err error) {
	if len(mails) == 0 {
		return nil, nil
	}
	err = s.change(ctx, "enqueue", func(tx *sql.Tx) error {
		now := timeText(s.options.Now())
		for _, m := range mails {
			moved, err := enqueue(ctx, tx, m, now)
			if err != nil {
				return fmt.Errorf("%s: %w", m.Key, err)
			}
			if moved {
				changed = append(changed, m.Key)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

func enqueue(ctx context.Context, tx *sql.Tx, m workflows.Mail, now string) (bool, error) {
	covers, err := json.Marshal(m.Covers)
	if err != nil {
		return false, err
	}
	to, err := json.Marshal(m.To)
	if err != nil {
		return false, err
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO mail (`+mailColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, 0, ?14, ?14, '')
		ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, round = excluded.round, party = excluded.party,
			step = excluded.step, covers = excluded.covers, message_id = excluded.message_id, sender = excluded.sender,
			recipients = excluded.recipients, print = excluded.print, due = excluded.due, rehearse = excluded.rehearse,
			state = 'queued', changed = excluded.changed,
			not_before = iif(state = 'queued', not_before, excluded.not_before),
			attempts = iif(state = 'queued', attempts, 0),
			queued = iif(state = 'queued', queued, excluded.queued),
			answer = iif(state = 'queued', answer, '')
		WHERE state = 'withdrawn' OR (state = 'queued' AND print <> excluded.print)`,
		m.Key, m.Kind, m.Round, m.Party, m.Step, string(covers), m.MessageID, m.From, string(to), m.Print, m.Due.String(), m.Rehearse,
		timeText(m.NotBefore), now)
	if err != nil {
		return false, err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO mail_bytes VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET bytes = excluded.bytes",
		m.Key, append([]byte{}, m.Bytes...)) // never NULL
	return true, err
}

// Withdraw takes queued mails out of the queue, all or none, and returns the
// keys of those that changed. Mails in other states, and keys that do not
// exist, are left alone.
func (s *Store) Withdraw(ctx context.Context, keys ...string) (changed []string, err error) {
	if len(keys) == 0 {
		return nil, nil
	}
	err = s.change(ctx, "withdraw", func(tx *sql.Tx) error {
		now := timeText(s.options.Now())
		for _, key := range keys {
			result, err := tx.ExecContext(ctx, "UPDATE mail SET state = 'withdrawn', changed = ? WHERE key = ? AND state = 'queued'", now, key)
			if err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			if n, err := result.RowsAffected(); err != nil {
				return err
			} else if n == 1 {
				changed = append(changed, key)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

// Outbox returns the mails in the given states, or all when none is given,
// without Bytes, ordered by Due, Queued and Key.
func (s *Store) Outbox(ctx context.Context, states ...workflows.OutboxState) (mails []workflows.Mail, err error) {
	query, args := "SELECT "+mailColumns+" FROM mail", []any{}
	if len(states) > 0 {
		query += " WHERE state IN (?" + strings.Repeat(", ?", len(states)-1) + ")"
		for _, state := range states {
			args = append(args, state)
		}
	}
	err = eachRow(ctx, s.db, func(row *sql.Rows) error {
		m, err := scanMail(row)
		mails = append(mails, m)
		return err
	}, query+" ORDER BY due, queued, key", args...)
	return mails, trouble("list the outbox", err)
}

// OutboxCount returns how many mails are in each state that any is in.
func (s *Store) OutboxCount(ctx context.Context) (map[workflows.OutboxState]int, error) {
	count := map[workflows.OutboxState]int{}
	err := eachRow(ctx, s.db, func(row *sql.Rows) error {
		var state workflows.OutboxState
		var n int
		err := row.Scan(&state, &n)
		count[state] = n
		return err
	}, "SELECT state, count(*) FROM mail GROUP BY state")
	return count, trouble("count the outbox", err)
}

// Interrupted returns the mails that a process claimed and never finished,
// without Bytes. At start-up, with the lease in hand, each of them may or may
// not have been accepted.
func (s *Store) Interrupted(ctx context.Context) ([]workflows.Mail, error) {
	return s.Outbox(ctx, workflows.Sending)
}

// Mail returns one mail with its Bytes, or ErrNotFound.
func (s *Store) Mail(ctx context.Context, key string) (workflows.Mail, error) {
	var m workflows.Mail
	err := s.look(ctx, "read mail "+key, func(tx *sql.Tx) (err error) {
		m, err = readMail(ctx, tx, key)
		return err
	})
	return m, err
}

func readMail(ctx context.Context, tx *sql.Tx, key string) (workflows.Mail, error) {
	m, err := scanMail(tx.QueryRowContext(ctx, "SELECT "+mailColumns+" FROM mail WHERE key = ?", key))
	if err != nil {
		return workflows.Mail{}, orNotFound(err)
	}
	err = tx.QueryRowContext(ctx, "SELECT bytes FROM mail_bytes WHERE key = ?", key).Scan(&m.Bytes)
	return m, err
}

func scanMail(row interface{ Scan(...any) error }) (m workflows.Mail, err error) {
	var covers, to, due []byte
	err = row.Scan(&m.Key, &m.Kind, &m.Round, &m.Party, &m.Step, &covers, &m.MessageID, &m.From, &to, &m.Print, &due, &m.Rehearse,
		&m.State, instant{&m.NotBefore}, &m.Attempts, instant{&m.Queued}, instant{&m.Changed}, &m.Answer)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(covers, &m.Covers); err != nil {
		return m, fmt.Errorf("covers of mail %s: %w (%w)", m.Key, ErrDamaged, err)
	}
	if err := json.Unmarshal(to, &m.To); err != nil {
		return m, fmt.Errorf("recipients of mail %s: %w (%w)", m.Key, ErrDamaged, err)
	}
	return m, m.Due.UnmarshalText(due)
}
