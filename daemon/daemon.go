package daemon

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"fristvakt/inbox"
	"fristvakt/inbox/paper"
	"fristvakt/inbox/watch"
	"fristvakt/mailer"
	"fristvakt/mailer/courier"
	"fristvakt/store"
	"fristvakt/token"
	"fristvakt/workflows"
)

// Options are what a daemon is made from.
type Options struct {
	Config Config
	Now    func() time.Time   // nil: the clock of the machine; frozen once per turn
	Log    *slog.Logger       // nil: discarded; mail addresses are masked unless it is enabled at debug
	Trace  func(point string) // called at the named points of a turn and of the store, for tests that end the process there
	// Patience is how long one letter may occupy the judge, its papers apart; 0: two minutes.
	Patience time.Duration
}

// Daemon is one running round keeper. Its methods are not for concurrent use,
// but for Close.
type Daemon struct {
	config   Config
	now      func() time.Time
	log      *slog.Logger
	journal  journal
	trace    func(string)
	patience time.Duration
	calendar workflows.Calendar
	hours    workflows.Hours
	digestAt workflows.Clock
	backupAt workflows.Clock

	rounds   []workflows.Round
	roster   workflows.Roster
	store    *store.Store
	secret   []byte // of this installation; seals Message-IDs
	lease    *store.Lease
	judge    *inbox.Judge
	papers   *paper.Reader
	composer *mailer.Composer
	tokens   *token.Source  // nil where nothing logs in by them
	ends     workflows.Date // when their secret or certificate expires, zero if not known
	watcher  *watch.Watcher
	courier  *courier.Courier
	board    *board        // nil where no board is configured
	logins   chan login    // asked for on the board
	poke     chan struct{} // wakes the loop

	heartbeat *heartbeat

	facts   []workflows.Fact // all of the store, in order
	ledgers []*workflows.Ledger
	beats   map[string]time.Time          // ages of this turn, not durable yet
	asked   map[string]workflows.Question // what needs a person and is no fact: a file that is missing
	reading patience                      // with the mailbox
	sending patience                      // with the sending server
	held    int                           // mails that could not be fetched and wait for another try
	newest  map[string]time.Time          // mail seen in each mailbox
	turned  time.Time                     // the instant of the last turn
	purged  workflows.Date                // the day on which old letters were last dropped
	unsaved backupTrouble                 // why last night's backup is missing
	turns   turnCount                     // of this life

	measured atomic.Pointer[measures] // what the page of metrics tells; read by others than the loop
}

// New opens the store, takes the lease on it, checks it and wires the rooms
// together. It makes no connection. The straight line below is the whole wiring.
func New(ctx context.Context, o Options) (*Daemon, error) {
	d := &Daemon{config: o.Config, now: o.Now, log: o.Log, trace: o.Trace, asked: map[string]workflows.Question{}, beats: map[string]time.Time{},
		newest: map[string]time.Time{}, heartbeat: newHeartbeat(o.Config.Heartbeat),
		logins: make(chan login, 10), poke: make(chan struct{}, 1)}
	if d.now == nil {
		d.now = time.Now
	}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.trace == nil {
		d.trace = func(string) {}
	}
	d.log = mask(d.log)
	d.journal, d.patience = journal{d.log}, cmp.Or(o.Patience, defaultPatience)
	var err error
	if d.calendar, err = o.Config.WorkingCalendar(); err != nil {
		return nil, err
	}
	d.hours, d.digestAt = o.Config.hours()
	d.backupAt, _ = workflows.ParseClock(o.Config.Backup.At) // refused by check where it is wrong
	if d.rounds, d.roster, err = o.Config.LoadRounds(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(o.Config.StorePath()), 0o700); err != nil {
		return nil, fmt.Errorf("make the state folder: %w", err)
	}
	if d.store, err = store.Open(ctx, o.Config.StorePath(), store.Options{Now: d.now, Trace: d.trace}); err != nil {
		return nil, advised(ctx, o.Config, err)
	}
	if err := d.wire(ctx); err != nil {
		return nil, errors.Join(advised(ctx, o.Config, err), d.Close())
	}
	return d, nil
}

func (d *Daemon) wire(ctx context.Context) error {
	host, _ := os.Hostname()
	var err error
	if d.lease, err = d.store.Hold(ctx, fmt.Sprintf("process %d on %s", os.Getpid(), host)); err != nil {
		return err
	}
	if err := d.store.Check(ctx); err != nil {
		return err
	}
	for _, folder := range []string{filepath.Dir(d.config.StorePath()), d.config.Shelf().Folder} {
		if err := store.Sweep(folder); err != nil {
			d.log.Warn("cannot tidy up", "error", err)
		}
	}
	identity, err := d.store.Identity(ctx)
	if err != nil {
		return err
	}
	d.secret = identity.Secret
	settings, err := d.config.mailSettings(identity.Secret, d.calendar)
	if err != nil {
		return err
	}
	if d.composer, err = mailer.New(settings, d.rounds); err != nil {
		return fmt.Errorf("texts and settings of outgoing mail: %w", err)
	}
	if err := d.servers(); err != nil {
		return err
	}
	if err := d.config.keepRunning(); err != nil {
		d.log.Warn("plan --changes will compare with an earlier start", "error", err)
	}
	d.papers = paper.New(paper.Options{
		MemoryMB: d.config.Papers.Memory, Timeout: time.Duration(d.config.Papers.Timeout), Tesseract: d.config.Papers.Tesseract,
		CacheDir: filepath.Join(filepath.Dir(d.config.StorePath()), "cache"), Log: d.log})
	d.judge = inbox.NewJudge(inbox.Settings{
		Rounds: d.rounds, Roster: d.roster, Domain: settings.Domain, Secret: identity.Secret,
		Receiver:   inbox.Receiver(d.config.Receiver),
		Own:        []string{settings.From.Mail},
		References: d.references(ctx, settings),
	})
	if err := d.begin(ctx); err != nil {
		return err
	}
	return d.openBoard()
}

// servers makes the two ends that speak to the network.
func (d *Daemon) servers() error {
	var err error
	if d.tokens, err = d.config.tokens(d.now); err != nil {
		return err
	}
	if d.ends, err = d.config.credentialEnds(); err != nil {
		return err
	}
	reads, err := d.config.watchServer(d.tokens)
	if err != nil {
		return err
	}
	sends, err := d.config.courierServer(d.tokens)
	if err != nil {
		return err
	}
	reads.Now, reads.Log = d.now, d.log
	sends.Now, sends.Log, sends.Trace = d.now, d.log, d.trace
	d.watcher, d.courier = watch.New(reads), courier.New(sends)
	return nil
}

// references reads the agreement as it is sent out, by which a returned one is
// known.
func (d *Daemon) references(ctx context.Context, s mailer.Settings) map[string][]paper.Paper {
	sent := make(map[string][]paper.Paper)
	for _, r := range d.rounds {
		f, ok := s.File("agreement", r.ID)
		if !ok {
			continue
		}
		p := d.papers.Read(ctx, f.Name, f.Type, f.Content)
		if p.Unreadable != "" {
			d.log.Warn("the agreement as sent cannot be read; returned ones will go to a person", "file", f.Name, "why", p.Unreadable)
		}
		sent[r.ID] = []paper.Paper{p}
	}
	return sent
}

// Close ends all connections at once, and then the lease and the store.
func (d *Daemon) Close() error {
	var all []error
	if d.board != nil {
		all = append(all, d.board.close())
	}
	if d.watcher != nil {
		all = append(all, d.watcher.Close())
	}
	if d.courier != nil {
		all = append(all, d.courier.Close())
	}
	if d.papers != nil {
		all = append(all, d.papers.Close())
	}
	if d.lease != nil {
		all = append(all, d.lease.Release())
	}
	return errors.Join(append(all, d.store.Close())...)
}
