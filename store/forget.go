package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"fristvakt/workflows"
)

// Forget takes out of the facts what redact takes out of each, and drops the
// letters with the given ids, in one transaction. It appends told, a Forgotten
// fact, with the number of each fact that changed and a digest of what is left
// of it, so that the chain of hashes still shows every other change. It returns
// told as it was recorded. The send ledger is not touched.
func (s *Store) Forget(ctx context.Context, told workflows.Fact, redact func(workflows.Fact) (workflows.Fact, bool), letters ...string) (workflows.Fact, error) {
	err := s.change(ctx, "forget", func(tx *sql.Tx) error {
		facts, err := factsAfter(ctx, tx, 0)
		if err != nil {
			return err
		}
		left := map[int64][]byte{}
		for _, f := range facts {
			rest, changed := redact(f)
			if !changed {
				continue
			}
			if left[f.Seq], err = json.Marshal(rest); err != nil {
				return fmt.Errorf("write fact %d: %w", f.Seq, err)
			}
			told.Redacts = append(told.Redacts, workflows.Redaction{Seq: f.Seq, Digest: digestOf(left[f.Seq])})
		}
		made, err := s.append(ctx, tx, told)
		if err != nil {
			return err
		}
		told = made[0]
		for seq, body := range left {
			if _, err := tx.ExecContext(ctx, "UPDATE fact SET body = ? WHERE seq = ?", string(body), seq); err != nil {
				return fmt.Errorf("fact %d: %w", seq, err)
			}
		}
		for _, id := range letters {
			if err := dropLetter(ctx, tx, id); err != nil {
				return fmt.Errorf("letter %s: %w", id, err)
			}
		}
		return nil
	})
	if err != nil {
		return workflows.Fact{}, err
	}
	return told, s.wipe(ctx)
}

func digestOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// redactions are the digests of what is left of redacted facts, the newest of
// each.
func redactions(ctx context.Context, q querier) (map[int64]string, error) {
	left := map[int64]string{}
	err := eachRow(ctx, q, func(row *sql.Rows) error {
		var seq int64
		var digest string
		err := row.Scan(&seq, &digest)
		left[seq] = digest
		return err
	}, `SELECT one.value ->> '$.seq', one.value ->> '$.digest' FROM fact, json_each(fact.body, '$.redacts') AS one
		WHERE fact.kind = 'forgotten' ORDER BY fact.seq`)
	return left, err
}
