package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/robfig/cron/v3"

	"fristvakt/store"
)

// Run turns until ctx ends. It is woken by the clock, by the mailbox (IDLE) and
// by whatever is sent on wake; the wakings are not the schedule of the round,
// so a missed one costs nothing. A function sent on wake is called after the
// turn that it caused. A turn that fails is logged and made again; only ctx and
// a damaged store end Run.
func (d *Daemon) Run(ctx context.Context, wake <-chan func()) error {
	clock, err := d.clock(d.ring)
	if err != nil {
		return err
	}
	clock.Start()
	defer func() { <-clock.Stop().Done() }()
	serving, err := d.serveBoard(ctx)
	if err != nil {
		return err
	}
	defer serving()
	measuring, err := d.serveMetrics(ctx)
	if err != nil {
		return err
	}
	defer measuring()
	d.notify(daemon.SdNotifyReady)
	turned, said := func() {}, ""
	for ctx.Err() == nil {
		err := d.Turn(ctx)
		if errors.Is(err, store.ErrDamaged) { // nothing more may be written to it
			return advised(ctx, d.config, err)
		}
		said = d.complain(ctx, err, said)
		d.measure(ctx)
		d.alive()
		d.notify(d.told(ctx))
		turned()
		turned = d.await(ctx, wake)
	}
	d.notify(daemon.SdNotifyStopping)
	return nil
}

// ring wakes the loop, once for however many rings while it turns.
func (d *Daemon) ring() {
	select {
	case d.poke <- struct{}{}:
	default:
	}
}

// complain logs why a turn did not complete, once while it stays the same.
func (d *Daemon) complain(ctx context.Context, err error, said string) string {
	switch {
	case err == nil || ctx.Err() != nil:
		return ""
	case err.Error() != said:
		d.log.Error("the turn did not complete", "event", "Turn", "error", err)
	}
	return err.Error()
}

// await returns when there may be something to do, with what is to be called
// after it. In the meantime the mailbox is listened to. Whoever wakes the loop
// wants it to try at once, also a server that is being left alone.
func (d *Daemon) await(ctx context.Context, wake <-chan func()) func() {
	listening, stop := context.WithCancel(ctx)
	news := make(chan struct{})
	leave := !d.reading.until.IsZero()
	var mended <-chan time.Time
	if pause := soonest(d.turned, d.reading, d.sending); pause > 0 {
		again := time.NewTimer(pause)
		defer again.Stop()
		mended = again.C
	}
	go func() {
		defer close(news)
		d.listen(listening, leave)
	}()
	defer func() { stop(); <-news }()
	select {
	case turned := <-wake:
		d.reading, d.sending = patience{}, patience{}
		return turned
	case <-ctx.Done():
	case <-d.poke:
	case <-mended:
	case <-news:
	}
	return func() {}
}

// listen returns when there may be new mail, or when ctx ends. A mailbox that
// could not be read is left alone until a turn has read it again: listening
// would be one more login, and what it hears could not be acted on.
func (d *Daemon) listen(ctx context.Context, leave bool) {
	if !leave {
		err := d.watcher.Idle(ctx, d.config.IMAP.Mailboxes[0])
		if err == nil {
			return
		}
		d.log.Debug("idle ended", "error", err)
	}
	<-ctx.Done()
}

// clock wakes the loop every few minutes and at the digest's hour. A skipped
// tick is skipped outside the recovery: the other order would, after one
// panic, skip for ever.
func (d *Daemon) clock(ring func()) (*cron.Cron, error) {
	log := cronLog{d.log}
	c := cron.New(cron.WithLocation(d.calendar.Zone()), cron.WithChain(cron.SkipIfStillRunning(log), cron.Recover(log)))
	turn := fmt.Sprintf("@every %s", time.Duration(d.config.Hours.Turn))
	digest := fmt.Sprintf("%d %d * * MON-FRI", d.digestAt.Minute, d.digestAt.Hour)
	night := fmt.Sprintf("%d %d * * *", d.backupAt.Minute, d.backupAt.Hour)
	for _, spec := range []string{turn, digest, night} {
		if _, err := c.AddFunc(spec, ring); err != nil {
			return nil, fmt.Errorf("schedule %q: %w", spec, err)
		}
	}
	return c, nil
}

// alive feeds systemd's watchdog. Only the loop itself calls it: after each turn
// and, in long ones, with each batch of mail read, each letter judged and each
// mail sent. So a loop that hangs is started anew. A turn that failed feeds it
// too, because a new start mends no server that is down, and would go round in
// a circle until it comes back; what such a turn does not feed are the ages.
func (d *Daemon) alive() { d.notify(daemon.SdNotifyWatchdog) }

// notify tells systemd, where there is one.
func (d *Daemon) notify(state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		d.log.Warn("cannot notify systemd", "error", err)
	}
}

// cronLog gives cron's own lines to slog.
type cronLog struct{ log *slog.Logger }

func (c cronLog) Info(msg string, pairs ...any) { c.log.Debug("cron: "+msg, pairs...) }

func (c cronLog) Error(err error, msg string, pairs ...any) {
	c.log.Error("cron: "+msg, append(pairs, "error", err)...)
}
