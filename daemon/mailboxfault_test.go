package daemon_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// fault is what the mailbox's server does wrong while a test has it do so.
type fault struct {
	at     string                 // the beginning of the client's command at which it happens; GREETING for none
	act    func(net.Conn)         // instead of an answer; then the connection ends
	early  func(net.Conn)         // before the answer, once
	cut    bool                   // the connection ends in the middle of the first literal of an answer
	mute   bool                   // of new mail nothing is said unasked
	word   string                 // the last words about a poisonous mail
	search func(*imap.SearchData) // what becomes of an answer
	open   func(*imap.SelectData)
}

// stalls says nothing more until the client gives up.
func stalls(c net.Conn) { io.Copy(io.Discard, c) }

// leaves says why and hangs up.
func leaves(c net.Conn) { io.WriteString(c, "* BYE Session invalidated - AccessTokenExpired\r\n") }

// misbehave begins or, with the zero fault, ends what the server does wrong,
// also within connections that are open.
func (m *mailbox) misbehave(f fault) {
	m.mu.Lock()
	m.fault = f
	m.mu.Unlock()
}

func (m *mailbox) faultAt(said string) (act, early func(net.Conn)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fault.at == "" {
		return nil, nil
	}
	for line := range strings.Lines(said) {
		_, command, tagged := strings.Cut(strings.TrimSpace(line), " ")
		if line := strings.TrimSpace(line); tagged && strings.HasPrefix(command, m.fault.at) || line == m.fault.at {
			m.met <- struct{}{}
			return m.fault.act, m.takeEarly()
		}
	}
	return nil, nil
}

func (m *mailbox) takeEarly() func(net.Conn) {
	early := m.fault.early
	m.fault.early = nil
	return early
}

var aLiteral = regexp.MustCompile(`\{\d+\}\r\n`)

// garbled is what a client hears of an answer, and whether it is the last.
func (m *mailbox) garbled(answer []byte) (heard []byte, cut bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at := aLiteral.FindIndex(answer); m.fault.cut && at != nil {
		m.met <- struct{}{}
		return answer[:at[1]+5], true
	}
	if m.fault.mute && bytes.Contains(answer, []byte(" EXISTS\r\n")) && !bytes.Contains(answer, []byte("UIDVALIDITY")) {
		m.met <- struct{}{}
		return nil, false
	}
	return answer, false
}

func (s *mailSession) Select(name string, o *imap.SelectOptions) (*imap.SelectData, error) {
	d, err := s.UserSession.Select(name, o)
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	if err == nil && s.m.fault.open != nil {
		s.m.met <- struct{}{}
		s.m.fault.open(d)
	}
	return d, err
}

func (s *mailSession) Search(kind imapserver.NumKind, c *imap.SearchCriteria, o *imap.SearchOptions) (*imap.SearchData, error) {
	d, err := s.UserSession.Search(kind, c, o)
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	if err == nil && s.m.fault.search != nil {
		s.m.met <- struct{}{}
		s.m.fault.search(d)
	}
	return d, err
}

// awaitFault returns when the fault has happened.
func (m *mailbox) awaitFault() {
	m.t.Helper()
	select {
	case <-m.met:
	case <-time.After(time.Minute):
		m.t.Fatal("the fault never happened")
	}
}

// jump makes the next mail's UID higher by n than it would be.
func (m *mailbox) jump(n int) {
	m.t.Helper()
	for range n {
		if _, err := m.user.Append("INBOX", literal{bytes.NewReader(stranger(0))}, &imap.AppendOptions{Flags: []imap.Flag{imap.FlagDeleted}}); err != nil {
			m.t.Fatal(err)
		}
	}
	session := imapmemserver.NewUserSession(m.user)
	if _, err := session.Select("INBOX", &imap.SelectOptions{}); err != nil {
		m.t.Fatal(err)
	}
	defer session.Close()
	if err := session.Expunge(nil, nil); err != nil {
		m.t.Fatal(err)
	}
}

// vanish leaves no place in the queue of connections that wait to be accepted,
// as at a host that is not there, until the returned function is called.
func (m *mailbox) vanish() (appear func()) {
	m.t.Helper()
	gone := make(chan struct{})
	m.set(func(m *mailbox) { m.gone = gone })
	m.backlog(0)
	var waiting []net.Conn
	for range 10 {
		c, err := net.DialTimeout("tcp", m.address, 50*time.Millisecond)
		if err != nil {
			break
		}
		waiting = append(waiting, c)
	}
	return func() {
		for _, c := range waiting {
			c.Close()
		}
		m.set(func(m *mailbox) { m.gone = nil })
		close(gone)
		m.backlog(128)
	}
}

func (m *mailbox) backlog(n int) {
	m.t.Helper()
	raw, err := m.listener.SyscallConn()
	if err == nil {
		err = errors.Join(raw.Control(func(fd uintptr) { err = syscall.Listen(int(fd), n) }), err)
	}
	if err != nil {
		m.t.Fatal(err)
	}
}
