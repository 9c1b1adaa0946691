package main_test

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fristvakt/demo/realserver"
	"fristvakt/store"
	"fristvakt/workflows"
)

// TestKillsAtNamedAndRandomPointsLoseNothingAndDoubleNothing kills the real
// binary, as it runs against Dovecot and Postfix, as often as FRISTVAKT_KILLS
// says. After each life it holds what the servers have against what the store
// knows.
func TestKillsAtNamedAndRandomPointsLoseNothingAndDoubleNothing(t *testing.T) {
	kills, _ := strconv.Atoi(cmp.Or(os.Getenv("FRISTVAKT_KILLS"), "12"))
	in := &installation{t: t, calendar: workflows.NewCalendar(nil, nil)}
	in.today = in.calendar.DateOf(time.Now())
	in.nextDay()
	in.serve()
	in.build("crash")
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	c := &crash{installation: in, left: kills, chance: rand.New(rand.NewPCG(seed, 0)), phases: map[string]*catalogue{}}
	for season := 1; c.left > 0; season++ {
		c.season(season)
	}
	c.report(kills)
}

// crash is the whole run: many seasons, each with a store of its own.
type crash struct {
	*installation
	left     int
	chance   *rand.Rand
	phases   map[string]*catalogue
	letters  int // that were put into the mailbox in this season
	mails    int // accepted by the server for parties, over all seasons
	recorded int // letters
	doubtful int // mails that a person settled
}

// catalogue is what is known of the points of one phase.
type catalogue struct {
	kills  map[string]int // by group, once seen
	misses map[string]int // lives that ended well although they were to be killed there
}

// Lives that are to end anywhere end between two points. A life that does not
// come to its own point ends after so many others.
const (
	anywhere   = "anywhere"
	manyPoints = 150
)

// next is where the next life of a phase ends: mostly at the group of points
// where fewest have ended, else anywhere.
func (c *crash) next(phase string) string {
	known := c.phases[phase]
	if known == nil {
		known = &catalogue{kills: map[string]int{}, misses: map[string]int{}}
		c.phases[phase] = known
	}
	groups := slices.DeleteFunc(slices.Sorted(maps.Keys(known.kills)), func(group string) bool { return group == anywhere })
	if len(groups) == 0 || c.chance.IntN(4) == 0 {
		return anywhere
	}
	c.chance.Shuffle(len(groups), func(i, j int) { groups[i], groups[j] = groups[j], groups[i] })
	return slices.MinFunc(groups, func(a, b string) int {
		return cmp.Compare(known.rank(a), known.rank(b))
	})
}

// narrow are the points behind which a mail, a copy or the store itself is
// neither here nor there. More lives end at them than at others.
var narrow = []string{"claimed", "DATA", "354", "dot", "250", "delivered", "migration", "copy", "copied", "place"}

func (k *catalogue) rank(group string) int {
	rank := k.kills[group] + 2*k.misses[group]
	if slices.Contains(narrow, group) {
		rank = rank/3 - 1
	}
	return rank
}

// lead goes with a life through its points until it is killed, or done says
// that it may end and it stands still, or it has ended by itself. It reports
// whether the life was killed.
func (c *crash) lead(phase string, l *life, done func(group string) bool) bool {
	where, known := c.next(phase), c.phases[phase]
	nth := 1 + c.chance.IntN(4)/3 // mostly the first time
	if where == anywhere {
		nth = 1 + c.chance.IntN(2<<c.chance.IntN(7))
	}
	for met := 1; ; met++ {
		group, ok := l.next()
		if !ok {
			known.misses[where]++
			l.ended = l.bury()
			return false
		}
		known.kills[group] += 0 // it is known from now on
		if group == where || where == anywhere {
			nth--
		}
		switch {
		case c.left > 0 && nth <= 0 && where == anywhere:
			return c.killed(known, anywhere, l.killSoon(time.Duration(c.chance.IntN(8000))*time.Microsecond))
		case c.left > 0 && (nth <= 0 || met == manyPoints && done != nil):
			if group != where {
				known.misses[where]++
			}
			l.kill()
			return c.killed(known, group, true)
		case done != nil && done(group):
			return false
		}
		l.goOn()
	}
}

func (c *crash) killed(known *catalogue, group string, killed bool) bool {
	if killed {
		known.kills[group]++
		c.left--
	}
	return killed
}

// season is the story of one store: it is made, rehearses, goes live, is
// settled by a person, backed up and restored.
func (c *crash) season(n int) {
	c.t.Helper()
	c.letters = 0
	for _, box := range []*realserver.Maildir{c.post, c.sent, c.parties, c.secretariat} {
		box.Empty(c.t)
	}
	c.furnish(c.t.TempDir())
	c.enlarge(n%2 == 0)
	c.turn()
	if _, stderr, status := c.command("golive", "--actor", "Kari", "--reason", "prøva gjekk bra", "--confirm", fmt.Sprint(parties)); status != 0 {
		c.t.Fatalf("golive: %s", stderr)
	}
	c.decisionArrives()
	c.turn()
	for c.settleAll() {
		c.turn()
	}
	c.seasonEnds()
	c.copies()
}

// turn lets lives follow each other until one has nothing left to do.
func (c *crash) turn() {
	c.t.Helper()
	for finished := false; !finished; c.audit() {
		c.questionArrives()
		l := c.run()
		if !c.made() {
			if c.lead("making the store", l, func(group string) bool { return group == "committed begin" }) {
				continue
			}
			l.goOn()
		}
		killed := c.lead("turning", l, func(group string) bool {
			finished = group == "committed note" && c.nothingToDo()
			return finished
		})
		if finished {
			l.terminate()
		} else if !killed {
			c.t.Fatalf("the daemon ended by itself: %v\n%s", l.ended, &l.said)
		}
	}
}

// copies kills backups and restores until one of each comes through.
func (c *crash) copies() {
	c.t.Helper()
	home := filepath.Dir(c.config)
	backup := filepath.Join(home, "backup.db")
	want := c.open(c.storePath())
	for c.copy("backup", backup) {
		if _, err := os.Stat(backup); err == nil { // it had its name already
			c.sameFacts(want, backup)
			if err := os.Remove(backup); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	c.sameFacts(want, backup)
	c.furnish(c.t.TempDir())
	for c.copy("restore", backup) {
		if c.made() {
			break
		}
	}
	c.sameFacts(want, c.storePath())
	facts := c.open(c.storePath()).facts
	if last := facts[len(facts)-1]; last.Kind != workflows.Paused {
		c.t.Errorf("a restored store ends with %s and is not paused", last.Kind)
	}
}

// copy runs backup or restore once and reports whether it was killed.
func (c *crash) copy(command, file string) bool {
	c.t.Helper()
	l := c.begin(command, file)
	killed := c.lead(command, l, nil)
	if !killed && l.ended != nil {
		c.t.Fatalf("%s: %v\n%s", command, l.ended, &l.said)
	}
	return killed
}

func (c *crash) report(kills int) {
	total := map[string]int{}
	for phase, known := range c.phases {
		for group, n := range known.kills {
			total[phase+": "+group] += n
		}
	}
	var lines strings.Builder
	for _, group := range slices.Sorted(maps.Keys(total)) {
		fmt.Fprintf(&lines, "%5d  %s\n", total[group], group)
	}
	c.t.Logf("killed at\n%s", &lines)
	c.t.Logf("%d kills, %d mails accepted, %d letters recorded, 0 lost, 0 twice, %d uncertain and settled by a person",
		kills, c.mails, c.recorded, c.doubtful)
}

// stored is what a store holds once its process is gone.
type stored struct {
	facts  []workflows.Fact
	outbox []workflows.Mail
}

// open reads all of a store and checks it. It changes nothing: the next life
// is to pick up without help.
func (c *crash) open(path string) stored {
	c.t.Helper()
	s, err := store.Open(c.t.Context(), path, store.Options{ReadOnly: true})
	if err != nil {
		c.t.Fatal(err)
	}
	defer s.Close()
	if err := s.Check(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	var all stored
	if all.facts, err = s.Facts(c.t.Context(), 0); err != nil {
		c.t.Fatal(err)
	}
	if all.outbox, err = s.Outbox(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	return all
}

// made reports whether there is a store yet: none that was begun and not
// finished counts, and one that cannot be read fails the test.
func (c *crash) made() bool {
	c.t.Helper()
	s, err := store.Open(c.t.Context(), c.storePath(), store.Options{ReadOnly: true})
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, store.ErrOlder) {
		return false
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return s.Close() == nil
}

func (c *crash) storePath() string { return filepath.Join(filepath.Dir(c.config), "state", "store.db") }
