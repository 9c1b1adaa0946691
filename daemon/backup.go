package daemon

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"fristvakt/store"
	"fristvakt/workflows"
)

// BackupConfig is when copies of the store are made and how many are kept.
type BackupConfig struct {
	At      string `toml:"at"` // time of day in Europe/Oslo
	Daily   int    `toml:"daily"`
	Monthly int    `toml:"monthly"`
}

// Shelf is where the nightly backups lie, beside the store.
func (c Config) Shelf() store.Shelf {
	return store.Shelf{Folder: filepath.Join(filepath.Dir(c.StorePath()), "backups")}
}

// backupPause is how long a backup that failed is left alone: each try writes
// the whole store.
const backupPause = time.Hour

// backup makes the nightly copy when the newest is older than the last night.
// So a night in which the machine was off is made up for. A copy that fails
// costs no turn; it is told in the log and in the digest.
func (d *Daemon) backup(ctx context.Context, now time.Time) error {
	if d.config.Backup.Daily == 0 || now.Before(d.unsaved.next) {
		return nil
	}
	shelf := d.config.Shelf()
	due, err := d.backupDue(shelf, now)
	if err == nil && !due {
		return nil
	}
	file := shelf.File(now)
	if err == nil {
		err = d.shelve(ctx, shelf, file)
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, store.ErrDamaged):
		return err
	case err != nil:
		d.unsaved = backupTrouble{next: now.Add(backupPause), since: now, why: err.Error()}
		d.journal.backupFailed(err)
		return nil
	}
	d.unsaved = backupTrouble{}
	d.journal.backedUp(file)
	return nil
}

// backupTrouble is why there is no backup of the last night.
type backupTrouble struct {
	next, since time.Time // when it is tried again, when it was tried
	why         string
}

// backupDue reports whether no backup was made since the last night's hour. One
// that a clock gone wrong has dated ahead does not count.
func (d *Daemon) backupDue(shelf store.Shelf, now time.Time) (bool, error) {
	all, err := shelf.List()
	if err != nil {
		return false, err
	}
	today, zone := d.calendar.DateOf(now), d.calendar.Zone()
	last := today.At(d.backupAt.Hour, d.backupAt.Minute, zone)
	if last.After(now) {
		last = today.AddDays(-1).At(d.backupAt.Hour, d.backupAt.Minute, zone)
	}
	made := func(b store.Shelved) bool { return !b.At.Before(last) && !b.At.After(now) }
	return !slices.ContainsFunc(all, made), nil
}

// shelve makes one backup and then takes those away that are too many.
func (d *Daemon) shelve(ctx context.Context, shelf store.Shelf, file string) error {
	if err := os.MkdirAll(shelf.Folder, 0o700); err != nil {
		return fmt.Errorf("make the folder of the backups: %w", err)
	}
	d.trace("backup")
	if err := d.store.Backup(ctx, file); err != nil {
		return err
	}
	d.trace("backed up")
	all, err := shelf.List()
	for _, b := range store.Surplus(all, d.config.Backup.Daily, d.config.Backup.Monthly) {
		err = errors.Join(err, os.Remove(b.File))
	}
	return err
}

// backupLine tells the digest that last night's backup is missing.
func (d *Daemon) backupLine() []workflows.Line {
	if d.unsaved.why == "" {
		return nil
	}
	text := "Nattleg tryggingskopi let seg ikkje lage: " + d.unsaved.why
	if all, err := d.config.Shelf().List(); err == nil && len(all) > 0 {
		text += ". Den nyaste er frå " + all[0].At.In(d.calendar.Zone()).Format("2.1.2006 15:04")
	}
	return []workflows.Line{{At: d.unsaved.since, Text: text}}
}

// advised adds to the news of a damaged store which backup is the newest good
// one, which is found out by reading it, and the command that takes it.
func advised(ctx context.Context, c Config, err error) error {
	if !errors.Is(err, store.ErrDamaged) {
		return err
	}
	good, none := c.Shelf().NewestGood(ctx, store.Options{})
	if none != nil {
		return fmt.Errorf("%w; there is no good backup in %s: look for one made with fristvakt backup", err, c.Shelf().Folder)
	}
	return fmt.Errorf("%w; that is %s: fristvakt restore --replace --config %s %[2]s", err, good.File, c.path)
}
