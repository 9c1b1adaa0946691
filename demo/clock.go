package demo

import (
	"sync"
	"time"
)

// Clock is the time of the demo. Between two instants it stands still.
type Clock struct {
	mu  sync.RWMutex
	now time.Time
}

// Now returns the present instant in UTC. While the cast acts it waits, so
// that nobody sees half of what happens at one instant.
func (c *Clock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.now
}

// strike sets the clock to t, never back, and lets act happen at that instant.
func (c *Clock) strike(t time.Time, act func(now time.Time)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.now) {
		c.now = t.UTC()
	}
	act(c.now)
}
