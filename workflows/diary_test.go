package workflows_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fristvakt/workflows"
)

// TestDiaries plays every file in testdata/diaries day by day. A diary names
// the rounds and parties, tells what happens on which day, and holds the mails
// that go out ("-> day party mail"); lines that begin with # are comments.
// testdata/diaries/README says what can happen.
func TestDiaries(t *testing.T) {
	files, err := filepath.Glob("testdata/diaries/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no diaries", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			d := &diary{t: t}
			for line := range strings.Lines(string(text)) {
				d.read(strings.TrimSpace(line))
			}
			golden(t, file, d.out.String())
		})
	}
}

type diary struct {
	t       *testing.T
	w       *world
	out     strings.Builder
	notes   string // comments that belong to the next line
	day     workflows.Date
	down    workflows.Date
	letters int
	fate    map[string]workflows.FactKind // what becomes of the next mail to a party
}

func (d *diary) read(line string) {
	words := strings.Fields(line)
	switch {
	case strings.HasPrefix(line, "->"):
		return
	case line == "" || line[0] == '#':
		d.notes += line + "\n"
		return
	case words[0] == "round":
		d.begin(words[1:])
	case words[0] == "parties":
		d.w.roster = slices.DeleteFunc(vestland(d.t), func(p workflows.Party) bool { return !slices.Contains(words[1:], p.Number) })
	default:
		d.playUntil(date(words[0]))
		d.happens(words[1:])
	}
	d.out.WriteString(d.notes + line + "\n")
	d.notes = ""
}

func (d *diary) begin(names []string) {
	var rounds []workflows.Round
	for _, name := range names {
		if !strings.HasSuffix(name, ".toml") {
			rounds = append(rounds, round(d.t, name))
			continue
		}
		rounds = append(rounds, roundOf(d.t, filepath.Join("testdata/rounds", name)))
	}
	d.w, d.fate = newWorld(nil, rounds...), map[string]workflows.FactKind{}
	d.w.handOver = func(a workflows.Action) workflows.FactKind {
		kind, set := d.fate[a.Party]
		delete(d.fate, a.Party)
		if !set {
			return workflows.Sent
		}
		return kind
	}
}

// playUntil lets the days before the given one pass, three turns a day.
func (d *diary) playUntil(day workflows.Date) {
	if d.day.IsZero() {
		d.day = day
	}
	if day.Before(d.day) {
		d.t.Fatalf("the diary goes back to %s", day)
	}
	for ; d.day.Before(day); d.day = d.day.AddDays(1) {
		if !d.day.After(d.down) {
			continue
		}
		for _, hour := range []int{7, 9, 13} {
			before := len(d.w.mails)
			d.w.turn(clock(d.day, hour, 0))
			for _, m := range d.w.mails[before:] {
				text := describe(m)
				if len(d.w.rounds) > 1 {
					text += " of " + m.action.Round
				}
				fmt.Fprintf(&d.out, "-> %s %s\n", d.day, text)
			}
		}
	}
}

func describe(m mailed) string {
	a := m.action
	parts := strings.Split(strings.TrimPrefix(a.Key, "rehearsal/"), "/")[2:]
	name := strings.Join(parts[1:], " ")
	switch a.Kind {
	case workflows.Notice:
		name = "notice of " + a.Milestone
	case workflows.SendOut:
		name = "dispatch " + strings.Join(parts, " ")
	case workflows.Receipt:
		name = strings.Join(parts[max(len(parts)-1, 0):], " ")
		if len(parts) > 1 {
			name = strings.Join(parts[1:], " ")
		}
	}
	if len(a.Received) > 0 && len(a.Missing) > 0 {
		name += ", missing " + strings.Join(a.Missing, "+")
	}
	if strings.HasPrefix(a.Key, "rehearsal/") {
		name += ", rehearsed"
	}
	if m.became != workflows.Sent {
		name += ", " + string(m.became)
	}
	return a.Party + " " + name
}
