package daemon

import (
	"context"
	"time"

	"fristvakt/workflows"
)

// outageBegan records that a server does not answer, once: an outage is one
// incident with a start and an end, not a line for every try.
func (d *Daemon) outageBegan(ctx context.Context, subject string, now time.Time, why string) error {
	if d.outage(subject) != nil {
		return nil
	}
	d.journal.outageBegan(subject, why)
	return d.record(ctx, workflows.Fact{Kind: workflows.OutageBegan, At: now, Subject: subject, Actor: workflows.Robot, Reason: why})
}

func (d *Daemon) outageEnded(ctx context.Context, subject string, now time.Time) error {
	began := d.outage(subject)
	if began == nil {
		return nil
	}
	d.journal.outageEnded(*began, now)
	return d.record(ctx, workflows.Fact{Kind: workflows.OutageEnded, At: now, Subject: subject, Actor: workflows.Robot})
}

// outage returns the open outage of a server, or nil.
func (d *Daemon) outage(subject string) *workflows.Fact {
	for i := len(d.facts) - 1; i >= 0; i-- {
		f := &d.facts[i]
		if f.Subject == subject && f.Kind == workflows.OutageEnded {
			return nil
		}
		if f.Subject == subject && f.Kind == workflows.OutageBegan {
			return f
		}
	}
	return nil
}
