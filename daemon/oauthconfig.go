package daemon

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"fristvakt/token"
)

// OAuthConfig is the client that access tokens are given to (OAuth 2.0 client
// credentials), for the ends that log in by them.
type OAuthConfig struct {
	Tenant      string          `toml:"tenant"`
	Endpoint    string          `toml:"token_endpoint"`
	CA          string          `toml:"ca"`
	Client      string          `toml:"client_id"`
	Secret      string          `toml:"secret_file"`
	Expires     *toml.LocalDate `toml:"secret_expires"`
	Certificate string          `toml:"certificate_file"`
	Key         string          `toml:"key_file"`
	Scope       string          `toml:"scope"`
}

// usesTokens reports whether any end logs in by a token.
func (c Config) usesTokens() bool {
	return bearer(c.IMAP.Auth) || bearer(c.SMTP.Auth)
}

func bearer(auth string) bool { return auth == byXOAUTH2 || auth == byOAUTHBEARER }

// tokenEndpoint is the address that tokens are asked for at.
func (o OAuthConfig) tokenEndpoint() string {
	if o.Tenant == "" {
		return o.Endpoint
	}
	return "https://login.microsoftonline.com/" + url.PathEscape(o.Tenant) + "/oauth2/v2.0/token"
}

// tokens is the source of access tokens, nil when nothing uses them.
func (c Config) tokens(now func() time.Time) (*token.Source, error) {
	if !c.usesTokens() {
		return nil, nil
	}
	roots, err := c.roots(c.OAuth.CA)
	if err != nil {
		return nil, err
	}
	client := token.Client{Endpoint: c.OAuth.tokenEndpoint(), ID: c.OAuth.Client, Scope: c.OAuth.Scope, Roots: roots, Now: now}
	if c.OAuth.Certificate != "" {
		client.Certificate, err = c.certificate()
	} else {
		client.Secret, err = c.secret(c.OAuth.Secret)
	}
	if err != nil {
		return nil, err
	}
	return token.New(client)
}

// certificate reads the certificate and its key.
func (c Config) certificate() (*token.Certificate, error) {
	certificate, err := os.ReadFile(c.secretPath(c.OAuth.Certificate))
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	key, err := c.secret(c.OAuth.Key)
	if err != nil {
		return nil, err
	}
	read, err := token.ReadCertificate(certificate, []byte(key))
	if err != nil {
		return nil, fmt.Errorf("read %s and %s: %w", c.OAuth.Certificate, c.OAuth.Key, err)
	}
	return read, nil
}

// checkLogins complains of ways to log in that do not go together.
func (c Config) checkLogins(v *configChecker) {
	v.auth("imap", c.IMAP.Auth, c.IMAP.Password)
	v.auth("smtp", c.SMTP.Auth, c.SMTP.Password)
	v.given("imap", "user", c.IMAP.User, "the user that may read the mailbox; at Microsoft 365 the address of the mailbox")
	if c.IMAP.Auth == byPassword {
		v.given("imap", "password_file", c.IMAP.Password, "the name of a file with the password alone")
	}
	switch {
	case bearer(c.SMTP.Auth):
		v.given("smtp", "user", c.SMTP.User, "the address of the mailbox that sends")
	case c.SMTP.User != "" && c.SMTP.Auth == byPassword:
		v.given("smtp", "password_file", c.SMTP.Password, "the name of a file with the password alone")
	}
	if c.usesTokens() {
		c.OAuth.check(v)
	} else if c.OAuth.Client != "" || c.OAuth.Tenant != "" || c.OAuth.Endpoint != "" {
		v.complain("oauth", "client_id", `nothing logs in by it: write auth = "xoauth2" under [imap] and [smtp], or leave [oauth] empty`)
	}
}

// auth checks the way to log in of one end.
func (v *configChecker) auth(table, auth, password string) {
	if !slices.Contains([]string{byPassword, byXOAUTH2, byOAUTHBEARER}, auth) {
		v.complain(table, "auth", "%q: write password, xoauth2 (Microsoft 365, Google) or oauthbearer (RFC 7628)", auth)
	}
	if bearer(auth) && password != "" {
		v.complain(table, "password_file", "%s takes no password: leave this out, or write auth = \"password\"", auth)
	}
}

func (o OAuthConfig) check(v *configChecker) {
	switch {
	case o.Tenant == "" && o.Endpoint == "":
		v.complain("oauth", "tenant", "missing: write the Directory (tenant) ID of Microsoft Entra, or for another provider token_endpoint")
	case o.Tenant != "" && o.Endpoint != "":
		v.complain("oauth", "token_endpoint", "tenant stands there too, and says the address: leave one of them out")
	case strings.ContainsAny(o.Tenant, "/: "):
		v.complain("oauth", "tenant", "%q: write the Directory (tenant) ID alone", o.Tenant)
	default:
		if _, err := token.New(token.Client{Endpoint: o.tokenEndpoint()}); err != nil {
			v.complain("oauth", "token_endpoint", "%v", err)
		}
	}
	v.given("oauth", "client_id", o.Client, "the Application (client) ID of the app registration")
	o.checkProof(v)
}

// checkProof wants either a secret or a certificate with its key.
func (o OAuthConfig) checkProof(v *configChecker) {
	switch {
	case o.Secret == "" && o.Certificate == "":
		v.complain("oauth", "secret_file", "missing: write the name of a file with the client secret alone, or certificate_file and key_file")
	case o.Secret != "" && o.Certificate != "":
		v.complain("oauth", "secret_file", "certificate_file stands there too: leave one of them out")
	case o.Certificate != "":
		v.given("oauth", "key_file", o.Key, "the name of a file with the certificate's private key, PEM")
	case o.Key != "":
		v.complain("oauth", "key_file", "without certificate_file it is of no use: name the certificate, or leave this out")
	}
	if o.Certificate != "" && o.Expires != nil {
		v.complain("oauth", "secret_expires", "a certificate says itself when it expires: leave this out")
	}
}
