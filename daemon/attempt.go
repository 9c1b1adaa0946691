package daemon

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
	"fristvakt/inbox/paper"
	"fristvakt/store"
)

// defaultPatience is how long a letter may occupy the judge, its papers apart.
// The slowest golden letter takes a few milliseconds.
const defaultPatience = 2 * time.Minute

// attempt is what came of reading and judging one letter.
type attempt struct {
	letter    *letter.Letter
	judgement inbox.Judgement
	failed    string // why a person must read it; "" where it was judged
}

// attempt reads and judges a letter in a goroutine of its own, so that one at
// which a parser stumbles or never ends costs that letter and not the loop. A
// goroutine cannot be ended from outside: one that is left behind goes on until
// the process ends, and what it finds is not used.
func (d *Daemon) attempt(ctx context.Context, kept store.Letter) attempt {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	patience := time.NewTimer(d.patience)
	defer patience.Stop()
	done, reading, read := make(chan attempt, 1), make(chan struct{}), make(chan struct{})
	go func() { done <- d.tryLetter(ctx, kept, reading, read) }()
	for {
		select {
		case a := <-done:
			return a
		case <-patience.C:
			return attempt{failed: fmt.Sprintf("reading it took longer than %v", d.patience)}
		case <-reading: // a paper has limits of its own
			patience.Stop()
		case <-read:
			patience.Reset(d.patience)
		}
	}
}

// tryLetter tells reading before each paper and read behind it.
func (d *Daemon) tryLetter(ctx context.Context, kept store.Letter, reading, read chan<- struct{}) (a attempt) {
	defer func() {
		if fault := recover(); fault != nil { // its text may quote the letter
			d.log.Error("a letter could not be read", "event", "LetterFailed", "letter", kept.ID, "stack", string(debug.Stack()))
			a = attempt{failed: "the program stumbled over it"}
		}
	}()
	d.trace("judging")
	a.letter = letter.Read(kept.Bytes, letter.Limits{})
	judge := d.judge.At(d.calendar.DateOf(kept.Received))
	a.judgement = judge.Judge(a.letter, func(file letter.Attachment) paper.Paper {
		tell(ctx, reading)
		defer tell(ctx, read)
		return d.papers.Read(ctx, file.Name, file.MediaType, file.Content)
	})
	return a
}

// tell is heard by the one who waits, while there is one.
func tell(ctx context.Context, listener chan<- struct{}) {
	select {
	case listener <- struct{}{}:
	case <-ctx.Done():
	}
}
