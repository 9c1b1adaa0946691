package daemon

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"fristvakt/workflows"
)

// digest queues the digest that is due and hands it over. It does not wait for
// the hours of parties, nor for the mailbox: when that cannot be read the
// digest is what says so. It reports whether no digest is left to go.
func (d *Daemon) digest(ctx context.Context, now time.Time) (bool, error) {
	key := workflows.DigestKey(d.calendar, d.digestAt, now)
	if key == "" || d.digested(key) {
		return true, nil
	}
	report, err := d.report(ctx, now)
	if err != nil {
		return false, err
	}
	m, err := d.composer.Digest(report, now)
	if err != nil {
		return false, err
	}
	if err := d.dropOldDigests(ctx, key); err != nil {
		return false, err
	}
	if _, err := d.store.Enqueue(ctx, m); err != nil {
		return false, fmt.Errorf("enqueue digest: %w", err)
	}
	if _, err := d.hand(ctx, m.Key, now, func([]workflows.Fact) error { return nil }); err != nil {
		return false, err
	}
	if d.digested(key) {
		d.beats[beatDigest] = now
	}
	return d.digested(key), nil
}

// dropOldDigests withdraws digests of earlier days that never went: today's
// says what they would have said.
func (d *Daemon) dropOldDigests(ctx context.Context, today string) error {
	queue, err := d.store.Outbox(ctx, workflows.Queued)
	if err != nil {
		return fmt.Errorf("read outbox: %w", err)
	}
	for _, m := range queue {
		if m.Kind == workflows.Digest && m.Key != today {
			if _, err := d.store.Withdraw(ctx, m.Key); err != nil {
				return fmt.Errorf("withdraw %s: %w", m.Key, err)
			}
		}
	}
	return nil
}

func (d *Daemon) digested(key string) bool { return d.lastSent(key) != nil }

// lastSent returns the newest fact that a mail whose key begins so was sent.
func (d *Daemon) lastSent(prefix string) *workflows.Fact {
	for i := len(d.facts) - 1; i >= 0; i-- {
		if f := &d.facts[i]; f.Kind == workflows.Sent && strings.HasPrefix(f.Key, prefix) {
			return f
		}
	}
	return nil
}

func (d *Daemon) report(ctx context.Context, now time.Time) (workflows.DigestReport, error) {
	beats, err := d.store.Beats(ctx)
	if err != nil {
		return workflows.DigestReport{}, fmt.Errorf("read ages: %w", err)
	}
	in := workflows.DigestInput{Now: now, Facts: d.facts,
		Ages: workflows.Ages{Turn: beats[beatTurn], Mail: beats[beatMail], Digest: beats[beatDigest]}}
	if last := d.lastSent("digest/"); last != nil {
		in.Since = last.Made
	}
	silent, err := d.silenceLines(ctx, now)
	if err != nil {
		return workflows.DigestReport{}, err
	}
	in.Running = slices.Concat(d.running(in.Since), silent, d.expiring(now, in.Since))
	today := d.calendar.DateOf(now)
	for _, l := range d.ledgers {
		if !today.Before(l.Round.Starts) && !today.After(l.Round.Ends) {
			in.Ledgers = append(in.Ledgers, l)
		}
	}
	if len(in.Ledgers) == 0 {
		in.Ledgers = d.ledgers[len(d.ledgers)-1:]
	}
	for _, about := range slices.Sorted(maps.Keys(d.asked)) {
		in.Asked = append(in.Asked, d.asked[about])
	}
	late, err := d.lateQuestions(ctx, now)
	if err != nil {
		return workflows.DigestReport{}, err
	}
	in.Asked = append(in.Asked, late...)
	return workflows.Report(in), nil
}

// running says in words which servers do not answer, or did not.
func (d *Daemon) running(since time.Time) []workflows.Line {
	var lines []workflows.Line
	for _, o := range []struct{ subject, text string }{
		{"imap", "Innboksen kan ikkje lesast; inntil det er retta, blir ingen påminningar sende: "},
		{"smtp", "E-posttenaren som sender, svarer ikkje: "},
		{"digest", "E-posttenaren tok ikkje imot dette oversynet: "},
	} {
		if f := d.outage(o.subject); f != nil {
			lines = append(lines, workflows.Line{At: f.At, Text: o.text + f.Reason})
		}
	}
	if d.held > 0 {
		lines = append(lines, workflows.Line{Text: fmt.Sprintf("%d e-postar i innboksen let seg ikkje hente enno; inntil det er avklart, blir ingen påminningar sende.", d.held)})
	}
	lines = append(lines, d.backupLine()...)
	return append(lines, d.outagesSince(since)...)
}

// outagesSince tells of each outage that is over: one incident with its start,
// its end and its cause.
func (d *Daemon) outagesSince(since time.Time) []workflows.Line {
	var lines []workflows.Line
	began := map[string]workflows.Fact{}
	for _, f := range d.facts {
		switch {
		case f.Kind == workflows.OutageBegan:
			began[f.Subject] = f
		case f.Kind == workflows.OutageEnded && f.Made.After(since):
			b, zone := began[f.Subject], d.calendar.Zone()
			lines = append(lines, workflows.Line{At: f.At, Text: fmt.Sprintf("Brot i sambandet (%s) frå %s til %s er over: %s", f.Subject,
				b.At.In(zone).Format("2.1. 15:04"), f.At.In(zone).Format("2.1. 15:04"), b.Reason)})
		}
	}
	return lines
}
