package watch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// connection is one logged-in session. Only the holder of the Watcher's turn uses it.
type connection struct {
	wire   *wire
	client *imapclient.Client
	life   context.Context // ends with the Watcher
	detach func() bool     // from life
	renew  time.Time       // when the login is too old to be used, zero for never
	tally  tally

	selected string // the mailbox last examined, "" for none
	box      view
	idle     *imapclient.IdleCommand // running, or nil
	mute     bool                    // the server refused IDLE
}

// view is a mailbox as EXAMINE showed it.
type view struct{ validity, next, messages uint32 }

// step runs one exchange with the server under the deadline and gives every failure its kind. A refusal by the server is
// returned as the *imap.Error it is; after any other error the connection is dead.
func (c *connection) step(ctx context.Context, doing string, exchange func() error) error {
	stop := context.AfterFunc(ctx, func() { c.wire.Close() })
	c.wire.arm()
	err := exchange()
	c.wire.disarm()
	stop()
	if err == nil {
		return nil
	}
	if refused := refusal(err); refused != nil {
		return short(refused)
	}
	c.wire.Close()
	return c.broken(ctx, doing, err)
}

// broken tells why the connection is dead: the caller's or the Watcher's end, what the wire knows, or else err.
func (c *connection) broken(ctx context.Context, doing string, err error) error {
	switch {
	case c.life.Err() != nil:
		return &Error{Kind: ErrClosed, Doing: doing}
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", doing, context.Cause(ctx))
	}
	if known := c.wire.failure(); known != nil && !errors.Is(known, net.ErrClosed) {
		err = known // what the library makes of it is less clear
	}
	return &Error{Kind: ErrConnection, Doing: doing, Cause: short(err)}
}

func (c *connection) close() {
	c.detach()
	c.wire.Close()
}

func (c *connection) alive() bool {
	select {
	case <-c.client.Closed():
		return false
	default:
		return c.wire.failure() == nil
	}
}

// examine opens the mailbox read-only, also when it is open already: only EXAMINE tells its UIDVALIDITY (RFC 9051 section
// 2.3.1.1).
func (c *connection) examine(ctx context.Context, mailbox string) error {
	doing := fmt.Sprintf("examine %q", mailbox)
	if err := c.endIdle(ctx); err != nil {
		return err
	}
	c.selected = ""
	err := c.step(ctx, doing, func() error {
		data, err := c.client.Select(mailbox, &imap.SelectOptions{ReadOnly: true}).Wait()
		if err == nil {
			c.box = view{data.UIDValidity, uint32(data.UIDNext), data.NumMessages}
			c.tally.examined(data.NumMessages)
		}
		return err
	})
	if refused := refusal(err); refused != nil {
		return &Error{Kind: ErrMailbox, Doing: doing, Cause: refused, Advice: mailboxAdvice(refused)}
	}
	if err == nil {
		c.selected = mailbox
	}
	return err
}

func (c *connection) search(ctx context.Context, criteria *imap.SearchCriteria) (imap.UIDSet, error) {
	var found imap.UIDSet
	doing := fmt.Sprintf("search %q", c.selected)
	err := c.step(ctx, doing, func() error {
		data, err := c.client.UIDSearch(criteria, nil).Wait()
		if set, ok := data.All.(imap.UIDSet); ok {
			found = set
		}
		return err
	})
	if refused := refusal(err); refused != nil {
		return nil, &Error{Kind: ErrMailbox, Doing: doing, Cause: refused, Advice: mailboxAdvice(refused)}
	}
	return found, err
}

// noop gives a server that forgets to push the occasion to speak (RFC 9051 section 6.1.2).
func (c *connection) noop(ctx context.Context) error {
	err := c.step(ctx, "noop", func() error { return c.client.Noop().Wait() })
	if refused := refusal(err); refused != nil {
		return &Error{Kind: ErrConnection, Doing: "noop", Cause: refused}
	}
	return err
}
