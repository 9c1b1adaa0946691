package workflows

import "time"

// ActionKind says what a mail is for.
type ActionKind string

// The kinds of mail.
const (
	Reminder      ActionKind = "reminder"
	Receipt       ActionKind = "receipt"
	Notice        ActionKind = "notice"   // of an event
	SendOut       ActionKind = "dispatch" // to all, with files
	FollowUp      ActionKind = "follow-up"
	Clarification ActionKind = "clarification" // a question about a paper that the party sent
	Digest        ActionKind = "digest"

	LoginLink ActionKind = "login" // to one of the secretariat
)

// ToOurselves reports whether such mail goes to the secretariat: it is not
// planned, and a second copy is better than none.
func (k ActionKind) ToOurselves() bool { return k == Digest || k == LoginLink }

// Action is one mail that should go out, and why.
type Action struct {
	Key       string // readable, unique in the outbox: "digivestland-2025/4602/deadline-31-may/2-weeks-before"
	Kind      ActionKind
	Round     string
	Party     string
	Milestone string
	Step      string
	Template  string
	Also      []Role
	Due       Date // the day the rules give
	Day       Date // the day it goes: Due, or later when something kept it back
	Deadline  Date // of this party
	Missing   []string
	Received  []Delivery
	Meeting   Date     // a promised council meeting, of a follow-up
	Covers    []string // requirements a receipt acknowledges
	Attach    []string
	Paper     string   // file that a question is about
	Quote     string   // what it says
	Why       []string // the rule, the offset, the days skipped
}

// OutboxState is where a mail stands.
type OutboxState string

// The states of a mail; the way through them is in ARCHITECTURE.md.
const (
	Queued         OutboxState = "queued"
	Sending        OutboxState = "sending"
	SentState      OutboxState = "sent"
	FailedState    OutboxState = "failed"
	UncertainState OutboxState = "uncertain"
	Withdrawn      OutboxState = "withdrawn"
)

// Mail is one outgoing mail, byte for byte, with its state.
type Mail struct {
	Key       string
	Kind      ActionKind
	Round     string
	Party     string
	Step      string
	Covers    []string
	MessageID string // without angle brackets
	From      string // envelope sender
	To        []string
	Bytes     []byte // RFC 5322, CRLF
	Print     string // fingerprint of the action it was composed from
	Due       Date
	Rehearse  bool

	State     OutboxState
	NotBefore time.Time // do not try again before
	Attempts  int
	Queued    time.Time
	Changed   time.Time
	Answer    string // what the server said last
}
