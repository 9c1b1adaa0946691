package watch

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
)

// The SASL mechanisms that Bearer knows: RFC 7628, and Microsoft's and Google's own older form.
const (
	XOAUTH2     = "XOAUTH2"
	OAUTHBEARER = "OAUTHBEARER"
)

// Login authenticates a connection. Make one with Password or Bearer.
type Login struct {
	mechanism string // "" for a password
	user      string
	secret    func(context.Context) (string, time.Time, error)
}

// Password logs in with a user name and a password, by AUTHENTICATE PLAIN where the server offers it and else by LOGIN.
func Password(user, secret string) Login {
	return Login{user: user, secret: func(context.Context) (string, time.Time, error) { return secret, time.Time{}, nil }}
}

// Bearer logs in with an OAuth 2.0 access token, by mechanism XOAUTH2 or OAUTHBEARER. For a shared mailbox at Microsoft 365
// user is the address of the mailbox itself. token is called once for each connection and gives the token and when it
// expires (zero for never); the connection is renewed two minutes before that, so token should not hand out one older. Its
// error may have a method Advice that says in a sentence what to do.
func Bearer(mechanism, user string, token func(context.Context) (string, time.Time, error)) Login {
	return Login{mechanism: mechanism, user: user, secret: token}
}

// renewalMargin is how long before its token expires a connection is no longer used.
const renewalMargin = 2 * time.Minute

// login authenticates and says when the connection must be renewed, zero for never.
func (c *connection) login(ctx context.Context, l Login, now time.Time) (renew time.Time, err error) {
	doing := fmt.Sprintf("log in as %s", l.user)
	if l.secret == nil {
		return renew, &Error{Kind: ErrLogin, Doing: "log in", Advice: "Configure a password or a token."}
	}
	secret, expiry, err := l.secret(ctx)
	if err != nil {
		return renew, &Error{Kind: ErrToken, Doing: doing, Cause: err, Advice: tokenAdvice(err)}
	}
	err = c.step(ctx, doing, func() error { return l.authenticate(c.client, secret) })
	if refused := refusal(err); refused != nil {
		refused = concealed(refused, secret)
		if passing(refused) {
			return renew, &Error{Kind: ErrConnection, Doing: doing, Cause: refused}
		}
		return renew, &Error{Kind: ErrLogin, Doing: doing, Cause: refused, Advice: l.advice()}
	}
	if expiry.IsZero() || err != nil {
		return renew, err
	}
	renew = expiry.Add(-renewalMargin)
	if !renew.After(now) { // an old token: use it up, or each use of the connection would renew it
		renew = expiry
	}
	return renew, nil
}

// concealed takes out of a refusal whatever of the secret the server may have repeated.
func concealed(refused *imap.Error, secret string) *imap.Error {
	if secret == "" {
		return refused
	}
	kept := *refused
	kept.Text = strings.NewReplacer(secret, "[secret]", base64.StdEncoding.EncodeToString([]byte(secret)), "[secret]").Replace(refused.Text)
	return &kept
}

// tokenAdvice is what the error itself says to do, by a method Advice, or else the usual.
func tokenAdvice(err error) string {
	var told interface{ Advice() string }
	if errors.As(err, &told) {
		return told.Advice()
	}
	return "Check the token endpoint, the client's secret or certificate and when they expire."
}

func (l Login) authenticate(client *imapclient.Client, secret string) error {
	caps := client.Caps()
	switch {
	case l.mechanism == XOAUTH2:
		first := "user=" + l.user + "\x01auth=Bearer " + secret + "\x01\x01"
		return client.Authenticate(&bearer{mechanism: XOAUTH2, first: first})
	case l.mechanism == OAUTHBEARER:
		first := "n,a=" + l.user + ",\x01auth=Bearer " + secret + "\x01\x01"
		return client.Authenticate(&bearer{mechanism: OAUTHBEARER, first: first, last: "\x01"})
	case l.mechanism != "":
		return &imap.Error{Type: imap.StatusResponseTypeNo, Text: "mechanism is neither XOAUTH2 nor OAUTHBEARER"}
	case caps.Has(imap.AuthCap(sasl.Plain)):
		return client.Authenticate(sasl.NewPlainClient("", l.user, secret))
	case caps.Has(imap.CapLoginDisabled):
		return &imap.Error{Type: imap.StatusResponseTypeNo, Text: "the server takes no passwords here"}
	default:
		return client.Login(l.user, secret).Wait()
	}
}

func (l Login) advice() string {
	if l.mechanism == "" {
		return "Check user and password, and whether the server still takes passwords (Microsoft 365 does not)."
	}
	return "Check that user is the mailbox's own address, that the application has IMAP.AccessAsApp with consent, and that " +
		"New-ServicePrincipal was given the object id of the enterprise application, not of the app registration."
}

// bearer is the client side of both token mechanisms. A refused token is answered by the server with a challenge, which
// takes one more response before the refusal itself comes.
type bearer struct {
	mechanism, first, last string
	challenged             bool
}

func (b *bearer) Start() (string, []byte, error) { return b.mechanism, []byte(b.first), nil }

func (b *bearer) Next([]byte) ([]byte, error) {
	if b.challenged {
		return nil, errors.New("the server asks again after a refused token")
	}
	b.challenged = true
	return []byte(b.last), nil
}
