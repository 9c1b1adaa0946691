package courier_test

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// post is an SMTP server that follows the rules and keeps what it got.
type post struct {
	address    string
	mechanisms []string
	rcpt       map[string]*smtp.SMTPError // recipients that are answered otherwise than 250

	mu       sync.Mutex
	arrived  []arrival
	loggedIn []string
}

type arrival struct {
	from    string
	options smtp.MailOptions
	to      []string
	message []byte
}

// newPost serves on loopback until the test ends. With implicit, TLS comes first.
func newPost(t *testing.T, config *tls.Config, implicit bool, mechanisms ...string) *post {
	t.Helper()
	p := &post{mechanisms: mechanisms, rcpt: map[string]*smtp.SMTPError{}}
	server := smtp.NewServer(p)
	server.Domain = "mx.example.no"
	server.EnableSMTPUTF8 = true
	server.MaxLineLength = 1 << 20
	server.MaxMessageBytes = 4 << 20
	server.ErrorLog = silent{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.address = listener.Addr().String()
	if implicit {
		listener = tls.NewListener(listener, config)
	} else {
		server.TLSConfig = config
	}
	var served sync.WaitGroup
	served.Go(func() { _ = server.Serve(listener) })
	t.Cleanup(func() { server.Close(); served.Wait() })
	return p
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

// NewSession begins a connection.
func (p *post) NewSession(*smtp.Conn) (smtp.Session, error) { return &visit{post: p}, nil }

type visit struct {
	post *post
	mail arrival
}

func (v *visit) Reset()        { v.mail = arrival{} }
func (v *visit) Logout() error { return nil }

func (v *visit) AuthMechanisms() []string { return v.post.mechanisms }

func (v *visit) Auth(mechanism string) (sasl.Server, error) {
	admit := func(user, secret string) error {
		if secret != "hemmeleg" {
			return smtp.ErrAuthFailed
		}
		v.post.mu.Lock()
		v.post.loggedIn = append(v.post.loggedIn, mechanism+" "+user)
		v.post.mu.Unlock()
		return nil
	}
	switch mechanism {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, user, secret string) error { return admit(user, secret) }), nil
	case sasl.Login:
		return &loginServer{admit: admit}, nil
	case sasl.OAuthBearer:
		return refuser{sasl.NewOAuthBearerServer(func(o sasl.OAuthBearerOptions) *sasl.OAuthBearerError {
			if admit(o.Username, o.Token) != nil {
				return &sasl.OAuthBearerError{Status: "invalid_token"}
			}
			return nil
		})}, nil
	}
	return &xoauth2Server{admit: admit}, nil
}

func (v *visit) Mail(from string, options *smtp.MailOptions) error {
	v.mail = arrival{from: from, options: *options}
	return nil
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	if otherwise := v.post.rcpt[to]; otherwise != nil {
		return otherwise
	}
	v.mail.to = append(v.mail.to, to)
	return nil
}

func (v *visit) Data(r io.Reader) (err error) {
	v.mail.message, err = io.ReadAll(r)
	v.post.mu.Lock()
	v.post.arrived = append(v.post.arrived, v.mail)
	v.post.mu.Unlock()
	return err
}

func (p *post) last(t *testing.T) arrival {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.arrived) == 0 {
		t.Fatal("nothing arrived")
	}
	return p.arrived[len(p.arrived)-1]
}

// loginServer asks twice, as Exchange does.
type loginServer struct {
	admit func(user, secret string) error
	heard []string
}

func (s *loginServer) Next(response []byte) ([]byte, bool, error) {
	if response != nil {
		s.heard = append(s.heard, string(response))
	}
	switch len(s.heard) {
	case 0:
		return []byte("Username:"), false, nil
	case 1:
		return []byte("Password:"), false, nil
	}
	return nil, true, s.admit(s.heard[0], s.heard[1])
}

// refuser answers any failure of a mechanism with 535, where go-smtp would answer 454.
type refuser struct{ sasl.Server }

func (r refuser) Next(response []byte) ([]byte, bool, error) {
	challenge, done, err := r.Server.Next(response)
	if err != nil {
		err = smtp.ErrAuthFailed
	}
	return challenge, done, err
}

// xoauth2Server refuses with a JSON challenge first, as Microsoft 365 does.
type xoauth2Server struct {
	admit   func(user, secret string) error
	refused error
}

func (s *xoauth2Server) Next(response []byte) ([]byte, bool, error) {
	if s.refused != nil {
		return nil, true, s.refused
	}
	user, rest, ok := strings.Cut(strings.TrimPrefix(string(response), "user="), "\x01auth=Bearer ")
	token, terminated := strings.CutSuffix(rest, "\x01\x01")
	if !ok || !terminated {
		return nil, true, errors.New("not XOAUTH2")
	}
	if s.refused = s.admit(user, token); s.refused == nil {
		return nil, true, nil
	}
	challenge, err := json.Marshal(map[string]string{"status": "400"})
	return challenge, false, err
}
