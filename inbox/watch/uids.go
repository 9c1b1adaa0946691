package watch

import (
	"iter"

	"github.com/emersion/go-imap/v2"
)

// clip drops the UIDs up to and including last.
func clip(set imap.UIDSet, last uint32) imap.UIDSet {
	var kept imap.UIDSet
	for _, r := range set {
		if r.Stop > imap.UID(last) {
			kept = append(kept, imap.UIDRange{Start: max(r.Start, imap.UID(last)+1), Stop: r.Stop})
		}
	}
	return kept
}

// batches gives the UIDs of a set in ascending order. It never expands a whole range, for a server may name one of four
// thousand million.
func batches(set imap.UIDSet) iter.Seq[[]imap.UID] {
	return func(yield func([]imap.UID) bool) {
		batch := make([]imap.UID, 0, batchSize)
		for _, r := range set {
			for uid := uint64(max(r.Start, 1)); uid <= uint64(r.Stop); uid++ {
				batch = append(batch, imap.UID(uid))
				if len(batch) < batchSize {
					continue
				}
				if !yield(batch) {
					return
				}
				batch = make([]imap.UID, 0, batchSize)
			}
		}
		if len(batch) > 0 {
			yield(batch)
		}
	}
}

// halves splits a batch that broke a connection. Where answers had come before the break, the first mail without one is
// the likeliest cause and is set apart; where none had, either half may hold it.
func halves(uids []imap.UID, progress bool) [][]imap.UID {
	middle := len(uids) / 2
	if progress {
		middle = 1
	}
	return [][]imap.UID{uids[:middle], uids[middle:]}
}
