package daemon

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fristvakt/mailer/courier"
	"fristvakt/workflows"
)

// copiedStore is why a mail is uncertain that only the original can have sent.
const copiedStore = "the store is a copy, and the original may have sent this mail"

// doubt keeps a restored or copied store from sending again what the original
// sent after the copy was made: every mail that was due before the copy came
// into use becomes uncertain. The sent folder says which of them went, and a
// person of the others. It reports whether there were any.
func (d *Daemon) doubt(ctx context.Context, now time.Time) (bool, error) {
	copied := d.copied()
	if copied == nil {
		return false, nil
	}
	queue, err := d.store.Outbox(ctx, workflows.Queued)
	if err != nil {
		return false, fmt.Errorf("read outbox: %w", err)
	}
	queue = slices.DeleteFunc(queue, func(m workflows.Mail) bool { return !d.mayHaveGone(m, copied) })
	for _, m := range queue {
		if err := d.setUncertain(ctx, m, now); err != nil {
			return false, err
		}
	}
	return len(queue) > 0, d.remember(ctx)
}

func (d *Daemon) setUncertain(ctx context.Context, m workflows.Mail, now time.Time) error {
	agree := func([]workflows.Fact) error { return nil }
	if _, err := d.store.Claim(ctx, d.lease, m.Key, later(now, m.NotBefore), d.seq(), agree); err != nil {
		return fmt.Errorf("claim %s: %w", m.Key, err)
	}
	f := sentFact(workflows.Uncertain, m, now, courier.Result{Outcome: courier.Uncertain, Text: copiedStore})
	if _, err := d.store.Finish(ctx, m.Key, workflows.UncertainState, time.Time{}, copiedStore, f); err != nil {
		return fmt.Errorf("set %s uncertain: %w", m.Key, err)
	}
	d.journal.notSent(m, workflows.UncertainState, copiedStore)
	return nil
}

// copied is the newest fact that says that the store is a copy, or nil.
func (d *Daemon) copied() *workflows.Fact {
	for i := len(d.facts) - 1; i >= 0; i-- {
		if f := &d.facts[i]; f.Kind == workflows.Paused && f.Outcome == workflows.WasCopied {
			return f
		}
	}
	return nil
}

// mayHaveGone reports whether the original can have sent the mail before the
// copy came into use, and nobody has said since whether it did. A receipt is
// counted from when the paper came: the copy may have recorded it anew.
func (d *Daemon) mayHaveGone(m workflows.Mail, copied *workflows.Fact) bool {
	if m.Kind == workflows.Digest || m.Rehearse {
		return false
	}
	if slices.ContainsFunc(d.facts, func(f workflows.Fact) bool {
		return f.Kind == workflows.Settled && f.Key == m.Key && f.Seq > copied.Seq
	}) {
		return false
	}
	if !m.Due.After(d.calendar.DateOf(copied.Made)) {
		return true
	}
	s := d.ledger(m.Round).Standing(m.Party)
	return slices.ContainsFunc(m.Covers, func(requirement string) bool { return s.Delivered[requirement].At.Before(copied.Made) })
}
