package main

import (
	"fmt"
	"os"

	"github.com/alecthomas/kong"

	"fristvakt/deploy"
	"fristvakt/deploy/manual"
)

// manualCmd is for those who package the program.
type manualCmd struct {
	Page string `arg:"" enum:"fristvakt.1,fristvakt.toml.5" help:"fristvakt.1 or fristvakt.toml.5."`
}

func (c *manualCmd) Run(k *kong.Context) error {
	v := built()
	edition := manual.Edition{Version: v.Version, Date: v.Date}
	if c.Page == "fristvakt.1" {
		return manual.Page(os.Stdout, k.Model, edition)
	}
	return manual.OptionPage(os.Stdout, deploy.Configuration, edition)
}

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

func (c *completionCmd) Run(k *kong.Context) error {
	script, err := manual.Completion(c.Shell, k.Model)
	if err != nil {
		return err
	}
	_, err = fmt.Print(script)
	return err
}
