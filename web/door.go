package web

import (
	"context"
	"errors"
	"time"

	"fristvakt/workflows"
)

// Door is all that the board has of the house. Its functions may be called by
// several goroutines at once.
type Door struct {
	State    func(ctx context.Context) (State, error)
	Rule     func(ctx context.Context, r Ruler, orders ...workflows.Order) ([]workflows.Fact, error) // all of them or none
	Note     func(ctx context.Context, f workflows.Fact) error                                       // who logged in, out, or took something away
	Letter   func(ctx context.Context, id string) (Letter, error)                                    // ErrNotFound where there is none
	Page     func(ctx context.Context, letter string, paper, page int) ([]byte, error)               // as PNG, pages counted from 0
	Original func(ctx context.Context, letter string, paper int) (File, error)                       // as it came
	Mail     func(ctx context.Context, key string) (Mail, error)                                     // that was queued or sent
	Coming   func(ctx context.Context, f workflows.Forecast) (Mail, error)                           // as it would be sent, things standing as they do
	Dossier  func(ctx context.Context, party string) ([]File, error)                                 // everything about a party
	Invite   func(ctx context.Context, address, link string) error                                   // mails a login link to one of ours
}

// ErrNotFound is returned by the door for what it does not have.
var ErrNotFound = errors.New("there is no such thing")

// Ruler is who rules and why. The door gives the instant.
type Ruler struct {
	Actor  string
	Reason string
}

// State is what stands at one instant.
type State struct {
	workflows.Desk
	Ages workflows.Ages
}

// Letter is a stored letter as a person reads it.
type Letter struct {
	ID       string
	From     string
	Subject  string
	Received time.Time // by our server, UTC
	Text     string
	Papers   []Paper
}

// Paper is one attachment of a letter.
type Paper struct {
	Name       string
	Size       int64
	Pages      int      // that can be shown as pictures; 0 where none can
	Text       []string // by page
	Unreadable string   // why it cannot be read; "" where it can
}

// Mail is a mail of ours as its receiver sees it.
type Mail struct {
	Key     string
	State   workflows.OutboxState // "" for one that is only foreseen
	To      []string
	Subject string
	Text    string
	Files   []string // names of what is attached
	Changed time.Time
}

// File is something to take away.
type File struct {
	Name    string
	Content []byte
}
