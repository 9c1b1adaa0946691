package watch_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"fristvakt/inbox/watch"
)

func TestRefusedLoginsAreToldFromFaultsThatPass(t *testing.T) {
	wrong := func(s *watch.Server) { s.Login = watch.Password("post@example.no", "wrong") }
	bearer := func(mechanism, token string) func(*watch.Server) {
		return func(s *watch.Server) {
			s.Login = watch.Bearer(mechanism, "post@example.no", func(context.Context) (string, time.Time, error) { return token, time.Time{}, nil })
		}
	}
	says := func(command, text string) func(*faultServer) {
		return func(f *faultServer) {
			f.failing(command, func(s *session) bool { s.say("%s %s", s.tag, text); return true })
		}
	}
	caps := func(caps string) func(*faultServer) { return func(f *faultServer) { f.offer(caps) } }
	honest := func(*faultServer) {}
	right := func(*watch.Server) {}
	for name, c := range map[string]struct {
		server func(*faultServer)
		client func(*watch.Server)
		want   error
		says   string
	}{
		"right password by PLAIN": {caps("IMAP4rev1 AUTH=PLAIN"), right, nil, ""},
		"wrong password by PLAIN": {caps("IMAP4rev1 AUTH=PLAIN"), wrong, watch.ErrLogin, "Check user and password"},
		"wrong password by LOGIN": {says("LOGIN", "NO [AUTHENTICATIONFAILED] no"), right, watch.ErrLogin, "Check user and password"},
		"no passwords":            {caps("IMAP4rev1 LOGINDISABLED"), right, watch.ErrLogin, "takes no passwords"},
		"server is busy":          {says("LOGIN", "NO [UNAVAILABLE] try later"), right, watch.ErrConnection, "try later"},
		"XOAUTH2":                 {honest, bearer(watch.XOAUTH2, "right"), nil, ""},
		"OAUTHBEARER":             {honest, bearer(watch.OAUTHBEARER, "right"), nil, ""},
		"XOAUTH2 refused":         {honest, bearer(watch.XOAUTH2, "wrong"), watch.ErrLogin, "enterprise application"},
		"OAUTHBEARER refused":     {honest, bearer(watch.OAUTHBEARER, "wrong"), watch.ErrLogin, "enterprise application"},
		"unknown mechanism":       {honest, bearer("NTLM", "right"), watch.ErrLogin, "neither"},
		"nothing configured":      {honest, func(s *watch.Server) { s.Login = watch.Login{} }, watch.ErrLogin, "Configure"},
		"wrong mailbox address":   {says("EXAMINE", "BAD User is authenticated but not connected."), right, watch.ErrMailbox, "Add-MailboxPermission"},
		"no such mailbox":         {says("EXAMINE", "NO [NONEXISTENT] Mailbox doesn't exist"), right, watch.ErrMailbox, "Check the name"},
		"plaintext abroad":        {honest, func(s *watch.Server) { s.Address = "imap.example.no:143" }, watch.ErrTLS, "this machine only"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFaultServer(t)
			c.server(f)
			_, err := watcherOf(t, f, c.client).Probe(t.Context())
			if !errors.Is(err, c.want) || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestASecretThatTheServerRepeatsIsNotShown(t *testing.T) {
	f := newFaultServer(t)
	f.failing("LOGIN", func(s *session) bool { s.say("%s NO not with hemmeleg (aGVtbWVsZWc=)", s.tag); return true })
	w := watcherOf(t, f, func(s *watch.Server) { s.Login = watch.Password("post@example.no", "hemmeleg") })
	_, err := w.Probe(t.Context())
	if !errors.Is(err, watch.ErrLogin) || strings.Contains(err.Error(), "hemmeleg") || strings.Contains(err.Error(), "aGVtbWVsZWc") {
		t.Errorf("%v", err)
	}
}

func TestWithoutATokenNoLoginIsTried(t *testing.T) {
	f, down := newFaultServer(t), errors.New("token endpoint is down")
	w := watcherOf(t, f, func(s *watch.Server) {
		s.Login = watch.Bearer(watch.XOAUTH2, "post@example.no", func(context.Context) (string, time.Time, error) { return "", time.Time{}, down })
	})
	if _, err := w.Probe(t.Context()); !errors.Is(err, watch.ErrToken) || !errors.Is(err, down) || errors.Is(err, watch.ErrLogin) {
		t.Errorf("%v", err)
	}
	if slices.Contains(f.Commands(), "AUTHENTICATE") {
		t.Error("a login was tried")
	}
	w = watcherOf(t, f, func(s *watch.Server) {
		s.Login = watch.Bearer(watch.XOAUTH2, "post@example.no", func(context.Context) (string, time.Time, error) { return "", time.Time{}, advised{down} })
	})
	if _, err := w.Probe(t.Context()); err == nil || !strings.HasSuffix(err.Error(), "down. Make a new secret.") {
		t.Errorf("what the error says to do is lost: %v", err)
	}
}

// advised is a failure that knows what to do about it.
type advised struct{ error }

func (advised) Advice() string { return "Make a new secret." }

func TestTheConnectionIsRenewedBeforeItsTokenExpires(t *testing.T) {
	f, now, tokens := newFaultServer(t, letters(1)...), newClock(), 0
	w := watcherOf(t, f, func(s *watch.Server) {
		s.Now = now.Now
		s.Login = watch.Bearer(watch.XOAUTH2, "post@example.no", func(context.Context) (string, time.Time, error) {
			tokens++
			return "right", now.Now().Add(time.Hour), nil
		})
	})
	pass := fetch(t, w, inbox(), newDiary())
	now.pass(57 * time.Minute)
	fetch(t, w, pass.Cursor, newDiary())
	if tokens != 1 {
		t.Errorf("%d tokens after 57 minutes", tokens)
	}
	now.pass(2 * time.Minute)
	ctx, cancel := context.WithCancel(t.Context())
	done := idle(ctx, w, f)
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) || tokens != 2 {
		t.Errorf("%d tokens after 59 minutes, %v", tokens, err)
	}
}

func TestEncryptionIsImplicitOrStartedAndAlwaysTrusted(t *testing.T) {
	certificate, roots := authority(t)
	for name, c := range map[string]struct {
		mode  watch.TLSMode
		serve func(t *testing.T) *faultServer
		roots *x509.CertPool
		want  error
		says  string
	}{
		"implicit":             {watch.Implicit, encrypted(certificate), roots, nil, ""},
		"STARTTLS":             {watch.StartTLS, upgrading(certificate), roots, nil, ""},
		"implicit, unknown CA": {watch.Implicit, encrypted(certificate), x509.NewCertPool(), watch.ErrTLS, "Name the authority"},
		"STARTTLS, unknown CA": {watch.StartTLS, upgrading(certificate), x509.NewCertPool(), watch.ErrTLS, "Name the authority"},
		"STARTTLS refused": {watch.StartTLS, func(t *testing.T) *faultServer {
			f := newFaultServer(t)
			f.failing("STARTTLS", func(s *session) bool { s.say("%s BAD unknown command", s.tag); return true })
			return f
		}, roots, watch.ErrTLS, "does not offer STARTTLS"},
	} {
		t.Run(name, func(t *testing.T) {
			f := c.serve(t)
			w := watcherOf(t, f, func(s *watch.Server) { s.TLS, s.Roots, s.Deadline = c.mode, c.roots, 5*time.Second })
			_, err := w.Probe(t.Context())
			if !errors.Is(err, c.want) || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Fatalf("%v", err)
			}
			if logins := slices.Contains(f.Commands(), "LOGIN"); logins && err != nil {
				t.Error("the password was sent all the same")
			}
		})
	}
}

func TestAPlaintextPortIsNotTakenForAnEncryptedOne(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		if conn, err := l.Accept(); err == nil {
			defer conn.Close()
			io.WriteString(conn, "* OK IMAP4rev1 ready\r\n")
			io.Copy(io.Discard, conn)
		}
	}()
	w := watch.New(watch.Server{Address: l.Addr().String(), TLS: watch.Implicit})
	defer w.Close()
	if _, err := w.Probe(t.Context()); !errors.Is(err, watch.ErrTLS) || !strings.Contains(err.Error(), "STARTTLS") {
		t.Errorf("%v", err)
	}
}

func encrypted(certificate tls.Certificate) func(*testing.T) *faultServer {
	return func(t *testing.T) *faultServer {
		l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}})
		if err != nil {
			t.Fatal(err)
		}
		return serveFaults(t, l)
	}
}

func upgrading(certificate tls.Certificate) func(*testing.T) *faultServer {
	return func(t *testing.T) *faultServer {
		f := newFaultServer(t)
		f.set(func() { f.certificate = &certificate })
		return f
	}
}

func authority(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
