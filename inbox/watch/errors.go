package watch

import (
	"errors"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// The kinds of failure, for errors.Is. Only ErrConnection, ErrToken and ErrMailbox may pass by themselves; a caller retries
// them with growing pauses. Retrying ErrLogin quickly locks accounts out.
var (
	// ErrConnection means that the server could not be reached, went away, fell silent, or answered what cannot be parsed.
	ErrConnection = errors.New("no working connection to the mail server")
	// ErrTLS means that no trusted encryption could be agreed on, or that plaintext was asked for beyond this machine.
	ErrTLS = errors.New("no trusted encryption with the mail server")
	// ErrLogin means that the server refused the user, the secret or the token.
	ErrLogin = errors.New("login refused by the mail server")
	// ErrToken means that no access token could be had, so that no login was tried.
	ErrToken = errors.New("no access token for the mail server")
	// ErrMailbox means that the login was accepted but the mailbox could not be opened or searched.
	ErrMailbox = errors.New("mailbox cannot be read")
	// ErrClosed means that Close was called.
	ErrClosed = errors.New("watcher is closed")
)

// Error tells what failed, why, and what to do about it.
type Error struct {
	Kind   error  // one of the Err values of this package
	Doing  string // what was being done, "log in as post@example.no"
	Cause  error  // what the server or the network said, server text cut at 300 bytes
	Advice string // one sentence that says what to do, or "" where there is nothing to do but wait
}

// Error gives all of it in one line.
func (e *Error) Error() string {
	text := e.Doing + ": " + e.Kind.Error()
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	if e.Advice != "" {
		text += ". " + e.Advice
	}
	return text
}

// Unwrap gives the kind and the cause to errors.Is and errors.As.
func (e *Error) Unwrap() []error { return []error{e.Kind, e.Cause} }

const maxServerText = 300 // bytes of a server's words that may reach errors and logs

// short cuts what the server said. A parse error of the library can quote 200 kB of an answer.
func short(err error) error {
	var refused *imap.Error
	if errors.As(err, &refused) {
		kept := *refused
		kept.Text = shortText(refused.Text)
		kept.Code = imap.ResponseCode(shortText(string(refused.Code)))
		return &kept
	}
	if err != nil && len(err.Error()) > maxServerText {
		return errors.New(shortText(err.Error()))
	}
	return err
}

func shortText(text string) string {
	if len(text) > maxServerText {
		text = text[:maxServerText] + " ..."
	}
	return strings.ToValidUTF8(text, "?")
}

// refusal gives the server's NO or BAD, after which the connection lives on, or nil.
func refusal(err error) *imap.Error {
	var refused *imap.Error
	if errors.As(err, &refused) && refused.Type != imap.StatusResponseTypeBye {
		return refused
	}
	return nil
}

// passing tells whether a refusal is about the server's own state, so that the same login may work later (RFC 5530).
func passing(refused *imap.Error) bool {
	switch refused.Code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit, imap.ResponseCodeServerBug:
		return true
	}
	return false
}
