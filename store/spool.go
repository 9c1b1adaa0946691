package store

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
)

const (
	partSize = 256 << 10 // bytes of a compressed letter in one row
	headSize = 64 << 10  // bytes of a letter in which its header is looked for
)

// spool is a letter on its way in: compressed in a file without a name, which
// is gone when it is closed or the process dies.
type spool struct {
	file *os.File
	sum  string // SHA-256 in hex
	body string // SHA-256 of what follows the header, in hex
	size int64
	head []byte // the first headSize bytes
}

// spool reads r to its end without holding a lock on the store.
func (s *Store) spool(r io.Reader) (spool, error) {
	file, err := os.CreateTemp(filepath.Dir(s.path), spoolPrefix+"*")
	if err != nil {
		return spool{}, err
	}
	in, err := fill(file, r, s.options.LetterLimit)
	if err := errors.Join(err, os.Remove(file.Name())); err != nil {
		return spool{}, errors.Join(err, file.Close())
	}
	return in, nil
}

func fill(file *os.File, r io.Reader, limit int64) (spool, error) {
	packed, err := zlib.NewWriterLevel(file, zlib.BestSpeed)
	if err != nil {
		return spool{}, err
	}
	sum, body, head := sha256.New(), &rest{sum: sha256.New(), empty: true}, &beginning{room: headSize}
	size, err := io.Copy(io.MultiWriter(packed, sum, body, head), io.LimitReader(r, limit+1))
	if err == nil && size > limit {
		err = fmt.Errorf("%d bytes: %w", limit, ErrTooLarge)
	}
	if err == nil {
		err = packed.Close()
	}
	if err != nil {
		return spool{}, err
	}
	return spool{file, hex.EncodeToString(sum.Sum(nil)), hex.EncodeToString(body.sum.Sum(nil)), size, head.kept}, nil
}

func (in spool) writeParts(ctx context.Context, tx *sql.Tx, letter string) error {
	if _, err := in.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	buffer := make([]byte, partSize)
	for part := 0; ; part++ {
		n, err := io.ReadFull(in.file, buffer)
		if n > 0 {
			_, err := tx.ExecContext(ctx, "INSERT INTO letter_part VALUES (?, ?, ?)", letter, part, buffer[:n])
			if err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// readParts unpacks a letter and proves that it is the one that was kept.
func readParts(ctx context.Context, tx *sql.Tx, l Letter, size int64) ([]byte, error) {
	var packed bytes.Buffer
	err := eachRow(ctx, tx, func(row *sql.Rows) error {
		var part sql.RawBytes
		err := row.Scan(&part)
		packed.Write(part)
		return err
	}, "SELECT bytes FROM letter_part WHERE letter = ? ORDER BY part", l.ID)
	if err != nil {
		return nil, err
	}
	r, err := zlib.NewReader(&packed)
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	plain := bytes.NewBuffer(make([]byte, 0, size))
	if _, err := plain.ReadFrom(io.LimitReader(r, size+1)); err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	if sum := sha256.Sum256(plain.Bytes()); hex.EncodeToString(sum[:]) != l.SHA256 {
		return nil, ErrDamaged
	}
	return plain.Bytes(), nil
}

// beginning keeps the first bytes of what is written to it.
type beginning struct {
	kept []byte
	room int
}

func (b *beginning) Write(p []byte) (int, error) {
	n := min(len(p), b.room)
	b.kept = append(b.kept, p[:n]...)
	b.room -= n
	return len(p), nil
}

// rest hashes what follows the empty line that ends the header of a mail (RFC
// 5322 section 2.1). Servers that pass a mail on change its header alone.
type rest struct {
	sum   hash.Hash
	empty bool // nothing stands on this line yet
	begun bool
}

func (r *rest) Write(p []byte) (int, error) {
	for i, c := range p {
		if r.begun {
			r.sum.Write(p[i:])
			break
		}
		r.begun = c == '\n' && r.empty
		r.empty = c == '\n' || c == '\r' && r.empty
	}
	return len(p), nil
}
