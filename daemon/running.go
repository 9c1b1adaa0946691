package daemon

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"fristvakt/workflows"
)

// Running is what the plan of a daemon rests on besides the facts. A daemon
// keeps it beside its store when it starts, so that what an edited
// configuration would change can be shown before the next start.
type Running struct {
	Closed     []string `json:"closed"`
	QuietWeeks []int    `json:"quiet_weeks"`
	Rounds     []source `json:"rounds"`
	Roster     source   `json:"roster"`
}

// source is a file as it was read.
type source struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

func (c Config) runningPath() string { return filepath.Join(c.near(c.State), "running.json") }

// keepRunning notes what is being started, whole or not at all.
func (c Config) keepRunning() error {
	r := Running{Closed: c.Calendar.Closed, QuietWeeks: c.Calendar.QuietWeeks}
	for _, name := range c.Rounds {
		text, file, err := c.roundSource(name)
		if err != nil {
			return err
		}
		r.Rounds = append(r.Rounds, source{file, string(text)})
	}
	rounds, _, err := c.LoadRounds()
	if err != nil {
		return err
	}
	if r.Roster.Name = rounds[0].Roster; strings.HasSuffix(r.Roster.Name, ".csv") {
		text, err := os.ReadFile(c.near(r.Roster.Name))
		if err != nil {
			return fmt.Errorf("read roster: %w", err)
		}
		r.Roster.Text = string(text)
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	fresh := c.runningPath() + ".new"
	return errors.Join(os.WriteFile(fresh, text, 0o600), os.Rename(fresh, c.runningPath()))
}

// Running returns what a daemon was last started with on the configured store.
func (c Config) Running() (Running, error) {
	text, err := os.ReadFile(c.runningPath())
	if errors.Is(err, fs.ErrNotExist) {
		return Running{}, errors.New("no daemon has been started here yet, so there is nothing to compare with: see fristvakt plan")
	}
	var r Running
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil {
		return Running{}, fmt.Errorf("read what runs: %w", err)
	}
	return r, nil
}

// Ledgers are its rounds with the facts added up.
func (r Running) Ledgers(facts []workflows.Fact) ([]*workflows.Ledger, error) {
	calendar, err := Config{Calendar: CalendarConfig{Closed: r.Closed, QuietWeeks: r.QuietWeeks}}.WorkingCalendar()
	if err != nil {
		return nil, err
	}
	roster, err := r.roster()
	if err != nil {
		return nil, err
	}
	var all []*workflows.Ledger
	for _, s := range r.Rounds {
		round, err := workflows.ParseRound([]byte(s.Text), s.Name, calendar)
		if err != nil {
			return nil, fmt.Errorf("the round that runs: %w", err)
		}
		all = append(all, workflows.Fold(round, roster, calendar, facts))
	}
	return all, nil
}

func (r Running) roster() (workflows.Roster, error) {
	if r.Roster.Text == "" {
		return workflows.EmbeddedRoster(r.Roster.Name)
	}
	return workflows.ReadRoster(bytes.NewReader([]byte(r.Roster.Text)), r.Roster.Name)
}
