package daemon

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fristvakt/workflows"
)

// RetentionConfig is how long what nobody needs is kept.
type RetentionConfig struct {
	Letters int `toml:"letters_days"` // 0 for ever
}

// purge drops, once a day, old letters that no fact needs: returned mail and
// automatic replies, and what a person has said no to. What delivered a paper,
// a promise or a refusal stays, and so does what waits for a person. Each gets
// a fact as receipt.
func (d *Daemon) purge(ctx context.Context, now time.Time) error {
	today, days := d.calendar.DateOf(now), d.config.Retention.Letters
	if days == 0 || d.purged == today {
		return nil
	}
	old, err := d.store.OldLetters(ctx, now.AddDate(0, 0, -days))
	if err != nil {
		return err
	}
	spent := d.spent()
	old = slices.DeleteFunc(old, func(id string) bool { return !spent[id] })
	var receipts []workflows.Fact
	for _, id := range old {
		receipts = append(receipts, workflows.Fact{Kind: workflows.Purged, At: now, Letter: id, Actor: workflows.Robot,
			Reason: fmt.Sprintf("eldre enn %d dagar, og ingen treng det", days)})
	}
	if err := d.store.Purge(ctx, old, receipts...); err != nil {
		return err
	}
	d.purged = today
	d.journal.purged(len(old))
	return d.remember(ctx)
}

// spent are the letters that nothing rests on. A ruling that was ever taken
// back counts for nothing here, so that a letter is rather kept than lost.
func (d *Daemon) spent() map[string]bool {
	back := map[int64]bool{}
	for _, f := range d.facts {
		if f.Kind == workflows.Undone {
			back[f.Undoes] = true
		}
	}
	spent, needed := map[string]bool{}, map[string]bool{}
	for _, f := range d.facts {
		switch f.Kind {
		case workflows.Judged:
			spent[f.Letter] = f.Verdict != nil && (f.Verdict.Disposition == workflows.Bounce || f.Verdict.Disposition == workflows.AutoReply)
		case workflows.Ruled:
			spent[f.Letter] = f.Outcome == workflows.No && !back[f.Seq]
		case workflows.Delivered, workflows.Promised, workflows.Declined, workflows.NotApplicable:
			needed[f.Letter] = true
		}
	}
	for id := range needed {
		delete(spent, id)
	}
	return spent
}
