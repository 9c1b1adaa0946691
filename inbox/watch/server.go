package watch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"time"
)

// TLSMode says how a connection is encrypted.
type TLSMode int

const (
	Implicit  TLSMode = iota // TLS from the first byte (RFC 8314), usually port 993
	StartTLS                 // upgraded before the login, usually port 143; refused when the server does not upgrade
	Plaintext                // no encryption; refused unless the address is loopback
)

// Server says where and how to read mail.
type Server struct {
	Address string         // host:port
	TLS     TLSMode        // zero value Implicit
	Roots   *x509.CertPool // trusted authorities, nil for those of the system
	Login   Login          // from Password or Bearer

	// Deadline bounds each network step. Inside a long answer it bounds the time in which 16 kB must arrive.
	// Zero means 60 seconds.
	Deadline time.Duration
	// MaxMail is the largest mail in bytes that is fetched whole; a larger one is quarantined. Zero means 200 MB.
	MaxMail int64
	// Dial opens the TCP connection, nil for a net.Dialer with keepalive.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Now is the clock for the expiry of tokens and the pauses between tries of a held mail, nil for time.Now.
	Now func() time.Time
	// Log takes what happens to the connection, never what is in a mail. Nil discards.
	Log *slog.Logger
}

const (
	defaultDeadline = 60 * time.Second
	defaultMaxMail  = 200 << 20
)

func (s Server) withDefaults() Server {
	if s.Deadline <= 0 {
		s.Deadline = defaultDeadline
	}
	if s.MaxMail <= 0 {
		s.MaxMail = defaultMaxMail
	}
	if s.Dial == nil {
		keepalive := net.KeepAliveConfig{Enable: true, Idle: time.Minute, Interval: 15 * time.Second, Count: 4}
		s.Dial = (&net.Dialer{KeepAliveConfig: keepalive}).DialContext
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	return s
}

func (s Server) host() string {
	host, _, err := net.SplitHostPort(s.Address)
	if err != nil {
		return s.Address
	}
	return host
}

func (s Server) loopback() bool {
	ip := net.ParseIP(s.host())
	return s.host() == "localhost" || ip != nil && ip.IsLoopback()
}

func (s Server) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: s.host(), RootCAs: s.Roots, MinVersion: tls.VersionTLS12}
}
