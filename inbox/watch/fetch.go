package watch

import (
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

const (
	maxKills       = 60 // connections lost to mails in one pass, after which the rest waits for the next
	maxKillsAtOnce = 6  // the same when no mail at all was answered: then it is the server
)

var (
	errBreaksOff = errors.New("the server breaks off at too many mails")
	errNoAnswer  = errors.New("the server says the mail is there but does not give it")
)

// reader reads one mail's answer and tells which mail it answered in full, 0 for none. An error ends the connection.
type reader func(*imapclient.FetchMessageData) (imap.UID, error)

// visitorFault marks an error that is the Visitor's own.
type visitorFault struct{ error }

// ask fetches what options say of the mails. If an answer breaks the connection the mails are asked for again on fresh
// ones, in ever smaller groups, so that only those are in failed that break it alone. Mails that are gone count as done.
func (p *pass) ask(uids []imap.UID, options *imap.FetchOptions, read reader) (failed map[imap.UID]error, err error) {
	failed = map[imap.UID]error{}
	second := len(uids) > 1 // a mail that fails alone has failed before in company, or else gets a second chance
	for queue := [][]imap.UID{uids}; len(queue) > 0; queue = queue[1:] {
		asked := queue[0]
		if len(asked) == 0 {
			continue
		}
		left, broke, err := p.round(asked, options, read)
		if err == nil && broke == nil && len(left) > 0 {
			left, err = p.stillThere(left)
			broke = errNoAnswer
		}
		switch {
		case err != nil:
			return failed, err
		case len(left) == 0:
		case len(asked) == 1 && second:
			failed[left[0]] = broke
		case len(asked) == 1:
			queue, second = append(queue, left), true
		default:
			queue = append(queue, halves(left, len(left) < len(asked))...)
		}
		if err := p.tooMany(broke); err != nil {
			return failed, err
		}
	}
	return failed, nil
}

func (p *pass) tooMany(broke error) error {
	if broke == nil {
		return nil
	}
	p.kills++
	switch {
	case p.answered == 0 && p.kills >= maxKillsAtOnce:
		return broke
	case p.kills >= maxKills:
		return &Error{Kind: ErrConnection, Doing: fmt.Sprintf("read %q", p.Cursor.Mailbox), Cause: errors.Join(errBreaksOff, broke)}
	}
	return nil
}

// round asks once. left are the mails that were not answered; broke is why, and nil where the server simply left them out;
// err ends the pass.
func (p *pass) round(uids []imap.UID, options *imap.FetchOptions, read reader) (left []imap.UID, broke, err error) {
	if err := p.open(); err != nil {
		return nil, nil, err
	}
	answered := map[imap.UID]bool{}
	doing := fmt.Sprintf("fetch %d mails from uid %d", len(uids), uids[0])
	var fault visitorFault
	broke = p.conn.step(p.ctx, doing, func() error {
		cmd := p.conn.client.Fetch(imap.UIDSetNum(uids...), options)
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			uid, err := read(msg)
			answered[uid] = true
			if err != nil {
				errors.As(err, &fault)
				return err // the command is abandoned with its literal
			}
		}
		return cmd.Close()
	})
	for _, uid := range uids {
		if !answered[uid] {
			left = append(left, uid)
		}
	}
	p.answered += len(uids) - len(left)
	switch {
	case fault.error != nil:
		return left, nil, fault.error
	case broke != nil && (p.ctx.Err() != nil || errors.Is(broke, ErrClosed)):
		return left, nil, broke
	}
	return left, broke, nil
}

// stillThere parts the mails that were expunged meanwhile from those the server keeps back.
func (p *pass) stillThere(uids []imap.UID) ([]imap.UID, error) {
	found, err := p.conn.search(p.ctx, &imap.SearchCriteria{UID: []imap.UIDSet{imap.UIDSetNum(uids...)}})
	if err != nil {
		return nil, err
	}
	var there []imap.UID
	for _, uid := range uids {
		if found.Contains(uid) {
			there = append(there, uid)
		}
	}
	return there, nil
}
