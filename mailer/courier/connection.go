package courier

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// The steps of the dialogue, in the words of RFC 5321 where it has one.
const (
	stepWait     = "waiting to send"
	stepToken    = "access token"
	stepConnect  = "connect"
	stepTLS      = "TLS handshake"
	stepGreeting = "greeting"
	stepEHLO     = "EHLO"
	stepSTARTTLS = "STARTTLS"
	stepAUTH     = "AUTH"
	stepRSET     = "RSET"
	stepMAIL     = "MAIL"
	stepRCPT     = "RCPT"
	stepDATA     = "DATA"
	stepBody     = "message body"
	stepDot      = "final dot"
	stepQUIT     = "QUIT"
)

var (
	errNotLoopback = errors.New("an unprotected connection is allowed to loopback only")
	errNoSTARTTLS  = errors.New("the server does not offer STARTTLS")
)

// session is a connection ready for a transaction.
type session struct {
	client  *smtp.Client
	link    *link
	trace   func(string)
	expires time.Time // of the token that opened it; zero if it does not
	rested  time.Time // since when it is at rest; zero when it never was
}

// drop closes the connection without a word. Safe to repeat.
func (s *session) drop() { _ = s.link.Close() }

// endWith closes the connection when ctx ends, until the returned function is called.
func (s *session) endWith(ctx context.Context) func() {
	stop := context.AfterFunc(ctx, s.drop)
	return func() { stop() }
}

// quit takes leave within quitPatience.
func (s *session) quit() error {
	s.link.hurry(quitPatience)
	s.trace(stepQUIT)
	if err := s.client.Quit(); err != nil {
		return fmt.Errorf("quit: %w", err)
	}
	return nil
}

// connect opens a connection, protects it and logs in. Its error is a *failure.
func (c *Courier) connect(ctx context.Context) (*session, error) {
	host, err := c.server.host()
	if err != nil {
		return nil, &failure{step: stepConnect, err: err}
	}
	login, expires, err := c.server.Login.fresh(ctx, c.server.Deadline)
	if err != nil {
		return nil, &failure{step: stepToken, err: because(ctx, err)}
	}
	l, err := c.server.dial(ctx)
	if err != nil {
		return nil, &failure{step: stepConnect, err: because(ctx, err)}
	}
	s := &session{link: l, trace: c.server.Trace, expires: expires}
	defer s.endWith(ctx)()
	if err := s.open(ctx, c.server, login, host); err != nil {
		s.drop()
		return nil, err
	}
	c.server.Log.Debug("smtp connected", "server", c.server.Address, "login", login.kind != loginNone)
	return s, nil
}

// host is the name of the server. Plaintext is refused here for names that are not loopback, before anything is dialled.
func (s Server) host() (string, error) {
	host, _, err := net.SplitHostPort(s.Address)
	if err != nil {
		return "", fmt.Errorf("server address: %w", err)
	}
	if ip := net.ParseIP(host); s.TLS == Plaintext && host != "localhost" && !ip.IsLoopback() {
		return "", errNotLoopback
	}
	return host, nil
}

// dial opens the TCP connection.
func (s Server) dial(ctx context.Context) (*link, error) {
	s.Trace("CONNECT")
	ctx, cancel := context.WithTimeout(ctx, s.Deadline)
	defer cancel()
	conn, err := s.Dial(ctx, "tcp", s.Address)
	if err != nil {
		return nil, err
	}
	peer, known := conn.RemoteAddr().(*net.TCPAddr)
	if s.TLS == Plaintext && known && !peer.IP.IsLoopback() {
		return nil, errors.Join(errNotLoopback, conn.Close())
	}
	return newLink(conn, s.Deadline)
}

// open goes from the TCP connection to a session that takes MAIL.
func (s *session) open(ctx context.Context, server Server, login Login, host string) error {
	if err := s.greet(ctx, server, host); err != nil {
		return err
	}
	s.trace(stepEHLO)
	if err := s.client.Hello(server.Helo); err != nil {
		return &failure{step: stepEHLO, err: because(ctx, err)}
	}
	if server.TLS == StartTLS {
		if err := s.startTLS(server.tlsConfig(host)); err != nil {
			return &failure{step: stepSTARTTLS, err: because(ctx, err)}
		}
	}
	if login.kind == loginNone {
		return nil
	}
	if err := s.authenticate(login, host); err != nil {
		return &failure{step: stepAUTH, err: because(ctx, login.concealed(err))}
	}
	return nil
}

// greet reads the greeting, after the handshake if TLS comes first.
func (s *session) greet(ctx context.Context, server Server, host string) error {
	conn := net.Conn(s.link)
	if server.TLS == Implicit {
		protected := tls.Client(s.link, server.tlsConfig(host))
		if err := protected.HandshakeContext(ctx); err != nil {
			return &failure{step: stepTLS, err: because(ctx, err)}
		}
		conn = protected
	}
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		return &failure{step: stepGreeting, err: because(ctx, err)}
	}
	s.client = client
	return nil
}

func (s Server) tlsConfig(host string) *tls.Config {
	return &tls.Config{ServerName: host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}
}

func (s *session) startTLS(config *tls.Config) error {
	if offered, _ := s.client.Extension("STARTTLS"); !offered {
		return errNoSTARTTLS
	}
	s.trace(stepSTARTTLS)
	return s.client.StartTLS(config)
}

func (s *session) authenticate(login Login, host string) error {
	_, offered := s.client.Extension("AUTH")
	dialogue, err := login.dialogue(strings.Fields(offered), host)
	if err != nil {
		return err
	}
	s.trace(stepAUTH)
	return s.client.Auth(dialogue)
}
