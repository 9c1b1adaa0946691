package demo

import (
	"bytes"
	"fmt"
	"net/mail"
	"strings"
	"time"
)

// failure is why a mail did not arrive, or not yet.
type failure struct {
	action, status, diagnostic, said string
}

var (
	unknownUser = failure{"failed", "5.1.1", "550 5.1.1 User unknown in virtual mailbox table", "Adressa finst ikkje."}
	fullForNow  = failure{"delayed", "4.2.2", "452 4.2.2 Mailbox is full", "Meldinga er forseinka. Vi prøver på nytt i tre døgn."}
)

// deliveryReport is the report that a mail server sends of a mail that it took
// and could not deliver (RFC 3464), as it lies in the mailbox.
func deliveryReport(m Sent, address string, f failure, at time.Time) (id string, text []byte) {
	_, domain, _ := strings.Cut(address, "@")
	id = fmt.Sprintf("dsn.%d.%d@mail.%s", at.Unix(), len(m.Key), domain)
	from := mail.Address{Name: "Mail Delivery System", Address: "MAILER-DAEMON@mail." + domain}
	head, _, _ := bytes.Cut(m.Bytes, []byte("\r\n\r\n"))
	var b bytes.Buffer
	fmt.Fprintf(&b, "Return-Path: <>\r\n%sFrom: %s\r\nTo: %s\r\nSubject: Undelivered Mail Returned to Sender\r\nDate: %s\r\nMessage-ID: <%s>\r\n",
		unproven.header("mail."+domain, at), from.String(), m.From, at.Format(time.RFC1123Z), id)
	fmt.Fprintf(&b, "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"dsn\"\r\n\r\n")
	fmt.Fprintf(&b, "--dsn\r\n")
	mimePart(&b, "text/plain", fmt.Sprintf("Dette er e-posttenaren for %s.\n\n%s\n\n<%s>: %s\n", domain, f.said, address, f.diagnostic))
	fmt.Fprintf(&b, "\r\n--dsn\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.%s\r\nArrival-Date: %s\r\n\r\n", domain, m.At.Format(time.RFC1123Z))
	fmt.Fprintf(&b, "Final-Recipient: rfc822; %s\r\nAction: %s\r\nStatus: %s\r\nDiagnostic-Code: smtp; %s\r\n", address, f.action, f.status, f.diagnostic)
	fmt.Fprintf(&b, "\r\n--dsn\r\nContent-Type: text/rfc822-headers\r\n\r\n%s\r\n\r\n--dsn--\r\n", head)
	return id, b.Bytes()
}
