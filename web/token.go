package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"
)

// LinkLasts is how long a login link is good for.
const LinkLasts = 15 * time.Minute

// errLink is all that a visitor learns about a link that is no good.
var errLink = errors.New("the link is used, too old or not ours")

// token is what a login link carries: whom it is for and until when. Its id
// makes it good for one login.
type token struct {
	address string
	until   time.Time
	id      string
}

// newToken returns a token and its sealed form, which goes into a URL.
func newToken(secret []byte, address string, until time.Time) (token, string) {
	nonce := make([]byte, 12)
	rand.Read(nonce) // never fails, https://pkg.go.dev/crypto/rand#Read
	t := token{address: address, until: until.Truncate(time.Second), id: "login/" + base64.RawURLEncoding.EncodeToString(nonce)}
	body := strings.Join([]string{t.id, strconv.FormatInt(until.Unix(), 36), address}, "\n")
	text := base64.RawURLEncoding.EncodeToString([]byte(body))
	return t, text + "." + seal(secret, text)
}

// readToken opens a sealed token at the instant now.
func readToken(secret []byte, sealed string, now time.Time) (token, error) {
	text, mark, _ := strings.Cut(sealed, ".")
	if len(sealed) > 1000 || !hmac.Equal([]byte(mark), []byte(seal(secret, text))) {
		return token{}, errLink
	}
	body, err := base64.RawURLEncoding.DecodeString(text)
	parts := strings.SplitN(string(body), "\n", 3)
	if err != nil || len(parts) != 3 {
		return token{}, errLink
	}
	until, err := strconv.ParseInt(parts[1], 36, 64)
	t := token{id: parts[0], until: time.Unix(until, 0), address: parts[2]}
	if err != nil || !now.Before(t.until) {
		return token{}, errLink
	}
	return t, nil
}

func seal(secret []byte, text string) string {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte("fristvakt login " + text))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}
