package daemon_test

import (
	"errors"
	"net"
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// entrance is the listener of a server that can be down or deaf.
type entrance struct {
	net.Listener
	m *mailbox
}

func (d entrance) Accept() (net.Conn, error) {
	for {
		c, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		d.m.mu.Lock()
		d.m.dials++
		down := d.m.down
		if !down {
			d.m.open[c] = true
		}
		d.m.mu.Unlock()
		d.m.dialled <- struct{}{}
		if !down {
			return &visit{c, d.m}, nil
		}
		c.Close()
	}
}

type visit struct {
	net.Conn
	m *mailbox
}

// Read hands over what the client says, unless the server is deaf.
func (v *visit) Read(p []byte) (int, error) {
	for {
		n, err := v.Conn.Read(p)
		v.m.mu.Lock()
		deaf := v.m.deaf
		v.m.mu.Unlock()
		if !deaf || err != nil {
			return n, err
		}
	}
}

func (v *visit) Write(p []byte) (int, error) {
	n, err := v.Conn.Write(p)
	v.m.mu.Lock()
	defer v.m.mu.Unlock()
	v.m.out += int64(n)
	return n, err
}

func (v *visit) Close() error {
	v.m.mu.Lock()
	delete(v.m.open, v.Conn)
	v.m.mu.Unlock()
	return v.Conn.Close()
}

func (m *mailbox) session(c *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return &mailSession{imapmemserver.NewUserSession(m.user), m, c}, nil, nil
}

type mailSession struct {
	*imapmemserver.UserSession
	m    *mailbox
	conn *imapserver.Conn
}

func (s *mailSession) Login(_, password string) error {
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	s.m.logins++
	if password != s.m.password {
		return imapserver.ErrAuthFailed
	}
	return nil
}

// Fetch ends the connection where a poisonous mail is asked for.
func (s *mailSession) Fetch(w *imapserver.FetchWriter, set imap.NumSet, o *imap.FetchOptions) error {
	s.m.mu.Lock()
	uids, _ := set.(imap.UIDSet)
	fatal := slices.ContainsFunc(s.m.poison, uids.Contains)
	s.m.mu.Unlock()
	if fatal {
		s.conn.NetConn().Close()
		return errors.New("this mail cannot be given")
	}
	return s.UserSession.Fetch(w, set, o)
}

func (s *mailSession) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	s.m.idling <- struct{}{}
	return s.UserSession.Idle(w, stop)
}
