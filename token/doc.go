// Package token gets OAuth 2.0 access tokens for mail servers by the client credentials grant (RFC 6749 section 4.4), with a
// secret or with an assertion signed by a certificate's key (RFC 7523).
//
// It knows one client at one token endpoint. It must never write anything anywhere, never let the secret, the key or a
// token into an error, and never send the secret over an unencrypted connection to another machine.
package token
