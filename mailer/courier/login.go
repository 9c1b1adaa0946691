package courier

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/textproto"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/wneessen/go-mail/smtp"
)

// TokenFunc returns an access token and when it expires; the zero time means that it does not. It is asked before each
// connection and is expected to cache. Its error may have a method Advice that says in a sentence what to do; where the
// endpoint refused, it has an *oauth2.RetrieveError within.
type TokenFunc = func(context.Context) (token string, expires time.Time, err error)

// Login is how to authenticate. Its zero value is None. It does not show its secret when printed.
type Login struct {
	kind   loginKind
	user   string
	secret string
	token  TokenFunc
}

type loginKind int

const (
	loginNone loginKind = iota
	loginPassword
	loginXOAUTH2
	loginOAUTHBEARER
)

// None is a login left out, for a server that knows us by our address.
var None Login

// Password logs in with PLAIN (RFC 4616), or with LOGIN where the server offers only that.
func Password(user, secret string) Login {
	return Login{kind: loginPassword, user: user, secret: secret}
}

// XOAUTH2 logs in with an access token as Microsoft 365 and Google have it. For a shared mailbox the user is the
// address of that mailbox.
func XOAUTH2(user string, token TokenFunc) Login {
	return Login{kind: loginXOAUTH2, user: user, token: token}
}

// OAUTHBEARER logs in with an access token as RFC 7628 has it.
func OAUTHBEARER(user string, token TokenFunc) Login {
	return Login{kind: loginOAUTHBEARER, user: user, token: token}
}

// String names the kind of login without the secret.
func (l Login) String() string {
	names := [...]string{"none", "password", "XOAUTH2", "OAUTHBEARER"}
	return strings.TrimSpace(names[l.kind] + " " + l.user)
}

// GoString is String, so that %#v shows no secret either.
func (l Login) GoString() string { return l.String() }

// bearer says whether the secret is a token.
func (l Login) bearer() bool { return l.kind == loginXOAUTH2 || l.kind == loginOAUTHBEARER }

// errToken marks a failure to get an access token.
var errToken = errors.New("access token")

// fresh returns the login with its secret in hand and when that expires.
func (l Login) fresh(ctx context.Context, patience time.Duration) (Login, time.Time, error) {
	if !l.bearer() {
		return l, time.Time{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	token, expires, err := l.token(ctx)
	if err != nil {
		return l, time.Time{}, fmt.Errorf("%w: %w", errToken, err)
	}
	l.secret = token
	return l, expires, nil
}

// errNoMechanism is the lack of a mechanism that fits the login.
var errNoMechanism = errors.New("the server does not offer the login mechanism")

// dialogue returns the authentication exchange for a server that offers the given mechanisms.
func (l Login) dialogue(offered []string, host string) (*exchange, error) {
	has := func(name string) bool { return slices.Contains(offered, name) }
	switch {
	case l.kind == loginPassword && has(sasl.Plain):
		return &exchange{Auth: smtp.PlainAuth("", l.user, l.secret, host, true)}, nil
	case l.kind == loginPassword && has(sasl.Login):
		return &exchange{Auth: smtp.LoginAuth(l.user, l.secret, host, true)}, nil
	case l.kind == loginXOAUTH2 && has("XOAUTH2"):
		return &exchange{Auth: smtp.XOAuth2Auth(l.user, l.secret)}, nil
	case l.kind == loginOAUTHBEARER && has(sasl.OAuthBearer):
		return &exchange{Auth: bearer{user: l.user, token: l.secret}}, nil
	}
	return nil, fmt.Errorf("%w: wanted %s, offered: %s", errNoMechanism, l, strings.Join(offered, " "))
}

// concealed takes out of a refusal whatever of the secret the server may have repeated.
func (l Login) concealed(err error) error {
	var answer *textproto.Error
	if l.secret == "" || !errors.As(err, &answer) {
		return err
	}
	encoded := base64.StdEncoding.EncodeToString
	said := strings.NewReplacer(l.secret, "[secret]", encoded([]byte(l.secret)), "[secret]",
		encoded([]byte("\x00"+l.user+"\x00"+l.secret)), "[secret]").Replace(answer.Msg)
	return &textproto.Error{Code: answer.Code, Msg: said}
}

// exchange bounds an authentication: no mechanism here needs more than three answers, and a server that always asks
// once more must not keep us.
type exchange struct {
	smtp.Auth
	asked int
}

// Next answers a challenge.
func (e *exchange) Next(challenge []byte, more bool) ([]byte, error) {
	if e.asked++; e.asked > 4 {
		return nil, errors.New("the server does not end the login dialogue")
	}
	return e.Auth.Next(challenge, more)
}

// bearer is OAUTHBEARER as go-mail wants a mechanism.
type bearer struct{ user, token string }

// Start gives the initial response.
func (b bearer) Start(*smtp.ServerInfo) (string, []byte, error) {
	return sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: b.user, Token: b.token}).Start()
}

// Next answers an error challenge with the single byte that RFC 7628 section 3.2.3 asks for; the refusal follows.
func (bearer) Next(_ []byte, more bool) ([]byte, error) {
	if more {
		return []byte{1}, nil
	}
	return nil, nil
}
