package daemon_test

import (
	"bytes"
	"crypto/tls"
	"io"
	"log"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"fristvakt/inbox/watch/wiretap/door"
)

const (
	mailUser     = "postmottak@example.no"
	mailPassword = "right"
)

// mailbox is an IMAP server with one user, which can be made to misbehave. At
// the end of the test nothing in it may have been changed by a command.
type mailbox struct {
	t        testing.TB
	address  string
	listener *net.TCPListener

	mu       sync.Mutex
	user     *imapmemserver.User
	open     map[net.Conn]bool
	down     bool // connections are closed at once
	deaf     bool // what clients say is never answered
	poison   []imap.UID
	fault    fault
	met      chan struct{} // told when the fault happens
	tls      *tls.Config   // nil for plaintext
	gone     chan struct{} // until it is closed nobody accepts connections; nil for never
	password string
	logins   int
	dials    int
	out      int64         // bytes sent to clients
	idling   chan struct{} // told when a client begins to idle
	dialled  chan struct{} // told when a client has connected
}

func openMailbox(t testing.TB) *mailbox {
	t.Helper()
	m := &mailbox{t: t, open: map[net.Conn]bool{}, password: mailPassword, idling: make(chan struct{}, 1000), dialled: make(chan struct{}, 1000),
		met: make(chan struct{}, 1000)}
	m.renew(0)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.address, m.listener = l.Addr().String(), l.(*net.TCPListener)
	server := imapserver.New(&imapserver.Options{NewSession: m.session, InsecureAuth: true, Logger: log.New(io.Discard, "", 0),
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}}})
	guarded, _ := door.Guard(t, entrance{l, m})
	go server.Serve(guarded)
	t.Cleanup(func() { server.Close() })
	return m
}

// renew makes an empty mailbox; others makes its UIDVALIDITY another one.
func (m *mailbox) renew(others int) {
	user := imapmemserver.NewUser(mailUser, "")
	for i := range others {
		if err := user.Create(string(rune('a'+i)), nil); err != nil {
			m.t.Fatal(err)
		}
	}
	for _, name := range []string{"INBOX", "Sendt"} {
		if err := user.Create(name, nil); err != nil {
			m.t.Fatal(err)
		}
	}
	m.mu.Lock()
	m.user = user
	m.mu.Unlock()
	m.cut()
}

// put lays a mail into a mailbox.
func (m *mailbox) put(name string, received time.Time, mails ...[]byte) {
	m.t.Helper()
	for _, text := range mails {
		if _, err := m.user.Append(name, literal{bytes.NewReader(text)}, &imap.AppendOptions{Time: received}); err != nil {
			m.t.Fatal(err)
		}
	}
}

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// set changes how the server behaves and ends all connections.
func (m *mailbox) set(change func(*mailbox)) {
	m.mu.Lock()
	change(m)
	m.mu.Unlock()
	m.cut()
}

func (m *mailbox) cut() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for c := range m.open {
		c.Close()
	}
}

func (m *mailbox) counts() (dials, logins int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dials, m.logins
}

// bytesOut is how much the clients have been told.
func (m *mailbox) bytesOut() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.out
}

// awaitIdle returns when a client has begun to idle.
func (m *mailbox) awaitIdle() {
	m.t.Helper()
	select {
	case <-m.idling:
	case <-m.t.Context().Done():
		m.t.Fatal("nobody listens to the mailbox")
	}
}
