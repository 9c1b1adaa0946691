package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// HeartbeatConfig is the watch outside the house that notices when nothing is
// heard from us.
type HeartbeatConfig struct {
	URL string `toml:"url"`
}

// Bounds of one heartbeat.
const (
	heartbeatPatience = 10 * time.Second
	heartbeatAnswer   = 64 << 10 // bytes of an answer that are read, so that the connection can be used again
)

// heartbeat fetches a URL to say that a turn was completed. The request says
// nothing else, follows nobody elsewhere, and has an end.
type heartbeat struct {
	url    string
	client *http.Client
	failed bool
}

func newHeartbeat(c HeartbeatConfig) *heartbeat {
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &heartbeat{url: c.URL, client: &http.Client{Timeout: heartbeatPatience, CheckRedirect: stay}}
}

func (h *heartbeat) beat(ctx context.Context) error {
	if h.url == "" {
		return nil
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url, nil)
	if err != nil {
		return fmt.Errorf("write the heartbeat: %w", err)
	}
	request.Header.Set("User-Agent", "fristvakt")
	answer, err := h.client.Do(request)
	var failed *url.Error
	if errors.As(err, &failed) {
		err = failed.Err // without the address, by which others could say that all is well
	}
	if err != nil {
		return fmt.Errorf("fetch heartbeat.url: %w", err)
	}
	_, err = io.Copy(io.Discard, io.LimitReader(answer.Body, heartbeatAnswer))
	if answer.StatusCode/100 != 2 {
		err = errors.Join(err, fmt.Errorf("fetch heartbeat.url: the answer is %s, not 200: give the final address", answer.Status))
	}
	return errors.Join(err, answer.Body.Close())
}

// heard tells the watch outside of a completed turn. That it cannot be told
// costs nothing here: it will raise the alarm itself.
func (d *Daemon) heard(ctx context.Context) {
	err := d.heartbeat.beat(ctx)
	if err != nil && !d.heartbeat.failed && ctx.Err() == nil {
		d.log.Warn("the watch outside could not be told that all is well", "event", "Heartbeat", "error", err)
	}
	d.heartbeat.failed = err != nil
}
