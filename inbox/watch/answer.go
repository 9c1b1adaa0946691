package watch

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

const (
	maxHeader  = 256 << 10 // bytes of a header block that are kept
	maxPeek    = 64 << 10  // bytes of a mail that Peek is shown
	maxDiscard = 16 << 20  // bytes beyond those that are read over; more ends the connection
)

var errOversized = errors.New("the answer is longer than anything asked for")

// header asks for what Head is made of, plainHeader for the least of it: a server's odd INTERNALDATE or size must not hide
// a mail.
func header() *imap.FetchOptions {
	options := plainHeader()
	options.InternalDate, options.RFC822Size = true, true
	return options
}

func plainHeader() *imap.FetchOptions { return section(imap.PartSpecifierHeader, nil) }

func section(what imap.PartSpecifier, partial *imap.SectionPartial) *imap.FetchOptions {
	body := &imap.FetchItemBodySection{Specifier: what, Partial: partial, Peek: true}
	return &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{body}}
}

// heads shows the headers of the mails.
func (p *pass) heads(uids []imap.UID, look func(Head)) error {
	failed, err := p.ask(uids, header(), p.readHead(look, true))
	if err != nil {
		return err
	}
	for uid, failure := range failed {
		again, err := p.ask([]imap.UID{uid}, plainHeader(), p.readHead(look, false))
		if err != nil {
			return err
		}
		if len(again) > 0 {
			p.strike(Head{Cursor: p.at(uid)}, atHead, failure)
		}
	}
	return nil
}

func (p *pass) readHead(look func(Head), whole bool) reader {
	return func(msg *imapclient.FetchMessageData) (imap.UID, error) {
		a, err := readAnswer(p.conn, msg, maxHeader)
		if err != nil || !a.found || whole && !a.dated {
			return 0, err
		}
		look(Head{Cursor: p.at(a.uid), Size: a.size, Received: a.received, Header: a.text})
		return a.uid, nil
	}
}

// peeks shows the beginnings of the mails and adds to takes those that are wanted.
func (p *pass) peeks(heads []Head, takes *[]Head) error {
	wanted := map[imap.UID]Head{}
	var uids []imap.UID
	for _, h := range heads {
		uid := imap.UID(h.Cursor.UID)
		wanted[uid], uids = h, append(uids, uid)
	}
	options := section(imap.PartSpecifierNone, &imap.SectionPartial{Size: maxPeek})
	failed, err := p.ask(uids, options, func(msg *imapclient.FetchMessageData) (imap.UID, error) {
		a, err := readAnswer(p.conn, msg, maxPeek)
		h := wanted[a.uid]
		if err != nil || !a.found || len(a.text) == 0 && h.Size > 0 {
			return 0, err
		}
		if p.visitor.Peek(h, a.text) == Take {
			*takes = append(*takes, h)
		}
		return a.uid, nil
	})
	for uid, failure := range failed {
		p.strike(wanted[uid], atPeek, failure)
	}
	return err
}

// answer is what the server gave of one mail.
type answer struct {
	uid      imap.UID
	size     int64
	received time.Time
	dated    bool // received is there; it comes before or behind the text
	text     []byte
	found    bool // text is there, as far as it was to be kept
}

func readAnswer(c *connection, msg *imapclient.FetchMessageData, limit int64) (a answer, err error) {
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			a.uid = item.UID
		case imapclient.FetchItemDataRFC822Size:
			a.size = item.Size
		case imapclient.FetchItemDataInternalDate:
			a.received, a.dated = item.Time.UTC(), true
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil {
				continue
			}
			literal := newStream(item.Literal)
			if a.text, err = beginning(literal, limit); err != nil {
				c.abandon(literal)
				return answer{}, err
			}
			a.found = true
		}
	}
	return a, nil
}

func beginning(literal *stream, limit int64) ([]byte, error) {
	if literal.left > limit+maxDiscard {
		return nil, fmt.Errorf("%w: %d bytes", errOversized, literal.left)
	}
	text := make([]byte, min(literal.left, limit))
	_, err := io.ReadFull(literal, text)
	return text, err
}
