// Package demo is a mail world in one process: a server that takes mail
// (SMTP), a mailbox that is read (IMAP), 43 municipalities that answer in every
// way municipalities do, the everyday mail of a postmottak, a secretariat that
// rules on what waits, and a fast clock. Both rounds are played in it from the
// first day to the last, and at the end what the ledger says is compared with
// what the cast knows it did.
//
// It knows the program from outside alone: it hands it mail, takes its mail,
// and rules by facts as a person's commands do. It must never open a
// connection beyond loopback, never read the clock of the machine, and never be
// part of a running installation.
package demo
