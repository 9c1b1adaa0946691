package main

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"fristvakt/store"
	"fristvakt/workflows"
)

type exportCmd struct {
	Party string `required:"" help:"Party." placeholder:"N"`
	File  string `arg:"" help:"Zip file to write; it must not exist yet."`
}

func (c *exportCmd) Run(ctx context.Context, cli *commands) error {
	d, err := openDesk(ctx, cli.Config, true)
	if err != nil {
		return err
	}
	defer d.close()
	if _, err := d.Party(c.Party); err != nil {
		return err
	}
	out, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	z := zip.NewWriter(out)
	err = errors.Join(d.exportFacts(z, c.Party), d.exportLetters(ctx, z, c.Party), d.exportMails(ctx, z, c.Party))
	if err = errors.Join(err, z.Close(), out.Close()); err != nil {
		return errors.Join(fmt.Errorf("write the export: %w", err), os.Remove(c.File))
	}
	fmt.Println("wrote", c.File)
	return nil
}

// exportFacts writes the party's facts in words and as they are kept.
func (d *desk) exportFacts(z *zip.Writer, party string) error {
	var words, rows strings.Builder
	for _, f := range d.Facts {
		if f.Party != party {
			continue
		}
		row, err := json.Marshal(f)
		if err != nil {
			return err
		}
		fmt.Fprintln(&words, d.tell(f))
		fmt.Fprintf(&rows, "%s\n", row)
	}
	return errors.Join(put(z, "history.txt", []byte(words.String())), put(z, "facts.jsonl", []byte(rows.String())))
}

// exportLetters writes the letters of the party that are still kept.
func (d *desk) exportLetters(ctx context.Context, z *zip.Writer, party string) error {
	written := map[string]bool{"": true}
	for _, f := range d.Facts {
		if f.Party != party || written[f.Letter] {
			continue
		}
		written[f.Letter] = true
		l, err := d.store.Letter(ctx, f.Letter)
		if errors.Is(err, store.ErrNotFound) { // purged in its time
			continue
		}
		if err == nil {
			err = put(z, "letters/"+f.Letter+".eml", l.Bytes)
		}
		if err != nil {
			return fmt.Errorf("letter %s: %w", f.Letter, err)
		}
	}
	return nil
}

// exportMails writes every mail to the party, sent or not.
func (d *desk) exportMails(ctx context.Context, z *zip.Writer, party string) error {
	all, err := d.store.Outbox(ctx, workflows.Queued, workflows.Sending, workflows.SentState, workflows.FailedState, workflows.UncertainState, workflows.Withdrawn)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.Party != party {
			continue
		}
		if err := put(z, "mails/"+string(m.State)+"/"+strings.ReplaceAll(m.Key, "/", ".")+".eml", m.Bytes); err != nil {
			return fmt.Errorf("mail %s: %w", m.Key, err)
		}
	}
	return nil
}

func put(z *zip.Writer, name string, content []byte) error {
	w, err := z.Create(name)
	if err == nil {
		_, err = w.Write(content)
	}
	return err
}
