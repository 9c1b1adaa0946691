package store

import (
	"context"
	"database/sql"
	"time"
)

// Beat notes that what the name stands for (a completed turn, a mail seen, a
// digest accepted) was last at the given instant.
func (s *Store) Beat(ctx context.Context, name string, at time.Time) error {
	return s.change(ctx, "note the beat of "+name, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO beat VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = excluded.at", name, timeText(at))
		return err
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
