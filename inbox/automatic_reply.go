package inbox

import (
	"bytes"
	"path"
	"strings"

	"fristvakt/inbox/letter"
)

// AutomaticKind says what a machine meant by a letter.
type AutomaticKind string

// Kinds of automatic letters.
const (
	AutomaticAbsence     AutomaticKind = "absence"         // somebody is away
	AutomaticReceipt     AutomaticKind = "receipt"         // the letter has arrived and will be handled
	AutomaticReadReceipt AutomaticKind = "read-receipt"    // RFC 8098
	AutomaticCalendar    AutomaticKind = "calendar"        // an answer to an invitation: "Avslått:" is no refusal
	AutomaticChallenge   AutomaticKind = "challenge"       // the sender is asked to prove himself
	AutomaticFeedback    AutomaticKind = "feedback-report" // RFC 5965
	AutomaticRobot       AutomaticKind = "robot"           // sent by a machine, but not in answer: lists, bulk, notices
)

// AutomaticReply is a letter that a machine wrote in answer to ours.
type AutomaticReply struct {
	Kind     AutomaticKind
	Until    string // civil date "2025-06-02" an absence is said to last to, or the day of return; "" where none is given
	Deputy   string // whom it names to turn to meanwhile, as written; "" where nobody
	Evidence string // the rule that decided: "auto-submitted", "subject-prefix", …
}

// ReadAutomaticReply tells whether a machine answered in a person's place. It
// must be asked after ReadDeliveryReport. ok is false for persons, and also
// for a machine that did not answer but sent of its own accord, whose Kind is
// AutomaticRobot: archives deliver agreements that way, so it says nothing of
// what the letter holds.
//
// X-Auto-Response-Suppress alone proves nothing (Exchange puts it on ordinary
// mail), nor does a word such as "Automatisk svar" in the text of a letter, and
// a letter with papers is only automatic where header and wording agree.
func ReadAutomaticReply(l *letter.Letter) (reply AutomaticReply, ok bool) {
	if kind, evidence := formalKind(l); kind != "" {
		return AutomaticReply{Kind: kind, Evidence: evidence}, true
	}
	header := replyHeader(l)
	subject := subjectRule(l)
	text := strings.ToLower(clipText(l.Text, 2000))
	if header == "" && subject == "" && !l.NullReturnPath() && !weakHeader(l) && !mayBeWordedSo(text) {
		return robot(l)
	}
	flat := flatten(text)
	wording := wordedKind(flat)
	switch {
	case containsAny(flat, challengeTexts) && !hasPapers(l):
		return AutomaticReply{Kind: AutomaticChallenge, Evidence: "challenge-text"}, true
	case hasPapers(l) && (header == "" || wording == "" && subject == ""):
		return robot(l)
	case header != "":
		reply.Evidence = header
	case subject != "":
		reply.Evidence = subject
	case l.NullReturnPath() && wording != "":
		reply.Evidence = "null-return-path"
	case weakHeader(l) && wording != "":
		reply.Evidence = "generated-and-worded"
	case isQuietAnswer(l):
		reply.Evidence = "null-return-path"
	case isList(l):
		return robot(l)
	case wording != "" && saysItIsAutomatic(flat) && !speaksOfTheMatter(text):
		reply.Evidence = "says-so"
	case wording != "" && isWrittenInAdvance(l, text):
		reply.Evidence = "written-in-advance"
	default:
		return robot(l)
	}
	reply.Kind = wording
	if wording == "" {
		reply.Kind = AutomaticReceipt
		if saysAbsence(strings.ToLower(l.Subject)) {
			reply.Kind = AutomaticAbsence
		}
	}
	reply.Until = absentUntil(text, l.Date)
	reply.Deputy = deputy(l.Text)
	if reply.Kind == AutomaticReceipt && wording == "" && reply.Until != "" {
		reply.Kind = AutomaticAbsence
	}
	return reply, true
}

// formalKind recognises the answers that have a format of their own.
func formalKind(l *letter.Letter) (AutomaticKind, string) {
	for _, a := range l.Attachments {
		switch a.MediaType {
		case "message/disposition-notification":
			return AutomaticReadReceipt, "disposition-notification"
		case "message/feedback-report":
			return AutomaticFeedback, "feedback-report"
		case "text/calendar", "application/ics":
			if bytes.Contains(a.Content, []byte("METHOD:REPLY")) || bytes.Contains(a.Content, []byte("METHOD:COUNTER")) {
				return AutomaticCalendar, "calendar-reply"
			}
		}
	}
	switch strings.ToLower(l.Parameters["report-type"]) {
	case "disposition-notification":
		return AutomaticReadReceipt, "disposition-notification"
	case "feedback-report":
		return AutomaticFeedback, "feedback-report"
	}
	if strings.HasPrefix(strings.ToLower(l.Header.Get("Content-Class")), "urn:content-classes:mdn") {
		return AutomaticReadReceipt, "content-class"
	}
	return "", ""
}

// replyHeader names the header field that says outright: a machine answered.
func replyHeader(l *letter.Letter) string {
	h := l.Header
	switch auto := strings.ToLower(h.Get("Auto-Submitted")); {
	case strings.HasPrefix(auto, "auto-replied"), strings.HasPrefix(auto, "auto-reply"), strings.HasPrefix(auto, "auto replied"):
		return "auto-submitted"
	case strings.HasPrefix(auto, "auto-generated") && (subjectRule(l) != "" || h.Get("In-Reply-To") != "" && !hasPapers(l) && !isNotice(l)):
		return "auto-submitted"
	}
	for _, name := range []string{"X-Autoreply", "X-Auto-Reply", "X-Autorespond", "X-Autoresponse", "X-Autoresponder", "X-Mail-Autoreply", "X-Vacation",
		"X-Autoreply-From", "X-Autoreply-Domain", "X-Auto-Reply-From", "X-Out-Of-Office", "X-EmailReply", "X-Auto-Replied"} {
		if value := strings.ToLower(h.Get(name)); value != "" && value != "no" && value != "false" {
			return strings.ToLower(name)
		}
	}
	for _, name := range []string{"Precedence", "X-Precedence", "Preference"} {
		if value := strings.ToLower(h.Get(name)); strings.HasPrefix(value, "auto") && strings.Contains(value, "repl") {
			return "precedence"
		}
	}
	switch {
	case strings.EqualFold(h.Get("X-Autogenerated"), "reply"):
		return "x-autogenerated"
	case strings.EqualFold(h.Get("Delivered-To"), "autoresponder"):
		return "delivered-to-autoresponder"
	case strings.Contains(strings.ToLower(h.Get("X-POST-MessageClass")), "autoresponder"):
		return "x-post-messageclass"
	case strings.EqualFold(h.Get("X-Apple-Action"), "vacation"):
		return "x-apple-action"
	case h.Has("X-MS-Exchange-Generated-Message-Source") && !hasPapers(l):
		return "exchange-generated"
	case strings.Contains(strings.ToLower(h.Get("X-MS-Exchange-Organization-Message-Class")), "ipm.note.rules.oof"):
		return "exchange-oof"
	}
	return ""
}

// isList recognises what came over a mailing list, where no machine answers in
// a person's place.
func isList(l *letter.Letter) bool {
	return l.Header.Has("List-Id") || l.Header.Has("List-Unsubscribe") || strings.EqualFold(l.Header.Get("Precedence"), "list")
}

// isNotice recognises the notices of a tracker, which stand in a thread of
// their own making and answer nobody.
func isNotice(l *letter.Letter) bool {
	_, thread, _ := strings.Cut(l.InReplyTo, "@")
	_, own, _ := strings.Cut(l.MessageID, "@")
	return isList(l) || thread != "" && strings.EqualFold(thread, own)
}

// isQuietAnswer recognises an answering machine by how it sends alone: with
// the null reverse-path and as bulk, from a mailbox that takes answers, to one
// who wrote to it.
func isQuietAnswer(l *letter.Letter) bool {
	precedence := strings.ToLower(l.Header.Get("Precedence"))
	return l.NullReturnPath() && (precedence == "bulk" || precedence == "junk") && !isList(l) && !isRobotMailbox(localPart(l))
}

// saysItIsAutomatic reports whether a text says outright, where it begins or
// ends, that nobody wrote it.
func saysItIsAutomatic(flat string) bool {
	return containsAny(flat[:min(len(flat), 300)], automationTexts) || containsAny(flat[max(0, len(flat)-400):], automationTexts)
}

// weakHeader reports a field that speaks for a machine but may stand on
// ordinary mail too.
func weakHeader(l *letter.Letter) bool {
	h := l.Header
	precedence := strings.ToLower(h.Get("Precedence"))
	return h.Has("X-Auto-Response-Suppress") || strings.HasPrefix(strings.ToLower(h.Get("Auto-Submitted")), "auto") ||
		precedence == "bulk" || precedence == "junk" || h.Has("X-Autogenerated") || h.Has("X-FC-MachineGenerated") ||
		strings.HasPrefix(h.Get("X-Loop"), "auto") || isRobotMailbox(localPart(l)) || strings.HasPrefix(localPart(l), "autosvar")
}

// isRobotMailbox recognises the mailboxes that take no answers.
func isRobotMailbox(local string) bool {
	return strings.HasPrefix(local, "noreply") || strings.HasPrefix(local, "no-reply") || strings.HasPrefix(local, "ikkesvar")
}

func localPart(l *letter.Letter) string {
	if len(l.From) == 0 {
		return ""
	}
	local, _, _ := strings.Cut(l.From[0].Mailbox, "@")
	return local
}

// robot tells the machine that sends of its own accord from a person.
func robot(l *letter.Letter) (AutomaticReply, bool) {
	h := l.Header
	evidence := ""
	auto := strings.ToLower(h.Get("Auto-Submitted"))
	switch precedence := strings.ToLower(h.Get("Precedence")); {
	case h.Has("List-Id"), h.Has("List-Unsubscribe"), precedence == "list":
		evidence = "list"
	case precedence == "bulk", precedence == "junk":
		evidence = "precedence"
	case auto != "" && auto != "no":
		evidence = "auto-submitted"
	case l.NullReturnPath():
		evidence = "null-return-path"
	default:
		return AutomaticReply{}, false
	}
	return AutomaticReply{Kind: AutomaticRobot, Evidence: evidence}, false
}

// hasPapers reports whether anything came along that may be a paper.
func hasPapers(l *letter.Letter) bool {
	for _, a := range l.Attachments {
		switch strings.ToLower(path.Ext(a.Name)) {
		case ".pdf", ".doc", ".docx", ".odt", ".rtf", ".zip", ".tif", ".tiff", ".msg", ".asice", ".sdo", ".p7m":
			return true
		}
		if a.MediaType == "application/pdf" || a.Flaw != "" {
			return true
		}
	}
	for _, inner := range l.Letters {
		if inner.Kind == letter.Attached && hasPapers(inner) {
			return true
		}
	}
	return false
}
