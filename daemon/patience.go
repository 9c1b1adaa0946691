package daemon

import (
	"math/rand/v2"
	"time"
)

// serverPause is how long a server is left alone that refuses the login, so
// that it does not lock the account, and the longest pause after an outage.
const serverPause = 15 * time.Minute

// patience is how long a server that failed is left alone.
type patience struct {
	fails int // in a row
	pause time.Duration
	until time.Time
}

func (p patience) rests(now time.Time) bool { return now.Before(p.until) }

// lost makes the pause longer, from seconds to most. Up to a quarter of it is
// left to chance, so that programs which lost the same server do not all come
// back to it at once.
func (p *patience) lost(now time.Time, most time.Duration) {
	p.fails++
	longest := min(most, time.Second<<min(p.fails, 10))
	p.rest(now, longest-rand.N(longest/4+1))
}

// refused waits for a person to mend the login or the settings.
func (p *patience) refused(now time.Time) {
	p.fails++
	p.rest(now, serverPause)
}

func (p *patience) rest(now time.Time, pause time.Duration) {
	p.pause, p.until = pause, now.Add(pause)
}

// soonest is the shortest pause of those that last beyond now, 0 when there is
// none.
func soonest(now time.Time, all ...patience) time.Duration {
	var shortest time.Duration
	for _, p := range all {
		if p.rests(now) && (shortest == 0 || p.pause < shortest) {
			shortest = p.pause
		}
	}
	return shortest
}
