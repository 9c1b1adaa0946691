// Command fristvakt keeps an agreement round going until every party has
// delivered.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"fristvakt/inbox/paper"
)

// errFound ends a command with status 1: it worked, and found something to
// report.
var errFound = errors.New("found something to report")

// commands is the command line. Its names are stable: scripts use them.
type commands struct {
	Config string `short:"c" default:"/etc/fristvakt/fristvakt.toml" env:"FRISTVAKT_CONFIG" help:"Configuration file." placeholder:"FILE"`

	Demo    demoCmd    `cmd:"" help:"Play both DigiVestland rounds against mail servers inside the process."`
	Init    initCmd    `cmd:"" help:"Write a commented configuration and a round to edit."`
	Check   checkCmd   `cmd:"" help:"Say what is wrong with the configuration, and log in to the servers."`
	Run     runCmd     `cmd:"" help:"Keep the rounds going."`
	Plan    planCmd    `cmd:"" help:"Show who gets what on which date, and why that date."`
	Status  statusCmd  `cmd:"" help:"Show where the parties stand."`
	Explain explainCmd `cmd:"" help:"Say what a mail is, and why. Needs no store."`

	Review  reviewCmd  `cmd:"" help:"Rule on what waits for a person."`
	Record  recordCmd  `cmd:"" help:"Record a paper, a contact or a promise that came another way."`
	Import  importCmd  `cmd:"" help:"Read the answers of a form."`
	Extend  extendCmd  `cmd:"" help:"Move a deadline, for one party or for all."`
	Snooze  snoozeCmd  `cmd:"" help:"Remind one party no more through a date."`
	Decline declineCmd `cmd:"" help:"Record that a party stays outside."`
	Undo    undoCmd    `cmd:"" help:"Take a fact back."`
	Pause   pauseCmd   `cmd:"" help:"Stop sending; reading goes on."`
	Resume  resumeCmd  `cmd:"" help:"Go on sending."`
	Golive  goliveCmd  `cmd:"" help:"End the rehearsal: mail goes to the parties."`
	History historyCmd `cmd:"" help:"Tell every fact, in words."`

	Backup  backupCmd  `cmd:"" help:"Copy the store while it is in use."`
	Restore restoreCmd `cmd:"" help:"Make a store from a backup; it starts paused."`

	Version    versionCmd    `cmd:"" help:"Say which version this is, from which commit, built by which Go."`
	Completion completionCmd `cmd:"" help:"Print what a shell needs to complete commands and options."`
	Manual     manualCmd     `cmd:"" hidden:"" help:"Print a page of the manual."`

	Export exportCmd `cmd:"" help:"Write everything that is kept about one party into a zip file."`
	Forget forgetCmd `cmd:"" help:"Take a person's address out of contacts, facts and letters; the ledger of the round is kept."`
}

func main() {
	paper.Child()
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var cli commands
	parser := kong.Must(&cli, kong.Name("fristvakt"),
		kong.Description("Keeps an agreement round going until every party has delivered."),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(&cli))
	command, err := parser.Parse(args)
	if err == nil {
		err = command.Run()
	}
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errFound):
		return 1
	}
	fmt.Fprintln(os.Stderr, "fristvakt:", err)
	return 2
}
