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
	config  daemon.Config
	store   *store.Store
	rounds  []workflows.Round
	roster  workflows.Roster
	facts   []workflows.Fact
	ledgers []*workflows.Ledger
	now     time.Time
}

// openDesk opens the store of the configuration, for reading alone or for
// appending facts.
func openDesk(ctx context.Context, path string, readOnly bool) (*desk, error) {
	config, err := daemon.ReadConfig(path)
	if err != nil {
		return nil, err
	}
	d := &desk{config: config, now: time.Now().UTC()}
	if d.rounds, d.roster, err = config.LoadRounds(); err != nil {
		return nil, err
	}
	if _, err := os.Stat(config.StorePath()); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no store at %s yet: start fristvakt run first", config.StorePath())
	}
	if d.store, err = store.Open(ctx, config.StorePath(), store.Options{ReadOnly: readOnly}); err != nil {
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
	if d.facts, err = d.store.Facts(ctx, 0); err != nil {
		return err
	}
	d.ledgers = nil
	for _, r := range d.rounds {
		d.ledgers = append(d.ledgers, workflows.Fold(r, d.roster, calendar, d.facts))
	}
	return nil
}

func (d *desk) close() {
	if d.store != nil {
		d.store.Close()
	}
}

// ledger finds the round with the given id; "" means the only one, or the one
// that runs today.
func (d *desk) ledger(id string) (*workflows.Ledger, error) {
	var open []*workflows.Ledger
	for _, l := range d.ledgers {
		today := l.Calendar.DateOf(d.now)
		if l.Round.ID == id {
			return l, nil
		}
		if !today.Before(l.Round.Starts) && !today.After(l.Round.Ends) {
			open = append(open, l)
		}
	}
	switch {
	case id != "":
		return nil, fmt.Errorf("there is no round %q in the configuration", id)
	case len(open) == 1:
		return open[0], nil
	case len(d.ledgers) == 1:
		return d.ledgers[0], nil
	}
	return nil, errors.New("several rounds are configured: say which with --round ID")
}

// party finds a party by number.
func (d *desk) party(number string) (workflows.Party, error) {
	p, ok := d.roster.Party(number)
	if !ok {
		return p, fmt.Errorf("there is no party %q in the roster: give its four-digit number", number)
	}
	return p, nil
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

// day is a civil date on the command line.
type day struct{ workflows.Date }

// UnmarshalText reads "2025-05-31".
func (d *day) UnmarshalText(text []byte) error { return d.Date.UnmarshalText(text) }
