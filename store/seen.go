package store

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// SeenMail is a mail that was looked at. Of MessageID, BodySize and Header only
// a keyed hash is kept.
type SeenMail struct {
	MessageID   string // with or without angle brackets; may be empty
	BodySize    int64  // bytes behind the header, as the server tells them; 0 where it does not
	Header      []byte // raw; counts when there is no MessageID, may be followed by the body
	Mailbox     string
	UIDValidity uint32
	UID         uint32
}

// Seen reports whether the mail was marked as seen since the store was made. It
// goes by Message-ID and size, and by header (its first 64 kB) and size when
// there is no Message-ID. Where the mail lies does not matter. Of a letter that
// is in the store it is false: only KeepLetter can tell that letter from
// another with the same Message-ID, and knows it.
func (s *Store) Seen(ctx context.Context, m SeenMail) (bool, error) {
	var seen bool
	err := s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM seen WHERE mac = ?)
		AND NOT EXISTS (SELECT 1 FROM letter WHERE message_id = ? AND message_id <> '')`, s.mac(m), bareID(m.MessageID)).Scan(&seen)
	return seen, trouble("ask whether the mail was seen", err)
}

// MarkSeen marks the mails as seen, all or none. One that is marked stays as it is.
func (s *Store) MarkSeen(ctx context.Context, items ...SeenMail) error {
	if len(items) == 0 {
		return nil
	}
	return s.change(ctx, "mark mail as seen", func(tx *sql.Tx) error {
		return s.markSeen(ctx, tx, items...)
	})
}

func (s *Store) markSeen(ctx context.Context, tx *sql.Tx, items ...SeenMail) error {
	if len(items) == 0 {
		return nil
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO seen VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, m := range items {
		if _, err := insert.ExecContext(ctx, s.mac(m), m.Mailbox, m.UIDValidity, m.UID); err != nil {
			return err
		}
	}
	return nil
}

// mac returns the keyed hash by which a mail is known again.
func (s *Store) mac(m SeenMail) []byte {
	mac := hmac.New(sha256.New, s.secret)
	if id := bareID(m.MessageID); id != "" {
		mac.Write([]byte("seen message-id " + id))
	} else {
		mac.Write([]byte("seen header "))
		mac.Write(headerOf(m.Header))
	}
	if m.BodySize != 0 {
		fmt.Fprintf(mac, " and %d bytes", m.BodySize)
	}
	return mac.Sum(nil)
}

// headerOf returns the header of a mail without the empty line that ends it
// (RFC 5322 section 2.1), at most headSize bytes.
func headerOf(mail []byte) []byte {
	mail = mail[:min(len(mail), headSize)]
	for _, end := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(mail, []byte(end)); i >= 0 {
			mail = mail[:i]
		}
	}
	return bytes.TrimRight(mail, "\r\n")
}

func bareID(messageID string) string { return strings.Trim(messageID, "<> \t\r\n") }

// Cursor returns how far the mailbox was read: everything up to uid under that
// UIDVALIDITY (RFC 9051 section 2.3.1.1). Both are zero for a mailbox that was
// never read.
func (s *Store) Cursor(ctx context.Context, mailbox string) (uidvalidity, uid uint32, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT uidvalidity, uid FROM cursor WHERE mailbox = ?", mailbox).Scan(&uidvalidity, &uid)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil
	}
	return uidvalidity, uid, trouble("read the cursor of "+mailbox, err)
}

// Advance marks the mails as seen and sets the cursor, both or neither. The
// cursor also goes back, because the UIDs of a mailbox that was restored from a
// backup do.
func (s *Store) Advance(ctx context.Context, mailbox string, uidvalidity, uid uint32, seen ...SeenMail) error {
	return s.change(ctx, fmt.Sprintf("advance the cursor of %s to %d", mailbox, uid), func(tx *sql.Tx) error {
		if err := s.markSeen(ctx, tx, seen...); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO cursor VALUES (?, ?, ?)
			ON CONFLICT (mailbox) DO UPDATE SET uidvalidity = excluded.uidvalidity, uid = excluded.uid`, mailbox, uidvalidity, uid)
		return err
	})
}
