package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"fristvakt/daemon"
	"fristvakt/store"
)

type backupCmd struct {
	File string `arg:"" help:"File to write; it must not exist."`
}

func (c *backupCmd) Run(ctx context.Context, cli *commands) error {
	d, err := openDesk(ctx, cli.Config, false)
	if err != nil {
		return err
	}
	defer d.close()
	if err := d.store.Backup(ctx, c.File); err != nil {
		return err
	}
	fmt.Println("wrote", c.File, "and checked it")
	return nil
}

type restoreCmd struct {
	File    string `arg:"" help:"Backup to restore."`
	Replace bool   `help:"Set the store that lies there aside, under a name of its own."`
}

func (c *restoreCmd) Run(ctx context.Context, cli *commands) error {
	config, err := daemon.ReadConfig(cli.Config)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(config.StorePath()), 0o700); err != nil {
		return fmt.Errorf("make the state folder: %w", err)
	}
	aside := ""
	if c.Replace {
		aside = config.StorePath() + time.Now().UTC().Format(".aside-20060102T150405Z")
	}
	if err := store.Restore(ctx, c.File, config.StorePath(), aside, store.Options{Trace: trace()}); err != nil {
		return err
	}
	fmt.Println("restored to", config.StorePath()+"; sending is paused until fristvakt resume")
	fmt.Println("next: start fristvakt run. It reads the mailbox again and looks which mails went since the backup; then fristvakt resume shows what would leave.")
	return nil
}
