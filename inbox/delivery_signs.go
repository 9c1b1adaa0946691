package inbox

import (
	"slices"
	"strings"

	"fristvakt/inbox/letter"
)

// isOtherReport recognises the reports that are not on delivery: of reading
// (RFC 8098) and of abuse (RFC 5965). A mail filter that refuses a letter
// writes the former too (RFC 5429 section 2.1.2), in the mail system's name.
func isOtherReport(l *letter.Letter) bool {
	other := l.Parameters["report-type"] == "disposition-notification" || l.Parameters["report-type"] == "feedback-report"
	for _, a := range l.Attachments {
		other = other || a.MediaType == "message/disposition-notification" || a.MediaType == "message/feedback-report"
	}
	return other && !(fromMailSystem(l) && strings.Contains(strings.ToLower(l.Subject+l.Body), "reject"))
}

// failureSigns are what speaks for a delivery report that machines were not meant to
// read. No mail system is known by name: each is known by how such reports are
// sent and written.
type failureSigns struct {
	daemon   bool // the sender is one that no person has
	robot    bool // the sender is a mail system, or whoever keeps it
	null     bool // the null reverse-path
	subject  bool // the subject speaks of failure
	text     bool // the text speaks of failure
	named    bool // an address stands by itself, as the failing one does
	told     bool // the text speaks of failure, and an address stands by itself below it
	address  bool // the text holds an address that is not its reader's
	code     bool // an SMTP reply or status code
	returned bool // the letter, or its header, came back
}

func readFailureSigns(l *letter.Letter) failureSigns {
	body, original := splitReport(l)
	head := strings.ToLower(clipText(body, 4000))
	flat := flatten(head)
	s := failureSigns{
		daemon:   fromDaemon(l),
		robot:    fromMailSystem(l),
		null:     l.NullReturnPath(),
		subject:  containsAny(strings.ToLower(l.Subject), failureSubjects),
		text:     containsAny(flat, failureTexts),
		code:     holdsReplyCode(head),
		returned: original != nil || len(l.Letters) > 0 && l.Letters[0].Kind == letter.Attached,
	}
	s.readAddresses(l, strings.Split(head, "\n"))
	return s
}

// readAddresses looks at how the addresses of a text stand in it.
func (s *failureSigns) readAddresses(l *letter.Letter, lines []string) {
	for i, line := range lines {
		for _, address := range addressesIn(line) {
			if systemPenalty(l, address) > 0 {
				continue
			}
			s.address = true
			if isHeaded(line, address) {
				s.named = true
				s.told = s.told || containsAny(flatten(strings.Join(lines[max(0, i-6):i+1], " ")), failureTexts)
			}
		}
	}
}

// isProseReport recognises reports that machines were not meant to read. A
// sender that only machines have and anything that speaks of failure make one;
// any other sender must name the address that failed as reports do, or return
// what could not be delivered.
func isProseReport(l *letter.Letter) bool {
	if l.Header.Has("X-Failed-Recipients") || strings.EqualFold(l.Parameters["report-type"], "delivery-status") {
		return true
	}
	subject := strings.ToLower(l.Subject)
	if saysAbsence(subject) {
		return false
	}
	if !fromMailSystem(l) && !mayBeStrangersReport(l, subject) {
		return false
	}
	s := readFailureSigns(l)
	switch {
	case s.daemon, s.robot:
		return s.system(l)
	case s.told && !hasPapers(l) && mentionsDelivery(l):
		return true
	case s.subject && s.text:
		return s.returned || s.code
	}
	return s.null && s.returned && (s.subject || s.text)
}

// mayBeStrangersReport is the cheap test before the dear ones, for ordinary mail.
func mayBeStrangersReport(l *letter.Letter, subject string) bool {
	if isAnswer(subject) {
		return false
	}
	if l.NullReturnPath() || containsAny(subject, failureSubjects) {
		return true
	}
	s := failureSigns{}
	for line := range strings.SplitSeq(clipText(l.Body, 4000), "\n") {
		if strings.IndexByte(line, '@') >= 0 {
			s.readAddresses(l, []string{strings.ToLower(line)})
		}
	}
	return s.named
}

// system judges what a mail system sent. From a sender that no person has, an
// address is enough: the language may be one that we do not know.
func (s failureSigns) system(l *letter.Letter) bool {
	if s.subject || s.text || s.returned && s.null {
		return true
	}
	if containsAny(strings.ToLower(clipText(l.Text, 2000)), absenceTexts) {
		return false
	}
	return s.named && (s.null || s.code || s.returned || s.daemon) || s.daemon && (s.returned || s.address || s.code)
}

// mentionsDelivery reports whether a text that says something failed says it of
// a message.
func mentionsDelivery(l *letter.Letter) bool {
	return containsAny(strings.ToLower(l.Subject+"\n"+clipText(l.Text, 2000)), messageWords)
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

// fromDaemon recognises the senders that no person has: nobody at all (RFC
// 5321 section 4.5.5) and the mail system's own name.
func fromDaemon(l *letter.Letter) bool {
	for _, a := range l.From {
		local, _, _ := strings.Cut(a.Mailbox, "@")
		if local = plainName(local); strings.HasPrefix(local, "mailerdaemon") || strings.HasPrefix(local, "maildaemon") {
			return true
		}
	}
	from := l.Header.Get("From")
	return strings.Contains(from, "<>") || strings.EqualFold(strings.TrimSpace(from), "mailer-daemon")
}

// fromMailSystem recognises the senders that only machines have: the names
// mail systems report under, and those of who keeps them.
func fromMailSystem(l *letter.Letter) bool {
	if fromDaemon(l) {
		return true
	}
	for _, a := range slices.Concat(l.From, l.Sender, l.ReturnPath) {
		local, _, _ := strings.Cut(a.Mailbox, "@")
		name := strings.ToLower(a.Name)
		if local == "" {
			local = name
		}
		local = plainName(local)
		if slices.Contains(systemMailboxes, local) || strings.HasPrefix(local, "mailerdaemon") || strings.HasPrefix(local, "postmaster") || containsAny(name, systemNames) {
			return true
		}
	}
	return false
}

// plainName takes what divides words out of a mailbox name.
func plainName(local string) string {
	return strings.NewReplacer("-", "", "_", "", ".", "", " ", "", "\\", "").Replace(strings.ToLower(local))
}

// flatten lays a text on one line, so that a phrase is found across a line end.
func flatten(text string) string { return strings.Join(strings.Fields(text), " ") }
