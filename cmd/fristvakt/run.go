package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"golang.org/x/term"

	"fristvakt/daemon"
)

type runCmd struct {
	LogLevel slog.Level `default:"info" help:"debug, info, warn or error." placeholder:"LEVEL"`
	Clock    time.Time  `hidden:"" help:"Begin at this instant (RFC 3339) and go on from there; only with both servers on loopback."`
}

// tidyAt is the memory in bytes above which garbage is collected at once: a
// daemon that runs for a year beside others reads one large mail now and then.
const tidyAt = 128 << 20

func (c *runCmd) Run(ctx context.Context, cli *commands) error {
	debug.SetMemoryLimit(tidyAt)
	config, err := daemon.ReadConfig(cli.Config)
	if err != nil {
		return err
	}
	now, err := c.clock(config)
	if err != nil {
		return err
	}
	wake := hangups()
	d, err := daemon.New(ctx, daemon.Options{Config: config, Now: now, Log: logger(c.LogLevel), Trace: trace()})
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil // asked to end before it had begun
	}
	if err != nil {
		return err
	}
	return errors.Join(d.Run(ctx, wake), d.Close())
}

// clock is the machine's, or for trials one that began elsewhere. A trial must
// not reach real servers: it would mail people about dates that are not today.
func (c *runCmd) clock(config daemon.Config) (func() time.Time, error) {
	if c.Clock.IsZero() {
		return time.Now, nil
	}
	if !config.OnLoopback() {
		return nil, errors.New("a clock of its own is only for trials: both servers must be on loopback")
	}
	ahead := time.Until(c.Clock)
	return func() time.Time { return time.Now().Add(ahead) }, nil
}

// logger writes text on a terminal and JSON elsewhere.
func logger(level slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if term.IsTerminal(int(os.Stderr.Fd())) {
		return slog.New(slog.NewTextHandler(os.Stderr, options))
	}
	return slog.New(slog.NewJSONHandler(os.Stderr, options))
}

// hangups turns SIGHUP into a waking of the loop.
func hangups() <-chan func() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP)
	wake := make(chan func())
	go func() {
		for range signals {
			wake <- func() {}
		}
	}()
	return wake
}
