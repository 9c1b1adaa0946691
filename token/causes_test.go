package token_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"fristvakt/demo/tenant"
	"fristvakt/token"
)

// advised is what an error says to do.
func advised(err error) string {
	var failed *token.Error
	if errors.As(err, &failed) {
		return failed.Advice()
	}
	return ""
}

// TestARefusalNamesItsCause sets up each thing wrongly that an administrator
// can, and reads what is said.
func TestARefusalNamesItsCause(t *testing.T) {
	certificate, key := keyPair(t, 2048)
	other, _ := keyPair(t, 2048)
	withCertificate := func(c *token.Client) {
		c.Secret = ""
		c.Certificate, _ = token.ReadCertificate(certificate, key)
	}
	for name, wrong := range map[string]struct {
		setup  func(*tenant.Setup)
		client func(*token.Client)
		says   string
		advice string
	}{
		"expired secret":      {func(s *tenant.Setup) { s.SecretEnds = s.Clock().Add(-time.Hour) }, nil, "AADSTS7000222", "secret has expired"},
		"id of the secret":    {nil, func(c *token.Client) { c.Secret = "0e2d4f6a-id" }, "AADSTS7000215", "not its id"},
		"wrong tenant":        {nil, func(c *token.Client) { c.Endpoint = strings.Replace(c.Endpoint, "7f0c8c6e", "00000000", 1) }, "AADSTS90002", "no such tenant"},
		"wrong client id":     {nil, func(c *token.Client) { c.ID = "33334444-0000-4000-8000-00000000a99b" }, "AADSTS700016", "no such application"},
		"scope of a user":     {nil, func(c *token.Client) { c.Scope = "https://outlook.office.com/IMAP.AccessAsUser.All" }, "AADSTS1002012", "scope is wrong"},
		"scope of nothing":    {nil, func(c *token.Client) { c.Scope = "https://outlok.office365.com/.default" }, "AADSTS500011", "scope is wrong"},
		"nothing to prove":    {nil, func(c *token.Client) { c.Secret = "" }, "AADSTS7000218", "secret_file"},
		"no certificate":      {nil, withCertificate, "AADSTS700027", "does not know this certificate"},
		"another certificate": {func(s *tenant.Setup) { s.Certificate = other }, withCertificate, "AADSTS700027", "does not know this certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			n, c, _ := client(t)
			if wrong.setup != nil {
				n.Change(wrong.setup)
			}
			if wrong.client != nil {
				wrong.client(&c)
			}
			_, _, err := source(t, c).Token(t.Context())
			var refused *oauth2.RetrieveError
			if err == nil || !strings.Contains(err.Error(), wrong.says) || !strings.Contains(advised(err), wrong.advice) || !errors.As(err, &refused) {
				t.Errorf("%v: %s", err, advised(err))
			}
			if strings.Contains(err.Error(), "Trace ID") || strings.Contains(err.Error(), "\n") {
				t.Errorf("too much is repeated: %v", err)
			}
		})
	}
}

func TestAnotherEndpointsRefusalIsUnderstoodByItsStandardCode(t *testing.T) {
	for body, advice := range map[string]string{
		`401 {"error":"invalid_client"}`:         "client or its secret",
		`400 {"error":"invalid_scope"}`:          "does not give this scope",
		`400 {"error":"unauthorized_client"}`:    "client credentials grant",
		`400 {"error":"strange"}`:                "Check tenant",
		`503 busy`:                               "in trouble",
		`429 {"error":"slow_down"}`:              "fewer requests",
		`200 {}`:                                 "Check the address",
		`200 ` + strings.Repeat("x", 2<<20):      "Check the address",
		`400 ` + strings.Repeat("<html>", 1<<10): "Check tenant",
	} {
		endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			status, text, _ := strings.Cut(body, " ")
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(map[string]int{"200": 200, "400": 400, "401": 401, "429": 429, "503": 503}[status])
			w.Write([]byte(text))
		}))
		_, _, err := source(t, token.Client{Endpoint: endpoint.URL, ID: "c", Secret: "s"}).Token(t.Context())
		endpoint.Close()
		if !strings.Contains(advised(err), advice) || len(err.Error()) > 400 {
			t.Errorf("%.60s: %v: %s", body, err, advised(err))
		}
	}
}

func TestATokenOfMicrosoftEntraSaysWhoseItIsAndWhatItMay(t *testing.T) {
	n, c, _ := client(t)
	asked := source(t, c)
	if _, read := asked.Claims(); read {
		t.Error("claims of no token")
	}
	get(t, asked)
	asked.Forget()
	claims, read := asked.Claims()
	if !read || claims.Object != n.Setup().Enterprise || claims.Tenant != n.Setup().Directory || !claims.Outlook() || !claims.May("SMTP.SendAsApp") || claims.May("POP.AccessAsApp") {
		t.Errorf("%t %+v", read, claims)
	}
	c.Scope = "https://graph.microsoft.com/.default"
	asked = source(t, c)
	get(t, asked)
	if claims, _ = asked.Claims(); claims.Outlook() || slices.Contains(claims.Roles, "IMAP.AccessAsApp") {
		t.Errorf("of another resource: %+v", claims)
	}
}

func TestATokenThatSaysNothingOfItselfIsUsedAllTheSame(t *testing.T) {
	for _, opaque := range []string{"ya29.a0", "a.b.c", "a.e30.c", strings.Repeat("x", 100<<10) + ".e30.c"} {
		endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"access_token":%q,"token_type":"Bearer"}`, opaque)
		}))
		s := source(t, token.Client{Endpoint: endpoint.URL, ID: "c", Secret: "s"})
		given, expires := get(t, s)
		if _, read := s.Claims(); read || given != opaque || !expires.IsZero() {
			t.Errorf("%.20s: read %t, expires %s", opaque, read, expires)
		}
		endpoint.Close()
	}
}
