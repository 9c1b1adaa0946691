package token

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
)

// Claims are what a token of Microsoft Entra says of itself. They explain a refusal and decide nothing: nobody has checked
// their signature, and a token is for the server alone.
type Claims struct {
	Audience string   `json:"aud"`
	Tenant   string   `json:"tid"`
	Object   string   `json:"oid"` // of the enterprise application; New-ServicePrincipal must have been given it
	Roles    []string `json:"roles"`
}

// readClaims reads the claims of a token that is a JWT (RFC 7519) of at most 64 kB. Of any other it reports false.
func readClaims(token string) (Claims, bool) {
	var c Claims
	parts := strings.Split(token, ".")
	if len(parts) != 3 || len(token) > 64<<10 {
		return c, false
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(text, &c) != nil {
		return Claims{}, false
	}
	return c, c.Tenant != ""
}

// Outlook reports whether the token is for Exchange Online.
func (c Claims) Outlook() bool {
	host := strings.TrimSuffix(strings.TrimPrefix(c.Audience, "https://"), "/")
	return host == "outlook.office365.com" || host == "outlook.office.com" || host == "00000002-0000-0ff1-ce00-000000000000"
}

// May reports whether the token carries the application permission, as in IMAP.AccessAsApp.
func (c Claims) May(permission string) bool { return slices.Contains(c.Roles, permission) }
