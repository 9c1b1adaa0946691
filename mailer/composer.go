package mailer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"fristvakt/workflows"
)

// Composer turns actions and reports into mails. It is safe for concurrent use.
type Composer struct {
	settings Settings
	texts    texts
}

// New checks the settings, reads all texts and tries every text out with
// sample values, for each round, step, language and set of missing papers. It
// returns all complaints at once, each with the file it is about.
func New(s Settings, rounds []workflows.Round) (*Composer, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	all, err := readTexts(s.Templates)
	if err != nil {
		return nil, err
	}
	c := &Composer{settings: s, texts: all}
	var complaints []error
	for _, r := range rounds {
		complaints = append(complaints, c.tryOut(r))
	}
	complaints = append(complaints, strayTexts(all, rounds))
	return c, errors.Join(complaints...)
}

// Compose returns the mail that the action asks for, queued, with now as its
// date. The mail goes to the mailroom, with the action's further roles in
// copy; a role without an address is left out, a missing mailroom is an error.
// In rehearsal it goes to the secretariat alone and says so.
func (c *Composer) Compose(a workflows.Action, r workflows.Round, p workflows.Party, to map[workflows.Role]string,
	cal workflows.Calendar, rehearse bool, now time.Time) (workflows.Mail, error) {
	mail, err := c.compose(a, r, p, to, cal, rehearse, now)
	if err != nil {
		return workflows.Mail{}, fmt.Errorf("compose %s: %w", a.Key, err)
	}
	return mail, nil
}

func (c *Composer) compose(a workflows.Action, r workflows.Round, p workflows.Party, to map[workflows.Role]string,
	cal workflows.Calendar, rehearse bool, now time.Time) (workflows.Mail, error) {
	if to[workflows.Mailroom] == "" {
		return workflows.Mail{}, errors.New("the party has no mailroom address")
	}
	m := c.matter(a, r, p, cal, now)
	direct, copied := recipients(a, p, to)
	m.to = mails(slices.Concat(direct, copied))
	t, err := c.texts.find(m.language, a.Template)
	if err != nil {
		return workflows.Mail{}, err
	}
	words, err := t.render(m)
	if err != nil {
		return workflows.Mail{}, err
	}
	files, err := m.attachments(now)
	if err != nil {
		return workflows.Mail{}, err
	}
	l := c.letter(m, words, files, now)
	l.to, l.cc = direct, copied
	if rehearse {
		c.rehearse(&l, words)
	}
	raw, err := l.write()
	if err != nil {
		return workflows.Mail{}, err
	}
	mail := workflows.Mail{Kind: a.Kind, Round: a.Round, Party: a.Party, Step: a.Step, Covers: a.Covers,
		Print: Fingerprint(a), Due: a.Due, Rehearse: rehearse}
	return c.queued(mail, l, raw, rehearse, now), nil
}

func (c *Composer) matter(a workflows.Action, r workflows.Round, p workflows.Party, cal workflows.Calendar, now time.Time) matter {
	milestone, _ := r.Milestone(a.Milestone)
	language := p.Language
	if language != workflows.Bokmaal {
		language = workflows.Nynorsk
	}
	return matter{settings: &c.settings, action: a, round: r, party: p, milestone: milestone, calendar: cal,
		today: workflows.DateOf(now, c.settings.Location), language: language}
}

func (c *Composer) letter(m matter, words rendered, files []attachment, now time.Time) letter {
	thread := m.round.ID + "/" + m.party.Number
	return letter{
		settings: &c.settings, key: m.action.Key, thread: thread, language: m.language, date: now,
		subject: words.Subject + " [" + workflows.Reference(m.round, m.party.Number) + "]",
		heading: words.Subject, body: words.Body, footer: words.Footer,
		suppress: "DR, RN, NRN, AutoReply", files: files,
	}
}

func recipients(a workflows.Action, p workflows.Party, to map[workflows.Role]string) (direct, copied []Address) {
	direct = []Address{{p.FullName, to[workflows.Mailroom]}}
	for _, role := range a.Also {
		address := Address{Mail: to[role]}
		if address.Mail != "" && address.Mail != to[workflows.Mailroom] && !slices.Contains(copied, address) {
			copied = append(copied, address)
		}
	}
	return direct, copied
}

func mails(all []Address) string {
	var list []string
	for _, a := range all {
		list = append(list, a.Mail)
	}
	return strings.Join(list, ", ")
}

// rehearse turns the letter to the secretariat and marks it.
func (c *Composer) rehearse(l *letter, words rendered) {
	l.thread = "rehearsal/" + l.thread
	l.subject = "[PRØVE til " + l.to[0].Mail + "] " + l.subject
	l.notice = words.Notice
	l.to, l.cc = c.settings.Secretariat, nil
}

// queued completes a mail with what the letter knows.
func (c *Composer) queued(mail workflows.Mail, l letter, raw []byte, rehearse bool, now time.Time) workflows.Mail {
	mail.Key, mail.MessageID, mail.Bytes = l.key, l.messageID(), raw
	mail.From, mail.State = c.settings.envelope(), workflows.Queued
	mail.Queued, mail.Changed = now.UTC(), now.UTC()
	for _, a := range slices.Concat(l.to, l.cc) {
		mail.To = append(mail.To, a.Mail)
	}
	if c.settings.Archive != "" && !rehearse {
		mail.To = append(mail.To, c.settings.Archive)
	}
	return mail
}

// Fingerprint returns a digest of all that the content of the action's mail
// depends on, the day it goes included, for texts tell the days that are left.
// A queued mail whose print no longer fits is composed anew.
func Fingerprint(a workflows.Action) string {
	a.Why, a.Due = nil, workflows.Date{}
	canonical, err := json.Marshal(a)
	if err != nil { // an Action holds nothing that JSON cannot tell
		return "unprintable " + a.Key
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:8])
}
