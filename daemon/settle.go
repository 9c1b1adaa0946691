package daemon

import (
	"context"
	"fmt"
	"time"

	"fristvakt/mailer/courier"
	"fristvakt/workflows"
)

// interrupted is why a mail is uncertain that an earlier life was handing over.
const interrupted = "the program ended while this mail was being handed over"

// settleInterrupted looks after mails that an earlier life left between claim
// and outcome. A digest goes again; a mail to a party may have gone.
func (d *Daemon) settleInterrupted(ctx context.Context) error {
	left, err := d.store.Interrupted(ctx)
	if err != nil {
		return fmt.Errorf("look for mails left half-sent: %w", err)
	}
	for _, m := range left {
		state, facts := workflows.Queued, []workflows.Fact(nil)
		if !m.Kind.ToOurselves() {
			r := courier.Result{Outcome: courier.Uncertain, Text: interrupted}
			state, facts = workflows.UncertainState, []workflows.Fact{sentFact(workflows.Uncertain, m, m.Changed, r)}
		}
		if _, err := d.store.Finish(ctx, m.Key, state, time.Time{}, interrupted, facts...); err != nil {
			return fmt.Errorf("settle %s: %w", m.Key, err)
		}
		d.journal.notSent(m, state, interrupted)
	}
	return d.remember(ctx)
}

// settleUncertain carries out what a person has said of mails that may have
// gone, and looks once a turn for evidence of the others, where the server
// answers. Without evidence a person must say.
func (d *Daemon) settleUncertain(ctx context.Context, now time.Time, read bool) error {
	open, err := d.store.Outbox(ctx, workflows.UncertainState)
	if err != nil {
		return fmt.Errorf("list uncertain mails: %w", err)
	}
	for _, m := range open {
		if l := d.ledger(m.Round); m.Rehearse && l != nil && l.Live != nil {
			continue // nothing depends on it any more, and nobody knows whether it went
		}
		state := d.ruled(m)
		var facts []workflows.Fact
		if state == "" && read {
			var found string
			if found, read = d.evidence(ctx, m); found != "" {
				state = workflows.SentState
				facts = append(facts, workflows.Fact{Kind: workflows.Settled, At: now, Round: m.Round, Party: m.Party, Key: m.Key,
					Outcome: workflows.WasSent, Actor: workflows.Robot, Reason: "found in " + found})
			}
		}
		if state == "" {
			continue
		}
		if _, err := d.store.Finish(ctx, m.Key, state, time.Time{}, "settled", facts...); err != nil {
			return fmt.Errorf("settle %s: %w", m.Key, err)
		}
	}
	return d.remember(ctx)
}

// ruled is the state that a person's word gives an uncertain mail, "" while
// there is none.
func (d *Daemon) ruled(m workflows.Mail) workflows.OutboxState {
	l := d.ledger(m.Round)
	if l == nil || l.Standing(m.Party) == nil {
		return ""
	}
	s := l.Standing(m.Party)
	for _, f := range s.Uncertain() {
		if f.Key == m.Key {
			return ""
		}
	}
	if _, sent := s.SentOn(m.Key); sent {
		return workflows.SentState
	}
	return workflows.Queued
}

// evidence looks for the mail's Message-ID in the sent folder and, where a copy
// of every mail goes to an archive, in the watched mailboxes, which may get it.
// Nobody but who has had the mail knows that Message-ID. It returns the folder,
// and false where the server does not answer; no answer is no evidence.
func (d *Daemon) evidence(ctx context.Context, m workflows.Mail) (folder string, answered bool) {
	for _, folder := range d.config.proofs() {
		found, err := d.watcher.Holds(ctx, folder, m.MessageID)
		if err != nil {
			d.log.Warn("cannot look whether an uncertain mail went", "folder", folder, "error", err)
			return "", false
		}
		if found {
			return folder, true
		}
	}
	return "", true
}

// proofs are the folders in which a mail of ours proves that it went.
func (c Config) proofs() []string {
	var folders []string
	if c.IMAP.Sent != "" {
		folders = append(folders, c.IMAP.Sent)
	}
	if c.From.Archive != "" {
		folders = append(folders, c.IMAP.Mailboxes...)
	}
	return folders
}
