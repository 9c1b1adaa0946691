package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"fristvakt/workflows"
)

// Claim takes one mail out of the queue to be sent, and returns it with its
// Bytes. In one transaction that keeps every other writer out it looks whether
// the lease is still the newest (ErrFenced), the mail is queued (ErrState,
// ErrNotFound) and its NotBefore has passed at now (ErrTooEarly), hands check
// the facts recorded after the one numbered since, and only when check returns
// nil makes the mail sending and counts the attempt. An error of check leaves
// the mail queued and comes back wrapped.
//
// So a delivery recorded between planning and sending is always seen. The
// check must be quick and must not use the store.
func (s *Store) Claim(ctx context.Context, lease *Lease, key string, now time.Time, since int64,
	check func(facts []workflows.Fact) error) (workflows.Mail, error) {
	var m workflows.Mail
	err := s.change(ctx, "claim "+key, func(tx *sql.Tx) (err error) {
		if err := lease.current(ctx, tx); err != nil {
			return err
		}
		if m, err = readMail(ctx, tx, key); err != nil {
			return err
		}
		if err := claimable(m, now); err != nil {
			return err
		}
		facts, err := factsAfter(ctx, tx, since)
		if err != nil {
			return err
		}
		if err := check(facts); err != nil {
			return err
		}
		m.State, m.Attempts, m.Changed = workflows.Sending, m.Attempts+1, now.UTC().Round(0)
		_, err = tx.ExecContext(ctx, "UPDATE mail SET state = ?, attempts = ?, changed = ? WHERE key = ? AND state = 'queued'",
			m.State, m.Attempts, timeText(now), key)
		return err
	})
	if err != nil {
		return workflows.Mail{}, err
	}
	return m, nil
}

func claimable(m workflows.Mail, now time.Time) error {
	if m.State != workflows.Queued {
		return fmt.Errorf("%s: %w", m.State, ErrState)
	}
	if m.NotBefore.After(now) {
		return fmt.Errorf("before %s: %w", m.NotBefore.Format(time.RFC3339), ErrTooEarly)
	}
	return nil
}

// Finish says what became of a claimed mail, and appends the facts that follow
// from it, in one transaction. A mail in sending becomes sent, queued (to be
// tried again, not before notBefore), failed or uncertain; one that is
// uncertain becomes sent, queued or failed by a ruling. Anything else is
// ErrState. The answer is what the server said. Finish does not stop when ctx
// is cancelled, because what it records has already happened.
func (s *Store) Finish(ctx context.Context, key string, to workflows.OutboxState, notBefore time.Time, answer string,
	facts ...workflows.Fact) ([]workflows.Fact, error) {
	var made []workflows.Fact
	ctx = context.WithoutCancel(ctx)
	err := s.change(ctx, "finish "+key, func(tx *sql.Tx) error {
		m, err := readMail(ctx, tx, key)
		if err != nil {
			return err
		}
		if !slices.Contains(outcomesOf(m.State), to) {
			return fmt.Errorf("from %s to %s: %w", m.State, to, ErrState)
		}
		if to != workflows.Queued {
			notBefore = time.Time{}
		}
		_, err = tx.ExecContext(ctx, "UPDATE mail SET state = ?, not_before = ?, answer = ?, changed = ? WHERE key = ? AND state = ?",
			to, timeText(notBefore), answer, timeText(s.options.Now()), key, m.State)
		if err != nil {
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

func outcomesOf(state workflows.OutboxState) []workflows.OutboxState {
	switch state {
	case workflows.Sending:
		return []workflows.OutboxState{workflows.SentState, workflows.Queued, workflows.FailedState, workflows.UncertainState}
	case workflows.UncertainState:
		return []workflows.OutboxState{workflows.SentState, workflows.Queued, workflows.FailedState}
	}
	return nil
}
