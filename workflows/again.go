package workflows

import (
	"fmt"
	"slices"
	"strings"
)

// key names a mail: round, party, milestone and step, in readable form.
func (p *planner) key(s *Standing, parts ...string) string {
	prefix := rehearsalPrefix
	if p.live() {
		prefix = ""
	}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	return prefix + strings.Join(append([]string{p.l.Round.ID, s.Party.Number}, parts...), "/")
}

// mostAgain is how often a mail that came back goes again, to other addresses.
const mostAgain = 5

// unsent returns the key under which the mail may still go: its own, or a
// counted one when it came back.
func (p *planner) unsent(s *Standing, key string) (string, bool) {
	again := key
	for n := 1; s.lost[again]; n++ {
		if n > mostAgain || !p.live() {
			return "", false
		}
		again = fmt.Sprintf("%s/again-%d", key, n)
	}
	_, sent := s.sent[again]
	return again, !sent
}

// asking is the last part of the keys of a milestone that was re-opened: what
// it asks anew is not what was asked before.
func asking(s *Standing, m Milestone) string {
	if f, reopened := s.reopened[m.ID]; reopened {
		return "reopened-" + f.Until.String()
	}
	return ""
}

func (p *planner) live() bool { return p.l.Live != nil }
