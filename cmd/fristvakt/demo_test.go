package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fristvakt/demo"
	"fristvakt/workflows"
)

// stretches are the parts of the demo that are played in tests: the form of
// 2024 with its deadline, and the weeks around 31 May 2025.
var stretches = map[string]demoPlan{
	"june 2024": {seed: 3, noise: 2, from: workflows.Date{Year: 2024, Month: time.June, Day: 12}, to: workflows.Date{Year: 2024, Month: time.July, Day: 9}},
	"may 2025":  {seed: 4, noise: 4, from: workflows.Date{Year: 2025, Month: time.May, Day: 5}, to: workflows.Date{Year: 2025, Month: time.June, Day: 12}},
}

// folder is a folder for a demo. All of them share what the reader of papers
// compiles at its first start.
func folder(t *testing.T) string {
	t.Helper()
	base, err := os.UserCacheDir()
	if err != nil {
		base = os.TempDir()
	}
	cache, dir := filepath.Join(base, "fristvakt-paper-test"), t.TempDir()
	if err := errors.Join(os.MkdirAll(cache, 0o700), os.Symlink(cache, filepath.Join(dir, "cache"))); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestTheLedgerIsWhatTheCastDid(t *testing.T) {
	for name, plan := range stretches {
		t.Run(name, func(t *testing.T) {
			p := played(t, plan)
			sum, found := p.summarise(0)
			for _, line := range found {
				t.Error(line)
			}
			for _, r := range sum.Rounds {
				if r.Parties != 42 || r.Wrong+r.Lost+r.Duplicates+r.AfterDelivery != 0 {
					t.Errorf("%+v", r)
				}
			}
			if len(p.heard.Commands()) == 0 || p.world.Received() == 0 {
				t.Error("nothing was read")
			}
			writesToPartiesOnlyOnOpenDays(t, p)
			sendsOneDigestEachWorkday(t, p, plan)
			leavesEverything(t, p, sum)
		})
	}
}

// played plays a stretch to its end and ends the daemon.
func played(t *testing.T, plan demoPlan) *demoPlay {
	t.Helper()
	p, err := openDemo(t.Context(), folder(t), plan)
	if err != nil {
		t.Fatal(err)
	}
	err = p.play(t.Context())
	if closed := p.close(); err != nil || closed != nil {
		journal, _ := os.ReadFile(filepath.Join(p.dir, "journal.log"))
		t.Fatalf("%v %v\n%s", err, closed, journal[max(0, len(journal)-2000):])
	}
	return p
}

func writesToPartiesOnlyOnOpenDays(t *testing.T, p *demoPlay) {
	t.Helper()
	hours := workflows.Hours{From: workflows.Clock{Hour: 8, Minute: 30}, To: workflows.Clock{Hour: 14}}
	day, reminders := map[string]string{}, 0
	for _, m := range p.world.Mail() {
		if m.IsDigest() {
			continue
		}
		if !hours.Open(p.calendar, m.At) {
			t.Errorf("%s went at %s, when nobody is written to", m.Key, m.At)
		}
		today := m.Party + p.calendar.DateOf(m.At).String()
		if other, twice := day[today]; twice {
			t.Errorf("%s and %s on one day", other, m.Key)
		}
		day[today] = m.Key
		for _, l := range p.desk.Ledgers {
			if m.IsReminder(l.Round) {
				reminders++
			}
		}
	}
	if reminders == 0 {
		t.Error("nobody was reminded")
	}
}

func sendsOneDigestEachWorkday(t *testing.T, p *demoPlay, plan demoPlan) {
	t.Helper()
	digests := map[workflows.Date]int{}
	for _, m := range p.world.Mail() {
		if m.IsDigest() {
			digests[p.calendar.DateOf(m.At)]++
		}
	}
	for d := plan.from; !d.After(plan.to); d = d.AddDays(1) {
		want := 0
		if p.calendar.Workday(d) {
			want = 1
		}
		if digests[d] != want {
			t.Errorf("%s: %d digests, want %d", d, digests[d], want)
		}
	}
}

// leavesEverything looks into the folder that a newcomer is pointed to.
func leavesEverything(t *testing.T, p *demoPlay, sum demo.Summary) {
	t.Helper()
	if err := p.keep(sum); err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	err := filepath.WalkDir(p.dir, func(path string, d fs.DirEntry, err error) error {
		inside, _ := filepath.Rel(p.dir, path)
		count[filepath.Dir(inside)+"/*"+filepath.Ext(path)]++
		return err
	})
	digests := count["digests/*.eml"]
	if err != nil || digests == 0 || count["digests/*.html"] != digests || count["sent/*.eml"]+digests != len(p.world.Mail()) {
		t.Errorf("%v, %v", count, err)
	}
	text, err := os.ReadFile(filepath.Join(p.dir, "summary.json"))
	var read struct {
		Rounds []map[string]any `json:"rounds"`
	}
	if err != nil || json.Unmarshal(text, &read) != nil || len(read.Rounds) != 2 || len(read.Rounds[0]) != 11 {
		t.Errorf("%s, %v", text, err)
	}
}

func TestADemoDoesNotPlayInAFolderWithAStore(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "store.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (&demoCmd{Out: dir}).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("got %v", err)
	}
}

func TestADemoThatIsInterruptedEnds(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	p, err := openDemo(ctx, folder(t), stretches["june 2024"])
	if err != nil {
		t.Fatal(err)
	}
	p.stage.Progress = func(workflows.Date, int, int) { stop() }
	if err := p.play(ctx); err == nil {
		t.Error("it played on")
	}
	if err := p.close(); err != nil {
		t.Error(err)
	}
}
