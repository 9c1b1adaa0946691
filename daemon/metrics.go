package daemon

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// figures is the page that Prometheus reads. It reads what the loop has
// published and the clock, and nothing else of the daemon.
type figures struct {
	measured func() *measures
	now      func() time.Time
	health   health
}

// Describe tells nothing ahead: which series there are depends on what has
// happened so far. What is not known has no sample.
func (f figures) Describe(chan<- *prometheus.Desc) {}

// Collect tells of the newest measures.
func (f figures) Collect(to chan<- prometheus.Metric) {
	m := f.measured()
	ill := f.health.ill(m, f.now()) != ""
	for _, s := range m.samples(ill) {
		to <- s
	}
}

// samples are all figures, in seconds and bytes as Prometheus wants them. The
// labels are states, kinds and the names of mailboxes from the configuration.
func (m *measures) samples(ill bool) []prometheus.Metric {
	var all []prometheus.Metric
	add := func(kind prometheus.ValueType, name, help string, value float64, label ...string) {
		var names, values []string
		if len(label) == 2 {
			names, values = label[:1], label[1:]
		}
		all = append(all, prometheus.MustNewConstMetric(prometheus.NewDesc("fristvakt_"+name, help, names, nil), kind, value, values...))
	}
	at := func(name, help string, t time.Time, label ...string) {
		if !t.IsZero() {
			add(prometheus.GaugeValue, name, help, float64(t.Unix()), label...)
		}
	}
	count, gauge := prometheus.CounterValue, prometheus.GaugeValue
	add(gauge, "healthy", "Whether the program does its work, as /healthz says.", number(!ill))
	add(count, "turns_total", "Turns since the start by how they ended.", float64(m.turns.completed), "result", "completed")
	add(count, "turns_total", "Turns since the start by how they ended.", float64(m.turns.begun-m.turns.completed), "result", "failed")
	at("last_complete_turn_timestamp_seconds", "When the last turn was completed.", m.beats[beatTurn])
	at("last_digest_timestamp_seconds", "When the last digest was accepted.", m.beats[beatDigest])
	for mailbox, seen := range m.mailSeen() {
		at("last_mail_timestamp_seconds", "When the newest mail came, by mailbox.", seen, "mailbox", mailbox)
	}
	for state, n := range m.outbox {
		add(gauge, "outbox_mails", "Mails by state.", float64(n), "state", string(state))
	}
	for disposition, n := range m.letters {
		add(gauge, "letters", "Letters kept by what became of them.", float64(n), "disposition", string(disposition))
	}
	for server, down := range m.outages {
		add(gauge, "outage", "Whether an outage lasts, by server.", number(down), "server", server)
	}
	add(gauge, "waiting", "What waits for a person.", float64(m.waiting))
	add(count, "mails_accepted_total", "Mails that the sending server has accepted, digests included.", float64(m.sent))
	add(gauge, "paused", "Whether sending is paused, by a person or by the program.", number(m.paused))
	add(gauge, "store_bytes", "Size of the store with its journal.", float64(m.size))
	at("newest_backup_timestamp_seconds", "When the newest nightly backup was made.", m.backup)
	at("credential_expires_timestamp_seconds", "The day on which the client secret or certificate expires.", m.expires)
	return all
}

func number(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// healthz answers 200 with one line, or 503 with the reason.
func (f figures) healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	said := f.health.ill(f.measured(), f.now())
	if said == "" {
		said = "ok"
	} else {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	fmt.Fprintln(w, said)
}

// serveMetrics answers /metrics and /healthz until the function it returns is
// called.
func (d *Daemon) serveMetrics(ctx context.Context) (func(), error) {
	if d.config.Metrics.Listen == "" {
		return func() {}, nil
	}
	d.measured.Store(&measures{started: d.now()})
	d.measure(ctx)
	f := figures{measured: d.measured.Load, now: d.now, health: health{d.calendar, d.digestAt, time.Duration(d.config.Hours.Turn)}}
	registry := prometheus.NewRegistry()
	if err := registry.Register(f); err != nil {
		return nil, fmt.Errorf("make the page of metrics: %w", err)
	}
	l, err := listen(d.config.Metrics.Listen, "metrics")
	if err != nil {
		return nil, err
	}
	pages := http.NewServeMux()
	pages.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: 3}))
	pages.HandleFunc("GET /healthz", f.healthz)
	d.log.Info("the page of metrics is open", "event", "Metrics", "address", l.Addr().String())
	return d.serve(ctx, l, pages, "metrics"), nil
}
