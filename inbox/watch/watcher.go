package watch

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// Watcher reads mailboxes of one server over at most one connection, which it keeps between calls. Its methods may be
// called at the same time: they take turns, and a waiting Idle gives way to the others.
type Watcher struct {
	server Server
	turn   chan struct{}   // full while a call uses the connection
	wanted chan struct{}   // taken by a waiting Idle, which then gives way
	life   context.Context // ends with Close
	end    context.CancelFunc

	traffic atomic.Int64 // bytes on the wire, both directions, since New

	conn  *connection      // nil without one; belongs to whoever has the turn
	views map[string]view  // each mailbox as the last complete pass saw it
	wards map[string]*ward // each mailbox's mails that cannot be fetched
}

// New gives a Watcher that connects when it is first used.
func New(s Server) *Watcher {
	life, end := context.WithCancel(context.Background())
	return &Watcher{
		server: s.withDefaults(), life: life, end: end,
		turn: make(chan struct{}, 1), wanted: make(chan struct{}),
		views: map[string]view{}, wards: map[string]*ward{},
	}
}

// Close ends the connection at once, also a stalled one, and with it any running call. The Watcher cannot be used again.
func (w *Watcher) Close() error {
	w.end()
	return nil
}

// take waits for the turn. The caller gives it back by calling release.
func (w *Watcher) take(ctx context.Context) (release func(), err error) {
	for {
		if w.life.Err() != nil {
			return nil, &Error{Kind: ErrClosed, Doing: "use the watcher"}
		}
		select {
		case w.turn <- struct{}{}:
			return func() { <-w.turn }, nil
		case w.wanted <- struct{}{}:
		case <-w.life.Done():
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// open gives a connection with the mailbox freshly examined. A kept connection that turns out dead is replaced, once.
func (w *Watcher) open(ctx context.Context, mailbox string) (*connection, error) {
	if c := w.kept(); c != nil {
		err := c.examine(ctx, mailbox)
		if err == nil {
			return c, nil
		}
		w.drop()
		if !errors.Is(err, ErrConnection) {
			return nil, err
		}
		w.server.Log.Debug("imap connection was dead", "error", err)
	}
	c, err := w.connect(ctx)
	if err != nil {
		return nil, err
	}
	w.conn = c
	if err := c.examine(ctx, mailbox); err != nil {
		w.drop()
		return nil, err
	}
	return c, nil
}

// kept gives the connection of an earlier call if it can still be used.
func (w *Watcher) kept() *connection {
	c := w.conn
	if c == nil {
		return nil
	}
	if !c.alive() || w.stale(c) {
		w.drop()
		return nil
	}
	return c
}

// stale tells whether the token of the login is about to expire.
func (w *Watcher) stale(c *connection) bool {
	return !c.renew.IsZero() && !w.server.Now().Before(c.renew)
}

func (w *Watcher) untilStale(c *connection) time.Duration {
	if c.renew.IsZero() {
		return liveness
	}
	return c.renew.Sub(w.server.Now())
}

func (w *Watcher) drop() {
	if w.conn != nil {
		w.conn.close()
		w.conn = nil
	}
}
