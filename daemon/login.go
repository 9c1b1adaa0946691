package daemon

import (
	"context"
	"fmt"
	"time"

	"fristvakt/web"
	"fristvakt/workflows"
)

// login is a link that one of ours has asked the board for.
type login struct{ address, link string }

// sendLogins mails the login links that were asked for. They go to ourselves,
// so neither hours nor pauses hold them back, and they go before the mailbox is
// read: somebody is waiting. One that has grown too old to use is withdrawn.
func (d *Daemon) sendLogins(ctx context.Context, now time.Time) error {
	if err := d.queueLogins(ctx, now); err != nil {
		return err
	}
	queue, err := d.store.Outbox(ctx, workflows.Queued)
	if err != nil {
		return fmt.Errorf("read outbox: %w", err)
	}
	for _, m := range queue {
		switch {
		case m.Kind != workflows.LoginLink || m.NotBefore.After(now):
		case now.Sub(m.Queued) > web.LinkLasts:
			if _, err := d.store.Withdraw(ctx, m.Key); err != nil {
				return fmt.Errorf("withdraw a login link: %w", err)
			}
		default:
			if _, err := d.hand(ctx, m.Key, now, func([]workflows.Fact) error { return nil }); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *Daemon) queueLogins(ctx context.Context, now time.Time) error {
	for n := 0; ; n++ {
		select {
		case asked := <-d.logins:
			m, err := d.composer.Login(fmt.Sprintf("login/%d-%d", now.UnixNano(), n), asked.address, asked.link, now)
			if err != nil {
				return err
			}
			if _, err := d.store.Enqueue(ctx, m); err != nil {
				return fmt.Errorf("enqueue a login link: %w", err)
			}
		default:
			return nil
		}
	}
}
