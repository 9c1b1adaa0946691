package main

import (
	"errors"
	"fmt"

	"fristvakt/workflows"
)

// changes prints what the edited files would change in what runs, and ends with
// errFound when that is anything.
func (c *planCmd) changes(d *desk) error {
	if d.store == nil {
		return errors.New("there is no configuration with a store to compare with: give it with --config")
	}
	running, err := d.config.Running()
	if err != nil {
		return err
	}
	before, err := running.Ledgers(d.Facts)
	if err != nil {
		return err
	}
	found := false
	for _, pair := range sideBySide(before, d.Ledgers) {
		if c.Round != "" && pair.id != c.Round {
			continue
		}
		gone, come := workflows.Changes(c.look(pair.runs, d.Now), c.look(pair.edited, d.Now))
		found = found || len(gone)+len(come) > 0
		if err := c.printChanges(pair.id, gone, "-"); err != nil {
			return err
		}
		if err := c.printChanges(pair.id, come, "+"); err != nil {
			return err
		}
	}
	if !found && !c.JSON {
		fmt.Println("nothing changes")
	}
	return foundIf(found)
}

// sides are a round as it runs and as the files have it; nil where it is not.
type sides struct {
	id           string
	runs, edited *workflows.Ledger
}

func sideBySide(runs, edited []*workflows.Ledger) []sides {
	var all []sides
	byID := map[string]*workflows.Ledger{}
	for _, l := range runs {
		byID[l.Round.ID] = l
	}
	for _, l := range edited {
		all = append(all, sides{l.Round.ID, byID[l.Round.ID], l})
		delete(byID, l.Round.ID)
	}
	for _, l := range runs {
		if byID[l.Round.ID] != nil {
			all = append(all, sides{l.Round.ID, l, nil})
		}
	}
	return all
}

func (c *planCmd) printChanges(round string, rows []workflows.Forecast, sign string) error {
	if !c.JSON {
		for _, line := range gather(rows, c.Party == "") {
			fmt.Println(sign, line)
		}
		return nil
	}
	for _, f := range rows {
		row := forecastRow(round, f)
		row["change"] = sign
		if err := printJSON(row); err != nil {
			return err
		}
	}
	return nil
}
