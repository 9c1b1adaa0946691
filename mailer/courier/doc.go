// Package courier hands finished mails to one SMTP submission server and says truthfully what became of each.
//
// It speaks RFC 5321 and bytes. It does not know what a reminder or a round is.
//
// It must never compose, never change a byte of a message, never hand the same message over twice on its own account,
// and never call a message sent that the server has not acknowledged. Whatever happens after the final dot without an
// answer is Uncertain, and it is for others to look for evidence.
//
// A delivery moves through these points; what is lost at each decides the outcome:
//
//	connect ─ TLS ─ AUTH ─ MAIL ─ RCPT ─ DATA ─ body ─┬─ final dot ─ answer
//	       nothing was handed over: Deferred          │  no answer: Uncertain
package courier
