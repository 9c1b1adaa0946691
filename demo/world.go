package demo

import (
	"container/heap"
	"errors"
	"math/rand/v2"
	"net"
	"time"

	"fristvakt/workflows"
)

// Options are what a world is made from.
type Options struct {
	Rounds   []workflows.Round // digivestland-2024 and digivestland-2025
	Roster   workflows.Roster
	Calendar workflows.Calendar
	Seed     uint64
	Noise    int                             // everyday mails on a working day
	From, To workflows.Date                  // first and last day that is played
	Leaves   workflows.Date                  // from this day on nobody sits in the secretariat; zero: never
	Tap      func(net.Listener) net.Listener // hears the mailbox's commands; may be nil
}

// World is the servers, the clock and the cast. It is played by one goroutine.
type World struct {
	Clock    Clock
	Truth    *Truth
	options  Options
	sink     *sink
	mailbox  *mailbox
	agenda   agenda
	cast     *cast
	mails    int // in the mailbox
	everyday *everyday
	sent     []Sent
	failed   error

	responses []response // in the form, so far
	post      []posted   // papers that came another way and are not recorded yet
}

// posted is a paper that came by post or SvarUt.
type posted struct {
	due
	at time.Time
}

// Open starts the servers and gives the cast their parts.
func Open(o Options) (*World, error) {
	w := &World{options: o, Truth: newTruth(o.Rounds)}
	w.Clock.strike(o.From.At(0, 0, o.Calendar.Zone()), func(time.Time) {})
	var err error
	if w.sink, err = openSink(&w.Clock); err != nil {
		return nil, err
	}
	if w.mailbox, err = openMailbox(o.Tap); err != nil {
		return nil, errors.Join(err, w.sink.close())
	}
	w.everyday = newEveryday(o, rand.New(rand.NewPCG(o.Seed, 1)))
	w.cast = newCast(w)
	w.cast.giveParts()
	return w, nil
}

// SMTP is the address of the server that takes mail, on loopback.
func (w *World) SMTP() string { return w.sink.address }

// IMAP is the address of the server with the mailbox, on loopback.
func (w *World) IMAP() string { return w.mailbox.address }

// Mail returns every mail that was sent, digests among them, in order.
func (w *World) Mail() []Sent { return w.sent }

// Received is the number of mails that lie in the mailbox.
func (w *World) Received() int { return w.mails }

// Untouched returns an error when a mail in the mailbox was flagged or is gone.
func (w *World) Untouched() error { return w.mailbox.untouched(w.mails) }

// Close ends the servers.
func (w *World) Close() error { return errors.Join(w.mailbox.close(), w.sink.close()) }

// at puts a deed on the agenda. What was before the first day that is played
// never happens.
func (w *World) at(t time.Time, deed func(now time.Time)) {
	if t.Before(w.options.From.At(0, 0, w.options.Calendar.Zone())) {
		return
	}
	w.agenda.n++
	heap.Push(&w.agenda, entry{at: t, n: w.agenda.n, deed: deed})
}

// next returns the instant of the earliest deed.
func (w *World) next() (time.Time, bool) {
	if len(w.agenda.entries) == 0 {
		return time.Time{}, false
	}
	return w.agenda.entries[0].at, true
}

// happen lets everything happen that is due up to t.
func (w *World) happen(t time.Time) {
	w.Clock.strike(t, func(now time.Time) {
		for mail, received := range w.everyday.until(now) {
			w.receive(mail, received)
		}
		for len(w.agenda.entries) > 0 && !w.agenda.entries[0].at.After(now) {
			heap.Pop(&w.agenda).(entry).deed(now)
		}
	})
}

// receive is the host's receiving server: it puts the mail into the mailbox.
func (w *World) receive(mail []byte, at time.Time) {
	w.mails++
	w.failed = errors.Join(w.failed, w.mailbox.put(mail, at))
}

// react lets the cast see what was sent to them.
func (w *World) react() {
	for _, m := range w.sink.fresh() {
		w.sent = append(w.sent, m)
		w.cast.gets(m)
	}
}

// agenda is what the cast will do, earliest first.
type agenda struct {
	entries []entry
	n       int
}

type entry struct {
	at   time.Time
	n    int // of two at one instant the one that was entered first
	deed func(now time.Time)
}

func (a agenda) Len() int { return len(a.entries) }

func (a agenda) Less(i, j int) bool {
	if a.entries[i].at.Equal(a.entries[j].at) {
		return a.entries[i].n < a.entries[j].n
	}
	return a.entries[i].at.Before(a.entries[j].at)
}

func (a agenda) Swap(i, j int) { a.entries[i], a.entries[j] = a.entries[j], a.entries[i] }
func (a *agenda) Push(x any)   { a.entries = append(a.entries, x.(entry)) }

func (a *agenda) Pop() any {
	last := a.entries[len(a.entries)-1]
	a.entries = a.entries[:len(a.entries)-1]
	return last
}
