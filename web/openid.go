package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"fristvakt/workflows"
)

// OpenID is a provider of OpenID Connect that people may log in through. Only
// people the board knows by address get in.
type OpenID struct {
	Issuer   string // "https://login.microsoftonline.com/TENANT/v2.0"
	ClientID string
	Secret   string
	Claim    string       // that holds the address; "email" unless given, "preferred_username" for Entra ID
	Client   *http.Client // nil: one with a time limit

	mu       sync.Mutex
	provider *oidc.Provider
}

// flowLasts is how long somebody may take at the provider.
const flowLasts = 10 * time.Minute

// ready asks the issuer once how it is spoken to. One that does not answer is
// asked again the next time.
func (o *OpenID) ready(ctx context.Context) (context.Context, *oidc.Provider, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 15 * time.Second}
	}
	ctx = oidc.ClientContext(ctx, o.Client)
	if o.provider == nil {
		p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), o.Client), o.Issuer)
		if err != nil {
			return ctx, nil, fmt.Errorf("ask the issuer %s: %w", o.Issuer, err)
		}
		o.provider = p
	}
	return ctx, o.provider, nil
}

func (s *Server) flow(p *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{ClientID: s.openID.ClientID, ClientSecret: s.openID.Secret, Endpoint: p.Endpoint(),
		RedirectURL: s.public.JoinPath("openid", "callback").String(), Scopes: []string{oidc.ScopeOpenID, "email", "profile"}}
}

// openIDBegin sends the visitor to the provider. State, nonce and PKCE verifier
// (RFC 7636) stay in a cookie of the browser that began.
func (s *Server) openIDBegin(v *visit) {
	if s.openID == nil {
		v.missing()
		return
	}
	if !s.tries.AllowN(s.now(), 1) {
		v.tooMany()
		return
	}
	_, provider, err := s.openID.ready(v.r.Context())
	if err != nil {
		v.fail(err)
		return
	}
	state, nonce, verifier := random(), random(), oauth2.GenerateVerifier()
	http.SetCookie(v.w, s.cookie("openid", strings.Join([]string{state, nonce, verifier}, "."), flowLasts))
	http.Redirect(v.w, v.r, s.flow(provider).AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), http.StatusSeeOther)
}

func random() string {
	raw := make([]byte, 24)
	rand.Read(raw) // never fails, https://pkg.go.dev/crypto/rand#Read
	return base64.RawURLEncoding.EncodeToString(raw)
}

// openIDEnd lets in whom the provider vouches for. The provider's redirect
// comes from another site, so the cookie comes at the second try.
func (s *Server) openIDEnd(v *visit) {
	if s.openID == nil {
		v.missing()
		return
	}
	kept := s.cookieValue(v.r, "openid")
	if kept == "" && fromElsewhere(v.r) {
		v.again()
		return
	}
	http.SetCookie(v.w, s.cookie("openid", "", -time.Second))
	p, err := s.vouched(v.r.Context(), kept, v.r)
	if err != nil {
		s.log.Warn("a login through OpenID Connect was refused", "event", "Board", "error", err)
		v.problem(http.StatusForbidden, "Ikkje logga inn", "Ikke logget inn",
			"Innlogginga vart ikkje godteken. Prøv att, eller be sekretariatet om tilgang.", "Innloggingen ble ikke godtatt. Prøv igjen, eller be sekretariatet om tilgang.")
		return
	}
	s.enter(v, p, workflows.Fact{Kind: workflows.LoggedIn, Subject: "openid"}, "/")
}

func (s *Server) vouched(ctx context.Context, kept string, r *http.Request) (Person, error) {
	parts := strings.Split(kept, ".")
	if len(parts) != 3 || subtle.ConstantTimeCompare([]byte(parts[0]), []byte(r.URL.Query().Get("state"))) != 1 {
		return Person{}, errors.New("the answer belongs to no login that began here")
	}
	ctx, provider, err := s.openID.ready(ctx)
	if err != nil {
		return Person{}, err
	}
	got, err := s.flow(provider).Exchange(ctx, r.URL.Query().Get("code"), oauth2.VerifierOption(parts[2]))
	if err != nil {
		return Person{}, fmt.Errorf("exchange the code: %w", err)
	}
	raw, _ := got.Extra("id_token").(string)
	id, err := provider.Verifier(&oidc.Config{ClientID: s.openID.ClientID}).Verify(ctx, raw)
	if err != nil {
		return Person{}, fmt.Errorf("verify the ID token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(parts[1])) != 1 {
		return Person{}, errors.New("the ID token answers another login")
	}
	return s.named(id)
}

// named finds whom the ID token is about. An address that the provider itself
// says is unproven names nobody.
func (s *Server) named(id *oidc.IDToken) (Person, error) {
	claims := map[string]any{}
	if err := id.Claims(&claims); err != nil {
		return Person{}, fmt.Errorf("read the ID token: %w", err)
	}
	claim := s.openID.Claim
	if claim == "" {
		claim = "email"
	}
	if proven, said := claims["email_verified"].(bool); claim == "email" && said && !proven {
		return Person{}, errors.New("the provider has not verified the address")
	}
	address, _ := claims[claim].(string)
	p, known := s.person(address)
	if !known {
		return Person{}, fmt.Errorf("nobody here has the address in the claim %s", claim)
	}
	return p, nil
}
