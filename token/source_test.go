package token_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"fristvakt/demo/tenant"
	"fristvakt/token"
)

const scope = "https://outlook.office365.com/.default"

// clock stands still until it is moved.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// client is one that the tenant knows, and the clock of both.
func client(t testing.TB) (*tenant.Tenant, token.Client, *clock) {
	t.Helper()
	n, now := tenant.Open(t), &clock{t: time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)}
	n.Change(func(s *tenant.Setup) { s.Clock = now.now })
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(n.Authority)
	return n, token.Client{Endpoint: n.TokenEndpoint(""), ID: n.Setup().Client, Secret: n.Setup().Secret, Scope: scope, Roots: roots, Now: now.now}, now
}

func source(t testing.TB, c token.Client) *token.Source {
	t.Helper()
	s, err := token.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// get wants a token.
func get(t testing.TB, s *token.Source) (string, time.Time) {
	t.Helper()
	given, expires, err := s.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return given, expires
}

func TestATokenIsKeptAndReplacedFiveMinutesBeforeItExpires(t *testing.T) {
	n, c, now := client(t)
	s := source(t, c)
	first, expires := get(t, s)
	if want := now.now().Add(time.Hour); !expires.Equal(want) {
		t.Errorf("it expires at %s, not %s", expires, want)
	}
	now.pass(54 * time.Minute)
	if again, _ := get(t, s); again != first || n.Tokens() != 1 {
		t.Errorf("another one after 54 minutes, %d in all", n.Tokens())
	}
	now.pass(time.Minute)
	if second, _ := get(t, s); second == first || n.Tokens() != 2 {
		t.Errorf("the same one after 55 minutes, %d in all", n.Tokens())
	}
}

func TestATokenThatWasRefusedIsForgotten(t *testing.T) {
	n, c, _ := client(t)
	s := source(t, c)
	first, _ := get(t, s)
	s.Forget()
	if second, _ := get(t, s); second == first || n.Tokens() != 2 {
		t.Errorf("%d tokens", n.Tokens())
	}
}

func TestWhileTheEndpointIsAwayTheOldTokenServesUntilItExpires(t *testing.T) {
	n, c, now := client(t)
	s := source(t, c)
	first, _ := get(t, s)
	n.Change(func(s *tenant.Setup) { s.Secret = "another" })
	now.pass(59 * time.Minute)
	if again, _ := get(t, s); again != first {
		t.Error("it is not the old one")
	}
	now.pass(time.Minute)
	if _, _, err := s.Token(t.Context()); err == nil {
		t.Error("an expired token is given on")
	}
}

func TestOneTokenServesAllWhoAskAtOnce(t *testing.T) {
	n, c, _ := client(t)
	s := source(t, c)
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			if _, _, err := s.Token(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if n.Tokens() != 1 {
		t.Errorf("%d tokens", n.Tokens())
	}
}

func TestACertificateProvesTheClientByAFreshAssertionEachTime(t *testing.T) {
	n, c, _ := client(t)
	certificate, key := keyPair(t, 2048)
	n.Change(func(s *tenant.Setup) { s.Certificate = certificate })
	var err error
	if c.Certificate, err = token.ReadCertificate(certificate, key); err != nil {
		t.Fatal(err)
	}
	c.Secret = ""
	s := source(t, c)
	for range 3 { // the endpoint takes no assertion twice
		get(t, s)
		s.Forget()
	}
	if want := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC); !c.Certificate.Expires.Equal(want) {
		t.Errorf("it expires at %s", c.Certificate.Expires)
	}
}

func TestAKeyThatMicrosoftEntraDoesNotTakeIsRefused(t *testing.T) {
	certificate, key := keyPair(t, 2048)
	other, _ := keyPair(t, 2048)
	short, shortKey := keyPair(t, 1024)
	curve, curveKey := curvePair(t)
	for name, pair := range map[string][2][]byte{"of another certificate": {other, key}, "too short": {short, shortKey}, "elliptic": {curve, curveKey},
		"missing": {certificate, nil}, "no certificate": {key, key}} {
		if _, err := token.ReadCertificate(pair[0], pair[1]); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestTheEndpointsClockIsHeldAgainstOurs(t *testing.T) {
	n, c, now := client(t)
	s := source(t, c)
	if _, known := s.Skew(); known {
		t.Error("known before anything was heard")
	}
	n.Change(func(s *tenant.Setup) { s.Clock = func() time.Time { return now.now().Add(-10 * time.Minute) } })
	get(t, s)
	if skew, known := s.Skew(); !known || skew != 10*time.Minute {
		t.Errorf("%s, %t", skew, known)
	}
}

func TestTheSecretTravelsEncryptedOrNotAtAll(t *testing.T) {
	for endpoint, want := range map[string]string{"http://login.example.no/token": "must be https", "ftp://login.example.no": "no URL", "token": "no URL", "": "no URL"} {
		if _, err := token.New(token.Client{Endpoint: endpoint}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", endpoint, err)
		}
	}
	if _, err := token.New(token.Client{Endpoint: "http://127.0.0.1:8080/token"}); err != nil {
		t.Errorf("loopback: %v", err)
	}
}

func TestNoSecretFollowsARedirect(t *testing.T) {
	reached := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer elsewhere.Close()
	here := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer here.Close()
	_, _, err := source(t, token.Client{Endpoint: here.URL, ID: "c", Secret: "hemmeleg"}).Token(t.Context())
	if advice := advised(err); reached || !strings.Contains(advice, "sends us elsewhere") {
		t.Errorf("reached %t, %v, %s", reached, err, advice)
	}
}

func TestAnEndpointThatDoesNotAnswerIsLeft(t *testing.T) {
	gone := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-gone }))
	defer silent.Close()
	defer close(gone)
	_, _, err := source(t, token.Client{Endpoint: silent.URL, Deadline: 50 * time.Millisecond}).Token(t.Context())
	if !strings.Contains(advised(err), "firewall") {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := source(t, token.Client{Endpoint: silent.URL}).Token(ctx); err == nil || !strings.Contains(err.Error(), "canceled") {
		t.Errorf("%v", err)
	}
}

func TestNeitherSecretNorTokenIsEverShown(t *testing.T) {
	n, c, _ := client(t)
	s := source(t, c)
	given, _ := get(t, s)
	wrong := c
	wrong.Secret = "feil+hemmeleg/verdi" // the endpoint repeats it
	_, _, err := source(t, wrong).Token(t.Context())
	certificate, key := keyPair(t, 2048)
	read, readErr := token.ReadCertificate(certificate, key)
	if err == nil || readErr != nil {
		t.Fatal(err, readErr)
	}
	c.Certificate = read
	shown := fmt.Sprintf("%v %+v %#v %v %+v %#v %v %+v %#v %v %#v %s", c, c, c, s, s, s, read, read, read, err, err, advised(err))
	for _, secret := range []string{given, n.Setup().Secret, wrong.Secret, "feil%2Bhemmeleg", "D:"} {
		if strings.Contains(shown, secret) {
			t.Errorf("%q is in %s", secret, shown)
		}
	}
}

// keyPair makes a certificate with an RSA key, both PEM.
func keyPair(t testing.TB, bits int) (certificate, key []byte) {
	t.Helper()
	t.Setenv("GODEBUG", "rsa1024min=0")
	private, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return signed(t, private, &private.PublicKey)
}

func curvePair(t testing.TB) (certificate, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return signed(t, private, &private.PublicKey)
}

func signed(t testing.TB, private, public any) (certificate, key []byte) {
	t.Helper()
	own := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}
	der, err := x509.CreateCertificate(rand.Reader, own, own, public, private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})
}
