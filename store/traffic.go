package store

import (
	"context"
	"database/sql"
	"time"

	"fristvakt/workflows"
)

// CountMails adds to how many mails came into the mailbox on each day, and
// forgets the days before the given one.
func (s *Store) CountMails(ctx context.Context, mailbox string, mails map[workflows.Date]int, before workflows.Date) error {
	if len(mails) == 0 {
		return nil
	}
	return s.change(ctx, "count the mails of "+mailbox, func(tx *sql.Tx) error {
		for day, n := range mails {
			_, err := tx.ExecContext(ctx, "INSERT INTO traffic VALUES (?, ?, ?) ON CONFLICT (mailbox, day) DO UPDATE SET mails = mails + excluded.mails",
				mailbox, day.String(), n)
			if err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, "DELETE FROM traffic WHERE day < ?", before.String())
		return err
	})
}

// Traffic returns how many mails came into each mailbox on each day.
func (s *Store) Traffic(ctx context.Context) (map[string]map[workflows.Date]int, error) {
	traffic := map[string]map[workflows.Date]int{}
	err := eachRow(ctx, s.db, func(row *sql.Rows) error {
		var mailbox, text string
		var n int
		if err := row.Scan(&mailbox, &text, &n); err != nil {
			return err
		}
		day, err := time.Parse(time.DateOnly, text)
		if traffic[mailbox] == nil {
			traffic[mailbox] = map[workflows.Date]int{}
		}
		traffic[mailbox][workflows.DateOf(day, time.UTC)] += n
		return err
	}, "SELECT mailbox, day, mails FROM traffic")
	return traffic, trouble("read the traffic", err)
}
