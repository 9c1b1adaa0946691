package daemon

import (
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"time"

	"fristvakt/inbox/watch"
	"fristvakt/mailer/courier"
	"fristvakt/store"
	"fristvakt/token"
)

// watchServer is the mailbox's server as configured. tokens may be nil where no
// end logs in by them.
func (c Config) watchServer(tokens *token.Source) (watch.Server, error) {
	roots, err := c.roots(c.IMAP.CA)
	if err != nil {
		return watch.Server{}, err
	}
	login, err := c.imapLogin(tokens)
	if err != nil {
		return watch.Server{}, err
	}
	modes := map[string]watch.TLSMode{"implicit": watch.Implicit, "starttls": watch.StartTLS, "plaintext": watch.Plaintext}
	return watch.Server{Address: c.IMAP.Address, TLS: modes[c.IMAP.TLS], Roots: roots, Deadline: time.Duration(c.IMAP.Deadline), MaxMail: store.DefaultLetterLimit,
		Login: login}, nil
}

// courierServer is the sending server as configured.
func (c Config) courierServer(tokens *token.Source) (courier.Server, error) {
	roots, err := c.roots(c.SMTP.CA)
	if err != nil {
		return courier.Server{}, err
	}
	login, err := c.smtpLogin(tokens)
	if err != nil {
		return courier.Server{}, err
	}
	modes := map[string]courier.TLSMode{"implicit": courier.Implicit, "starttls": courier.StartTLS, "plaintext": courier.Plaintext}
	return courier.Server{Address: c.SMTP.Address, TLS: modes[c.SMTP.TLS], Roots: roots, Deadline: time.Duration(c.SMTP.Deadline),
		Login: login, PerMinute: c.SMTP.PerMinute}, nil
}

// OnLoopback reports whether both servers are on this machine.
func (c Config) OnLoopback() bool {
	for _, address := range []string{c.IMAP.Address, c.SMTP.Address} {
		if host, _, err := net.SplitHostPort(address); err != nil || !loopback(host) {
			return false
		}
	}
	return true
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (c Config) roots(ca string) (*x509.CertPool, error) {
	if ca == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(c.near(ca))
	if err != nil {
		return nil, fmt.Errorf("read certificate authority: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate in PEM form", ca)
	}
	return pool, nil
}
