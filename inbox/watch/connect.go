package watch

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// connect dials, encrypts and logs in.
func (w *Watcher) connect(ctx context.Context) (*connection, error) {
	s := w.server
	if s.TLS == Plaintext && !s.loopback() {
		return nil, &Error{Kind: ErrTLS, Doing: "connect to " + s.Address, Advice: "Plaintext is possible on this machine only; use implicit TLS (port 993) or STARTTLS (port 143)."}
	}
	socket, err := w.dial(ctx)
	if err != nil {
		return nil, err
	}
	c := &connection{wire: socket, life: w.life, tally: newTally()}
	c.detach = context.AfterFunc(w.life, func() { socket.Close() })
	if err = c.greet(ctx, s); err == nil {
		c.renew, err = c.login(ctx, s.Login, s.Now())
	}
	if err != nil {
		c.close()
		return nil, err
	}
	s.Log.Debug("imap connected", "address", s.Address)
	return c, nil
}

func (w *Watcher) dial(ctx context.Context) (*wire, error) {
	s, doing := w.server, "connect to "+w.server.Address
	dialing, cancel := context.WithTimeout(ctx, s.Deadline)
	defer cancel()
	defer context.AfterFunc(w.life, cancel)()
	conn, err := s.Dial(dialing, "tcp", s.Address)
	switch {
	case err == nil:
		return &wire{Conn: conn, deadline: s.Deadline, traffic: &w.traffic}, nil
	case w.life.Err() != nil:
		return nil, &Error{Kind: ErrClosed, Doing: doing}
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%s: %w", doing, context.Cause(ctx))
	}
	return nil, &Error{Kind: ErrConnection, Doing: doing, Cause: err, Advice: "Check host and port, and whether a firewall lets them through."}
}

// greet encrypts the wire and hears the server's greeting.
func (c *connection) greet(ctx context.Context, s Server) error {
	doing := "greet " + s.Address
	err := c.step(ctx, doing, func() error {
		conn, err := secure(ctx, c.wire, s)
		if err != nil {
			return err
		}
		c.client = imapclient.New(&listener{Conn: conn, bye: c.wire.heardBye}, &imapclient.Options{UnilateralDataHandler: c.tally.handler()})
		return c.client.WaitGreeting()
	})
	if distrust(err) || s.TLS == StartTLS && refusal(err) != nil {
		return &Error{Kind: ErrTLS, Doing: doing, Cause: short(err), Advice: tlsAdvice(err)}
	}
	return err
}

func secure(ctx context.Context, socket *wire, s Server) (net.Conn, error) {
	switch s.TLS {
	case Plaintext:
		return socket, nil
	case StartTLS:
		if err := startTLS(socket); err != nil {
			return nil, err
		}
		conn := tls.Client(socket, s.tlsConfig())
		return greeted{conn, io.MultiReader(strings.NewReader("* OK\r\n"), conn)}, conn.HandshakeContext(ctx)
	default:
		conn := tls.Client(socket, s.tlsConfig())
		return conn, conn.HandshakeContext(ctx)
	}
}

// greeted repeats the greeting, which was heard before the upgrade, to the library.
type greeted struct {
	net.Conn
	reader io.Reader
}

func (g greeted) Read(p []byte) (int, error) { return g.reader.Read(p) }

// startTLS asks for the upgrade (RFC 9051 section 6.2.1). It reads byte by byte, so that nothing which somebody slipped in
// before the encryption can pass for an answer under it.
func startTLS(socket *wire) error {
	greeting, err := readLine(socket)
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(greeting, []byte("* OK")) { // PREAUTH would go on without encryption
		return fmt.Errorf("unexpected greeting %q", shortText(string(greeting)))
	}
	if _, err := io.WriteString(socket, "S1 STARTTLS\r\n"); err != nil {
		return err
	}
	for range 50 {
		line, err := readLine(socket)
		if err != nil {
			return err
		}
		if answer, ok := bytes.CutPrefix(line, []byte("S1 ")); ok {
			if bytes.HasPrefix(bytes.ToUpper(answer), []byte("OK")) {
				return nil
			}
			return &imap.Error{Type: imap.StatusResponseTypeNo, Text: shortText(string(answer))}
		}
	}
	return errors.New("no answer to STARTTLS in 50 lines")
}

func readLine(r io.Reader) ([]byte, error) {
	var line []byte
	one := make([]byte, 1)
	for len(line) < 4096 {
		if _, err := io.ReadFull(r, one); err != nil {
			return nil, err
		}
		if one[0] == '\n' {
			return bytes.TrimRight(line, "\r"), nil
		}
		line = append(line, one[0])
	}
	return nil, errors.New("line of more than 4 kB before the encryption")
}

// distrust tells whether err is about the encryption rather than the network under it.
func distrust(err error) bool {
	var (
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		alert       tls.AlertError
	)
	return errors.As(err, &certificate) || errors.As(err, &record) || errors.As(err, &alert)
}

func tlsAdvice(err error) string {
	var (
		record    tls.RecordHeaderError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
	)
	switch {
	case errors.As(err, &record):
		return "The server does not speak TLS on this port; try STARTTLS, or port 993."
	case errors.As(err, &authority):
		return "Name the authority that signed the server's certificate if it is a private one."
	case errors.As(err, &host):
		return "Use the host name that the server's certificate is made out to."
	case refusal(err) != nil:
		return "The server does not offer STARTTLS on this port; try implicit TLS on port 993."
	}
	return "Check the server's certificate, its date and this machine's clock."
}

func mailboxAdvice(refused *imap.Error) string {
	switch {
	case strings.Contains(strings.ToLower(refused.Text), "authenticated but not connected"):
		return "At Microsoft 365 this means that user is not the address of a mailbox the application may open (Add-MailboxPermission), " +
			"or that there were too many connections lately."
	case refused.Code == imap.ResponseCodeNonExistent || strings.Contains(strings.ToLower(refused.Text), "exist"):
		return "Check the name of the mailbox, with its parent folders."
	}
	return "Check that the user may read this mailbox and that its name is right."
}
