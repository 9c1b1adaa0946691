package tenant

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"

	"fristvakt/inbox/watch/wiretap/door"
)

func (n *Tenant) serveIMAP(config *tls.Config) {
	n.user = imapmemserver.NewUser(Mailbox, "")
	for _, name := range []string{"INBOX", "Sent Items"} {
		if err := n.user.Create(name, nil); err != nil {
			n.t.Fatal(err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		n.t.Fatal(err)
	}
	n.IMAP = l.Addr().String()
	server := imapserver.New(&imapserver.Options{NewSession: n.session, InsecureAuth: true, Logger: log.New(io.Discard, "", 0),
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}}})
	guarded, _ := door.Guard(n.t, tls.NewListener(l, config))
	go server.Serve(guarded)
	n.t.Cleanup(func() { server.Close() })
}

// Receive puts a mail into INBOX, as Exchange Online stamps what it has authenticated: without an authserv-id (RFC 8601
// section 2.2 wants one).
func (n *Tenant) Receive(mail []byte, domain string, at time.Time) {
	n.t.Helper()
	stamp := fmt.Sprintf("Authentication-Results: spf=pass (sender IP is 192.0.2.10)\r\n smtp.mailfrom=%s; dkim=pass (signature was verified)\r\n"+
		" header.d=%[1]s;dmarc=pass action=none\r\n header.from=%[1]s;compauth=pass reason=100\r\n", domain)
	text := append([]byte(stamp), mail...)
	if _, err := n.user.Append("INBOX", literal{bytes.NewReader(text)}, &imap.AppendOptions{Time: at}); err != nil {
		n.t.Fatal(err)
	}
}

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// AwaitIdle returns when a client has begun to idle.
func (n *Tenant) AwaitIdle() {
	n.t.Helper()
	select {
	case <-n.idling:
	case <-n.t.Context().Done():
		n.t.Fatal("nobody listens to the mailbox")
	}
}

// Expire ends every session whose token has expired, also in mid-IDLE, and reports how many that were.
func (n *Tenant) Expire() int {
	n.mu.Lock()
	var over []*imapserver.Conn
	for conn, s := range n.sessions {
		if s.token != "" && !n.setup.Clock().Before(n.tokens[s.token].expires) {
			over = append(over, conn)
		}
	}
	n.mu.Unlock()
	for _, conn := range over {
		_ = conn.Bye("Session invalidated - AccessTokenExpired") // it may be gone already
	}
	return len(over)
}

func (n *Tenant) session(c *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
	s := &session{UserSession: imapmemserver.NewUserSession(n.user), tenant: n, conn: c}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sessions[c] = s
	return s, nil, nil
}

// session is one login to one mailbox.
type session struct {
	*imapmemserver.UserSession
	tenant  *Tenant
	conn    *imapserver.Conn
	mailbox string
	token   string
}

func (s *session) Close() error {
	s.tenant.mu.Lock()
	delete(s.tenant.sessions, s.conn)
	s.tenant.mu.Unlock()
	return s.UserSession.Close()
}

func no(text string) error { return &imap.Error{Type: imap.StatusResponseTypeNo, Text: text} }

// Login is a password, which Exchange Online does not take.
func (s *session) Login(string, string) error { return no("LOGIN failed.") }

// AuthenticateMechanisms are those that Exchange Online offers.
func (s *session) AuthenticateMechanisms() []string { return []string{"PLAIN", "XOAUTH2"} }

// Authenticate takes a token alone.
func (s *session) Authenticate(mechanism string) (sasl.Server, error) {
	if mechanism != "XOAUTH2" {
		return nil, no("AUTHENTICATE failed.")
	}
	return bearer(func(user, token string) error {
		s.tenant.mu.Lock()
		defer s.tenant.mu.Unlock()
		if !s.tenant.admits(token, "IMAP.AccessAsApp") {
			return no("AUTHENTICATE failed.")
		}
		s.mailbox, s.token = strings.ToLower(user), token
		s.tenant.logins = append(s.tenant.logins, "IMAP "+user)
		return nil
	}), nil
}

// Select finds out what the login did not: whether the mailbox is one, and may be opened.
func (s *session) Select(name string, o *imap.SelectOptions) (*imap.SelectData, error) {
	s.tenant.mu.Lock()
	may := s.tenant.setup.Mailboxes[s.mailbox]
	s.tenant.mu.Unlock()
	if !may {
		return nil, &imap.Error{Type: imap.StatusResponseTypeBad, Text: "User is authenticated but not connected."}
	}
	return s.UserSession.Select(name, o)
}

// Idle tells that somebody listens.
func (s *session) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	s.tenant.idling <- struct{}{}
	return s.UserSession.Idle(w, stop)
}

// bearer is the server side of XOAUTH2.
type bearer func(user, token string) error

// Next takes the one response there is.
func (b bearer) Next(response []byte) ([]byte, bool, error) {
	if len(response) == 0 {
		return nil, false, nil
	}
	fields := strings.Split(string(response), "\x01")
	if len(fields) != 4 {
		return nil, true, no("AUTHENTICATE failed.")
	}
	return nil, true, b(strings.TrimPrefix(fields[0], "user="), strings.TrimPrefix(fields[1], "auth=Bearer "))
}
