package workflows

import "time"

// DigestReport is everything that one digest says. It is made from the
// ledgers, the facts and the ages; the mailer only gives it a form.
type DigestReport struct {
	Date      Date   // the working day it is for
	Rehearsal bool   // mail to parties goes to the secretariat
	Paused    string // why nothing is sent; "" when sending goes on

	Questions []Question    // what needs a person, most urgent first
	News      []Line        // what came in since the last digest
	Rulings   []Line        // what people ruled since the last digest, and the command that takes it back
	Reminded  []Line        // who was written to since the last digest
	Coming    []Line        // what goes out on the next working day
	Rounds    []RoundReport // open rounds
	Meetings  []Line        // promised council meetings of the coming week
	Calls     []Line        // the call list of a deadline that is near
	Bounces   []Line        // mail that does not arrive
	Absences  []Line        // who is away, and until when
	Running   []Line        // outages, quarantined mails, breaker
	Choices   []Choice      // what can be done by a mail back to us besides: stop, pause, wait, extend
	Ages      Ages
}

// Quiet reports whether there is nothing to tell: one line is enough.
func (r DigestReport) Quiet() bool {
	return len(r.Questions)+len(r.News)+len(r.Rulings)+len(r.Reminded)+len(r.Coming)+len(r.Meetings)+
		len(r.Calls)+len(r.Bounces)+len(r.Absences)+len(r.Running) == 0 && r.Paused == ""
}

// Question is one thing that only a person can settle.
type Question struct {
	Letter   string    // id of the letter, "" where it is about something else
	Received time.Time // UTC; zero where no letter
	Party    string    // full name of the best guess, "" where unknown
	Text     string    // Nynorsk: what is asked, with the best guess
	Why      string    // Nynorsk: the reason it was not decided
	Commands []string  // what settles it: "fristvakt review accept 3f2a --reason GRUNN"
	Old      bool      // has held reminders back for five working days or more
	Choices  []Choice  // what settles it by a mail back to us
}

// Line is one entry of a list in the digest.
type Line struct {
	At    time.Time // zero where it has no time of its own
	Date  Date      // zero where it has no date of its own
	Party string    // full name
	Text  string    // Nynorsk
}

// RoundReport is where one round stands.
type RoundReport struct {
	Round                                                   string
	Title                                                   string
	Deadlines                                               []DeadlineReport // open ones, and the newest that has passed
	Complete, Partly, Nothing, Announced, Declined, Waiting int              // parties, the host left out
	Owing                                                   int              // parties that owe anything: all but host and out of scope
}

// DeadlineReport is the progress towards one deadline.
type DeadlineReport struct {
	Milestone string
	Title     string
	Date      Date
	LastDay   Date // last open day at or before the date
	DaysLeft  int  // calendar days, negative when it has passed
	OpenLeft  int  // working days left
	Delivered int  // parties that have delivered everything this deadline asks for
	Owing     int
	Each      []Count // per requirement
}

// Count is how many have delivered one requirement.
type Count struct {
	Label string // "den signerte avtalen"
	Done  int
}

// Ages are the three ages that health means (docs/guarantees.md, "No green
// silence"), as instants in UTC; the zero instant means never.
type Ages struct {
	Turn   time.Time // last completed turn
	Mail   time.Time // last mail seen in the mailbox
	Digest time.Time // last digest accepted by the server
}
