package daemon_test

import (
	"crypto/tls"
	"errors"
	"io"
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
		raw, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		c := raw
		d.m.mu.Lock()
		if gone := d.m.gone; gone != nil {
			d.m.mu.Unlock()
			<-gone
			c.Close()
			continue
		}
		d.m.dials++
		down := d.m.down
		if d.m.tls != nil {
			c = tls.Server(c, d.m.tls)
		}
		if !down {
			d.m.open[c] = true
		}
		d.m.mu.Unlock()
		d.m.dialled <- struct{}{}
		if down {
			c.Close()
			continue
		}
		if act, _ := d.m.faultAt("GREETING"); act != nil {
			go func() { act(raw); raw.Close() }()
			continue
		}
		return &visit{c, d.m}, nil
	}
}

type visit struct {
	net.Conn
	m *mailbox
}

// Read hands over what the client says, unless the server is deaf or a fault
// happens at it.
func (v *visit) Read(p []byte) (int, error) {
	for {
		n, err := v.Conn.Read(p)
		v.m.mu.Lock()
		deaf := v.m.deaf
		v.m.mu.Unlock()
		act, early := v.m.faultAt(string(p[:n]))
		if early != nil {
			early(v.Conn)
		}
		if act != nil {
			act(v.Conn)
			return 0, errors.Join(io.EOF, v.Conn.Close())
		}
		if !deaf || err != nil {
			return n, err
		}
	}
}

func (v *visit) Write(p []byte) (int, error) {
	said, cut := v.m.garbled(p)
	n, err := v.Conn.Write(said)
	v.m.mu.Lock()
	v.m.out += int64(n)
	v.m.mu.Unlock()
	if cut {
		err = errors.Join(io.ErrClosedPipe, v.Conn.Close())
	}
	return len(p), err
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

// Fetch ends the connection where a poisonous mail is asked for, with a last
// word if the fault has one.
func (s *mailSession) Fetch(w *imapserver.FetchWriter, set imap.NumSet, o *imap.FetchOptions) error {
	s.m.mu.Lock()
	uids, _ := set.(imap.UIDSet)
	fatal, word := slices.ContainsFunc(s.m.poison, uids.Contains), s.m.fault.word
	s.m.mu.Unlock()
	if fatal {
		io.WriteString(s.conn.NetConn(), word)
		s.m.met <- struct{}{}
		s.conn.NetConn().Close()
		return errors.New("this mail cannot be given")
	}
	return s.UserSession.Fetch(w, set, o)
}

func (s *mailSession) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	s.m.idling <- struct{}{}
	return s.UserSession.Idle(w, stop)
}
