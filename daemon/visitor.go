package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
	"fristvakt/inbox/watch"
	"fristvakt/store"
	"fristvakt/workflows"
)

// visitor sifts the mails of one pass. Mail that is surely unrelated leaves
// its position and a keyed hash.
type visitor struct {
	ctx    context.Context
	daemon *Daemon
	now    time.Time
	seen   []store.SeenMail
	mails  map[workflows.Date]int // new ones by the day on which they came
	err    error
}

// identity is how a mail is known again when it was moved or its UID has
// changed. Some scanners give every mail the same Message-ID, so the date goes
// with it, and some the same date, so the store compares what follows the
// header. Without a Message-ID the header itself is the identity.
func identity(h letter.Header) string {
	id := h.Get("Message-ID")
	if id == "" {
		return ""
	}
	return id + " " + h.Get("Date")
}

func seenMail(h watch.Head, header letter.Header) store.SeenMail {
	return store.SeenMail{MessageID: identity(header), BodySize: bodySize(h), Header: h.Header,
		Mailbox: h.Cursor.Mailbox, UIDValidity: h.Cursor.UIDValidity, UID: h.Cursor.UID}
}

// bodySize is how much follows the header, 0 where the server could not say.
func bodySize(h watch.Head) int64 { return max(0, h.Size-int64(len(h.Header))) }

// Head decides by the header alone where that is enough. Where the store does
// not answer the mail is taken for new: read twice rather than never.
func (v *visitor) Head(h watch.Head) watch.Want {
	header := letter.ReadHeader(h.Header)
	known, err := v.daemon.store.Seen(v.ctx, seenMail(h, header))
	if err != nil {
		v.err = err
	}
	if known {
		return watch.Skip
	}
	if day := v.daemon.calendar.DateOf(h.Received); !h.Received.IsZero() && day.After(v.trafficSince()) {
		v.mails[day]++
	}
	return v.want(h, header, v.sift(func() inbox.Interest { return v.daemon.judge.SiftHeader(header, h.Size) }))
}

// Peek decides by the first 64 kB.
func (v *visitor) Peek(h watch.Head, first []byte) watch.Want {
	header := letter.ReadHeader(h.Header)
	return v.want(h, header, v.sift(func() inbox.Interest { return v.daemon.judge.SiftStart(header, first) }))
}

// sift takes a mail at which the sifting stumbles for one that matters: what
// reads it whole will set it aside.
func (v *visitor) sift(interest func() inbox.Interest) (i inbox.Interest) {
	defer func() {
		if recover() != nil {
			i = inbox.Some
		}
	}()
	v.daemon.trace("sifting")
	return interest()
}

func (v *visitor) want(h watch.Head, header letter.Header, i inbox.Interest) watch.Want {
	switch i {
	case inbox.Some:
		return watch.Take
	case inbox.Doubt:
		return watch.Peek
	}
	v.seen = append(v.seen, seenMail(h, header))
	return watch.Skip
}

// Take keeps the whole mail for judging.
func (v *visitor) Take(h watch.Head, body io.Reader) error {
	received := h.Received
	if received.IsZero() {
		received = v.now
	}
	count := &counter{r: body}
	_, fresh, err := v.daemon.store.KeepLetter(v.ctx, store.Letter{Mailbox: h.Cursor.Mailbox, UIDValidity: h.Cursor.UIDValidity,
		UID: h.Cursor.UID, MessageID: identity(letter.ReadHeader(h.Header)), BodySize: bodySize(h), Received: received}, count)
	if errors.Is(err, store.ErrTooLarge) {
		return v.Quarantine(h, fmt.Sprintf("larger than %d MB", store.DefaultLetterLimit>>20))
	}
	if err != nil {
		return v.keepFailed(count, err)
	}
	if fresh {
		v.daemon.journal.letterIn(h.Cursor, count.n)
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

// Quarantine records that a mail could not be read, and why; once, also when
// the process ended before the position was made durable.
func (v *visitor) Quarantine(h watch.Head, _ string) error {
	f := workflows.Fact{Kind: workflows.Quarantined, At: v.now, Actor: workflows.Robot, Reason: quarantineReason(h),
		Subject: fmt.Sprintf("%s, UIDVALIDITY %d, UID %d", h.Cursor.Mailbox, h.Cursor.UIDValidity, h.Cursor.UID)}
	v.daemon.journal.quarantined(h.Cursor, f.Reason)
	if slices.ContainsFunc(v.daemon.facts, func(old workflows.Fact) bool { return old.Kind == f.Kind && old.Subject == f.Subject }) {
		return nil
	}
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
	v.daemon.alive()
	err := v.err
	if err == nil {
		err = v.count(c.Mailbox)
	}
	if err == nil {
		err = v.daemon.store.Advance(v.ctx, c.Mailbox, c.UIDValidity, c.UID, v.seen...)
	}
	if err != nil {
		return &storeError{err}
	}
	v.seen = v.seen[:0]
	v.daemon.trace("advanced")
	return nil
}

// trafficDays is how long it is known how many mails came into a mailbox.
const trafficDays = 60

func (v *visitor) trafficSince() workflows.Date {
	return v.daemon.calendar.DateOf(v.now).AddDays(-trafficDays)
}

// count makes durable how many mails came on which day.
func (v *visitor) count(mailbox string) error {
	err := v.daemon.store.CountMails(v.ctx, mailbox, v.mails, v.trafficSince())
	if err == nil {
		clear(v.mails)
	}
	return err
}

// keep makes durable which mails were seen behind the last position.
func (v *visitor) keep() error {
	err := v.err
	if err == nil {
		err = v.daemon.store.MarkSeen(v.ctx, v.seen...)
	}
	if err != nil {
		return &storeError{err}
	}
	v.seen = v.seen[:0]
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
