// Package tenant plays a tenant of Microsoft 365 for tests: a token endpoint, an IMAP, an SMTP and a name server on loopback that
// answer as Microsoft Entra and Exchange Online are documented and have been seen to answer, right or wrong as an
// administrator has set them up.
//
// It is imported by tests alone. It must never reach beyond loopback or pass a mail on, and it fails the test when a client
// says anything to the mailbox that does more than read.
package tenant
