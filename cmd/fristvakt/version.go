package main

import (
	"fmt"
	"runtime/debug"
	"time"
)

type versionCmd struct {
	JSON bool `help:"One JSON object."`
}

// build is what the binary says of itself, as the Go toolchain wrote it in.
type build struct {
	Version  string    `json:"version"`  // "(devel)" where it was built outside a repository
	Commit   string    `json:"commit"`   // "" where it was built outside a repository
	Date     time.Time `json:"date"`     // of the commit; UTC
	Modified bool      `json:"modified"` // the tree was not the commit's
	Go       string    `json:"go"`
}

func built() build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return build{Version: "(devel)"}
	}
	b := build{Version: info.Main.Version, Go: info.GoVersion}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Date, _ = time.Parse(time.RFC3339, s.Value)
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

func (c *versionCmd) Run() error {
	b := built()
	if c.JSON {
		return printJSON(b)
	}
	commit, date := b.Commit, b.Date.Format(time.DateOnly)
	if commit == "" {
		commit, date = "unknown", "unknown"
	}
	if b.Modified {
		commit += ", with changes"
	}
	_, err := fmt.Printf("fristvakt %s\ncommit %s\ndate %s\n%s\n", b.Version, commit, date, b.Go)
	return err
}
