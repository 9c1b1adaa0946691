// Package mailer turns an action into the bytes of a mail, and a report into
// the bytes of a digest. The texts lie in templates/, one file per text and
// language; a user's own folder overrides single texts.
//
// It is pure: the same input gives the same bytes. It must never send, never
// read a clock, a file system or a network, and never decide whether a mail
// should go out.
package mailer
