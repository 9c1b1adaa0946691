package daemon

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"fristvakt/inbox/paper"
	"fristvakt/mailer"
	"fristvakt/store"
	"fristvakt/web"
	"fristvakt/workflows"
)

// boardDoor is what the board has of the house: it reads the store and appends
// facts, beside the loop and never in its way. It has a reader of papers of its
// own, so that somebody who looks at a letter does not keep the loop waiting.
type boardDoor struct {
	store    *store.Store
	rounds   []workflows.Round
	roster   workflows.Roster
	calendar workflows.Calendar
	now      func() time.Time
	papers   *paper.Reader
	composer *mailer.Composer
	wake     func()
	logins   chan<- login

	ruling sync.Mutex // one ruling at a time: each sees what the one before has recorded
	mu     sync.Mutex // guards what follows
	facts  []workflows.Fact
	folded []*workflows.Ledger
}

// door is what the pages are given.
func (b *boardDoor) door() web.Door {
	return web.Door{State: b.state, Rule: b.rule, Note: b.note, Letter: b.letter, Page: b.page, Original: b.original,
		Mail: b.mail, Coming: b.coming, Dossier: b.dossier, Invite: b.invite}
}

// desk folds the facts that were appended since it was last asked.
func (b *boardDoor) desk(ctx context.Context) (workflows.Desk, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	after := int64(0)
	if n := len(b.facts); n > 0 {
		after = b.facts[n-1].Seq
	}
	fresh, err := b.store.Facts(ctx, after)
	if err != nil {
		return workflows.Desk{}, fmt.Errorf("read facts: %w", err)
	}
	if len(fresh) > 0 || b.folded == nil {
		b.facts = append(b.facts, fresh...)
		b.folded = nil // what was handed out before stays as it was
		for _, r := range b.rounds {
			b.folded = append(b.folded, workflows.Fold(r, b.roster, b.calendar, b.facts))
		}
	}
	return workflows.Desk{Ledgers: b.folded, Roster: b.roster, Facts: b.facts[:len(b.facts):len(b.facts)], Now: b.now().UTC()}, nil
}

func (b *boardDoor) state(ctx context.Context) (web.State, error) {
	desk, err := b.desk(ctx)
	if err != nil {
		return web.State{}, err
	}
	beats, err := b.store.Beats(ctx)
	if err != nil {
		return web.State{}, fmt.Errorf("read ages: %w", err)
	}
	return web.State{Desk: desk, Ages: workflows.Ages{Turn: beats[beatTurn], Mail: beats[beatMail], Digest: beats[beatDigest]}}, nil
}

// rule turns orders into facts, all of them or none, and wakes the loop, which
// withdraws and plans what follows.
func (b *boardDoor) rule(ctx context.Context, who web.Ruler, orders ...workflows.Order) ([]workflows.Fact, error) {
	b.ruling.Lock()
	defer b.ruling.Unlock()
	desk, err := b.desk(ctx)
	if err != nil {
		return nil, err
	}
	var facts []workflows.Fact
	for _, o := range orders {
		made, err := desk.Rule(workflows.Ruling{Actor: who.Actor, Reason: who.Reason, At: desk.Now}, o)
		if err != nil {
			return nil, err
		}
		facts = append(facts, made...)
	}
	if len(facts) == 0 {
		return nil, nil
	}
	made, err := b.store.Append(ctx, facts...)
	if err != nil {
		return nil, fmt.Errorf("record a ruling: %w", err)
	}
	b.wake()
	return made, nil
}

func (b *boardDoor) note(ctx context.Context, f workflows.Fact) error {
	f.At = b.now().UTC()
	if _, err := b.store.Append(ctx, f); err != nil {
		return fmt.Errorf("note %s: %w", f.Kind, err)
	}
	return nil
}

// invite hands a login link to the loop, which mails it as it mails everything
// else.
func (b *boardDoor) invite(_ context.Context, address, link string) error {
	select {
	case b.logins <- login{address, link}:
		b.wake()
		return nil
	default:
		return errors.New("too many logins wait to be mailed")
	}
}

// missing is the board's word for what the store does not have.
func missing(err error) error {
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrAmbiguous) {
		return web.ErrNotFound
	}
	return err
}
