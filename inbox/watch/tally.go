package watch

import (
	"sync"

	"github.com/emersion/go-imap/v2/imapclient"
)

// tally counts the mails of the examined mailbox from what the server says unasked, whenever it says it: EXISTS may come
// in the middle of a pass or before IDLE has begun. The library calls it from its decoder, so it never blocks.
type tally struct {
	count *counter
	wake  chan struct{} // told after each change
}

type counter struct {
	sync.Mutex
	known, now uint32 // mails when last examined, less those gone since; mails now
}

func newTally() tally { return tally{count: &counter{}, wake: make(chan struct{}, 1)} }

func (t tally) handler() *imapclient.UnilateralDataHandler {
	return &imapclient.UnilateralDataHandler{
		Expunge: func(uint32) { t.expunged() },
		Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages != nil {
				t.exists(*d.NumMessages)
			}
		},
	}
}

func (t tally) examined(n uint32) {
	t.count.Lock()
	defer t.count.Unlock()
	t.count.known, t.count.now = n, n
}

func (t tally) exists(n uint32) {
	t.count.Lock()
	t.count.now = n
	t.count.Unlock()
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

func (t tally) expunged() {
	t.count.Lock()
	defer t.count.Unlock()
	t.count.known -= min(t.count.known, 1)
	t.count.now -= min(t.count.now, 1)
}

// news tells whether mails have come since the mailbox was examined. A server that repeats the old number brings none.
func (t tally) news() bool {
	t.count.Lock()
	defer t.count.Unlock()
	return t.count.now > t.count.known
}
