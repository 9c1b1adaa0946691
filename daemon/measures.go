package daemon

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"strings"
	"time"

	"fristvakt/workflows"
)

// turnCount counts the turns of one life of the daemon.
type turnCount struct{ begun, completed int }

// measures is what can be seen of the daemon from outside, as it was after a
// turn. Once it is published nobody changes it. It names nobody.
type measures struct {
	started time.Time // when this life began to turn
	turns   turnCount
	beats   map[string]time.Time
	outbox  map[workflows.OutboxState]int
	letters map[workflows.Disposition]int // each by its newest judgement
	waiting int                           // for a person
	sent    int                           // mails that the sending server has accepted, ever
	outages map[string]bool               // by server
	stopped bool                          // sending was paused by the program
	paused  bool                          // by whomever
	expires time.Time                     // of the secret or certificate, zero if not known
	size    int64                         // of the store with its journal, bytes
	backup  time.Time                     // the newest, zero for none
}

// measure publishes what this turn has left. Where the store cannot be read,
// what was known stays, and the count of turns tells.
func (d *Daemon) measure(ctx context.Context) {
	if d.config.Metrics.Listen == "" {
		return
	}
	m := *d.measured.Load()
	m.turns = d.turns
	if err := d.look(ctx, &m); err != nil {
		d.log.Debug("the figures are of an earlier turn", "error", err)
	}
	d.measured.Store(&m)
}

func (d *Daemon) look(ctx context.Context, m *measures) error {
	m.countFacts(d.facts)
	m.waiting = len(workflows.Desk{Ledgers: d.ledgers}.Doubts())
	m.paused, m.stopped = false, false
	for _, l := range d.ledgers {
		m.paused = m.paused || l.Paused != nil
		m.stopped = m.stopped || l.Paused != nil && l.Paused.Actor == workflows.Robot
	}
	m.outages = map[string]bool{}
	for _, server := range []string{"imap", "smtp", "digest"} {
		m.outages[server] = d.outage(server) != nil
	}
	if !d.ends.IsZero() {
		m.expires = d.ends.At(0, 0, d.calendar.Zone())
	}
	var err error
	if m.size, err = storeSize(d.config.StorePath()); err != nil {
		return err
	}
	shelved, err := d.config.Shelf().List()
	if err != nil {
		return err
	}
	if len(shelved) > 0 {
		m.backup = shelved[0].At
	}
	beats, err := d.store.Beats(ctx)
	if err != nil {
		return err
	}
	outbox, err := d.store.OutboxCount(ctx)
	if err != nil {
		return err
	}
	m.beats, m.outbox = beats, outbox
	return nil
}

// countFacts counts mails and letters. A letter that was judged again counts
// once.
func (m *measures) countFacts(facts []workflows.Fact) {
	judged := map[string]workflows.Disposition{}
	m.sent, m.letters = 0, map[workflows.Disposition]int{}
	for _, f := range facts {
		switch {
		case f.Kind == workflows.Sent:
			m.sent++
		case f.Kind == workflows.Judged && f.Verdict != nil:
			judged[f.Letter] = f.Verdict.Disposition
		}
	}
	for disposition := range maps.Values(judged) {
		m.letters[disposition]++
	}
}

// mailSeen are the ages of the mailboxes that are watched, by name.
func (m *measures) mailSeen() map[string]time.Time {
	seen := map[string]time.Time{}
	for name, at := range m.beats {
		if mailbox, is := strings.CutPrefix(name, beatMail+"/"); is {
			seen[mailbox] = at
		}
	}
	return seen
}

// storeSize is that of the file and of its write-ahead log, if there is one.
func storeSize(path string) (int64, error) {
	total := int64(0)
	for _, end := range []string{"", "-wal"} {
		info, err := os.Stat(path + end)
		if errors.Is(err, fs.ErrNotExist) && end != "" {
			continue
		}
		if err != nil {
			return 0, err
		}
		total += info.Size()
	}
	return total, nil
}
