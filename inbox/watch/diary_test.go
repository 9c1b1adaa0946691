package watch_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fristvakt/inbox/watch"
)

// diary is a Visitor that writes down what it is shown. It wants what the subject of a mail says: "take", "peek" and then
// nothing, "peek, take"; else nothing.
type diary struct {
	seen        []uint32
	heads       map[uint32]watch.Head
	taken       map[uint32]string
	peeked      map[uint32]int
	quarantined map[uint32]string
	advances    []watch.Cursor
	refuse      error // of Take
	keep        func(body io.Reader) (string, error)
}

func newDiary() *diary {
	return &diary{heads: map[uint32]watch.Head{}, taken: map[uint32]string{}, peeked: map[uint32]int{}, quarantined: map[uint32]string{}}
}

func (d *diary) Head(h watch.Head) watch.Want {
	d.seen = append(d.seen, h.Cursor.UID)
	d.heads[h.Cursor.UID] = h
	header := string(h.Header)
	switch {
	case strings.Contains(header, "Subject: peek"):
		return watch.Peek
	case strings.Contains(header, "Subject: take"):
		return watch.Take
	}
	return watch.Skip
}

func (d *diary) Peek(h watch.Head, first []byte) watch.Want {
	d.peeked[h.Cursor.UID] = len(first)
	if strings.Contains(string(first), "Subject: peek, take") {
		return watch.Take
	}
	return watch.Skip
}

func (d *diary) Take(h watch.Head, body io.Reader) error {
	if d.refuse != nil {
		return d.refuse
	}
	read := d.keep
	if read == nil {
		read = func(body io.Reader) (string, error) { text, err := io.ReadAll(body); return string(text), err }
	}
	text, err := read(body)
	if err == nil {
		d.taken[h.Cursor.UID] = text
	}
	return err
}

func (d *diary) Quarantine(h watch.Head, reason string) error {
	d.quarantined[h.Cursor.UID] = reason
	return nil
}

func (d *diary) Advance(c watch.Cursor) error {
	d.advances = append(d.advances, c)
	return nil
}

func (d *diary) sorted() []uint32 { return slices.Sorted(slices.Values(d.seen)) }

// watcherOf gives a Watcher on a fault server with a short deadline.
func watcherOf(t *testing.T, f *faultServer, change ...func(*watch.Server)) *watch.Watcher {
	t.Helper()
	s := watch.Server{
		Address: f.address(), TLS: watch.Plaintext, Login: watch.Password("post@example.no", "right"),
		Deadline: 100 * time.Millisecond, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	for _, c := range change {
		c(&s)
	}
	w := watch.New(s)
	t.Cleanup(func() { w.Close() })
	return w
}

func inbox() watch.Cursor { return watch.Cursor{Mailbox: "INBOX"} }

func at(validity, uid uint32) watch.Cursor {
	return watch.Cursor{Mailbox: "INBOX", UIDValidity: validity, UID: uid}
}

func fetch(t *testing.T, w *watch.Watcher, from watch.Cursor, v watch.Visitor) watch.Pass {
	t.Helper()
	pass, err := w.Fetch(t.Context(), from, time.Time{}, v)
	if err != nil {
		t.Fatalf("fetch from %v: %v", from, err)
	}
	return pass
}

func letter(subject, body string) string {
	return fmt.Sprintf("From: post@example.no\r\nSubject: %s\r\nMessage-ID: <%s@example.no>\r\n\r\n%s\r\n", subject, strings.ReplaceAll(subject, " ", "-"), body)
}

func letters(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = letter(fmt.Sprintf("nr %d", i+1), "text")
	}
	return all
}

func upTo(n uint32) []uint32 {
	all := make([]uint32, n)
	for i := range all {
		all[i] = uint32(i + 1)
	}
	return all
}

// clock is a time that a test sets.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2025, 5, 2, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// idle runs Idle and gives its result, once the server has seen the IDLE begin.
func idle(ctx context.Context, w *watch.Watcher, f *faultServer) <-chan error {
	done := make(chan error, 1)
	go func() { done <- w.Idle(ctx, "INBOX") }()
	<-f.idling
	return done
}
