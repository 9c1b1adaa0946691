package watch

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/emersion/go-imap/v2"
)

// batchSize is how many mails are asked for in one command and advanced over at once.
const batchSize = 250

// Fetch makes one complete pass over from.Mailbox and shows the Visitor every mail behind from. Where from does not fit the
// mailbox (another UIDVALIDITY, or a UID the server has not given yet, as after a restore) it shows every mail received
// since the day before since instead, all mails if since is zero. It returns nil only if everything there was has been seen
// or is held; the Pass tells what was done in either case.
func (w *Watcher) Fetch(ctx context.Context, from Cursor, since time.Time, v Visitor) (Pass, error) {
	p := &pass{Pass: Pass{Cursor: from}, watcher: w, ctx: ctx, visitor: v}
	release, err := w.take(ctx)
	if err != nil {
		return p.Pass, err
	}
	defer release()
	before := w.traffic.Load()
	err = p.run(since)
	p.Bytes = w.traffic.Load() - before
	if p.ward != nil {
		p.Held = p.ward.close(p.Cursor)
	}
	return p.Pass, err
}

// pass is one Fetch as it goes.
type pass struct {
	Pass
	watcher *Watcher
	ctx     context.Context
	visitor Visitor
	ward    *ward
	conn    *connection

	validity uint32
	stuck    bool       // a held mail has been met: the cursor goes no further
	moved    bool       // the cursor has been advanced
	answered int        // mails of which the server gave what was asked
	kills    int        // connections lost in a FETCH
	struck   []imap.UID // mails of this batch that could not be fetched
}

func (p *pass) run(since time.Time) error {
	if err := p.open(); err != nil {
		return err
	}
	box := p.conn.box
	p.validity = box.validity
	p.ward = p.watcher.ward(p.Cursor, box.validity)
	uids, err := p.worklist(box, since)
	if err != nil {
		return err
	}
	p.ward.keepOnly(uids)
	for batch := range batches(uids) {
		if err := p.batch(batch); err != nil {
			return err
		}
	}
	p.watcher.views[p.Cursor.Mailbox] = box
	return p.finish(box)
}

// open makes sure of a connection with the mailbox examined. Failing here is an outage, not the fault of a mail.
func (p *pass) open() error {
	if p.conn != nil && p.conn.alive() {
		return nil
	}
	conn, err := p.watcher.open(p.ctx, p.Cursor.Mailbox)
	if err != nil {
		return err
	}
	p.conn = conn
	if p.validity != 0 && conn.box.validity != p.validity {
		return &Error{Kind: ErrMailbox, Doing: fmt.Sprintf("read %q", p.Cursor.Mailbox), Cause: errors.New("its UIDVALIDITY changed in mid-pass")}
	}
	return nil
}

// worklist finds the mails to see. "n:*" gives the last mail also when it is older than n (RFC 9051 section 6.4.8), so the
// answer is clipped.
func (p *pass) worklist(box view, since time.Time) (imap.UIDSet, error) {
	from := p.Cursor.UID
	restored := box.next != 0 && from >= box.next
	if p.Cursor.UIDValidity == box.validity && !restored {
		behind := imap.UIDSet{imap.UIDRange{Start: imap.UID(from) + 1}}
		if from == math.MaxUint32 {
			return nil, nil
		}
		found, err := p.conn.search(p.ctx, &imap.SearchCriteria{UID: []imap.UIDSet{behind}})
		return clip(found, from), err
	}
	p.Rescanned = true
	p.watcher.server.Log.Info("mailbox looked through by date", "mailbox", p.Cursor.Mailbox, "uidvalidity", box.validity, "since", since)
	criteria := &imap.SearchCriteria{}
	if !since.IsZero() {
		criteria.Since = since.UTC().AddDate(0, 0, -1) // the server compares dates in its own time zone
	}
	found, err := p.conn.search(p.ctx, criteria)
	return clip(found, 0), err
}

// batch shows the mails of one batch and advances over them.
func (p *pass) batch(uids []imap.UID) error {
	p.struck = nil
	fresh, due := p.ward.sort(uids, p.watcher.server.Now())
	err := p.show(fresh, due)
	if err == nil || errors.Is(err, errBreaksOff) {
		if err := p.judge(due); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	return p.settle(uids)
}

// show takes the mails as far as the Visitor wants them. Held mails that are due are asked for one by one, so that they
// cannot break a command that others share.
func (p *pass) show(fresh []imap.UID, due []*suspect) error {
	var peeks, takes []Head
	look := func(h Head) {
		p.saw(h)
		switch p.visitor.Head(h) {
		case Peek:
			peeks = append(peeks, h)
		case Take:
			takes = append(takes, h)
		}
	}
	if err := p.heads(fresh, look); err != nil {
		return err
	}
	for _, s := range due {
		var err error
		switch s.stage {
		case atHead:
			err = p.heads([]imap.UID{s.uid()}, look)
		case atPeek:
			err = p.peeks([]Head{s.head}, &takes)
		case atTake:
			takes = append(takes, s.head)
		}
		if err != nil {
			return err
		}
	}
	if err := p.peeks(peeks, &takes); err != nil {
		return err
	}
	return p.takes(takes)
}

func (p *pass) saw(h Head) {
	p.Seen++
	if h.Received.After(p.Newest) {
		p.Newest = h.Received
	}
}

// settle moves the cursor over the batch, up to the first held mail, and remembers what was seen behind that.
func (p *pass) settle(uids []imap.UID) error {
	reached := p.Cursor
	for _, uid := range uids {
		held := p.ward.suspects[uid] != nil
		p.stuck = p.stuck || held
		switch {
		case !p.stuck:
			reached = p.at(uid)
		case !held:
			p.ward.handled.AddNum(uid)
		}
	}
	return p.advance(reached)
}

// finish gives the cursor the mailbox's own end after a search by date, which may have found nothing to advance over.
func (p *pass) finish(box view) error {
	if p.stuck || !p.Rescanned || box.next == 0 {
		return nil
	}
	end := p.at(imap.UID(box.next - 1))
	if p.moved && p.Cursor.UID > end.UID {
		return nil
	}
	return p.advance(end)
}

func (p *pass) advance(to Cursor) error {
	if to == p.Cursor {
		return nil
	}
	if err := p.visitor.Advance(to); err != nil {
		return fmt.Errorf("advance to uid %d: %w", to.UID, err)
	}
	p.Cursor, p.moved = to, true
	return nil
}

// at is the position of a mail.
func (p *pass) at(uid imap.UID) Cursor {
	return Cursor{Mailbox: p.Cursor.Mailbox, UIDValidity: p.validity, UID: uint32(uid)}
}
