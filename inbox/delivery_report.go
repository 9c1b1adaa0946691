package inbox

import (
	"strings"

	"fristvakt/inbox/letter"
)

// Recipient is one address that a delivery report speaks of.
type Recipient struct {
	Address    string // lower-cased; "" where the report does not say
	Original   string // the address first written to, where the report names another than Address
	Status     string // enhanced status code (RFC 3463), such as "5.1.1"; "" where none is given
	Diagnostic string // what the mail server said, one line; "" where nothing is given
}

// Report is what a delivery status notification says of a letter of ours. It
// changes what is known of a contact, never of a requirement.
type Report struct {
	Failed    []Recipient // given up
	Delayed   []Recipient // still being tried
	Delivered []Recipient // delivered, relayed or expanded

	OriginalMessageID  string   // of the letter reported on, without angle brackets
	OriginalReferences []string // its thread
	OriginalReference  string   // its X-Fristvakt-Ref
	OriginalSubject    string
	OriginalTo         []string // its addressees, lower-cased
}

// ReadDeliveryReport reads a letter as a delivery report: by its
// machine-readable part (RFC 3464) where it has one, whatever its type calls
// itself, otherwise by what such reports say in prose. It must be asked before
// ReadAutomaticReply, for many reports call themselves automatic replies. ok
// is false for everything else, a person's letter about a bounce too.
func ReadDeliveryReport(l *letter.Letter) (report Report, ok bool) {
	status := readDeliveryStatus(l)
	if !status.found() && (isOtherReport(l) || !isProseReport(l)) {
		return Report{}, false
	}
	report = status
	if inner, ok := reportWithin(l); ok && !report.found() {
		return inner, true
	}
	body, original := splitReport(l)
	report.readOriginal(l, original)
	if !report.named() {
		report.readProse(l, body)
	}
	return report, true
}

// reportWithin reads the report that a gateway only passed on: its own words
// name nobody, and what it encloses is a report again.
func reportWithin(l *letter.Letter) (Report, bool) {
	said, _ := splitReport(l)
	if len(l.Letters) == 0 || l.Letters[0].Kind != letter.Attached || !fromMailSystem(l.Letters[0]) || len(addressesIn(said)) > 0 {
		return Report{}, false
	}
	return ReadDeliveryReport(l.Letters[0])
}

// isOtherReport recognises the reports that are not on delivery: of reading
// (RFC 8098) and of abuse (RFC 5965).
func isOtherReport(l *letter.Letter) bool {
	for _, a := range l.Attachments {
		if a.MediaType == "message/disposition-notification" || a.MediaType == "message/feedback-report" {
			return true
		}
	}
	kind := l.Parameters["report-type"]
	return kind == "disposition-notification" || kind == "feedback-report"
}

// found reports whether a machine-readable part spoke of any recipient.
func (r *Report) found() bool { return len(r.Failed)+len(r.Delayed)+len(r.Delivered) > 0 }

// named reports whether any recipient has an address.
func (r *Report) named() bool {
	for _, list := range [][]Recipient{r.Failed, r.Delayed, r.Delivered} {
		for _, recipient := range list {
			if strings.Contains(recipient.Address, "@") {
				return true
			}
		}
	}
	return false
}

// isProseReport recognises reports that machines were not meant to read. A
// sender that only machines have and a text that speaks of failure make one;
// without such a sender the letter must also return what could not be
// delivered.
func isProseReport(l *letter.Letter) bool {
	if l.Header.Has("X-Failed-Recipients") || strings.EqualFold(l.Parameters["report-type"], "delivery-status") {
		return true
	}
	subject := strings.ToLower(l.Subject)
	if saysAbsence(subject) {
		return false
	}
	robot := fromMailSystem(l)
	failure := containsAny(subject, failureSubjects)
	if !robot && (isAnswer(subject) || !failure && !l.NullReturnPath()) {
		return false
	}
	body, original := splitReport(l)
	head := strings.ToLower(clipText(body, 4000))
	text := containsAny(head, failureTexts)
	returned := original != nil || len(l.Letters) > 0 && l.Letters[0].Kind == letter.Attached
	switch {
	case robot:
		return failure || text || returned && l.NullReturnPath() // in a language we do not know
	case failure && text:
		return returned || holdsReplyCode(head)
	}
	return l.NullReturnPath() && returned && (failure || text)
}

// isAnswer recognises a person's answer to or forwarding of something.
func isAnswer(subject string) bool {
	for _, mark := range []string{"re:", "sv:", "vs:", "fw:", "fwd:", "aw:", "wg:", "svar:", "ang:"} {
		if strings.HasPrefix(subject, mark) {
			return true
		}
	}
	return false
}

// fromMailSystem recognises the senders that only machines have: the null
// reverse-path and the names mail systems report under.
func fromMailSystem(l *letter.Letter) bool {
	addresses := append(append(append([]letter.Address(nil), l.From...), l.Sender...), l.ReturnPath...)
	for _, a := range addresses {
		local, _, _ := strings.Cut(a.Mailbox, "@")
		if local == "" {
			local = strings.ToLower(a.Name)
		}
		switch strings.NewReplacer("-", "", "_", "", ".", "", " ", "").Replace(local) {
		case "mailerdaemon", "postmaster", "maildaemon", "mdaemon", "mailsystem", "maildeliverysystem", "bouncehandler",
			"mailerdemon", "maileradministrator", "mailadministrator", "deliveryreports", "mailnotification", "postmastersystem":
			return true
		}
		name := strings.ToLower(a.Name)
		if strings.Contains(name, "mail delivery s") || strings.Contains(name, "mailer-daemon") || strings.Contains(name, "mail deliver system") ||
			name == "postmaster" || name == "system administrator" || name == "systemadministrator" || name == "mail administrator" {
			return true
		}
	}
	return false
}

// readOriginal takes over what the returned letter, or its header alone, says.
func (r *Report) readOriginal(l *letter.Letter, original letter.Header) {
	for _, inner := range l.Letters {
		if inner.Kind == letter.Attached && len(inner.Header) > 0 {
			original = inner.Header
			break
		}
	}
	if original == nil {
		original = returnedHeader(l)
	}
	if original == nil {
		return
	}
	returned := letter.Read([]byte(headerText(original)), letter.Limits{})
	r.OriginalMessageID = returned.MessageID
	r.OriginalReferences = returned.References
	r.OriginalReference = strings.TrimSpace(original.Get("X-Fristvakt-Ref"))
	r.OriginalSubject = returned.Subject
	for _, a := range append(returned.To, returned.Cc...) {
		if a.Mailbox != "" {
			r.OriginalTo = append(r.OriginalTo, a.Mailbox)
		}
	}
}

// returnedHeader finds the header of the returned letter where it came as a
// part of its own (RFC 3462 section 2).
func returnedHeader(l *letter.Letter) letter.Header {
	for _, a := range l.Attachments {
		if a.MediaType == "text/rfc822-headers" || a.MediaType == "message/rfc822-headers" || a.MediaType == "text/rfc822" || a.MediaType == "message/global-headers" || a.MediaType == "message/partial" {
			return letter.ReadHeader(a.Content)
		}
	}
	return nil
}

// headerText writes the fields that readOriginal wants, to be read like any
// letter's.
func headerText(h letter.Header) string {
	var out strings.Builder
	for _, name := range []string{"Message-ID", "References", "Subject", "To", "Cc"} {
		if value := h.Get(name); value != "" {
			out.WriteString(name + ": " + value + "\n")
		}
	}
	return out.String() + "\n"
}
