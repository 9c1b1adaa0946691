package daemon

import (
	"context"
	"fmt"
	"time"

	"fristvakt/store"
	"fristvakt/workflows"
)

// The names under which the ages are kept. Each mailbox has one of its own
// besides, beatMail + "/" + its name.
const (
	beatTurn   = "turn"
	beatMail   = "mail" // of the mailbox that has been silent longest
	beatDigest = "digest"
)

// sawMail notes the newest mail that a pass has met in a mailbox. An old mail
// that was moved there sets nothing back.
func (d *Daemon) sawMail(mailbox string, newest time.Time) {
	if newest.After(d.newest[mailbox]) {
		d.newest[mailbox] = newest
		d.beats[beatMail+"/"+mailbox] = newest
		d.beats[beatMail] = oldest(d.newest)
	}
}

// recallMail reads which mail was the newest in each mailbox that is watched.
func (d *Daemon) recallMail(ctx context.Context) error {
	beats, err := d.store.Beats(ctx)
	for _, mailbox := range d.config.IMAP.Mailboxes {
		d.newest[mailbox] = beats[beatMail+"/"+mailbox]
	}
	return err
}

// oldest leaves out a mailbox in which no mail has ever been.
func oldest(newest map[string]time.Time) time.Time {
	var first time.Time
	for _, at := range newest {
		if first.IsZero() || !at.IsZero() && at.Before(first) {
			first = at
		}
	}
	return first
}

// Silences are the watched mailboxes that are usually busy and have been silent
// for the configured working hours.
func Silences(ctx context.Context, c Config, s *store.Store, now time.Time) ([]workflows.Silence, error) {
	calendar, err := c.WorkingCalendar()
	if err != nil {
		return nil, err
	}
	beats, err := s.Beats(ctx)
	if err != nil {
		return nil, err
	}
	traffic, err := s.Traffic(ctx)
	if err != nil {
		return nil, err
	}
	var silent []workflows.Silence
	for _, mailbox := range c.IMAP.Mailboxes {
		last, ever := beats[beatMail+"/"+mailbox]
		if q, is := workflows.Silent(calendar, traffic[mailbox], last, now, c.IMAP.SilentHours); ever && is {
			q.Mailbox = mailbox
			silent = append(silent, q)
		}
	}
	return silent, nil
}

// silenceLines tell the digest of mailboxes that have fallen silent.
func (d *Daemon) silenceLines(ctx context.Context, now time.Time) ([]workflows.Line, error) {
	silent, err := Silences(ctx, d.config, d.store, now)
	if err != nil {
		return nil, fmt.Errorf("look for silent mailboxes: %w", err)
	}
	var lines []workflows.Line
	for _, q := range silent {
		lines = append(lines, workflows.Line{At: q.Since, Text: fmt.Sprintf(
			"Ingen e-post i %s på %d arbeidstimar, der om lag %d var ventande. Sjekk at posten framleis kjem dit.", q.Mailbox, q.Hours, q.Expected)})
	}
	return lines, nil
}

// told is what systemd shows of the service: the three ages as instants.
func (d *Daemon) told(ctx context.Context) string {
	beats, err := d.store.Beats(ctx)
	if err != nil {
		return "STATUS=" + err.Error()
	}
	when := func(name string) string {
		if at, ever := beats[name]; ever {
			return at.In(d.calendar.Zone()).Format("2006-01-02 15:04")
		}
		return "never"
	}
	return fmt.Sprintf("STATUS=last complete turn %s, last mail seen %s, last digest accepted %s", when(beatTurn), when(beatMail), when(beatDigest))
}
