package workflows

import (
	"cmp"
	"errors"
	"fmt"
	"net/mail"
	"strings"
)

// OrderKind names what a person orders. The names may stand in links that are
// signed today and used tomorrow; they never change.
type OrderKind string

// The kinds of order, with what each needs besides a person and a reason.
const (
	AcceptLetter OrderKind = "accept"         // Doubt; Party where the guess is wrong; Until is a promised meeting. Of an uncertain mail: it went
	RejectLetter OrderKind = "reject"         // Doubt. Of an uncertain mail: it did not go
	AssignLetter OrderKind = "assign"         // Doubt, Party
	AskAbout     OrderKind = "ask"            // Doubt; Text where another question than the best is meant, Party where the guess is wrong
	RecordLetter OrderKind = "record-letter"  // Doubt, Requirement; Party where the guess is wrong
	DeclineBy    OrderKind = "decline-letter" // Doubt; Party where the guess is wrong: the letter says no
	RecordPaper  OrderKind = "record-paper"   // Party, Requirement; Received, Journal
	SetContact   OrderKind = "contact"        // Party, Role; empty Address removes it
	NotePromise  OrderKind = "promise"        // Party, Until
	Extend       OrderKind = "extend"         // Milestone, Until; empty Party moves it for all
	Reopen       OrderKind = "reopen"         // as Extend; what was delivered is asked for anew
	Snooze       OrderKind = "snooze"         // Party, Until
	Decline      OrderKind = "decline"        // Party
	LeaveOut     OrderKind = "not-applicable" // Party
	Undo         OrderKind = "undo"           // Fact
	StopDay      OrderKind = "stop-day"       // Until: the one day on which no party of the round is written to
	PauseAll     OrderKind = "pause"
	ResumeAll    OrderKind = "resume"
)

// Order is what a person wants done, before it is known whether it can be.
type Order struct {
	Kind        OrderKind `json:"kind"`
	Round       string    `json:"round,omitempty"` // "" means the only one, or the one that runs today
	Doubt       string    `json:"doubt,omitempty"` // beginning of a letter's id, or key of a mail
	Party       string    `json:"party,omitempty"`
	Text        string    `json:"text,omitempty"` // name of a question
	Requirement string    `json:"requirement,omitempty"`
	Milestone   string    `json:"milestone,omitempty"`
	Until       Date      `json:"until,omitzero"`
	Received    Date      `json:"received,omitzero"` // of a paper; today unless given
	Journal     string    `json:"journal,omitempty"`
	Role        Role      `json:"role,omitempty"`
	Address     string    `json:"address,omitempty"`
	Fact        int64     `json:"fact,omitempty"`
}

// Rule turns a person's order into the facts to append, as things stand at the
// desk. An order that cannot be carried out is refused, nearly always with a
// Refusal. The command line, the page and a mail rule through this alone.
func (d Desk) Rule(r Ruling, o Order) ([]Fact, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	switch o.Kind {
	case AcceptLetter, RejectLetter, AssignLetter, AskAbout, RecordLetter, DeclineBy:
		return d.settle(r, o)
	case RecordPaper:
		return d.recordPaper(r, o)
	case SetContact:
		return d.setContact(r, o)
	case NotePromise, Snooze, Decline, LeaveOut:
		return d.aboutParty(r, o)
	case Extend, Reopen:
		return d.extend(r, o)
	case StopDay:
		return d.stopDay(r, o)
	case Undo:
		return d.undo(r, o)
	case PauseAll:
		return []Fact{r.fact(Paused)}, nil
	case ResumeAll:
		if d.Ledgers[0].Paused == nil {
			return nil, refuse("sending is not paused", "Utsendinga er ikkje på pause.", "Utsendingen er ikke på pause.")
		}
		if d.Ledgers[0].Paused.Outcome == WasCopied {
			return nil, refuse("the store is a copy: take it into use with fristvakt resume, which shows what would leave",
				"Lageret er ein kopi. Det blir teke i bruk med fristvakt resume.", "Lageret er en kopi. Det tas i bruk med fristvakt resume.")
		}
		return []Fact{r.fact(Resumed)}, nil
	}
	return nil, fmt.Errorf("there is no order %q", o.Kind)
}

// settle rules on what waits.
func (d Desk) settle(r Ruling, o Order) ([]Fact, error) {
	q, err := d.Doubt(o.Doubt)
	if err != nil {
		return nil, err
	}
	if q.Mail != nil {
		return settleMail(r, *q.Mail, o.Kind)
	}
	if o.Party != "" || o.Kind == AssignLetter {
		if _, err := d.Party(o.Party); err != nil {
			return nil, err
		}
	}
	switch o.Kind {
	case AcceptLetter:
		return r.Accept(q.Ledger.Round, q.Open, o.Party, o.Until)
	case RejectLetter:
		return r.Reject(q.Ledger.Round, q.Open), nil
	case AssignLetter:
		return r.Assign(q.Ledger.Round, q.Open, o.Party), nil
	case AskAbout:
		return r.Ask(q.Ledger.Round, q.Open, o.Party, o.Text)
	}
	party := cmp.Or(o.Party, q.Open.Verdict.Party)
	if o.Kind == RecordLetter {
		if err := d.canDeliver(q.Ledger, party, o.Requirement); err != nil {
			return nil, err
		}
	} else if _, err := d.owing(q.Ledger, party); err != nil {
		return nil, err
	}
	closed := r.about(Ruled, q.Ledger.Round, q.Open, party)
	closed.Outcome = Yes
	got := r.about(Declined, q.Ledger.Round, q.Open, party)
	if o.Kind == RecordLetter {
		got.Kind, got.At, got.Requirement, got.Paper = Delivered, q.Open.Received, o.Requirement, q.Open.Subject
	}
	return []Fact{closed, got}, nil
}

func settleMail(r Ruling, uncertain Fact, kind OrderKind) ([]Fact, error) {
	if kind != AcceptLetter && kind != RejectLetter {
		return nil, errors.New("that is a mail of ours: use review accept or review reject")
	}
	return []Fact{r.Settle(uncertain, kind == AcceptLetter)}, nil
}

func (d Desk) recordPaper(r Ruling, o Order) ([]Fact, error) {
	l, err := d.Ledger(o.Round)
	if err != nil {
		return nil, err
	}
	if err := d.canDeliver(l, o.Party, o.Requirement); err != nil {
		return nil, err
	}
	f := r.fact(Delivered)
	f.Round, f.Party, f.Requirement, f.Journal, f.Paper = l.Round.ID, o.Party, o.Requirement, o.Journal, "registrert for hand"
	if o.Journal != "" {
		f.Paper = "journalpost " + o.Journal
	}
	if !o.Received.IsZero() && o.Received != l.Calendar.DateOf(r.At) {
		f.At = o.Received.At(12, 0, l.Calendar.Zone())
	}
	if f.At.After(r.At) {
		return nil, refuse(fmt.Sprintf("%s has not come yet: give the day the paper came", o.Received),
			"Dagen har ikkje kome enno. Skriv dagen papiret kom.", "Dagen har ikke kommet ennå. Skriv dagen papiret kom.")
	}
	return []Fact{f}, nil
}

// canDeliver refuses what cannot be recorded, in words that say what could.
func (d Desk) canDeliver(l *Ledger, party, requirement string) error {
	p, err := d.Party(party)
	if err != nil {
		return err
	}
	if _, ok := l.Round.Requirement(requirement); !ok {
		var ids []string
		for _, q := range l.Round.Requirements {
			ids = append(ids, q.ID)
		}
		return refuse(fmt.Sprintf("the round %s requires no %q: write one of %s", l.Round.ID, requirement, strings.Join(ids, ", ")),
			"Vel kva for eit papir det er.", "Velg hvilket papir det er.")
	}
	s := l.Standing(party)
	if s.Host {
		return refuse(p.FullName+" is the host and owes nothing", p.FullName+" er vertskommune og skal ikkje levere noko.",
			p.FullName+" er vertskommune og skal ikke levere noe.")
	}
	if have, ok := s.Delivered[requirement]; ok {
		return refuse(fmt.Sprintf("%s has delivered %s already (fact %d): take that back first with fristvakt undo %d", p.FullName, requirement, have.Seq, have.Seq),
			p.FullName+" har alt levert dette. Ta tilbake den registreringa først.", p.FullName+" har alt levert dette. Ta tilbake den registreringen først.")
	}
	return nil
}

func (d Desk) setContact(r Ruling, o Order) ([]Fact, error) {
	if _, err := d.Party(o.Party); err != nil {
		return nil, err
	}
	if a, err := mail.ParseAddress(o.Address); o.Address != "" && (err != nil || a.Address != o.Address) {
		return nil, refuse(fmt.Sprintf("%q is no mail address: write it bare, as in postmottak@example.no", o.Address),
			"Dette er inga e-postadresse. Skriv henne slik: postmottak@example.no", "Dette er ingen e-postadresse. Skriv den slik: postmottak@example.no")
	}
	f := r.fact(ContactSet)
	f.Party, f.Role, f.Address = o.Party, cmp.Or(o.Role, Mailroom), o.Address
	return []Fact{f}, nil
}
