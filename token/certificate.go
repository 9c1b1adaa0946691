package token

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Certificate is a certificate with its RSA key, by which a client proves who it is. It does not show its key when printed.
type Certificate struct {
	key    *rsa.PrivateKey
	sha1   string // of the certificate's DER, as headers carry it
	sha256 string

	// Expires is when the certificate ends to be valid, UTC.
	Expires time.Time
}

// ReadCertificate reads a certificate and its private key in PEM form, without a passphrase. Microsoft Entra takes RSA keys
// alone.
func ReadCertificate(certificate, key []byte) (*Certificate, error) {
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return nil, fmt.Errorf("certificate and key: %w", err)
	}
	private, ok := pair.PrivateKey.(*rsa.PrivateKey)
	if !ok || private.N.BitLen() < 2048 {
		return nil, errors.New("the key must be an RSA key of 2048 bits or more")
	}
	der := pair.Leaf.Raw
	short, long := sha1.Sum(der), sha256.Sum256(der)
	encode := base64.RawURLEncoding.EncodeToString
	return &Certificate{key: private, sha1: encode(short[:]), sha256: encode(long[:]), Expires: pair.Leaf.NotAfter.UTC()}, nil
}

// String names the certificate and not its key.
func (c *Certificate) String() string { return "certificate " + c.sha256 }

// GoString is String.
func (c *Certificate) GoString() string { return c.String() }

// assertionLifetime is how long an assertion can be used, five to ten minutes being what Microsoft Entra recommends.
const assertionLifetime = 5 * time.Minute

// assertion is the signed statement of RFC 7523 section 2.2, made for one request. It begins a minute ago, for a clock that
// is a little ahead. The header x5t is for endpoints that do not know x5t#S256 (RFC 7515 sections 4.1.7 and 4.1.8) yet.
func (c *Certificate) assertion(client, endpoint string, now time.Time) (string, error) {
	header, err := json.Marshal(map[string]string{"alg": "PS256", "typ": "JWT", "x5t": c.sha1, "x5t#S256": c.sha256})
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(map[string]any{"aud": endpoint, "iss": client, "sub": client, "jti": rand.Text(),
		"nbf": now.Add(-time.Minute).Unix(), "iat": now.Unix(), "exp": now.Add(assertionLifetime).Unix()})
	if err != nil {
		return "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode(header) + "." + encode(claims)
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPSS(rand.Reader, c.key, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	if err != nil {
		return "", fmt.Errorf("sign the assertion: %w", err)
	}
	return signed + "." + encode(signature), nil
}
