package watch

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
)

// pauses are how long a mail that could not be fetched is left alone after each try. It is given up after the try behind the
// last. The first is short, for the fault may have been the network's; mails that Exchange garbles are right a while later.
var pauses = []time.Duration{time.Minute, 15 * time.Minute}

// ward remembers, for one mailbox, the mails that could not be fetched and what has been seen behind them.
type ward struct {
	validity uint32
	stopped  Cursor                // where the last pass left the cursor
	suspects map[imap.UID]*suspect // held mails
	handled  imap.UIDSet           // mails seen behind the first held one
}

type suspect struct {
	head    Head // as far as it is known
	stage   stage
	tries   int
	next    time.Time // not to be tried before
	failure error     // of the last try
}

func (s *suspect) uid() imap.UID { return imap.UID(s.head.Cursor.UID) }

// stage is what was asked of a mail when it broke the connection.
type stage int

const (
	atHead stage = iota
	atPeek
	atTake
)

// ward gives what is remembered of the mailbox. What was seen behind a held mail counts only for a caller that goes on from
// where the last pass stopped.
func (w *Watcher) ward(from Cursor, validity uint32) *ward {
	known := w.wards[from.Mailbox]
	if known == nil || known.validity != validity {
		known = &ward{validity: validity, suspects: map[imap.UID]*suspect{}}
		w.wards[from.Mailbox] = known
	}
	if known.stopped != from || len(known.suspects) == 0 {
		known.handled = nil
	}
	return known
}

// sort parts a batch into the mails to see and the held ones that are due for another try.
func (w *ward) sort(uids []imap.UID, now time.Time) (fresh []imap.UID, due []*suspect) {
	for _, uid := range uids {
		switch s := w.suspects[uid]; {
		case s != nil && !now.Before(s.next):
			due = append(due, s)
		case s == nil && !w.handled.Contains(uid):
			fresh = append(fresh, uid)
		}
	}
	return fresh, due
}

// strike notes that a mail could not be fetched.
func (p *pass) strike(h Head, at stage, failure error) {
	uid := imap.UID(h.Cursor.UID)
	s := p.ward.suspects[uid]
	if s == nil {
		s = &suspect{}
		p.ward.suspects[uid] = s
	}
	s.head, s.stage, s.failure = h, at, failure
	p.struck = append(p.struck, uid)
}

// judge releases the due mails that could be fetched this time, counts the tries of the others and gives up those that have
// had enough. Where no mail at all could be fetched and there were several, the server is at fault and not they.
func (p *pass) judge(due []*suspect) error {
	if p.answered == 0 && len(p.struck) > 1 {
		return p.ward.suspects[p.struck[0]].failure
	}
	for _, s := range due {
		if !slices.Contains(p.struck, s.uid()) {
			delete(p.ward.suspects, s.uid())
		}
	}
	log, now := p.watcher.server.Log, p.watcher.server.Now()
	for _, uid := range p.struck {
		s := p.ward.suspects[uid]
		s.tries++
		log.Warn("mail could not be fetched", "mailbox", p.Cursor.Mailbox, "uid", uid, "try", s.tries)
		if s.tries <= len(pauses) {
			s.next = now.Add(pauses[s.tries-1])
			continue
		}
		if err := p.quarantine(s.head, fmt.Sprintf("could not be fetched in %d tries: %v", s.tries, s.failure)); err != nil {
			return err
		}
		delete(p.ward.suspects, uid)
	}
	return nil
}

func (p *pass) quarantine(h Head, reason string) error {
	if err := p.visitor.Quarantine(h, reason); err != nil {
		return fmt.Errorf("quarantine uid %d: %w", h.Cursor.UID, err)
	}
	p.Quarantined++
	return nil
}

// keepOnly forgets held mails that are no longer in the mailbox.
func (w *ward) keepOnly(there imap.UIDSet) {
	for uid := range w.suspects {
		if !there.Contains(uid) {
			delete(w.suspects, uid)
		}
	}
}

// close ends a pass that left the cursor at stopped, and lists the held mails. Those whose try was not counted, because the
// pass ended early, are not held.
func (w *ward) close(stopped Cursor) []Suspect {
	w.stopped = stopped
	var held []Suspect
	for uid, s := range w.suspects {
		if s.tries == 0 {
			delete(w.suspects, uid)
			continue
		}
		held = append(held, Suspect{Cursor: s.head.Cursor, Tries: s.tries, Reason: s.failure.Error()})
	}
	slices.SortFunc(held, func(a, b Suspect) int { return cmp.Compare(a.Cursor.UID, b.Cursor.UID) })
	return held
}
