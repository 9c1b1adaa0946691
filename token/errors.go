package token

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/oauth2"
)

// Error is why no token was given. Its text says what was said, Advice what to do about it. Where the endpoint answered, an
// *oauth2.RetrieveError without the answer's text is within it.
type Error struct {
	err    error
	advice string
}

// Error is what the endpoint or the network said, on one line and without secrets.
func (e *Error) Error() string { return e.err.Error() }

// Unwrap gives what the error rests on.
func (e *Error) Unwrap() error { return e.err }

// Advice names the likely cause and what to do about it, in one or two sentences.
func (e *Error) Advice() string { return e.advice }

const (
	maxSaid = 200 // bytes of the endpoint's words that are repeated
)

// failure makes an Error of what oauth2 gave.
func (c Client) failure(ctx context.Context, err error) error {
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) || refused.Response == nil {
		return c.silence(ctx, err)
	}
	said := c.concealed(firstSentence(refused.ErrorDescription))
	status := refused.Response.StatusCode
	text := strings.TrimSpace(fmt.Sprintf("the token endpoint answered %d %s", status, c.concealed(clip(refused.ErrorCode))))
	if said != "" {
		text += ": " + said
	}
	bare := &oauth2.RetrieveError{Response: &http.Response{StatusCode: status}, ErrorCode: refused.ErrorCode}
	return &Error{err: &answered{text, bare}, advice: c.advice(status, refused.ErrorCode, refused.ErrorDescription)}
}

// answered is a refusal by the endpoint in words of our own.
type answered struct {
	text string
	err  *oauth2.RetrieveError
}

func (a *answered) Error() string { return a.text }
func (a *answered) Unwrap() error { return a.err }

// silence is a failure in which the endpoint did not answer as it should.
func (c Client) silence(ctx context.Context, err error) error {
	var certificate *tls.CertificateVerificationError
	var wrapped *url.Error
	advice := "Check the address of the token endpoint, and whether a firewall or proxy lets us reach it."
	switch {
	case ctx.Err() != nil:
		return &Error{err: fmt.Errorf("ask the token endpoint: %w", context.Cause(ctx)), advice: "It is tried again."}
	case errors.As(err, &certificate):
		advice = "The token endpoint's certificate is not from a known authority or not for this name. Name the authority if it is " +
			"a private one, and check this machine's clock."
	}
	if errors.As(err, &wrapped) {
		return &Error{err: fmt.Errorf("ask the token endpoint: %w", wrapped.Err), advice: advice}
	}
	return &Error{err: errors.New("the token endpoint gave an answer that holds no token"), advice: advice}
}

// concealed takes the secret out of what the endpoint may have repeated.
func (c Client) concealed(said string) string {
	if c.Secret == "" {
		return said
	}
	return strings.NewReplacer(c.Secret, "[secret]", url.QueryEscape(c.Secret), "[secret]",
		base64.StdEncoding.EncodeToString([]byte(c.Secret)), "[secret]").Replace(said)
}

// traces are the identifiers that Microsoft Entra puts behind its sentences.
var traces = regexp.MustCompile(`(?s)\s*(Trace ID|Correlation ID|Timestamp):.*`)

// firstSentence leaves the description's beginning on one line.
func firstSentence(description string) string { return clip(traces.ReplaceAllString(description, "")) }

func clip(said string) string {
	line := strings.Join(strings.Fields(strings.ToValidUTF8(said, "?")), " ")
	if len(line) > maxSaid {
		line = strings.ToValidUTF8(line[:maxSaid], "") + " ..."
	}
	return line
}
