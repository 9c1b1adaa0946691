package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/term"

	"fristvakt/demo"
	"fristvakt/workflows"
)

// midFlight is the round of 2025 up to two and a half weeks before its
// deadline, with what came in since the secretariat went home lying on the
// desk.
func midFlight(seed uint64, listen string) demoPlan {
	day := func(month time.Month, day int) workflows.Date {
		return workflows.Date{Year: 2025, Month: month, Day: day}
	}
	return demoPlan{seed: seed, noise: 2, from: day(time.January, 30), leaves: day(time.May, 7), to: day(time.May, 13), listen: listen,
		rounds: []string{"digivestland-2025"}}
}

// serve plays half a round and leaves the board open until ctx ends.
func (c *demoCmd) serve(ctx context.Context, dir string) error {
	if c.Speed < 1 || c.Speed > 3600 {
		return errors.New("--speed is from 1 to 3600")
	}
	p, err := openDemo(ctx, dir, midFlight(c.Seed, c.Listen))
	if err != nil {
		return err
	}
	p.stage.Progress = demo.Progress(os.Stderr, term.IsTerminal(int(os.Stderr.Fd())))
	err = p.play(ctx)
	if err == nil {
		err = p.world.Live(ctx, p.stage, c.Speed, func() { err = p.invite(c.Speed) })
	}
	if ctx.Err() != nil { // asked to end: that is how it ends
		p.close()
		return nil
	}
	return errors.Join(err, p.close())
}

// invite prints how to get in.
func (p *demoPlay) invite(speed int) error {
	link, err := p.daemon.LoginLink(demo.Secretariat)
	if err != nil {
		return err
	}
	now := p.world.Clock.Now().In(p.calendar.Zone())
	look, err := p.daemon.LoginLink(demo.Auditor)
	if err != nil {
		return err
	}
	fmt.Printf("\nThe board is open. It is %s in the demo, and time goes %d times as fast as here.\nLog in with one of these links; each is good once, for a quarter of an hour:\n\n"+
		"  the secretariat, who rules:\n    %s\n  the auditor, who looks:\n    %s\n\nstore: %s. Ctrl+C ends.\n",
		now.Format("Monday 2 January 2006 15:04"), speed, link, look, p.dir)
	return nil
}
