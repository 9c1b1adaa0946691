package daemon

import (
	"strings"
	"time"

	"fristvakt/workflows"
)

// How much later than planned a turn and a digest may be before something is
// wrong.
const (
	turnMargin   = 5 * time.Minute // besides three intervals
	digestMargin = time.Hour
)

// health is by what the page of health judges. It never changes.
type health struct {
	calendar workflows.Calendar
	digestAt workflows.Clock
	turn     time.Duration // between two turns
}

// ill says in one line why the daemon does not do its work, although it runs;
// "" where it does. A life that has just begun is given the time to show it.
func (h health) ill(m *measures, now time.Time) string {
	var why []string
	when := func(t time.Time) string { return t.In(h.calendar.Zone()).Format("2006-01-02 15:04") }
	last := m.beats[beatTurn]
	if last.Before(m.started) {
		last = m.started
	}
	if now.Sub(last) > 3*h.turn+turnMargin {
		why = append(why, "no complete turn since "+when(last))
	}
	due := workflows.LastDigestDue(h.calendar, h.digestAt, now.Add(-digestMargin))
	if now.Sub(m.started) > digestMargin && m.beats[beatDigest].Before(due) {
		why = append(why, "the digest of "+when(due)+" has not been accepted")
	}
	if m.stopped {
		why = append(why, "sending was paused by the program itself and waits for fristvakt resume")
	}
	return strings.Join(why, "; ")
}
