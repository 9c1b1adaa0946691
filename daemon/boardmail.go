package daemon

import (
	"context"
	"fmt"

	"fristvakt/inbox/letter"
	"fristvakt/web"
	"fristvakt/workflows"
)

// mail reads one mail of the outbox as its receiver does.
func (b *boardDoor) mail(ctx context.Context, key string) (web.Mail, error) {
	m, err := b.store.Mail(ctx, key)
	if err != nil {
		return web.Mail{}, missing(err)
	}
	if m.Kind == workflows.LoginLink { // it is for one person alone
		return web.Mail{}, web.ErrNotFound
	}
	return readable(m, m.State), nil
}

func readable(m workflows.Mail, state workflows.OutboxState) web.Mail {
	l := letter.Read(m.Bytes, letter.Limits{})
	out := web.Mail{Key: m.Key, State: state, To: m.To, Subject: l.Subject, Text: l.Body, Changed: m.Changed}
	for _, a := range l.Attachments {
		out.Files = append(out.Files, a.Name)
	}
	return out
}

// coming composes the mail of a forecast as it would be sent on its day, with
// nothing but the clock moved on. Where the plan of that day has no such mail,
// the reason stands in the forecast, and the mail is the bare subject.
func (b *boardDoor) coming(ctx context.Context, f workflows.Forecast) (web.Mail, error) {
	desk, err := b.desk(ctx)
	if err != nil {
		return web.Mail{}, err
	}
	for _, l := range desk.Ledgers {
		s := l.Standing(f.Party.Number)
		then := f.Date.At(9, 0, l.Calendar.Zone())
		if s == nil {
			continue
		}
		for _, a := range workflows.Plan(l, then) {
			if a.Key != f.Key {
				continue
			}
			m, err := b.composer.Compose(a, l.Round, s.Party, s.Contacts, l.Calendar, l.Live == nil, then)
			if err != nil {
				return web.Mail{}, fmt.Errorf("preview: %w", err)
			}
			return readable(m, ""), nil
		}
	}
	return web.Mail{Key: f.Key, Subject: f.Milestone.Title.Nynorsk}, nil
}
