package workflows

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// MessageID returns the Message-ID of the mail with the given key, without
// angle brackets. It is the same for every attempt (RFC 5322 section 3.6.4),
// readable, and cannot be made up without the secret.
func MessageID(key string, secret []byte, domain string) string {
	return "fv." + strings.ReplaceAll(key, "/", ".") + "." + sealOf(key, secret) + "@" + domain
}

// KeyOfMessageID returns the key that one of our own Message-IDs was made
// from, and whether it is ours at all; the key is "" when it is not. Angle
// brackets do not matter.
func KeyOfMessageID(id string, secret []byte) (string, bool) {
	local, _, _ := strings.Cut(strings.Trim(id, "<> \t"), "@")
	rest, ours := strings.CutPrefix(local, "fv.")
	i := strings.LastIndexByte(rest, '.')
	if !ours || i < 0 {
		return "", false
	}
	key := strings.ReplaceAll(rest[:i], ".", "/")
	if !hmac.Equal([]byte(rest[i+1:]), []byte(sealOf(key, secret))) {
		return "", false
	}
	return key, true
}

func sealOf(key string, secret []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("message-id " + key))
	return hex.EncodeToString(mac.Sum(nil)[:6])
}
