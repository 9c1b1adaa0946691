package workflows

import "time"

// FactKind names what a fact says. The names are stored; they never change.
type FactKind string

// The kinds of fact.
const (
	Judged         FactKind = "judged"          // a letter has been judged
	Delivered      FactKind = "delivered"       // a requirement is met
	Ruled          FactKind = "ruled"           // a person has ruled on a letter; it waits no longer
	Promised       FactKind = "promised"        // the council meets on Until
	Declined       FactKind = "declined"        // the party stays outside
	NotApplicable  FactKind = "not-applicable"  // the round does not concern the party
	Extended       FactKind = "extended"        // a deadline is Until, for Party or (empty) for all
	Reopened       FactKind = "reopened"        // a requirement is asked for anew, by Until
	Snoozed        FactKind = "snoozed"         // no reminders through Until
	Asked          FactKind = "asked"           // a person has the party asked about Letter, with the text Step, on Paper
	Undone         FactKind = "undone"          // the fact Undoes no longer counts
	ContactSet     FactKind = "contact-set"     // Role of Party has Address; empty Address removes it
	Bounced        FactKind = "bounced"         // mail to Address did not arrive
	Absent         FactKind = "absent"          // Address is away through Until
	Sent           FactKind = "sent"            // the mail Key was accepted by the server
	Failed         FactKind = "failed"          // the mail Key was refused for good
	Uncertain      FactKind = "uncertain"       // the mail Key may have been accepted
	Settled        FactKind = "settled"         // the uncertain mail Key went (Outcome sent), as a person says or the sent folder shows, or did not (Outcome unsent), as a person says
	Opened         FactKind = "opened"          // the round is watched from now
	Paused         FactKind = "paused"          // nothing is sent
	Resumed        FactKind = "resumed"         // sending goes on
	WentLive       FactKind = "went-live"       // mail goes to the parties from now
	Rehearsing     FactKind = "rehearsing"      // mail goes to the secretariat
	Forgotten      FactKind = "forgotten"       // what was known of a person was taken out of the facts Redacts
	Quarantined    FactKind = "quarantined"     // a mail could not be read
	OutageBegan    FactKind = "outage-began"    // Subject (imap, smtp) does not answer
	OutageEnded    FactKind = "outage-ended"    // Subject answers again
	BreakerTripped FactKind = "breaker-tripped" // far more than planned would have gone out; sending is paused
	DayStopped     FactKind = "day-stopped"     // no mail to a party of the round on the day Until
	ChoiceRefused  FactKind = "choice-refused"  // a ruling by mail that does not count, and why
	Purged         FactKind = "purged"          // the old Letter was dropped, because no fact needs it
	Confirmed      FactKind = "confirmed"       // a person says whether the mail Key goes that is later than it should (Outcome yes or no)
	ResponseDouble FactKind = "response-double" // a later form response of a party that had answered
	LoggedIn       FactKind = "logged-in"       // Actor has begun to use the board, by the link Key or by Subject
	LoggedOut      FactKind = "logged-out"      // Actor has ended it
	Downloaded     FactKind = "downloaded"      // Actor has taken Subject out of the board
)

// Outcome is what a paper or a ruling says.
type Outcome string

// The outcomes of decisions and rulings.
const (
	Yes         Outcome = "yes"
	No          Outcome = "no"
	Postponed   Outcome = "postponed"
	Conditional Outcome = "conditional"
	WasSent     Outcome = "sent"
	WasUnsent   Outcome = "unsent"
	WasAssigned Outcome = "assigned"
	WasAsked    Outcome = "asked"
	WasCopied   Outcome = "copied" // of a pause: the store is a copy, and the original may have sent since
)

// Disposition is what becomes of a letter.
type Disposition string

// The dispositions of letters.
const (
	Accept    Disposition = "accept"
	Review    Disposition = "review"
	Unrelated Disposition = "unrelated"
	AutoReply Disposition = "autoreply"
	Bounce    Disposition = "bounce"
)

// Fact is something that happened or that a person decided. Facts are only
// appended; a correction is a new fact.
type Fact struct {
	Seq  int64     `json:"seq,omitempty"` // given by the store, from 1
	At   time.Time `json:"at"`            // when it became true (a letter: received by our server), UTC
	Made time.Time `json:"made"`          // when it was recorded, UTC
	Kind FactKind  `json:"kind"`

	Round       string `json:"round,omitempty"`
	Party       string `json:"party,omitempty"`
	Milestone   string `json:"milestone,omitempty"`
	Requirement string `json:"requirement,omitempty"`
	Key         string `json:"key,omitempty"`    // of a mail
	Letter      string `json:"letter,omitempty"` // id of a stored letter
	Undoes      int64  `json:"undoes,omitempty"`

	Until    Date     `json:"until,omitzero"`
	Outcome  Outcome  `json:"outcome,omitempty"`
	Role     Role     `json:"role,omitempty"`
	Address  string   `json:"address,omitempty"`
	Status   string   `json:"status,omitempty"`  // enhanced status code of a bounce or refusal
	Subject  string   `json:"subject,omitempty"` // what it is about, in a few words
	Paper    string   `json:"paper,omitempty"`   // file name or journal number
	Journal  string   `json:"journal,omitempty"`
	Step     string   `json:"step,omitempty"`
	Covers   []string `json:"covers,omitempty"` // requirements that the receipt Key acknowledges
	Choice   string   `json:"choice,omitempty"` // seal of the choice that was made by mail
	Rehearse bool     `json:"rehearse,omitempty"`
	Hard     bool     `json:"hard,omitempty"` // a bounce that will not mend by itself

	Verdict *Verdict    `json:"verdict,omitempty"`
	Redacts []Redaction `json:"redacts,omitempty"`

	Actor  string `json:"actor"`            // "fristvakt" or a person
	Reason string `json:"reason,omitempty"` // a sentence a person understands
}

// Verdict is what the inbox found in one letter, as it is kept.
type Verdict struct {
	Disposition Disposition `json:"disposition"`
	Round       string      `json:"round,omitempty"`
	Party       string      `json:"party,omitempty"`
	Candidates  []string    `json:"candidates,omitempty"` // every party it may come from, best first
	Documents   []Document  `json:"documents,omitempty"`
	Reasons     []Reason    `json:"reasons,omitempty"`
	Rules       int         `json:"rules"` // version of the rules
	Promise     Date        `json:"promise,omitzero"`
}

// Document is one paper found in a letter.
type Document struct {
	Name     string  `json:"name"`
	Kind     string  `json:"kind"` // signed-agreement, decision-copy, unsigned-agreement, case-paper, recommendation, other, unreadable
	Outcome  Outcome `json:"outcome"`
	Delivers bool    `json:"delivers"`
	Party    string  `json:"party,omitempty"`
	Quote    string  `json:"quote,omitempty"` // the sentence that decided it
	Page     int     `json:"page,omitempty"`
}

// Reason is one piece of evidence under a stable rule identifier.
type Reason struct {
	Rule    string `json:"rule"`
	Text    string `json:"text"`              // English, for explain
	Nynorsk string `json:"nynorsk,omitempty"` // for the digest, where it keeps the letter from being accepted
	Weight  int    `json:"weight,omitempty"`  // of evidence on who it is from
	Party   string `json:"party,omitempty"`
}
