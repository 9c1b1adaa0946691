package watch

import (
	"bufio"
	"bytes"
	"context"
	"net/textproto"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// maxHolders is how many mails that a server found are looked at. A search for a Message-ID finds one, or none.
const maxHolders = 50

// Holds tells whether the mailbox has a mail with this Message-ID, compared whole. An error means that it is not known.
func (w *Watcher) Holds(ctx context.Context, mailbox, messageID string) (bool, error) {
	release, err := w.take(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	c, err := w.open(ctx, mailbox)
	if err != nil {
		return false, err
	}
	id := bareID(messageID)
	if id == "" {
		return false, nil
	}
	found, err := c.search(ctx, &imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: id}}})
	if err != nil || len(found) == 0 {
		return false, err
	}
	return c.carries(ctx, found, id)
}

// carries compares the Message-IDs themselves, for a search also finds longer ones that contain it.
func (c *connection) carries(ctx context.Context, found imap.UIDSet, id string) (bool, error) {
	options := section(imap.PartSpecifierHeader, nil)
	options.BodySection[0].HeaderFields = []string{"Message-ID"}
	has := false
	err := c.step(ctx, "fetch Message-IDs", func() error {
		cmd := c.client.Fetch(first(found, maxHolders), options)
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			a, err := readAnswer(c, msg, maxHeader)
			if err != nil {
				return err // the command is abandoned with its literal
			}
			has = has || a.found && headerID(a.text) == id
		}
		return cmd.Close()
	})
	if refused := refusal(err); refused != nil {
		return false, &Error{Kind: ErrMailbox, Doing: "fetch Message-IDs", Cause: refused}
	}
	return has, err
}

func first(set imap.UIDSet, n int) imap.UIDSet {
	for batch := range batches(set) {
		return imap.UIDSetNum(batch[:min(n, len(batch))]...)
	}
	return nil
}

func headerID(fields []byte) string {
	header, _ := textproto.NewReader(bufio.NewReader(bytes.NewReader(fields))).ReadMIMEHeader() // what could be read counts
	return bareID(header.Get("Message-Id"))
}

func bareID(id string) string { return strings.Trim(strings.TrimSpace(id), "<>") }
