package watch

import (
	"fmt"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// takes hands over whole mails, one command for each.
func (p *pass) takes(heads []Head) error {
	for _, h := range heads {
		if err := p.take(h); err != nil {
			return err
		}
	}
	return nil
}

func (p *pass) take(h Head) error {
	size := h.Size
	if size <= p.watcher.server.MaxMail {
		failed, err := p.ask([]imap.UID{imap.UID(h.Cursor.UID)}, section(imap.PartSpecifierNone, nil), func(msg *imapclient.FetchMessageData) (imap.UID, error) {
			return p.readMail(msg, h, &size)
		})
		if err != nil || len(failed) == 0 {
			return err
		}
		if size <= p.watcher.server.MaxMail {
			p.strike(h, atTake, failed[imap.UID(h.Cursor.UID)])
			return nil
		}
	}
	return p.quarantine(h, fmt.Sprintf("too large: %d bytes, the limit is %d", size, p.watcher.server.MaxMail))
}

// readMail streams the mail to the Visitor. size becomes what the server announces, which can differ from what it told
// before.
func (p *pass) readMail(msg *imapclient.FetchMessageData, h Head, size *int64) (imap.UID, error) {
	var done imap.UID
	for item := msg.Next(); item != nil; item = msg.Next() {
		section, ok := item.(imapclient.FetchItemDataBodySection)
		if !ok || section.Literal == nil || done != 0 {
			continue
		}
		body := newStream(section.Literal)
		if *size = body.left; *size == 0 && h.Size > 0 {
			continue
		}
		if err := p.store(h, body); err != nil {
			p.conn.abandon(body)
			return 0, err
		}
		done = imap.UID(h.Cursor.UID)
	}
	return done, nil
}

func (p *pass) store(h Head, body *stream) error {
	if body.left > p.watcher.server.MaxMail {
		return errOversized
	}
	err := p.visitor.Take(h, body)
	switch {
	case body.failed != nil:
		return body.failed
	case err != nil:
		return visitorFault{fmt.Errorf("take uid %d: %w", h.Cursor.UID, err)}
	}
	p.Taken++
	return nil
}
