// Package store keeps what the house must not forget, in one SQLite file:
// facts that are only appended, letters that concern us, the outbox, the hashes
// of mail that was seen, and the position in each mailbox. It decides nothing.
//
// It must never read a clock of its own (Options.Now is the only one), never
// change or drop a fact, never drop a mail from the outbox, and never keep more
// of a stranger's mail than its position and a keyed hash. It speaks to no
// network. Every change is one transaction: it happened wholly or not at all,
// and what has been reported as done survives a loss of power.
//
// Any number of processes may read and append at the same time. Only the one
// that holds the Lease may claim mail for sending.
package store
