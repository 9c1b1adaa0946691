package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/term"

	"fristvakt/daemon"
	"fristvakt/demo"
	"fristvakt/inbox/form"
	"fristvakt/inbox/watch/wiretap"
	"fristvakt/store"
	"fristvakt/workflows"
)

type demoCmd struct {
	Out  string `help:"Folder for what the demo leaves; a new one for temporary files unless given." placeholder:"DIR"`
	JSON bool   `help:"Print what summary.json holds, and nothing else."`
	Seed uint64 `default:"1" help:"The same number gives the same play." placeholder:"N"`

	Serve  bool   `help:"Leave the board open in the middle of the round, with the clock running."`
	Listen string `default:"127.0.0.1:8480" help:"Address of the board, on this machine." placeholder:"HOST:PORT"`
	Speed  int    `default:"60" help:"How much faster than the clock on the wall time goes on the board." placeholder:"N"`
}

// Run plays both rounds and ends with errFound when the ledger is not what the
// cast did.
func (c *demoCmd) Run(ctx context.Context) error {
	dir := c.Out
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "fristvakt-demo-"); err != nil {
			return fmt.Errorf("make a folder: %w", err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "store.db")); err == nil {
		return fmt.Errorf("%s holds a store already: give a folder without one", dir)
	}
	if c.Serve {
		return c.serve(ctx, dir)
	}
	began := time.Now()
	p, err := openDemo(ctx, dir, demoPlan{seed: c.Seed, noise: 10, from: demoFrom, to: demoTo})
	if err != nil {
		return err
	}
	p.stage.Progress = demo.Progress(os.Stderr, term.IsTerminal(int(os.Stderr.Fd())))
	if err := errors.Join(p.play(ctx), p.close()); err != nil {
		return err
	}
	sum, found := p.summarise(time.Since(began))
	if err := errors.Join(p.keep(sum), c.tell(p, sum, found)); err != nil {
		return err
	}
	return foundIf(len(found) > 0)
}

// The days that are played: from before the draft of 2024 until the last
// stragglers of 2025.
var (
	demoFrom = workflows.Date{Year: 2024, Month: time.June, Day: 3}
	demoTo   = workflows.Date{Year: 2025, Month: time.September, Day: 30}
)

// demoPlan is how a demo is played.
type demoPlan struct {
	seed     uint64
	noise    int // everyday mails on a working day
	from, to workflows.Date
	leaves   workflows.Date // the secretariat goes; zero: never
	listen   string         // address of the board; "": none
	rounds   []string       // that are kept; nil: both
}

// demoPlay ties the world and the daemon together.
type demoPlay struct {
	dir      string
	calendar workflows.Calendar
	world    *demo.World
	stage    demo.Stage
	desk     *desk
	heard    *wiretap.Recorder
	daemon   *daemon.Daemon
	log      *os.File
	wake     chan func()
	stop     context.CancelFunc
	ended    chan struct{} // closed when the loop has ended
	err      error         // of the loop
}

func openDemo(ctx context.Context, dir string, plan demoPlan) (*demoPlay, error) {
	p := &demoPlay{dir: dir, heard: new(wiretap.Recorder), wake: make(chan func()), ended: make(chan struct{})}
	rounds, roster, err := (daemon.Config{Rounds: demoRounds}).LoadRounds()
	if err != nil {
		return nil, err
	}
	p.world, err = demo.Open(demo.Options{Rounds: rounds, Roster: roster, Calendar: workflows.DefaultCalendar(), Seed: plan.seed,
		Noise: plan.noise, From: plan.from, To: plan.to, Leaves: plan.leaves, Tap: p.heard.Listener})
	if err != nil {
		return nil, err
	}
	if plan.rounds == nil {
		plan.rounds = demoRounds
	}
	if err := p.start(ctx, plan); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

var demoRounds = []string{"digivestland-2024", "digivestland-2025"}

// start begins the daemon's life, with the demo's clock, and opens the desk
// beside it as a person's commands do.
func (p *demoPlay) start(ctx context.Context, plan demoPlan) error {
	path, err := p.world.WriteConfig(p.dir, plan.rounds, plan.listen)
	if err != nil {
		return err
	}
	config, err := daemon.ReadConfig(path)
	if err != nil {
		return err
	}
	if p.log, err = os.Create(filepath.Join(p.dir, "journal.log")); err != nil {
		return fmt.Errorf("begin the journal: %w", err)
	}
	p.daemon, err = daemon.New(ctx, daemon.Options{Config: config, Now: p.world.Clock.Now, Log: slog.New(slog.NewTextHandler(p.log, nil))})
	if err != nil {
		return err
	}
	if p.calendar, err = config.WorkingCalendar(); err != nil {
		return err
	}
	p.desk = &desk{config: config}
	if p.desk.rounds, p.desk.Roster, err = config.LoadRounds(); err != nil {
		return err
	}
	if p.desk.store, err = store.Open(ctx, config.StorePath(), store.Options{Now: p.world.Clock.Now}); err != nil {
		return err
	}
	p.stage = demo.Stage{Turn: p.turn, Ledgers: p.ledgers, Append: p.desk.store.Append, MessageID: p.messageID, Import: p.importForm}
	running, stop := context.WithCancel(ctx)
	p.stop = stop
	go func() {
		defer close(p.ended)
		p.err = p.daemon.Run(running, p.wake)
	}()
	return nil
}

// turn wakes the loop and waits until the turn is over.
func (p *demoPlay) turn(ctx context.Context) error {
	turned := make(chan struct{})
	select {
	case p.wake <- func() { close(turned) }:
	case <-p.ended:
		return fmt.Errorf("the loop has ended: %w", errors.Join(p.err, ctx.Err()))
	}
	select {
	case <-turned:
		return ctx.Err()
	case <-p.ended:
		return fmt.Errorf("the loop has ended: %w", errors.Join(p.err, ctx.Err()))
	}
}

// play plays to the end and reads the ledgers once more.
func (p *demoPlay) play(ctx context.Context) error {
	if err := p.world.Play(ctx, p.stage); err != nil {
		return err
	}
	_, err := p.ledgers(ctx)
	return err
}

// ledgers reads the facts that were appended since it was last asked, and folds
// all of them.
func (p *demoPlay) ledgers(ctx context.Context) ([]*workflows.Ledger, error) {
	after := int64(0)
	if n := len(p.desk.Facts); n > 0 {
		after = p.desk.Facts[n-1].Seq
	}
	fresh, err := p.desk.store.Facts(ctx, after)
	if err != nil || len(fresh) == 0 {
		return p.desk.Ledgers, err
	}
	p.desk.Facts, p.desk.Ledgers = append(p.desk.Facts, fresh...), nil
	for _, r := range p.desk.rounds {
		p.desk.Ledgers = append(p.desk.Ledgers, workflows.Fold(r, p.desk.Roster, p.calendar, p.desk.Facts))
	}
	return p.desk.Ledgers, nil
}

func (p *demoPlay) messageID(ctx context.Context, id string) (string, error) {
	l, err := p.desk.store.Letter(ctx, id)
	if err != nil {
		return "", err
	}
	return demo.MessageIDOf(l.Bytes)
}

// importForm does what import responses does.
func (p *demoPlay) importForm(ctx context.Context, name string, content []byte, r workflows.Ruling) error {
	ledgers, err := p.ledgers(ctx)
	if err != nil {
		return err
	}
	sheet, err := form.Read(name, content, p.desk.Roster, ledgers[0].Calendar.Zone())
	if err != nil {
		return err
	}
	if len(sheet.Unmatched) > 0 {
		return fmt.Errorf("row %d of the form: %s", sheet.Unmatched[0].Number, sheet.Unmatched[0].Why)
	}
	facts, err := workflows.RecordResponses(ledgers[0], p.desk.Facts, sheet.Responses, r)
	if err != nil || len(facts) == 0 {
		return err
	}
	_, err = p.desk.store.Append(ctx, facts...)
	return err
}

// close ends the loop, the daemon and the servers.
func (p *demoPlay) close() error {
	var all []error
	if p.stop != nil {
		p.stop()
		<-p.ended
		all = append(all, p.err)
	}
	if p.daemon != nil {
		all = append(all, p.daemon.Close())
	}
	if p.desk != nil && p.desk.store != nil {
		all = append(all, p.desk.store.Close())
	}
	if p.log != nil {
		all = append(all, p.log.Close())
	}
	return errors.Join(append(all, p.world.Close())...)
}

// summarise holds what the ledgers say against what the cast did, and keeps
// the mail. What it found comes in words.
func (p *demoPlay) summarise(wall time.Duration) (demo.Summary, []string) {
	sum := demo.Summary{WallSeconds: wall.Round(10 * time.Millisecond).Seconds()}
	var found []string
	for _, l := range p.desk.Ledgers {
		v := p.world.Truth.Compare(l, p.world.Mail())
		sum.Rounds = append(sum.Rounds, demo.Summarise(l, p.world.Mail(), v))
		for _, d := range v.Differences() {
			found = append(found, l.Round.ID+" "+d)
		}
	}
	for _, command := range p.heard.Forbidden() {
		found = append(found, "the mailbox got a command that does more than read: "+command)
	}
	if err := p.world.Untouched(); err != nil {
		found = append(found, err.Error())
	}
	return sum, found
}

// keep writes the mail and the summary into the folder.
func (p *demoPlay) keep(sum demo.Summary) error {
	text, err := json.MarshalIndent(sum, "", "  ")
	if err == nil {
		err = os.WriteFile(filepath.Join(p.dir, "summary.json"), append(text, '\n'), 0o644)
	}
	return errors.Join(err, p.world.Keep(p.dir), os.RemoveAll(filepath.Join(p.dir, "cache")))
}

// tell prints how it ended: for a person, or as JSON alone.
func (c *demoCmd) tell(p *demoPlay, sum demo.Summary, found []string) error {
	for _, line := range found {
		fmt.Fprintln(os.Stderr, line)
	}
	if c.JSON {
		return printJSON(sum)
	}
	for i, l := range p.desk.Ledgers {
		r := sum.Rounds[i]
		fmt.Printf("\n%s (%s)\n\n", l.Round.Title, l.Round.ID)
		if err := demo.WriteTable(os.Stdout, l, p.world.Mail()); err != nil {
			return err
		}
		fmt.Printf("\n%d parties: %d complete, %d declined, %d open; %d reminders, %d digests\nagainst the cast: wrong %d, lost %d, duplicates %d, after delivery %d\n",
			r.Parties, r.Complete, r.Declined, r.Open, r.Reminders, r.Digests, r.Wrong, r.Lost, r.Duplicates, r.AfterDelivery)
	}
	fmt.Printf("\n%d mails read, %d sent, in %.1f s; the mailbox was only read.\ndigests:   %s\nsent mail: %s\nstore:     %s\n", p.world.Received(), len(p.world.Mail()),
		sum.WallSeconds, filepath.Join(p.dir, "digests"), filepath.Join(p.dir, "sent"), filepath.Join(p.dir, "store.db"))
	return nil
}
