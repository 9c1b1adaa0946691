package demo

import (
	"context"
	"fmt"
	"time"

	"fristvakt/workflows"
)

// Stage is the program as the play sees it from outside.
type Stage struct {
	Turn      func(ctx context.Context) error                                                  // wakes the loop and waits for the turn
	Ledgers   func(ctx context.Context) ([]*workflows.Ledger, error)                           // as a person's command reads them
	Append    func(ctx context.Context, facts ...workflows.Fact) ([]workflows.Fact, error)     // as a person's command does
	MessageID func(ctx context.Context, letter string) (string, error)                         // of a letter that waits
	Import    func(ctx context.Context, name string, content []byte, r workflows.Ruling) error // of a form's export
	Progress  func(day workflows.Date, done, days int)
}

// Hours of a working day at which the loop is woken without anybody writing:
// the digest's, after which the secretariat works, and two in which mail to
// parties may leave.
var wakings = []workflows.Clock{{Hour: 7, Minute: 30}, {Hour: 8, Minute: 30}, {Hour: 13}}

// deskHour is when the secretariat goes through what waits.
var deskHour = workflows.Clock{Hour: 8, Minute: 5}

// Play plays the days of the world from the first to the last. Nights, weekends
// and holidays are skipped, but for what the cast does on them.
func (w *World) Play(ctx context.Context, s Stage) error {
	p := &player{world: w, stage: s, desk: newSecretary(w)}
	days := w.options.From.DaysUntil(w.options.To) + 1
	for n := range days {
		day := w.options.From.AddDays(n)
		if err := p.day(ctx, day); err != nil {
			return fmt.Errorf("play %s: %w", day, err)
		}
		if s.Progress != nil {
			s.Progress(day, n+1, days)
		}
	}
	return w.failed
}

type player struct {
	world *World
	stage Stage
	desk  *secretary
}

func (p *player) day(ctx context.Context, day workflows.Date) error {
	zone := p.world.options.Calendar.Zone()
	if p.world.options.Calendar.Workday(day) {
		for i, c := range wakings {
			if err := p.until(ctx, day.At(c.Hour, c.Minute, zone)); err != nil {
				return err
			}
			if i > 0 {
				continue
			}
			if err := p.morning(ctx, day.At(deskHour.Hour, deskHour.Minute, zone)); err != nil {
				return err
			}
		}
	}
	return p.deeds(ctx, day.AddDays(1).At(0, 0, zone))
}

// until plays what the cast does before t, and then t itself.
func (p *player) until(ctx context.Context, t time.Time) error {
	if err := p.deeds(ctx, t); err != nil {
		return err
	}
	return p.instant(ctx, t)
}

// deeds plays every instant before t at which somebody acts.
func (p *player) deeds(ctx context.Context, t time.Time) error {
	for {
		next, any := p.world.next()
		if !any || !next.Before(t) {
			return nil
		}
		if err := p.instant(ctx, next); err != nil {
			return err
		}
	}
}

func (p *player) instant(ctx context.Context, t time.Time) error {
	p.world.happen(t)
	if err := p.stage.Turn(ctx); err != nil {
		return err
	}
	p.world.react()
	return p.world.failed
}

// morning lets the secretariat work at t.
func (p *player) morning(ctx context.Context, t time.Time) error {
	if err := p.deeds(ctx, t); err != nil {
		return err
	}
	p.world.Clock.strike(t, func(time.Time) {})
	if leaves := p.world.options.Leaves; !leaves.IsZero() && !p.world.options.Calendar.DateOf(t).Before(leaves) {
		return nil
	}
	return p.desk.work(ctx, p.stage, t)
}
