package daemon

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
	"fristvakt/store"
	"fristvakt/workflows"
)

// refusalsPerDay bounds how many rulings by mail that do not count are told of
// in a day: anybody may send them.
const refusalsPerDay = 20

// choose carries out the choice that a letter makes. It reports false for a
// letter that makes none, which is then judged like any other: a delivery
// report or an absence that repeats the subject, or a made-up token from
// somebody we do not know. No answer is ever sent; the next digest tells.
func (d *Daemon) choose(ctx context.Context, kept store.Letter, l *letter.Letter) (bool, error) {
	_, report := inbox.ReadDeliveryReport(l)
	_, automatic := inbox.ReadAutomaticReply(l)
	if report || automatic {
		return false, nil
	}
	if err := d.remember(ctx); err != nil { // an earlier letter of this turn may have made the same choice
		return false, err
	}
	person, stranger := d.secretary(l)
	choice, wrong := workflows.ReadChoice(l.Subject, d.secret)
	if stranger != nil && errors.Is(wrong, workflows.ErrChoiceAltered) {
		return false, nil
	}
	now := d.now().UTC()
	facts, err := d.ruledByMail(l, person, choice, cmp.Or(stranger, wrong), now)
	if err != nil {
		facts = d.refusal(choice, err, now)
	}
	_, err = d.store.RecordJudgement(ctx, kept.ID, facts...)
	d.trace("judged")
	return true, err
}

// ruledByMail returns the facts that a choice stands for, or in Nynorsk why it
// does not count.
func (d *Daemon) ruledByMail(l *letter.Letter, person string, c workflows.Choice, wrong error, now time.Time) ([]workflows.Fact, error) {
	if wrong != nil {
		return nil, wrong
	}
	if d.calendar.DateOf(now).After(c.Until) {
		return nil, fmt.Errorf("lenkja gjaldt til %s", c.Until)
	}
	seal := c.Seal(d.secret)
	for _, f := range d.facts {
		if f.Choice == seal && f.Kind != workflows.ChoiceRefused {
			return nil, fmt.Errorf("lenkja er brukt før (sak %d)", f.Seq)
		}
	}
	note := workflows.ReadNote(l.Text)
	r := workflows.Ruling{Actor: person, Reason: cmp.Or(note.Reason, "svar frå oversynet, utan merknad"), At: now}
	desk := workflows.Desk{Ledgers: d.ledgers, Roster: d.roster, Facts: d.facts, Now: now}
	facts, err := desk.Choose(r, c, note)
	for i := range facts {
		facts[i].Choice = seal
	}
	return facts, err
}

// secretary returns who of the secretariat wrote the letter, or in Nynorsk why
// it is not taken for theirs.
func (d *Daemon) secretary(l *letter.Letter) (string, error) {
	for _, line := range d.config.Secretariat {
		a, err := mail.ParseAddress(line)
		if err != nil || len(l.From) != 1 || !strings.EqualFold(a.Address, l.From[0].Mailbox) {
			continue
		}
		if inbox.Receiver(d.config.Receiver).Authenticate(l).Result != inbox.AuthenticationPass {
			return "", errors.New("tenaren vår har ikkje stadfesta at svaret er frå sekretariatet")
		}
		return cmp.Or(a.Name, a.Address), nil
	}
	return "", errors.New("svaret kom ikkje frå ei adresse i sekretariatet")
}

// refusal tells of a choice that does not count, and of no more than a person
// would read.
func (d *Daemon) refusal(c workflows.Choice, why error, now time.Time) []workflows.Fact {
	told := 0
	for _, f := range d.facts {
		if f.Kind == workflows.ChoiceRefused && d.calendar.DateOf(f.Made) == d.calendar.DateOf(now) {
			told++
		}
	}
	d.log.Warn("a ruling by mail does not count", "event", "ChoiceRefused", "why", why)
	if told >= refusalsPerDay {
		return nil
	}
	return []workflows.Fact{{Kind: workflows.ChoiceRefused, At: now, Round: c.Round, Actor: workflows.Robot,
		Subject: strings.TrimSpace(string(c.Verb) + " " + c.About), Reason: why.Error()}}
}
