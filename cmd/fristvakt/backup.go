package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

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
	File string `arg:"" help:"Backup to restore."`
}

func (c *restoreCmd) Run(ctx context.Context, cli *commands) error {
	config, err := daemon.ReadConfig(cli.Config)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(config.StorePath()), 0o700); err != nil {
		return fmt.Errorf("make the state folder: %w", err)
	}
	if err := store.Restore(ctx, c.File, config.StorePath(), store.Options{Trace: trace()}); err != nil {
		return err
	}
	fmt.Println("restored to", config.StorePath()+"; sending is paused until fristvakt resume")
	return nil
}
