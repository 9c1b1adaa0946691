package daemon

import (
	"context"
	"errors"
	"strings"
	"time"

	"fristvakt/inbox/watch"
	"fristvakt/workflows"
)

// fetch reads every watched mailbox once. It reports whether all mail in them
// could be read, none held for another try; an error is the store's.
func (d *Daemon) fetch(ctx context.Context, now time.Time) (bool, error) {
	if d.reading.rests(now) {
		return false, nil
	}
	d.held = 0
	for _, mailbox := range d.config.IMAP.Mailboxes {
		pass, err := d.pass(ctx, mailbox, now)
		d.held += len(pass.Held)
		var own *storeError
		if errors.As(err, &own) {
			return false, own.err
		}
		if err != nil {
			return false, d.unread(ctx, now, err)
		}
		d.sawMail(mailbox, pass.Newest)
	}
	d.reading = patience{}
	return d.held == 0, d.outageEnded(ctx, "imap", now)
}

// storeError tells the store's own trouble from the mail server's.
type storeError struct{ err error }

func (e *storeError) Error() string { return e.err.Error() }

func (d *Daemon) pass(ctx context.Context, mailbox string, now time.Time) (watch.Pass, error) {
	validity, uid, err := d.store.Cursor(ctx, mailbox)
	if err != nil {
		return watch.Pass{}, &storeError{err}
	}
	v := &visitor{ctx: ctx, daemon: d, now: now, mails: map[workflows.Date]int{}}
	pass, err := d.watcher.Fetch(ctx, watch.Cursor{Mailbox: mailbox, UIDValidity: validity, UID: uid}, d.since(), v)
	d.trace("fetched")
	if err == nil {
		err = v.keep() // what was seen behind a mail that is held
	}
	return pass, err
}

// since is how far back a mailbox is read that was never read before, or whose
// UIDs have changed: from the configured day, or from the first round's start.
// What lies before is evidence for nobody.
func (d *Daemon) since() time.Time {
	if s := d.config.IMAP.Since; s != nil {
		return s.AsTime(d.calendar.Zone())
	}
	first := d.rounds[0].Starts
	for _, r := range d.rounds {
		if r.Starts.Before(first) {
			first = r.Starts
		}
	}
	return first.At(0, 0, d.calendar.Zone())
}

// unread records an outage once and puts the next try off: seconds at first and
// never longer than until the next turn, so that what came during an outage is
// read soon after it; a quarter of an hour at once when a login is refused.
func (d *Daemon) unread(ctx context.Context, now time.Time, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, watch.ErrLogin) {
		d.reading.refused(now)
		d.distrustToken()
	} else {
		d.reading.lost(now, min(serverPause, time.Duration(d.config.Hours.Turn)))
	}
	return d.outageBegan(ctx, "imap", now, unreadReason(d.config.diagnose(d.tokens).imap(err)))
}

// unreadReason says why the mailbox could not be read. The cause of a failure
// within a mail may quote that mail, and it may be a stranger's.
func unreadReason(err error) string {
	var failed *watch.Error
	if errors.As(err, &failed) && (strings.HasPrefix(failed.Doing, "fetch") || strings.HasPrefix(failed.Doing, "read")) {
		return (&watch.Error{Kind: failed.Kind, Doing: "read mail", Advice: failed.Advice}).Error()
	}
	return err.Error()
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
