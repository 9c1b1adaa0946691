package demo

import (
	"fmt"
	"math/rand/v2"
	"net/mail"
	"strings"
	"time"

	"fristvakt/demo/papers"
	"fristvakt/workflows"
)

// character is one municipality of the cast.
type character struct {
	party     workflows.Party
	world     *World
	rand      *rand.Rand
	leader    string // kommunedirektør
	archivist string
	address   string // of the mailroom that works
	letters   int
	onMail    []reaction
}

// reaction is what a character does about a mail; done ends it.
type reaction func(m Sent, now time.Time) (done bool)

// reacts makes the character look at every mail that it gets from now on.
func (c *character) reacts(r reaction) { c.onMail = append(c.onMail, r) }

// gets lets the character react to a mail.
func (c *character) gets(m Sent) {
	var left []reaction
	for _, r := range c.onMail {
		if !r(m, m.At) {
			left = append(left, r)
		}
	}
	c.onMail = left
}

// answers makes the character do something once, the working day after it got
// a mail of the given milestone and step.
func (c *character) answers(milestone, step string, deed func(m Sent, now time.Time)) {
	c.reacts(func(m Sent, now time.Time) bool {
		if m.Milestone != milestone || m.Step != step {
			return false
		}
		c.on(c.workday(c.world.options.Calendar.DateOf(now), 1), func(now time.Time) { deed(m, now) })
		return true
	})
}

// on makes the character do something on a day, at a time of its own.
func (c *character) on(day workflows.Date, deed func(now time.Time)) {
	c.world.at(c.hour(day), deed)
}

// hour is a time in office hours on the day.
func (c *character) hour(day workflows.Date) time.Time {
	return day.At(8+c.rand.IntN(7), c.rand.IntN(60), c.world.options.Calendar.Zone())
}

// workday returns the first working day n calendar days after d.
func (c *character) workday(d workflows.Date, n int) workflows.Date {
	d = d.AddDays(n)
	for !c.world.options.Calendar.Workday(d) {
		d = d.AddDays(1)
	}
	return d
}

// newID is the Message-ID of the character's next letter.
func (c *character) newID() string {
	c.letters++
	return fmt.Sprintf("%08x.%s.%d@%s", c.rand.Uint32(), c.party.Number, c.letters, c.party.Domain)
}

// mailroom is the municipality itself as a sender.
func (c *character) mailroom() mail.Address {
	return mail.Address{Name: c.party.FullName, Address: c.party.Mailroom}
}

// person is somebody who works there as a sender.
func (c *character) person(name string) mail.Address {
	return mail.Address{Name: name, Address: local(name) + "@" + c.party.Domain}
}

// local writes a name as the part of an address before the at sign.
func local(name string) string {
	plain := strings.NewReplacer("æ", "ae", "ø", "o", "å", "a", " ", ".", "é", "e").Replace(strings.ToLower(name))
	return plain
}

// writes sends a letter of the character to the host; means is what a person
// sees in it.
func (c *character) writes(l letter, now time.Time, means Reading) {
	if l.id == "" {
		l.id = c.newID()
	}
	if l.from.Address == "" {
		l.from = c.mailroom()
	}
	if l.to == "" {
		l.to = mailUser
	}
	means.Received, means.Sender = now, c.party.Number
	c.world.Truth.write(l.id, means)
	c.world.receive(l.bytes(now), now)
}

// signature is what stands under a mail.
func (c *character) signature(name, title string) string {
	return fmt.Sprintf("\n\nVenleg helsing\n%s\n%s\n%s\n", name, title, c.party.FullName)
}

// agreement is the agreement of 2025 signed by the municipality.
func (c *character) agreement(signed workflows.Date) papers.Agreement {
	return papers.Agreement{Party: c.party.FullName, Place: c.party.AdminCentre, Date: signed, Signer: c.leader, How: papers.WithCertificateOfSigning}
}

// decision is what the council decided on its meeting day.
func (c *character) decision(round string, meeting workflows.Date) papers.Minutes {
	return papers.Minutes{Round: round, Party: c.party.FullName, Council: c.party.Council, Meeting: meeting, Outcome: workflows.Yes,
		Case: 20 + c.rand.IntN(60), File: 100 + c.rand.IntN(8000), Officer: c.archivist, Leader: c.leader}
}
