package watch

import (
	"cmp"
	"context"
	"time"

	"github.com/emersion/go-imap/v2"
)

// liveness is how long the connection is left unspoken to. RFC 2177 allows 29 minutes, but routers and some servers forget
// a silent connection after ten.
const liveness = 9*time.Minute - 15*time.Second

// Idle waits until the mailbox may have new mail and then returns nil. It returns ctx's error when ctx ends, and an
// ErrConnection when the connection is lost. Every nine minutes it speaks to the server, which also finds a connection that
// died in silence and mail of which the server forgot to tell. A server without IDLE is only spoken to.
//
// Idle also returns nil when another call wants the connection and when the login must be renewed, so a caller goes on with
// Fetch in every case. When ctx ends it returns at once: the server keeps idling until the next call, which ends it.
func (w *Watcher) Idle(ctx context.Context, mailbox string) error {
	release, err := w.take(ctx)
	if err != nil {
		return err
	}
	defer release()
	c, err := w.watched(ctx, mailbox)
	if err != nil {
		return err
	}
	for w.views[mailbox] == c.box && !c.tally.news() && !w.stale(c) {
		if err := c.startIdle(ctx); err != nil {
			w.drop()
			return err
		}
		again, err := w.wait(ctx, c)
		if err != nil || !again {
			return err
		}
	}
	return nil
}

// watched gives a connection that has the mailbox open, as it was left by Fetch if possible.
func (w *Watcher) watched(ctx context.Context, mailbox string) (*connection, error) {
	if c := w.kept(); c != nil && c.selected == mailbox {
		return c, nil
	}
	return w.open(ctx, mailbox)
}

// wait blocks until something happens; again is true when it may have been nothing.
func (w *Watcher) wait(ctx context.Context, c *connection) (again bool, err error) {
	pause := time.NewTimer(min(liveness, w.untilStale(c)))
	defer pause.Stop()
	select {
	case <-c.tally.wake:
		return true, nil
	case <-pause.C:
		if w.stale(c) {
			return false, nil
		}
		err := c.endIdle(ctx)
		if err != nil {
			w.drop()
		}
		return true, err
	case <-w.wanted:
		return false, nil
	case <-c.client.Closed():
		defer w.drop()
		return false, c.broken(ctx, "idle", cmp.Or(c.client.Close(), errHungUp))
	case <-w.life.Done():
		return false, &Error{Kind: ErrClosed, Doing: "idle"}
	case <-ctx.Done():
		return false, context.Cause(ctx)
	}
}

// startIdle asks for news and then begins IDLE, unless it runs: some servers keep back in IDLE what came before it. A server
// that does not have IDLE or refuses it is only asked.
func (c *connection) startIdle(ctx context.Context) error {
	if c.idle != nil {
		return nil
	}
	if err := c.noop(ctx); err != nil || c.mute || c.tally.news() {
		return err
	}
	err := c.step(ctx, "idle", func() (err error) {
		if c.mute = !c.client.Caps().Has(imap.CapIdle); !c.mute {
			c.idle, err = c.client.Idle()
		}
		return err
	})
	if refusal(err) != nil {
		c.mute = true
		return nil
	}
	return err
}

func (c *connection) endIdle(ctx context.Context) error {
	if c.idle == nil {
		return nil
	}
	idle := c.idle
	c.idle = nil
	err := c.step(ctx, "end idle", func() error {
		if err := idle.Close(); err != nil {
			return err
		}
		return idle.Wait()
	})
	if refused := refusal(err); refused != nil {
		return &Error{Kind: ErrConnection, Doing: "end idle", Cause: refused}
	}
	return err
}
