package daemon_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"fristvakt/workflows"
)

// turn goes through one turn at the given time, the same day when it has no date.
func (in *installation) turn(now string) {
	in.t.Helper()
	in.at(now)
	if err := in.d.Turn(in.t.Context()); err != nil {
		in.t.Fatalf("turn at %s: %v", now, err)
	}
}

// at sets the clock: "2025-05-16 09:00", or "09:00" of the same day, in Oslo.
func (in *installation) at(now string) {
	in.t.Helper()
	if len(now) == len("09:00") {
		now = in.clock.now().In(oslo()).Format("2006-01-02 ") + now
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", now, oslo())
	if err != nil {
		in.t.Fatal(err)
	}
	in.clock.set(t)
}

var oslo = sync.OnceValue(func() *time.Location { return workflows.DefaultCalendar().Zone() })

// clock stands still until it is set.
type clock struct {
	mu   sync.Mutex
	t    time.Time
	read int
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read++
	return c.t
}

// reads is how often the clock was looked at.
func (c *clock) reads() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t.UTC()
}

// logbook keeps what was logged.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
	ear  func(line []byte)
}

// hear has each line told to f as well; nil ends that.
func (l *logbook) hear(f func(line []byte)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ear = f
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ear != nil {
		l.ear(p)
	}
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *logbook) count(event string) int { return strings.Count(l.String(), `"event":"`+event+`"`) }

func at(t testing.TB, now string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", now, oslo())
	if err != nil {
		t.Fatal(err)
	}
	return v
}
