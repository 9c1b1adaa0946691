package mailer

import (
	"errors"
	"fmt"
	"io/fs"
	"net/mail"
	"time"
)

// Address is a mail address with the name shown beside it.
type Address struct {
	Name string
	Mail string
}

// Contact is the person whom every mail names for questions (domain.md
// section 1.4, rule 16).
type Contact struct {
	Name  string
	Mail  string
	Phone string
}

// File is one file of the operator's that dispatches and reminders carry.
type File struct {
	Name    string // as the receiver sees it: "Avtale DigiVestland.pdf"
	Type    string // media type: "application/pdf"; "" where it is not known
	Content []byte
}

// Settings is what the configuration says about outgoing mail.
type Settings struct {
	From        Address
	ReplyTo     Address   // zero: replies go to From
	Secretariat []Address // receives digests, and everything in rehearsal
	Archive     string    // envelope address that gets a blind copy of live mail; "" = none
	Envelope    string    // envelope sender; "" = From.Mail
	Domain      string    // right side of our Message-IDs
	Secret      []byte    // seals our Message-IDs
	Host        string    // full name of the host: "Bergen kommune"
	Mottak      string    // address that the papers are sent to
	Contact     Contact
	Leader      string            // title of the chief executive, definite: "kommunedirektøren"
	Leaders     map[string]string // other titles, by party number: "rådmannen"
	Board       string            // address of the pages where people rule, without a slash at its end; "" = none
	Links       map[string]string // addresses of "avtale", "sakspapir", "skjema"
	Files       map[string]File   // by the names that rounds attach them under
	Location    *time.Location
	Templates   fs.FS // the user's own texts as nn/reminder.txt; nil = the embedded ones
}

// check returns every complaint about the settings, joined.
func (s Settings) check() error {
	var complaints []error
	say := func(format string, args ...any) {
		complaints = append(complaints, fmt.Errorf("mail settings: "+format, args...))
	}
	given := []struct{ what, value string }{
		{"domain", s.Domain}, {"host", s.Host}, {"leader", s.Leader},
		{"contact name", s.Contact.Name}, {"contact phone", s.Contact.Phone}, {"from name", s.From.Name},
	}
	for _, g := range given {
		if g.value == "" {
			say("%s is not given", g.what)
		}
	}
	for what, address := range s.addresses() {
		if _, err := mail.ParseAddress(address); err != nil {
			say("%s: %q is no mail address", what, address)
		}
	}
	if len(s.Secretariat) == 0 {
		say("secretariat has no address; digests and rehearsal mail go there")
	}
	if len(s.Secret) == 0 {
		say("secret is empty; Message-IDs are sealed with it")
	}
	if s.Location == nil {
		say("location is not given")
	}
	return errors.Join(complaints...)
}

func (s Settings) addresses() map[string]string {
	all := map[string]string{"from": s.From.Mail, "mottak": s.Mottak, "contact mail": s.Contact.Mail}
	for what, address := range map[string]string{"reply-to": s.ReplyTo.Mail, "archive": s.Archive, "envelope": s.Envelope} {
		if address != "" {
			all[what] = address
		}
	}
	for i, a := range s.Secretariat {
		all[fmt.Sprintf("secretariat %d", i+1)] = a.Mail
	}
	return all
}

func (s Settings) leader(party string) string {
	if title := s.Leaders[party]; title != "" {
		return title
	}
	return s.Leader
}

func (s Settings) envelope() string {
	if s.Envelope != "" {
		return s.Envelope
	}
	return s.From.Mail
}
