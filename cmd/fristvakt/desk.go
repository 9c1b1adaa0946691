package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"time"

	"fristvakt/daemon"
	"fristvakt/store"
	"fristvakt/workflows"
)

// desk is what a person's command works on: the configured rounds and the
// store, folded. The daemon may be running beside it; what is appended here it
// sees in its next turn.
type desk struct {
	workflows.Desk
	config daemon.Config
	store  *store.Store
	rounds []workflows.Round
}

// openDesk opens the store of the configuration, for reading alone or for
// appending facts.
func openDesk(ctx context.Context, path string, readOnly bool) (*desk, error) {
	config, err := daemon.ReadConfig(path)
	if err != nil {
		return nil, err
	}
	d := &desk{config: config, Desk: workflows.Desk{Now: time.Now().UTC()}}
	if d.rounds, d.Roster, err = config.LoadRounds(); err != nil {
		return nil, err
	}
	if _, err := os.Stat(config.StorePath()); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no store at %s yet: start fristvakt run first", config.StorePath())
	}
	if d.store, err = store.Open(ctx, config.StorePath(), store.Options{ReadOnly: readOnly, Trace: trace()}); err != nil {
		return nil, err
	}
	if err := d.read(ctx); err != nil {
		return nil, errors.Join(err, d.store.Close())
	}
	return d, nil
}

func (d *desk) read(ctx context.Context) error {
	calendar, err := d.config.WorkingCalendar()
	if err != nil {
		return err
	}
	if d.Facts, err = d.store.Facts(ctx, 0); err != nil {
		return err
	}
	d.Ledgers = nil
	for _, r := range d.rounds {
		d.Ledgers = append(d.Ledgers, workflows.Fold(r, d.Roster, calendar, d.Facts))
	}
	return nil
}

func (d *desk) close() {
	if d.store != nil {
		d.store.Close()
	}
}

// append records facts and says what was recorded and how to take it back.
func (d *desk) append(ctx context.Context, facts ...workflows.Fact) error {
	made, err := d.store.Append(ctx, facts...)
	if err != nil {
		return err
	}
	for _, f := range made {
		fmt.Printf("%d  %s  (take back: fristvakt undo %d)\n", f.Seq, workflows.Describe(f), f.Seq)
	}
	return nil
}

// ruling is who rules and why; part of every ruling command.
type ruling struct {
	Actor  string `help:"Who rules; the login name unless given." placeholder:"NAME"`
	Reason string `required:"" help:"Why, in a few words." placeholder:"TEXT"`
}

func (r ruling) now() (workflows.Ruling, error) {
	actor := r.Actor
	if actor == "" {
		if u, err := user.Current(); err == nil {
			actor = u.Username
		}
	}
	made := workflows.Ruling{Actor: actor, Reason: r.Reason, At: time.Now().UTC()}
	return made, made.Check()
}

// rule opens the desk, lets decide turn the ruling into facts, and appends them.
func (r ruling) rule(ctx context.Context, cli *commands, decide func(*desk, workflows.Ruling) ([]workflows.Fact, error)) error {
	person, err := r.now()
	if err != nil {
		return err
	}
	d, err := openDesk(ctx, cli.Config, false)
	if err != nil {
		return err
	}
	defer d.close()
	facts, err := decide(d, person)
	if err != nil || len(facts) == 0 {
		return err
	}
	return d.append(ctx, facts...)
}

// order carries a person's order out.
func (r ruling) order(ctx context.Context, cli *commands, o workflows.Order) error {
	return r.rule(ctx, cli, func(d *desk, person workflows.Ruling) ([]workflows.Fact, error) { return d.Rule(person, o) })
}

// day is a civil date on the command line.
type day struct{ workflows.Date }

// UnmarshalText reads "2025-05-31".
func (d *day) UnmarshalText(text []byte) error { return d.Date.UnmarshalText(text) }
