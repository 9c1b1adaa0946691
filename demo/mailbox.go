package demo

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// The login of the mailbox. It guards nothing.
const (
	mailUser     = "postmottak@bergen.kommune.no"
	mailPassword = "demo"
)

// mailbox is the host's mailbox. A client may read it and nothing else: the
// library lets a client write even where it said EXAMINE.
type mailbox struct {
	server  *imapserver.Server
	user    *imapmemserver.User
	address string
}

// openMailbox serves the mailbox. tap, when not nil, wraps the listener, so
// that every command can be heard.
func openMailbox(tap func(net.Listener) net.Listener) (*mailbox, error) {
	m := &mailbox{user: imapmemserver.NewUser(mailUser, mailPassword)}
	if err := m.user.Create("INBOX", nil); err != nil {
		return nil, fmt.Errorf("create INBOX: %w", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for IMAP: %w", err)
	}
	m.address = l.Addr().String()
	if tap != nil {
		l = tap(l)
	}
	m.server = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &readOnly{UserSession: imapmemserver.NewUserSession(m.user), user: m.user}, nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}},
		InsecureAuth: true,
		Logger:       log.New(io.Discard, "", 0),
	})
	go m.server.Serve(l)
	return m, nil
}

// put lays a mail into INBOX as received at the given instant.
func (m *mailbox) put(text []byte, received time.Time) error {
	if _, err := m.user.Append("INBOX", literal{bytes.NewReader(text)}, &imap.AppendOptions{Time: received}); err != nil {
		return fmt.Errorf("put a mail into INBOX: %w", err)
	}
	return nil
}

// untouched returns an error unless no mail has got a flag and none is gone.
func (m *mailbox) untouched(mails int) error {
	status, err := m.user.Status("INBOX", &imap.StatusOptions{NumMessages: true, NumUnseen: true})
	if err != nil {
		return fmt.Errorf("ask for the status of INBOX: %w", err)
	}
	if int(*status.NumMessages) != mails || int(*status.NumUnseen) != mails {
		return fmt.Errorf("of %d mails %d are left and %d are unseen: somebody changed the mailbox", mails, *status.NumMessages, *status.NumUnseen)
	}
	return nil
}

func (m *mailbox) close() error { return m.server.Close() }

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// readOnly refuses every command that changes anything.
type readOnly struct {
	*imapmemserver.UserSession
	user *imapmemserver.User
}

var errReadOnly = &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeCannot, Text: "This mailbox is only read"}

func (r *readOnly) Login(user, password string) error { return r.user.Login(user, password) }

func (r *readOnly) Create(string, *imap.CreateOptions) error               { return errReadOnly }
func (r *readOnly) Delete(string) error                                    { return errReadOnly }
func (r *readOnly) Rename(string, string, *imap.RenameOptions) error       { return errReadOnly }
func (r *readOnly) Subscribe(string) error                                 { return errReadOnly }
func (r *readOnly) Unsubscribe(string) error                               { return errReadOnly }
func (r *readOnly) Expunge(*imapserver.ExpungeWriter, *imap.UIDSet) error  { return errReadOnly }
func (r *readOnly) Copy(imap.NumSet, string) (*imap.CopyData, error)       { return nil, errReadOnly }
func (r *readOnly) Move(*imapserver.MoveWriter, imap.NumSet, string) error { return errReadOnly }
func (r *readOnly) Store(*imapserver.FetchWriter, imap.NumSet, *imap.StoreFlags, *imap.StoreOptions) error {
	return errReadOnly
}

func (r *readOnly) Append(string, imap.LiteralReader, *imap.AppendOptions) (*imap.AppendData, error) {
	return nil, errReadOnly
}
