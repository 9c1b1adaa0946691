// Package daemon is the shell of the house: configuration, wiring, the clock,
// errors and the log, and the one loop that everything runs in,
//
//	fetch → judge → plan → reconcile → deliver.
//
// It is the only room that knows all the others. It decides nothing about
// rounds, letters or texts; it asks the rooms that do. Mail to a party must
// never leave in a turn in which the mailbox could not be read, and no mail
// may leave that was not claimed in the store first.
package daemon
