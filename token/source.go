package token

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// Client is who asks for tokens, and where. Either Secret or Certificate is given.
type Client struct {
	// Endpoint is the URL of the token endpoint: https, or http on loopback.
	Endpoint string
	// ID is the client id; at Microsoft the application id.
	ID string
	// Secret is the client's secret.
	Secret string
	// Certificate signs an assertion in place of the secret.
	Certificate *Certificate
	// Scope is what is asked for; "" leaves it out.
	Scope string
	// Roots are the authorities to trust; nil means those of the system.
	Roots *x509.CertPool
	// Deadline bounds one request. Zero means 30 seconds.
	Deadline time.Duration
	// Now is the clock, nil for time.Now.
	Now func() time.Time
}

// Source gives the client's token, the same one until shortly before it expires. It is safe for concurrent use.
type Source struct {
	client Client
	http   *http.Client

	mu      sync.Mutex
	token   string
	renew   time.Time // from then on another one is asked for
	expires time.Time // zero for never
	claims  Claims    // of the newest token
	read    bool      // the newest token has claims
	dated   time.Time // what the endpoint's clock showed at its last answer, zero before
	heard   time.Time // when that was by ours
}

// String names the client without its secret.
func (c Client) String() string { return "client " + c.ID + " at " + c.Endpoint }

// GoString is String, so that %#v shows no secret either.
func (c Client) GoString() string { return c.String() }

// String names the client without secret and token.
func (s *Source) String() string { return s.client.String() }

// GoString is String.
func (s *Source) GoString() string { return s.String() }

// renewal is how long before its expiry a token is replaced: long enough that no connection, which is itself renewed two
// minutes ahead, begins with a token that is nearly used up.
const renewal = 5 * time.Minute

const defaultDeadline = 30 * time.Second

// New gives a source that asks for its first token when it is first used. It refuses an endpoint to which the secret would
// travel unencrypted.
func New(c Client) (*Source, error) {
	u, err := url.Parse(c.Endpoint)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("the token endpoint is no URL: write it as in https://login.example.no/token")
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return nil, errors.New("the token endpoint must be https: the secret would travel unencrypted")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Source{client: c}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: c.Roots, MinVersion: tls.VersionTLS12}
	transport.DisableKeepAlives = true // one request an hour
	s.http = &http.Client{Transport: dating{transport, s}, Timeout: cmp.Or(c.Deadline, defaultDeadline),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return s, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Token returns an access token and when it expires, the zero time for never. When no other can be had, a token that has
// still some time left is given on; the error is an *Error otherwise.
func (s *Source) Token(ctx context.Context) (string, time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.client.Now()
	if s.token != "" && (s.expires.IsZero() || now.Before(s.renew)) {
		return s.token, s.expires, nil
	}
	fresh, err := s.request(ctx, now)
	if err != nil && s.token != "" && now.Before(s.expires) {
		return s.token, s.expires, nil
	}
	if err != nil {
		return "", time.Time{}, err
	}
	s.token, s.expires, s.renew = fresh.AccessToken, time.Time{}, time.Time{}
	s.claims, s.read = readClaims(s.token)
	if !fresh.Expiry.IsZero() {
		lifetime := time.Until(fresh.Expiry).Round(time.Second) // oauth2 counts from the machine's clock
		s.expires = now.Add(lifetime)
		s.renew = s.expires.Add(-min(renewal, lifetime/2))
	}
	return s.token, s.expires, nil
}

// Forget makes the next call of Token ask for another one. It is for a token that a server has refused.
func (s *Source) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = ""
}

// Claims are what the newest token says of itself, also after Forget. It reports false where that cannot be read.
func (s *Source) Claims() (Claims, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.claims, s.read
}

// Skew is how far our clock is ahead of the endpoint's, as its last answer showed it, to the second. It reports false when
// nothing has been heard.
func (s *Source) Skew() (time.Duration, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.heard.Sub(s.dated).Round(time.Second), !s.dated.IsZero()
}

// request asks the endpoint. It is called with the lock held.
func (s *Source) request(ctx context.Context, now time.Time) (*oauth2.Token, error) {
	c := s.client
	config := clientcredentials.Config{ClientID: c.ID, ClientSecret: c.Secret, TokenURL: c.Endpoint, AuthStyle: oauth2.AuthStyleInParams}
	if c.Scope != "" {
		config.Scopes = []string{c.Scope}
	}
	if c.Certificate != nil {
		assertion, err := c.Certificate.assertion(c.ID, c.Endpoint, now)
		if err != nil {
			return nil, &Error{err: err, advice: "Check the certificate's key."}
		}
		config.ClientSecret = ""
		config.EndpointParams = url.Values{
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, "client_assertion": {assertion}}
	}
	fresh, err := config.Token(context.WithValue(ctx, oauth2.HTTPClient, s.http))
	if err != nil {
		return nil, c.failure(ctx, err)
	}
	return fresh, nil
}

// dating notes the clock of the endpoint (RFC 9110 section 6.6.1).
type dating struct {
	http.RoundTripper
	source *Source
}

// RoundTrip is called within Token, so the lock is held.
func (d dating) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := d.RoundTripper.RoundTrip(r)
	if err == nil {
		if dated, wrong := http.ParseTime(answer.Header.Get("Date")); wrong == nil {
			d.source.dated, d.source.heard = dated, d.source.client.Now()
		}
	}
	return answer, err
}
