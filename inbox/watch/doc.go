// Package watch reads mailboxes over IMAP (RFC 9051, RFC 3501) and never changes them.
//
// It must never send a command that could change a mailbox or a flag. The whole vocabulary is CAPABILITY, STARTTLS, LOGIN,
// AUTHENTICATE, EXAMINE, UID SEARCH, UID FETCH with BODY.PEEK, IDLE and NOOP. Package wiretap holds that list and fails a
// test that hears anything else.
//
// It must never hold a mail in memory: headers are cut, beginnings are cut, and whole mails are streamed from the wire to
// the Visitor. It never asks for ENVELOPE or BODYSTRUCTURE, because one odd answer to those ends a connection.
//
// # One pass
//
// Fetch makes one complete pass over one mailbox. It examines the mailbox, searches for what lies behind the Cursor, and
// shows each mail to the Visitor: first its headers, where the Visitor asks for it the first 64 kB, and where it wants
// the mail, the whole. After each batch the Visitor is told how far the mailbox has been seen, never beyond a mail that
// still waits to be handled.
//
// # A mail that breaks the connection
//
// Some mails cannot be fetched: the server's answer cannot be parsed, stalls or ends the connection. The pass narrows such
// a batch down to the mail at fault on fresh connections, and reads the mails behind it in the same pass. The mail itself
// is held: it is tried again in later passes, after a minute and after another fifteen, and if all three tries fail it is
// handed to Visitor.Quarantine. The count lives in the Watcher; a restart begins it anew, and as Advance never passed the held mail,
// it and the mails behind it are then visited again.
//
// # Time
//
// The IMAP library has no time limits of its own that fit, so every step is watched here, on the socket. A step that hears
// too little for Server.Deadline ends the connection, also in the middle of a mail.
package watch
