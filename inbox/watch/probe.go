package watch

import (
	"context"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Facts is what Probe found.
type Facts struct {
	Address      string
	Idle         bool      // the server can push; without it mail is seen at the next poll
	Capabilities []string  // sorted
	Renew        time.Time // when the login will be renewed, zero for never
	Mailboxes    []MailboxFacts
}

// MailboxFacts is what EXAMINE told of a mailbox.
type MailboxFacts struct {
	Name        string
	Messages    uint32
	UIDValidity uint32
	UIDNext     uint32 // 0 where the server does not tell
}

// Probe connects, logs in and examines the mailboxes, INBOX if none are named. Its error is an *Error that names the likely
// cause; the Facts found until then come with it.
func (w *Watcher) Probe(ctx context.Context, mailboxes ...string) (Facts, error) {
	facts := Facts{Address: w.server.Address}
	release, err := w.take(ctx)
	if err != nil {
		return facts, err
	}
	defer release()
	if len(mailboxes) == 0 {
		mailboxes = []string{"INBOX"}
	}
	for _, mailbox := range mailboxes {
		c, err := w.open(ctx, mailbox)
		if err != nil {
			return facts, err
		}
		facts.Mailboxes = append(facts.Mailboxes, MailboxFacts{mailbox, c.box.messages, c.box.validity, c.box.next})
		if facts.Capabilities == nil {
			facts.Idle, facts.Capabilities, facts.Renew = c.abilities(ctx)
		}
	}
	return facts, nil
}

func (c *connection) abilities(ctx context.Context) (idle bool, names []string, renew time.Time) {
	var caps imap.CapSet
	_ = c.step(ctx, "capability", func() error { caps = c.client.Caps(); return nil })
	for name := range caps {
		names = append(names, string(name))
	}
	slices.Sort(names)
	return caps.Has(imap.CapIdle), names, c.renew
}
