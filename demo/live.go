package demo

import (
	"context"
	"fmt"
	"time"

	"fristvakt/workflows"
)

// The beat of a world that goes on: how often it is looked at, and how often
// the loop is woken without anybody writing, by the demo's clock.
const (
	liveTick = time.Second
	liveTurn = 10 * time.Minute
)

// Live lets the world go on after Play, from nine in the morning of the next
// working day, speed times as fast as the clock on the wall, until ctx ends.
// Nobody of the cast sits in the secretariat any more. began is called when the
// morning has come.
func (w *World) Live(ctx context.Context, s Stage, speed int, began func()) error {
	p := &player{world: w, stage: s, desk: newSecretary(w)}
	start, err := p.nextMorning(ctx)
	if err != nil {
		return err
	}
	began()
	wall, turned := time.Now(), start
	tick := time.NewTicker(liveTick)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		now := start.Add(time.Since(wall) * time.Duration(speed))
		if err := p.deeds(ctx, now); err != nil && ctx.Err() == nil {
			return err
		}
		w.Clock.strike(now, func(time.Time) {})
		if now.Sub(turned) < liveTurn {
			continue
		}
		turned = now
		if err := p.instant(ctx, now); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

// nextMorning plays on to nine o'clock of the next working day.
func (p *player) nextMorning(ctx context.Context) (time.Time, error) {
	c := p.world.options.Calendar
	day := c.AddWorkdays(p.world.options.To, 1)
	for _, hour := range []workflows.Clock{{Hour: 7, Minute: 30}, {Hour: 9}} {
		if err := p.until(ctx, day.At(hour.Hour, hour.Minute, c.Zone())); err != nil {
			return time.Time{}, fmt.Errorf("play %s: %w", day, err)
		}
	}
	return day.At(9, 0, c.Zone()), nil
}
