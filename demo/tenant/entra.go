package tenant

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
)

// The resources that a scope may name.
const (
	outlook = "https://outlook.office365.com"
	graph   = "https://graph.microsoft.com"
)

func (n *Tenant) serveTokens(config *tls.Config) {
	n.entra = httptest.NewUnstartedServer(http.HandlerFunc(n.token))
	n.entra.TLS = config
	n.entra.Config.ErrorLog = log.New(io.Discard, "", 0)
	n.entra.StartTLS()
	n.t.Cleanup(n.entra.Close)
}

// refusal is an error answer of the token endpoint.
type refusal struct {
	status      int
	kind, words string
}

func (n *Tenant) token(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	w.Header().Set("Date", n.setup.Clock().UTC().Format(http.TimeFormat))
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	answer := map[string]any{"token_type": "Bearer", "expires_in": int(n.setup.Lifetime.Seconds()), "ext_expires_in": 3599}
	resource, no := n.judge(r)
	if no != nil {
		w.WriteHeader(no.status)
		answer = map[string]any{"error": no.kind, "error_description": no.words +
			" Trace ID: 0000aaaa-11bb-cccc-dd22-eeeeee333333 Correlation ID: aaaa0000-bb11-2222-33cc-444444dddddd Timestamp: 2025-05-13 07:00:00Z"}
	} else {
		answer["access_token"] = n.grant(resource)
	}
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		n.t.Error(err)
	}
}

// judge says for which resource a token may be given.
func (n *Tenant) judge(r *http.Request) (string, *refusal) {
	directory, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if err := r.ParseForm(); err != nil || r.Method != http.MethodPost || r.PostForm.Get("grant_type") != "client_credentials" {
		return "", &refusal{400, "invalid_request", "AADSTS900144: The request body must contain the following parameter: 'grant_type'."}
	}
	if directory != n.setup.Directory {
		return "", &refusal{400, "invalid_request", "AADSTS90002: Tenant '" + directory + "' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud."}
	}
	if id := r.PostForm.Get("client_id"); id != n.setup.Client {
		return "", &refusal{400, "unauthorized_client", "AADSTS700016: Application with identifier '" + id + "' was not found in the directory 'Example'."}
	}
	if no := n.proven(r.PostForm); no != nil {
		return "", no
	}
	scope := r.PostForm.Get("scope")
	resource, whole := strings.CutSuffix(scope, "/.default")
	switch {
	case !whole:
		return "", &refusal{400, "invalid_scope", "AADSTS1002012: The provided value for scope " + scope + " is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."}
	case resource != outlook && resource != graph:
		return "", &refusal{400, "invalid_resource", "AADSTS500011: The resource principal named " + resource + " was not found in the tenant."}
	}
	return resource, nil
}

// proven checks secret or assertion.
func (n *Tenant) proven(form url.Values) *refusal {
	secret, assertion := form.Get("client_secret"), form.Get("client_assertion")
	switch {
	case assertion != "":
		return n.signed(assertion)
	case secret == "":
		return &refusal{401, "invalid_client", "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'."}
	case secret != n.setup.Secret:
		return &refusal{401, "invalid_client", "AADSTS7000215: Invalid client secret provided, '" + secret + "'. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '" + n.setup.Client + "'."}
	case !n.setup.SecretEnds.IsZero() && n.setup.Clock().After(n.setup.SecretEnds):
		return &refusal{401, "invalid_client", "AADSTS7000222: The provided client secret keys for app '" + n.setup.Client + "' are expired. Visit the Azure portal to create new keys for your app."}
	}
	return nil
}

// signed checks an assertion as the documentation of certificate credentials has it.
func (n *Tenant) signed(assertion string) *refusal {
	unknown := &refusal{401, "invalid_client", "AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found.]"}
	block, _ := pem.Decode(n.setup.Certificate)
	if block == nil {
		return unknown
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return unknown
	}
	if why := n.faulty(assertion, certificate); why != "" {
		return &refusal{401, "invalid_client", "AADSTS700027: Client assertion contains an invalid signature. [Reason - " + why + "]"}
	}
	return nil
}

func (n *Tenant) faulty(assertion string, certificate *x509.Certificate) string {
	parts := strings.Split(assertion, ".")
	if len(parts) != 3 {
		return "not a JWT"
	}
	var header struct {
		Algorithm  string `json:"alg"`
		Thumbprint string `json:"x5t#S256"`
	}
	var claims struct {
		Audience  string `json:"aud"`
		Issuer    string `json:"iss"`
		Subject   string `json:"sub"`
		ID        string `json:"jti"`
		NotBefore int64  `json:"nbf"`
		End       int64  `json:"exp"`
	}
	decode := base64.RawURLEncoding.DecodeString
	for i, into := range []any{&header, &claims} {
		text, err := decode(parts[i])
		if err != nil || json.Unmarshal(text, into) != nil {
			return "malformed"
		}
	}
	thumbprint, signed := sha256.Sum256(certificate.Raw), sha256.Sum256([]byte(parts[0]+"."+parts[1]))
	signature, err := decode(parts[2])
	key, isRSA := certificate.PublicKey.(*rsa.PublicKey)
	now := n.setup.Clock().Unix()
	switch {
	case header.Algorithm != "PS256" || header.Thumbprint != base64.RawURLEncoding.EncodeToString(thumbprint[:]):
		return "the key was not found"
	case err != nil || !isRSA || rsa.VerifyPSS(key, crypto.SHA256, signed[:], signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}) != nil:
		return "the signature does not verify"
	case claims.Audience != n.entra.URL+"/"+n.setup.Directory+"/oauth2/v2.0/token":
		return "audience"
	case claims.Issuer != n.setup.Client || claims.Subject != n.setup.Client:
		return "issuer or subject"
	case now < claims.NotBefore || now >= claims.End || claims.End-claims.NotBefore > 600:
		return "time range"
	case claims.ID == "" || n.proofs[claims.ID]:
		return "used before"
	}
	n.proofs[claims.ID] = true
	return ""
}

// grant makes a token that looks like one of Microsoft Entra's. Its signature is noise.
func (n *Tenant) grant(resource string) string {
	g := grant{audience: resource, object: n.setup.Enterprise, expires: n.setup.Clock().Add(n.setup.Lifetime)}
	if resource == outlook {
		g.roles = slices.Clone(n.setup.Consented)
	}
	encode := base64.RawURLEncoding.EncodeToString
	claims, err := json.Marshal(map[string]any{"aud": g.audience, "iss": "https://sts.windows.net/" + n.setup.Directory + "/", "tid": n.setup.Directory,
		"appid": n.setup.Client, "oid": g.object, "roles": g.roles, "exp": g.expires.Unix()})
	if err != nil {
		n.t.Error(err)
	}
	token := fmt.Sprintf("%s.%s.%s", encode([]byte(`{"alg":"RS256","typ":"JWT"}`)), encode(claims), rand.Text())
	n.tokens[token] = g
	return token
}
