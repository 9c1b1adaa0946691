package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
	"fristvakt/inbox/watch"
	"fristvakt/store"
	"fristvakt/workflows"
)

// fetch reads every watched mailbox once. It reports whether all mail in them
// could be read, none held for another try; an error is the store's.
func (d *Daemon) fetch(ctx context.Context, now time.Time) (bool, error) {
	if now.Before(d.retryAt) {
		return false, nil
	}
	whole := true
	for _, mailbox := range d.config.IMAP.Mailboxes {
		pass, err := d.pass(ctx, mailbox, now)
		whole = whole && len(pass.Held) == 0
		var own *storeError
		if errors.As(err, &own) {
			return false, own.err
		}
		if err != nil {
			return false, d.unread(ctx, now, err)
		}
		if !pass.Newest.IsZero() {
			if err := d.store.Beat(ctx, beatMail, pass.Newest); err != nil {
				return false, fmt.Errorf("note the newest mail: %w", err)
			}
		}
	}
	d.fails, d.retryAt = 0, time.Time{}
	return whole, d.outageEnded(ctx, "imap", now)
}

// storeError tells the store's own trouble from the mail server's.
type storeError struct{ err error }

func (e *storeError) Error() string { return e.err.Error() }

func (d *Daemon) pass(ctx context.Context, mailbox string, now time.Time) (watch.Pass, error) {
	validity, uid, err := d.store.Cursor(ctx, mailbox)
	if err != nil {
		return watch.Pass{}, &storeError{err}
	}
	v := &visitor{ctx: ctx, daemon: d, now: now}
	pass, err := d.watcher.Fetch(ctx, watch.Cursor{Mailbox: mailbox, UIDValidity: validity, UID: uid}, d.since(), v)
	d.trace("fetched")
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

// unread records an outage once and puts the next try off: seconds at first,
// a quarter of an hour at most, and at once that long when a login is refused.
func (d *Daemon) unread(ctx context.Context, now time.Time, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	d.fails++
	pause := min(15*time.Minute, 10*time.Second<<min(d.fails, 7))
	if errors.Is(err, watch.ErrLogin) {
		pause = 15 * time.Minute
	}
	d.retryAt = now.Add(pause)
	return d.outageBegan(ctx, "imap", now, err.Error())
}

// visitor sifts the mails of one pass. Mail that is surely unrelated leaves
// its position and a keyed hash.
type visitor struct {
	ctx    context.Context
	daemon *Daemon
	now    time.Time
	seen   []store.SeenMail
	err    error
}

// identity is how a mail is known again when it was moved or its UID has
// changed. Some scanners give every mail the same Message-ID, so the date goes
// with it. Without a Message-ID the header itself is the identity.
func identity(h letter.Header) string {
	id := h.Get("Message-ID")
	if id == "" {
		return ""
	}
	return id + " " + h.Get("Date")
}

// Head decides by the header alone where that is enough.
func (v *visitor) Head(h watch.Head) watch.Want {
	header := letter.ReadHeader(h.Header)
	known, err := v.daemon.store.Seen(v.ctx, identity(header), h.Header)
	if err != nil {
		v.err = err
		return watch.Skip
	}
	if known {
		return watch.Skip
	}
	return v.want(h, header, v.daemon.judge.SiftHeader(header, h.Size))
}

// Peek decides by the first 64 kB.
func (v *visitor) Peek(h watch.Head, first []byte) watch.Want {
	header := letter.ReadHeader(h.Header)
	return v.want(h, header, v.daemon.judge.SiftStart(header, first))
}

func (v *visitor) want(h watch.Head, header letter.Header, i inbox.Interest) watch.Want {
	switch i {
	case inbox.Some:
		return watch.Take
	case inbox.Doubt:
		return watch.Peek
	}
	v.seen = append(v.seen, store.SeenMail{MessageID: identity(header), Header: h.Header,
		Mailbox: h.Cursor.Mailbox, UIDValidity: h.Cursor.UIDValidity, UID: h.Cursor.UID})
	return watch.Skip
}

// Take keeps the whole mail for judging.
func (v *visitor) Take(h watch.Head, body io.Reader) error {
	received := h.Received
	if received.IsZero() {
		received = v.now
	}
	count := &counter{r: body}
	kept, fresh, err := v.daemon.store.KeepLetter(v.ctx, store.Letter{Mailbox: h.Cursor.Mailbox, UIDValidity: h.Cursor.UIDValidity,
		UID: h.Cursor.UID, MessageID: identity(letter.ReadHeader(h.Header)), Received: received}, count)
	if errors.Is(err, store.ErrTooLarge) {
		return v.Quarantine(h, fmt.Sprintf("larger than %d MB", store.DefaultLetterLimit>>20))
	}
	if err != nil {
		return v.keepFailed(count, err)
	}
	if fresh {
		v.daemon.journal.letterIn(kept.ID, count.n)
	}
	return nil
}

// keepFailed tells a cut connection, which the watcher mends, from a store
// that cannot write.
func (v *visitor) keepFailed(body *counter, err error) error {
	if body.err != nil {
		return body.err
	}
	return &storeError{err}
}

// Quarantine records that a mail could not be read, and why.
func (v *visitor) Quarantine(h watch.Head, reason string) error {
	v.daemon.log.Debug("quarantined", "uid", h.Cursor.UID, "reason", reason)
	f := workflows.Fact{Kind: workflows.Quarantined, At: v.now, Actor: workflows.Robot, Reason: quarantineReason(h),
		Subject: fmt.Sprintf("%s, UIDVALIDITY %d, UID %d", h.Cursor.Mailbox, h.Cursor.UIDValidity, h.Cursor.UID)}
	if _, err := v.daemon.store.Append(v.ctx, f); err != nil {
		return &storeError{err}
	}
	return nil
}

// quarantineReason says why in words of our own. The server's may hold a piece
// of the mail, and it may be a stranger's.
func quarantineReason(h watch.Head) string {
	if h.Size > store.DefaultLetterLimit {
		return fmt.Sprintf("larger than %d MB", store.DefaultLetterLimit>>20)
	}
	return "it could not be fetched in several tries; open it in the mail program"
}

// Advance makes the position durable.
func (v *visitor) Advance(c watch.Cursor) error {
	err := v.err
	if err == nil {
		err = v.daemon.store.MarkSeen(v.ctx, v.seen...)
	}
	if err == nil {
		err = v.daemon.store.Advance(v.ctx, c.Mailbox, c.UIDValidity, c.UID)
	}
	if err != nil {
		return &storeError{err}
	}
	v.seen = v.seen[:0]
	v.daemon.trace("advanced")
	return nil
}

// counter counts what was read and keeps the reader's own error.
type counter struct {
	r   io.Reader
	n   int64
	err error
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}

// readLetter opens a stored letter.
func readLetter(l store.Letter) *letter.Letter { return letter.Read(l.Bytes, letter.Limits{}) }
