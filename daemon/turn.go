package daemon

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fristvakt/workflows"
)

// Turn goes once through fetch, judge, plan, reconcile and deliver, all at one
// instant. What fails is recorded and said in the digest; the error is for the
// log of the caller, and the next turn tries again.
func (d *Daemon) Turn(ctx context.Context) error {
	now := d.now().UTC()
	d.turned = now
	d.turns.begun++
	if err := d.remember(ctx); err != nil {
		return err
	}
	if err := d.sendLogins(ctx, now); err != nil {
		return err
	}
	read, err := d.fetch(ctx, now)
	if err != nil {
		return err
	}
	if err := d.judgeLetters(ctx); err != nil {
		return err
	}
	if err := d.settleUncertain(ctx, now, read); err != nil {
		return err
	}
	if err := d.reconcile(ctx, now); err != nil {
		return err
	}
	doubted, err := d.doubt(ctx, now)
	if err != nil {
		return err
	}
	if doubted {
		if err := d.settleUncertain(ctx, now, read); err != nil {
			return err
		}
	}
	told, err := d.digest(ctx, now)
	if err != nil {
		return err
	}
	sent, err := d.deliver(ctx, now, read)
	if err != nil {
		return err
	}
	if err := d.courier.Close(); err != nil {
		d.log.Debug("the sending server was left impolitely", "error", err)
	}
	complete := read && told && sent
	if complete {
		d.beats[beatTurn] = now
	}
	if err := d.beat(ctx); err != nil {
		return err
	}
	if complete {
		d.turns.completed++
		d.heard(ctx)
	}
	if err := d.purge(ctx, now); err != nil { // before the backup, so that it has them no more
		return err
	}
	return d.backup(ctx, now)
}

// beat makes the ages of this turn durable in one step.
func (d *Daemon) beat(ctx context.Context) error {
	if err := d.store.Beat(ctx, d.beats); err != nil {
		return err
	}
	clear(d.beats)
	return nil
}

// begin is what a life of the daemon starts with: it opens rounds that were
// never watched, and settles mails that an earlier life left half-sent.
func (d *Daemon) begin(ctx context.Context) error {
	now := d.now().UTC()
	if err := d.remember(ctx); err != nil {
		return err
	}
	for _, l := range d.ledgers {
		if l.OpenedOn.IsZero() {
			if err := d.record(ctx, workflows.Fact{Kind: workflows.Opened, Round: l.Round.ID, At: now, Actor: workflows.Robot, Reason: "first watched"}); err != nil {
				return err
			}
		}
	}
	if err := d.recallMail(ctx); err != nil {
		return err
	}
	if last := d.lastSent("digest/"); last != nil { // the process may have ended before it was noted
		d.beats[beatDigest] = last.At
	}
	return d.settleInterrupted(ctx)
}

// remember reads the facts that were appended since, by ourselves or by a
// person, and folds them.
func (d *Daemon) remember(ctx context.Context) error {
	after := int64(0)
	if n := len(d.facts); n > 0 {
		after = d.facts[n-1].Seq
	}
	fresh, err := d.store.Facts(ctx, after)
	if err != nil {
		return fmt.Errorf("read facts: %w", err)
	}
	if slices.ContainsFunc(fresh, func(f workflows.Fact) bool { return f.Kind == workflows.Forgotten }) {
		d.facts = nil // those before it have changed
		if fresh, err = d.store.Facts(ctx, 0); err != nil {
			return fmt.Errorf("read facts: %w", err)
		}
	}
	if len(fresh) > 0 || d.ledgers == nil {
		d.learn(fresh)
	}
	return nil
}

// learn folds facts that have just been read.
func (d *Daemon) learn(fresh []workflows.Fact) {
	d.facts = append(d.facts, fresh...)
	d.ledgers = d.ledgers[:0:0]
	for _, r := range d.rounds {
		d.ledgers = append(d.ledgers, workflows.Fold(r, d.roster, d.calendar, d.facts))
	}
}

// record appends facts and folds them.
func (d *Daemon) record(ctx context.Context, facts ...workflows.Fact) error {
	if _, err := d.store.Append(ctx, facts...); err != nil {
		return fmt.Errorf("record %s: %w", facts[0].Kind, err)
	}
	return d.remember(ctx)
}

// seq is the newest fact that has been folded.
func (d *Daemon) seq() int64 {
	if len(d.facts) == 0 {
		return 0
	}
	return d.facts[len(d.facts)-1].Seq
}

// reconcile makes the outbox hold what is planned and nothing else.
func (d *Daemon) reconcile(ctx context.Context, now time.Time) error {
	queue, err := d.store.Outbox(ctx, workflows.Queued)
	if err != nil {
		return fmt.Errorf("read outbox: %w", err)
	}
	enqueue, withdraw := workflows.Reconcile(workflows.PlanAll(d.ledgers, now), queue, d.print)
	gone, err := d.store.Withdraw(ctx, withdraw...)
	if err != nil {
		return fmt.Errorf("withdraw: %w", err)
	}
	for _, key := range gone {
		d.journal.withdrawn(key)
	}
	queued, err := d.store.Enqueue(ctx, d.composeAll(enqueue, now)...)
	if err != nil {
		return fmt.Errorf("enqueue: %w", err)
	}
	for _, key := range queued {
		d.journal.queued(key)
	}
	return nil
}

// composeAll writes the mails of the actions. One that cannot be written, for
// want of a file or an address, is asked about in the digest until it can.
func (d *Daemon) composeAll(actions []workflows.Action, now time.Time) []workflows.Mail {
	var mails []workflows.Mail
	asked := map[string]workflows.Question{}
	for _, a := range actions {
		m, err := d.compose(a, now)
		if err == nil {
			mails = append(mails, m)
			continue
		}
		asked[a.Key] = workflows.Question{Party: d.name(a.Party), Text: "E-posten " + a.Key + " kan ikkje skrivast.", Why: err.Error()}
		if _, known := d.asked[a.Key]; !known {
			d.log.Error("cannot compose", "event", "NotComposed", "key", a.Key, "error", err)
		}
	}
	d.asked = asked
	return mails
}

func (d *Daemon) name(party string) string {
	p, _ := d.roster.Party(party)
	return p.FullName
}
