package web_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"fristvakt/web"
	"fristvakt/workflows"
)

// issuer is a provider of OpenID Connect in this process, which vouches for
// whatever claims it is given.
type issuer struct {
	site   *httptest.Server
	key    *rsa.PrivateKey
	nonce  string
	claims map[string]any
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{key: key, claims: map[string]any{"email": ruler}}
	mux := http.NewServeMux()
	say := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		u := i.site.URL
		say(w, map[string]any{"issuer": u, "authorization_endpoint": u + "/authorize", "token_endpoint": u + "/token", "jwks_uri": u + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		say(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		if r.PostFormValue("code") != "good" || r.PostFormValue("code_verifier") == "" {
			http.Error(w, "{}", http.StatusBadRequest)
			return
		}
		say(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": i.token(t)})
	})
	i.site = httptest.NewServer(mux)
	t.Cleanup(i.site.Close)
	return i
}

func (i *issuer) token(t *testing.T) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: i.key}, (&jose.SignerOptions{}).WithHeader("kid", "k"))
	if err != nil {
		t.Error(err)
		return ""
	}
	claims := map[string]any{"iss": i.site.URL, "aud": "fristvakt", "sub": "1", "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(), "nonce": i.nonce}
	for k, v := range i.claims {
		claims[k] = v
	}
	text, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Error(err)
	}
	return text
}

func TestOpenIDConnectLetsInWhomTheBoardKnows(t *testing.T) {
	for name, c := range map[string]struct {
		claims map[string]any
		spoil  func(i *issuer, q url.Values)
		in     bool
	}{
		"somebody we know":           {in: true},
		"whatever the case":          {claims: map[string]any{"email": strings.ToUpper(ruler)}, in: true},
		"a stranger":                 {claims: map[string]any{"email": "nokon@example.com"}},
		"an address not verified":    {claims: map[string]any{"email_verified": false}},
		"no address":                 {claims: map[string]any{"email": nil}},
		"a token for another":        {claims: map[string]any{"aud": "somebody-else"}},
		"a token that has run out":   {claims: map[string]any{"exp": time.Now().Add(-time.Hour).Unix()}},
		"another login's state":      {spoil: func(_ *issuer, q url.Values) { q.Set("state", "x") }},
		"another login's nonce":      {spoil: func(i *issuer, _ url.Values) { i.nonce = "x" }},
		"a code that is no good":     {spoil: func(_ *issuer, q url.Values) { q.Set("code", "bad") }},
		"another issuer's signature": {spoil: func(i *issuer, _ url.Values) { i.key, _ = rsa.GenerateKey(rand.Reader, 2048) }},
	} {
		t.Run(name, func(t *testing.T) {
			i := newIssuer(t)
			h := newHouse(t, func(o *web.Options) { o.OpenID = &web.OpenID{Issuer: i.site.URL, ClientID: "fristvakt", Secret: "s"} })
			for k, v := range c.claims {
				i.claims[k] = v
			}
			b := h.browser()
			to, err := url.Parse(b.get("/openid").header.Get("Location"))
			if err != nil || !strings.HasPrefix(to.String(), i.site.URL+"/authorize?") || to.Query().Get("code_challenge_method") != "S256" {
				t.Fatalf("sent to %v, %v", to, err)
			}
			i.nonce = to.Query().Get("nonce")
			q := url.Values{"state": {to.Query().Get("state")}, "code": {"good"}}
			if c.spoil != nil {
				c.spoil(i, q)
			}
			got := b.get("/openid/callback?" + q.Encode())
			if in := got.status == http.StatusSeeOther && b.get("/").status == http.StatusOK; in != c.in {
				t.Errorf("%d", got.status)
			}
			if noted := h.last().Kind == workflows.LoggedIn; noted != c.in {
				t.Errorf("noted %+v", h.last())
			}
			if again := b.get("/openid/callback?" + q.Encode()); again.status == http.StatusSeeOther {
				t.Error("the same answer logs in twice")
			}
		})
	}
}
