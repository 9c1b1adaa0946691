package store

import (
	"context"
	"database/sql"
	"time"
)

// Beat notes when what the names stand for (a completed turn, a mail seen, a
// digest accepted) last was, all in one step.
func (s *Store) Beat(ctx context.Context, beats map[string]time.Time) error {
	if len(beats) == 0 {
		return nil
	}
	return s.change(ctx, "note the beats", func(tx *sql.Tx) error {
		for name, at := range beats {
			_, err := tx.ExecContext(ctx, "INSERT INTO beat VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = excluded.at", name, timeText(at))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Beats returns the last instant of each name, in UTC.
func (s *Store) Beats(ctx context.Context) (map[string]time.Time, error) {
	beats := map[string]time.Time{}
	err := eachRow(ctx, s.db, func(row *sql.Rows) error {
		var name string
		var at time.Time
		err := row.Scan(&name, instant{&at})
		beats[name] = at
		return err
	}, "SELECT name, at FROM beat")
	return beats, trouble("read the beats", err)
}
