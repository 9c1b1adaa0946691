package inbox

import (
	"bytes"
	"strings"

	"fristvakt/inbox/letter"
)

// readDeliveryStatus reads the machine-readable parts of a delivery report
// (RFC 3464 section 2), also where the letter as a whole is no
// multipart/report.
func readDeliveryStatus(l *letter.Letter) (report Report) {
	for _, a := range l.Attachments {
		if a.MediaType != "message/delivery-status" && a.MediaType != "message/global-delivery-status" {
			continue
		}
		for _, group := range statusGroups(a.Content) {
			report.addStatus(group)
		}
	}
	return report
}

// maxStatusGroups bounds the recipients of one report.
const maxStatusGroups = 200

// statusGroups parts the fields at the empty lines between them.
func statusGroups(content []byte) []letter.Header {
	content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	content = bytes.ReplaceAll(content, []byte("\r"), []byte("\n"))
	var groups []letter.Header
	for len(groups) < maxStatusGroups {
		content = bytes.TrimLeft(content, " \t\n")
		if len(content) == 0 {
			break
		}
		group, rest, _ := bytes.Cut(content, []byte("\n\n"))
		content = rest
		fields := letter.ReadHeader(group)
		if n := len(groups); n > 0 && !fields.Has("Final-Recipient") && !fields.Has("Original-Recipient") && !groups[n-1].Has("Action") {
			groups[n-1] = append(groups[n-1], fields...) // an empty line within a group
			continue
		}
		groups = append(groups, fields)
	}
	return groups
}

// addStatus files one recipient under what became of the letter to him.
func (r *Report) addStatus(group letter.Header) {
	final, original, actual := reportedAddress(group.Get("Final-Recipient")), reportedAddress(group.Get("Original-Recipient")), reportedAddress(group.Get("X-Actual-Recipient"))
	action := strings.ToLower(group.Get("Action"))
	if final == "" && original == "" && actual == "" && action == "" {
		return
	}
	recipient := Recipient{Address: final, Original: original, Diagnostic: diagnostic(group.Get("Diagnostic-Code"))}
	for _, other := range []string{actual, original} {
		if !strings.Contains(recipient.Address, "@") && other != "" {
			recipient.Address = other
		}
	}
	if recipient.Original == recipient.Address {
		recipient.Original = ""
	}
	recipient.Status = statusCode(group.Get("Status"))
	if said := statusCode(recipient.Diagnostic); recipient.Status == "" || said != "" && strings.HasSuffix(recipient.Status, ".0.0") {
		recipient.Status = said
	}
	if recipient.Status == "" {
		recipient.Status = statusOfReply(recipient.Diagnostic)
	}
	r.file(recipient, action)
}

// file puts a recipient where his action belongs; without one the class of the
// status decides (RFC 3463 section 2).
func (r *Report) file(recipient Recipient, action string) {
	word, _, _ := strings.Cut(strings.TrimSpace(action), " ")
	switch {
	case strings.HasPrefix(word, "fail"), word == "expired", word == "dropped":
		r.Failed = append(r.Failed, recipient)
	case strings.HasPrefix(word, "delay"), strings.HasPrefix(word, "defer"), strings.HasPrefix(word, "queued"):
		r.Delayed = append(r.Delayed, recipient)
	case strings.HasPrefix(word, "deliver"), strings.HasPrefix(word, "relay"), strings.HasPrefix(word, "expand"):
		r.Delivered = append(r.Delivered, recipient)
	case strings.HasPrefix(recipient.Status, "2"):
		r.Delivered = append(r.Delivered, recipient)
	case strings.HasPrefix(recipient.Status, "4"):
		r.Delayed = append(r.Delayed, recipient)
	default:
		r.Failed = append(r.Failed, recipient)
	}
}

// reportedAddress reads "rfc822; kari@example.no".
func reportedAddress(field string) string {
	if i := strings.IndexByte(field, ';'); i >= 0 {
		field = field[i+1:]
	}
	field = strings.ReplaceAll(strings.TrimSpace(field), "+2B", "+") // xtext of RFC 3461 section 4
	if found := addressesIn(field); len(found) > 0 {
		return found[0]
	}
	word, _, _ := strings.Cut(strings.Trim(field, `<>"' `), " ")
	return strings.ToLower(strings.Trim(word, `<>"'`))
}

// diagnostic reads "smtp; 550 5.1.1 …".
func diagnostic(field string) string {
	kind, text, ok := strings.Cut(field, ";")
	if !ok || strings.Contains(strings.TrimSpace(kind), " ") {
		text = field
	}
	return clipText(strings.TrimSpace(text), 300)
}

// statusCode finds an enhanced status code (RFC 3463) in a text. Four numbers
// in a row are an address of another kind.
func statusCode(text string) string {
	for i := 0; i+4 < len(text); i++ {
		if c := text[i]; (c != '2' && c != '4' && c != '5') || text[i+1] != '.' || i > 0 && (isASCIIDigit(text[i-1]) || text[i-1] == '.') {
			continue
		}
		subject := leadingDigits(text[i+2:])
		rest := text[i+2+len(subject):]
		if subject == "" || !strings.HasPrefix(rest, ".") {
			continue
		}
		detail := leadingDigits(rest[1:])
		after := rest[1+len(detail):]
		if detail == "" || strings.HasPrefix(after, ".") && leadingDigits(after[1:]) != "" {
			continue
		}
		return text[i:i+2] + subject + "." + detail
	}
	return ""
}

// leadingDigits returns up to three digits that s begins with, "" where more
// follow.
func leadingDigits(s string) string {
	n := 0
	for n < len(s) && isASCIIDigit(s[n]) {
		n++
	}
	if n > 3 {
		return ""
	}
	return s[:n]
}

func isASCIIDigit(c byte) bool { return c >= '0' && c <= '9' }

// statusOfReply makes a status out of a bare SMTP reply code, and of the words
// beside it for the two cases that matter to a contact: no such address, and a
// full mailbox.
func statusOfReply(text string) string {
	class := replyClass(text)
	lower := strings.ToLower(text)
	switch {
	case class == "" && containsAny(lower, unknownUserTexts):
		return "5.1.1"
	case class == "":
		return ""
	case class == "5" && containsAny(lower, unknownUserTexts):
		return "5.1.1"
	case containsAny(lower, fullMailboxTexts):
		return class + ".2.2"
	}
	return class + ".0.0"
}

// replyClass finds an SMTP reply code of failure (RFC 5321 section 4.2.1) that
// stands as a word of its own.
func replyClass(text string) string {
	for word := range strings.FieldsSeq(text) {
		word = strings.Trim(word, "<>()[]:;,#\"'-")
		if code, _, ok := strings.Cut(word, "-"); ok {
			word = code
		}
		if len(word) == 3 && (word[0] == '4' || word[0] == '5') && word[1] >= '0' && word[1] <= '5' && isASCIIDigit(word[2]) {
			return word[:1]
		}
	}
	return ""
}

func holdsReplyCode(text string) bool { return replyClass(text) != "" || statusCode(text) != "" }
