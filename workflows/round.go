package workflows

// Round is one agreement process: its parties, its dated milestones and what
// each party must deliver. Rounds are data; see rounds/*.toml.
type Round struct {
	ID        string // "digivestland-2025"; stable, part of every key
	Title     string // what mails and the digest call it
	Reference string // prefix of subject references: "FV-2025"
	Starts    Date   // nothing that was due or received before this date causes mail
	Ends      Date   // after this date nothing is planned
	Roster    string // name of the roster: "vestland", or a file beside the round
	Host      string // number of the party that hosts; it owes nothing

	Topic   []string // words by which mail concerns the round: "DigiVestland"
	Ours    []string // phrases that only papers of this round use
	Foreign []string // phrases of other rounds: a paper with these is not ours
	Wording string   // the recommended decision, with {{Organ}} and {{leiar}}

	Requirements []Requirement
	Milestones   []Milestone // in order of date

	Source string // the file it was read from, for messages
}

// Paper is what kind of thing meets a requirement.
type Paper string

// The papers that can be required.
const (
	SignedAgreement Paper = "signed-agreement"
	DecisionCopy    Paper = "decision-copy"
	FormResponse    Paper = "form-response"
)

// Requirement is one thing that each party must deliver.
type Requirement struct {
	ID    string
	Paper Paper
	Label Text // as in "vi manglar den signerte avtalen"
}

// Text is one text in both written standards.
type Text struct {
	Nynorsk string
	Bokmaal string
}

// In returns the text in the language l, Nynorsk where there is no other.
func (t Text) In(l Language) string {
	if l == Bokmaal && t.Bokmaal != "" {
		return t.Bokmaal
	}
	return t.Nynorsk
}

// MilestoneKind says what is to happen at a milestone.
type MilestoneKind string

// The kinds of milestone.
const (
	Event    MilestoneKind = "event"    // something happens; its notice carries an iCalendar entry
	Dispatch MilestoneKind = "dispatch" // something is sent to all, with the operator's files
	Deadline MilestoneKind = "deadline" // something is due from each party
	Period   MilestoneKind = "period"   // a stretch of time; nothing is sent
)

// Milestone is one dated point or stretch of a round, in civil dates in
// Europe/Oslo. A deadline ends with its day.
type Milestone struct {
	ID       string
	Kind     MilestoneKind
	Date     Date // zero until the operator has set it, where OperatorSets
	Until    Date // last day of a range or period; zero when it is one day
	Title    Text
	Place    string   // of an event
	Requires []string // requirement ids, of a deadline
	Steps    []Step   // reminders of a deadline, notice of an event or dispatch
	Attach   []string // names of the operator's files that a dispatch carries
	Line     int      // in the round file

	OperatorSets bool // the date is not on paper; extend sets it
}

// Last returns the last day of the milestone.
func (m Milestone) Last() Date {
	if m.Until.IsZero() {
		return m.Date
	}
	return m.Until
}

// Step is one mail about a milestone, counted from its date.
type Step struct {
	ID       string // "2-weeks-before"; part of the key
	When     Offset
	Template string // name of the text in the mailer
	Also     []Role // roles reached besides the mailroom
	CallList bool   // who is still missing is to be called
	Line     int
}

// Requirement returns the requirement with the given id.
func (r Round) Requirement(id string) (Requirement, bool) {
	for _, q := range r.Requirements {
		if q.ID == id {
			return q, true
		}
	}
	return Requirement{}, false
}

// Milestone returns the milestone with the given id.
func (r Round) Milestone(id string) (Milestone, bool) {
	for _, m := range r.Milestones {
		if m.ID == id {
			return m, true
		}
	}
	return Milestone{}, false
}

// Meets returns the requirement of the round that the document meets, "" where
// it meets none.
func (r Round) Meets(d Document) string {
	if !d.Delivers {
		return ""
	}
	for _, q := range r.Requirements {
		if string(q.Paper) == d.Kind {
			return q.ID
		}
	}
	return ""
}
