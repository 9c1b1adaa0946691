package main

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"

	"fristvakt/inbox/letter"
	"fristvakt/store"
	"fristvakt/workflows"
)

type forgetCmd struct {
	Address string `arg:"" help:"Mail address of the person."`
	ruling
}

// Run forgets a person. The roster's own addresses are offices, not persons,
// and stay.
func (c *forgetCmd) Run(ctx context.Context, cli *commands) error {
	person, err := c.now()
	if err != nil {
		return err
	}
	if a, err := mail.ParseAddress(c.Address); err != nil || a.Address != c.Address {
		return fmt.Errorf("%q is no mail address: write it bare, as in kari@example.no", c.Address)
	}
	d, err := openDesk(ctx, cli.Config, false)
	if err != nil {
		return err
	}
	defer d.close()
	for _, p := range d.Roster {
		if strings.EqualFold(p.Mailroom, c.Address) {
			return fmt.Errorf("%s is the mailroom of %s in the roster, not a person's: change the roster", c.Address, p.FullName)
		}
	}
	letters, err := d.lettersFrom(ctx, c.Address)
	if err != nil {
		return err
	}
	told := workflows.Fact{Kind: workflows.Forgotten, At: person.At, Actor: person.Actor, Reason: person.Reason}
	redact := func(f workflows.Fact) (workflows.Fact, bool) { return workflows.Redact(f, c.Address) }
	if told, err = d.store.Forget(ctx, told, redact, letters...); err != nil {
		return err
	}
	fmt.Printf("%d  taken out of %d facts; %d letters dropped. Backups made before keep it until they are rotated out.\n", told.Seq, len(told.Redacts), len(letters))
	return nil
}

// lettersFrom lists the letters that the address sent. One that waits must be
// ruled on first: dropping it would lose a paper.
func (d *desk) lettersFrom(ctx context.Context, address string) ([]string, error) {
	waits := map[string]bool{}
	for _, q := range d.Doubts() {
		waits[q.Open.Letter] = true
	}
	var found []string
	looked := map[string]bool{"": true}
	for _, f := range d.Facts {
		if looked[f.Letter] {
			continue
		}
		looked[f.Letter] = true
		kept, err := d.store.Letter(ctx, f.Letter)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, a := range letter.Read(kept.Bytes, letter.Limits{}).From {
			if !strings.EqualFold(a.Mailbox, address) {
				continue
			}
			if waits[kept.ID] {
				return nil, fmt.Errorf("letter %s from this address waits for a ruling: see fristvakt review show %s", kept.ID, kept.ID)
			}
			found = append(found, kept.ID)
		}
	}
	return found, nil
}
