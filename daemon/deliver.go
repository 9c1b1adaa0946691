package daemon

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"fristvakt/mailer"
	"fristvakt/mailer/courier"
	"fristvakt/store"
	"fristvakt/workflows"
)

// errNotWanted leaves a mail in the queue because the plan has changed since
// it was queued.
var errNotWanted = errors.New("not planned any more")

// compose writes the mail of an action, to the party's contacts as they stand.
func (d *Daemon) compose(a workflows.Action, now time.Time) (workflows.Mail, error) {
	l := d.ledger(a.Round)
	s := l.Standing(a.Party)
	m, err := d.composer.Compose(a, l.Round, s.Party, s.Contacts, d.calendar, l.Live == nil, now)
	m.Print = d.print(a)
	return m, err
}

// print is what a mail's content and addresses depend on.
func (d *Daemon) print(a workflows.Action) string {
	contacts := d.ledger(a.Round).Standing(a.Party).Contacts
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %v", mailer.Fingerprint(a), contacts))
	return hex.EncodeToString(sum[:8])
}

func (d *Daemon) ledger(round string) *workflows.Ledger {
	for _, l := range d.ledgers {
		if l.Round.ID == round {
			return l
		}
	}
	return nil
}

// deliver hands the queued mails over, one at a time. It reports whether the
// sending server took what it was given.
func (d *Daemon) deliver(ctx context.Context, now time.Time, read bool) (bool, error) {
	if why := d.gate(now, read); why != "" {
		return true, nil
	}
	queue, err := d.store.Outbox(ctx, workflows.Queued)
	if err != nil {
		return false, fmt.Errorf("read outbox: %w", err)
	}
	for _, m := range queue {
		if late, _ := d.tooLate(m, now); late || m.Kind.ToOurselves() || m.NotBefore.After(now) {
			continue
		}
		if err := d.remember(ctx); err != nil {
			return false, err
		}
		if tripped, err := d.breaker(ctx, now); tripped || err != nil {
			return true, err
		}
		if d.gate(now, read) != "" {
			break
		}
		goOn, err := d.hand(ctx, m.Key, now, d.wanted(m, now))
		if err != nil || !goOn {
			return goOn, err
		}
	}
	return true, nil
}

// gate says why no mail to parties may leave now, and "" when it may.
func (d *Daemon) gate(now time.Time, read bool) string {
	switch {
	case !read:
		return "the mailbox could not be read in this turn"
	case d.paused() != "":
		return d.paused()
	case !d.hours.Open(d.calendar, now):
		return "outside the hours in which parties are written to"
	}
	return ""
}

func (d *Daemon) paused() string {
	for _, l := range d.ledgers {
		if l.Paused != nil {
			return "paused: " + l.Paused.Reason
		}
	}
	return ""
}

// breaker pauses sending when more has gone to parties since midnight than
// could be meant: one mail a party and day is the plan.
func (d *Daemon) breaker(ctx context.Context, now time.Time) (bool, error) {
	most := d.config.Limits.PerDay
	if most == 0 {
		most = len(d.roster) + 10
	}
	today, sent := d.calendar.DateOf(now), 0
	for i := len(d.facts) - 1; i >= 0; i-- {
		f := d.facts[i]
		if d.calendar.DateOf(f.Made).Before(today) {
			break
		}
		if (f.Kind == workflows.Sent || f.Kind == workflows.Uncertain) && f.Party != "" {
			sent++
		}
		if f.Kind == workflows.Resumed {
			break
		}
	}
	if sent < most {
		return false, nil
	}
	d.journal.tripped(sent)
	return true, d.record(ctx, workflows.Fact{Kind: workflows.BreakerTripped, At: now, Actor: workflows.Robot,
		Reason: fmt.Sprintf("%d e-postar til kommunane i dag er meir enn planen kan gje; utsendinga er sett på pause", sent)})
}

// wanted is the check that runs inside the claim: with the facts appended
// since the plan was made, is this very mail, word for word, still planned?
func (d *Daemon) wanted(m workflows.Mail, now time.Time) func([]workflows.Fact) error {
	return func(fresh []workflows.Fact) error {
		if len(fresh) > 0 {
			d.learn(fresh)
		}
		for _, a := range workflows.PlanAll(d.ledgers, now) {
			if a.Key == m.Key && d.print(a) == m.Print && d.paused() == "" {
				return nil
			}
		}
		return errNotWanted
	}
}

// hand claims one mail, hands it over and records what became of it. It
// reports whether the queue may go on.
func (d *Daemon) hand(ctx context.Context, key string, now time.Time, check func([]workflows.Fact) error) (bool, error) {
	if d.sending.rests(now) {
		return false, nil
	}
	d.alive()
	d.trace("claim")
	m, err := d.store.Claim(ctx, d.lease, key, now, d.seq(), check)
	if errors.Is(err, errNotWanted) || errors.Is(err, store.ErrState) || errors.Is(err, store.ErrTooEarly) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("claim %s: %w", key, err)
	}
	d.trace("claimed")
	r := d.config.diagnose(d.tokens).smtp(d.courier.Deliver(ctx, courier.Envelope{From: m.From, To: m.To, Message: m.Bytes}))
	d.trace("delivered")
	return d.finish(ctx, m, r, now)
}
