package watch

import (
	"io"
	"time"
)

// Cursor is a position in a mailbox: everything up to and including UID has been seen. UIDs mean nothing under another
// UIDVALIDITY. With a zero UIDValidity, Fetch looks again at everything since a date.
type Cursor struct {
	Mailbox     string
	UIDValidity uint32
	UID         uint32
}

// Head is what is known of a mail before it is fetched.
type Head struct {
	Cursor   Cursor    // the mail's own position
	Size     int64     // bytes as the server tells them (RFC822.SIZE), 0 where it could not say
	Received time.Time // INTERNALDATE in UTC, zero where the server gave none that can be read
	Header   []byte    // the raw header block, cut at 256 kB; nil in Quarantine if even that could not be fetched
}

// Want is what a Visitor wants of a mail.
type Want int

const (
	Skip Want = iota // nothing more
	Peek             // the first 64 kB, and then to be asked again
	Take             // the whole
)

// Visitor judges mails as they are read. It is called from one goroutine. An error it returns ends the pass and comes out
// of Fetch.
//
// A mail can be shown again, in the same life or the next: after a change of UIDVALIDITY, after a broken connection, and
// after a restart while a mail before it was held. The Visitor knows by the mail's identity what it has stored already. It
// must not take having seen the Head of a mail for having handled the mail.
type Visitor interface {
	// Head is shown each mail first.
	Head(Head) Want
	// Peek is shown up to 64 kB of the raw mail from its beginning. To answer Peek again means Skip.
	Peek(h Head, first []byte) Want
	// Take reads the raw mail, streamed off the wire, and must have stored it durably when it returns nil. An error that
	// body gave must be returned: then the mail was cut off and will be fetched again.
	Take(h Head, body io.Reader) error
	// Quarantine is told of a mail that is too large or that could not be fetched in a bounded number of tries, and why, in
	// one line that may contain words of the server. After nil the mail counts as handled.
	Quarantine(h Head, reason string) error
	// Advance is told after each batch how far the mailbox has been seen. It is never told a position beyond a mail that
	// is held. The position goes back when the server's UIDs do.
	Advance(Cursor) error
}

// Pass is what one Fetch did.
type Pass struct {
	Cursor      Cursor    // the last position given to Advance, or the one Fetch began from
	Seen        int       // mails whose headers were shown
	Taken       int       // mails that Take stored
	Quarantined int       // mails given up
	Held        []Suspect // mails that wait for another try; the Cursor stays before the first of them
	Bytes       int64     // on the wire, both directions, over all connections of the pass
	Newest      time.Time // latest INTERNALDATE among the mails seen, UTC, zero if none
	Rescanned   bool      // the mailbox was looked through by date, because the cursor did not fit it
}

// Suspect is a mail that could not be fetched so far.
type Suspect struct {
	Cursor Cursor
	Tries  int    // in this life of the Watcher
	Reason string // of the last try
}
