package daemon

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
	"fristvakt/store"
	"fristvakt/workflows"
)

// judgingTries is how often a letter is judged before it goes to a person
// unread: one that ends the process must not do so for ever.
const judgingTries = 3

// judgeLetters judges what was kept and not judged yet, oldest first. What is
// unrelated after all is forgotten; everything else becomes facts, once.
func (d *Daemon) judgeLetters(ctx context.Context) error {
	for {
		ids, err := d.store.Unjudged(ctx, 100)
		if err != nil {
			return fmt.Errorf("list letters: %w", err)
		}
		var unrelated []string
		for _, id := range ids {
			ours, err := d.judgeLetter(ctx, id)
			if err != nil {
				return err
			}
			if !ours {
				unrelated = append(unrelated, id)
			}
		}
		if err := d.store.ForgetLetters(ctx, unrelated...); err != nil {
			return fmt.Errorf("forget unrelated letters: %w", err)
		}
		if len(ids) < 100 {
			return d.remember(ctx)
		}
	}
}

// judgeLetter judges one letter and records the verdict. It reports false for
// an unrelated letter that is still to be forgotten.
func (d *Daemon) judgeLetter(ctx context.Context, id string) (bool, error) {
	d.alive()
	kept, err := d.store.Letter(ctx, id)
	if errors.Is(err, store.ErrDamaged) && kept.ID == id { // its bytes alone; the mail lies in the mailbox still
		return true, d.giveUp(ctx, kept, "it was damaged on our disk; open it in the mail program")
	}
	if err != nil {
		return false, fmt.Errorf("open letter %s: %w", id, err)
	}
	tries, err := d.store.TryLetter(ctx, id)
	if err != nil {
		return false, fmt.Errorf("count a try of letter %s: %w", id, err)
	}
	if tries > judgingTries {
		return true, d.giveUp(ctx, kept, fmt.Sprintf("the program ended in each of %d tries", judgingTries))
	}
	a := d.attempt(ctx, kept)
	if ctx.Err() != nil {
		return false, ctx.Err() // a paper that was cut short must not be judged as unreadable
	}
	if a.failed != "" {
		return true, d.giveUp(ctx, kept, a.failed)
	}
	l, j := a.letter, a.judgement
	if workflows.OffersChoice(l.Subject) {
		if made, err := d.choose(ctx, kept, l); made || err != nil {
			return true, err
		}
	}
	d.journal.judged(id, j)
	d.trace("judged")
	if j.Disposition == workflows.Unrelated && tries > 1 { // a life ended before the others were forgotten
		return true, d.store.ForgetLetters(ctx, id)
	}
	if !concerns(j) {
		return false, nil
	}
	_, err = d.store.RecordJudgement(ctx, id, d.factsOf(kept, l, j)...)
	return true, err
}

// concerns reports whether anything of the letter may be kept. Delivery reports
// and automatic replies on other people's mail are strangers' mail too.
func concerns(j inbox.Judgement) bool {
	switch j.Disposition {
	case workflows.Unrelated:
		return false
	case workflows.Bounce, workflows.AutoReply:
		return j.Ours
	}
	return true
}

// giveUp puts a letter that the program cannot judge before a person.
func (d *Daemon) giveUp(ctx context.Context, l store.Letter, why string) error {
	reason := "the letter could not be judged: " + why
	_, err := d.store.RecordJudgement(ctx, l.ID, workflows.Fact{Kind: workflows.Judged, At: l.Received, Letter: l.ID, Actor: workflows.Robot, Reason: reason,
		Verdict: &workflows.Verdict{Disposition: workflows.Review, Rules: inbox.RulesVersion,
			Reasons: []workflows.Reason{{Rule: "could-not-be-judged", Text: reason}}}})
	return err
}

// factsOf turns a judgement into facts: the verdict itself and what follows
// from it. At is when our own server received the letter, not what the sender
// wrote (domain.md section 4, trap 40).
func (d *Daemon) factsOf(kept store.Letter, l *letter.Letter, j inbox.Judgement) []workflows.Fact {
	base := workflows.Fact{At: kept.Received, Letter: kept.ID, Round: j.Round, Party: j.Party, Actor: workflows.Robot}
	verdict := j.Verdict
	judged := base
	judged.Kind, judged.Verdict, judged.Subject, judged.Reason = workflows.Judged, &verdict, l.Subject, sentence(verdict)
	facts := []workflows.Fact{judged}
	switch j.Disposition {
	case workflows.Accept:
		facts = append(facts, d.deliveries(base, verdict)...)
	case workflows.Bounce:
		facts = append(facts, d.bounces(base, j.Bounce)...)
	case workflows.AutoReply:
		facts = append(facts, absence(base, l, j.Reply)...)
	}
	return facts
}

// deliveries records each requirement that an accepted letter meets.
func (d *Daemon) deliveries(base workflows.Fact, v workflows.Verdict) []workflows.Fact {
	var facts []workflows.Fact
	for _, l := range d.ledgers {
		if l.Round.ID != v.Round {
			continue
		}
		for _, doc := range v.Documents {
			id := l.Round.Meets(doc)
			if id == "" {
				continue
			}
			f := base
			f.Kind, f.Requirement, f.Paper, f.Outcome, f.Reason = workflows.Delivered, id, doc.Name, doc.Outcome, doc.Quote
			facts = append(facts, f)
		}
	}
	return facts
}

// bounces notes each address that does not take our mail, with the mail it was
// about and the party it belongs to. A bounce changes a contact, never a
// requirement.
func (d *Daemon) bounces(base workflows.Fact, r *inbox.Report) []workflows.Fact {
	if r == nil {
		return nil
	}
	key, _ := workflows.KeyOfMessageID(r.OriginalMessageID, d.secret)
	var facts []workflows.Fact
	for _, failed := range r.Failed {
		f := base
		f.Kind, f.Address, f.Status, f.Key = workflows.Bounced, strings.ToLower(failed.Address), failed.Status, key
		f.Hard = !strings.HasPrefix(failed.Status, "4")
		f.Reason = strings.TrimSpace(failed.Status + " " + failed.Diagnostic)
		f.Round = "" // an address is dead for every round
		if p := workflows.ParseKey(key); p.Party != "" {
			f.Party = p.Party
		}
		facts = append(facts, f)
	}
	return facts
}

func absence(base workflows.Fact, l *letter.Letter, r *inbox.AutomaticReply) []workflows.Fact {
	if r == nil || r.Kind != inbox.AutomaticAbsence || base.Party == "" || len(l.From) == 0 {
		return nil
	}
	f := base
	f.Kind, f.Round, f.Address = workflows.Absent, "", l.From[0].Mailbox
	if until, err := workflows.ParseDate(r.Until); err == nil {
		f.Until = until
	}
	f.Reason = "borte"
	if r.Deputy != "" {
		f.Reason = "borte; kontakt " + r.Deputy
	}
	return []workflows.Fact{f}
}

// sentence is why a person must look, for the digest; where nothing is said
// for the digest, all reasons.
func sentence(v workflows.Verdict) string {
	var why, all []string
	for _, r := range v.Reasons {
		all = append(all, r.Text)
		if r.Nynorsk != "" {
			why = append(why, r.Nynorsk)
		}
	}
	if len(why) > 0 {
		return strings.Join(why, " ")
	}
	return strings.Join(all, " ")
}
