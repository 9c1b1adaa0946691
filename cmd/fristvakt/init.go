package main

import (
	"fmt"
	"os"
	"path/filepath"

	"fristvakt/deploy"
	"fristvakt/workflows"
)

type initCmd struct {
	Dir string `arg:"" help:"Folder to write to; files that exist are left alone."`
}

func (c *initCmd) Run() error {
	round, err := workflows.RoundSource("digivestland-2025")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(c.Dir, "files"), 0o750); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	files := []struct {
		name    string
		content []byte
	}{{"fristvakt.toml", deploy.Configuration}, {"example-round.toml", round}}
	for _, f := range files {
		path := filepath.Join(c.Dir, f.name)
		if err := writeNew(path, f.content); err != nil {
			return err
		}
		fmt.Println("wrote", path)
	}
	fmt.Printf("next: edit %s, put the agreement into %s, and run fristvakt check --config %[1]s\n",
		filepath.Join(c.Dir, "fristvakt.toml"), filepath.Join(c.Dir, "files"))
	return nil
}

// writeNew never overwrites what somebody has written.
func writeNew(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if _, err := f.Write(content); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return f.Close()
}
