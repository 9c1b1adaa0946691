package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"fristvakt/inbox/form"
	"fristvakt/workflows"
)

type importCmd struct {
	Responses importResponsesCmd `cmd:"" help:"Read a Microsoft Forms export (.xlsx or .csv)."`
}

type importResponsesCmd struct {
	File  string `arg:"" help:"The export."`
	Round string `help:"Round." placeholder:"ID"`
	Actor string `help:"Who reads it in; the login name unless given." placeholder:"NAME"`
}

func (c *importResponsesCmd) Run(ctx context.Context, cli *commands) error {
	content, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("read the export: %w", err)
	}
	unmatched := false
	by := ruling{Actor: c.Actor, Reason: "lese inn frå " + filepath.Base(c.File)}
	err = by.rule(ctx, cli, func(d *desk, r workflows.Ruling) ([]workflows.Fact, error) {
		l, err := d.Ledger(c.Round)
		if err != nil {
			return nil, err
		}
		sheet, err := form.Read(filepath.Base(c.File), content, d.Roster, l.Calendar.Zone())
		if err != nil {
			return nil, err
		}
		facts, err := workflows.RecordResponses(l, d.Facts, sheet.Responses, r)
		if err != nil {
			return nil, err
		}
		unmatched = sayImport(sheet, facts)
		return facts, nil
	})
	return errors.Join(err, foundIf(unmatched))
}

// sayImport prints what was found and reports whether rows were left over.
func sayImport(sheet form.Sheet, facts []workflows.Fact) bool {
	recorded, doubles := 0, 0
	for _, f := range facts {
		switch f.Kind {
		case workflows.Delivered:
			recorded++
		case workflows.ResponseDouble:
			doubles++
		}
	}
	fmt.Printf("%d answers, %d recorded now, %d doubles\n", len(sheet.Responses), recorded, doubles)
	for _, row := range sheet.Unmatched {
		fmt.Printf("row %d: %q was not recorded: %s\n", row.Number, printable(row.Name), row.Why)
	}
	return len(sheet.Unmatched) > 0
}

func foundIf(found bool) error {
	if found {
		return errFound
	}
	return nil
}
