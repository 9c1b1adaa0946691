package inbox

import (
	"bytes"
	"strings"

	"fristvakt/inbox/letter"
	"fristvakt/workflows"
)

// Interest says how much of a mail is worth fetching.
type Interest int

// The degrees of interest.
const (
	Nothing Interest = iota // surely unrelated
	Doubt                   // the first 64 kB must tell
	Some                    // fetch the whole
)

// siftSmall is the size in bytes up to which a mail is fetched whole rather
// than in two steps.
const siftSmall = 64 << 10

// SiftHeader judges by the header alone. Nothing is said only of newsletters
// and list mail of strangers whose subject speaks of no paper: no municipality
// delivers that way. Everything else deserves a look at its start.
func (j *Judge) SiftHeader(h letter.Header, size int64) Interest {
	if j.headerTies(h) {
		return Some
	}
	subject := strings.ToLower(h.Text("Subject"))
	if workflows.OffersChoice(subject) { // a ruling by mail
		return Some
	}
	for _, s := range j.subjects {
		if s.topics.in(subject) != noTopic {
			return Some
		}
	}
	if containsAny(subject, deliveryWords) || isReportHeader(h) {
		return Some
	}
	if h.Has("List-Unsubscribe") || h.Has("List-Id") {
		return Nothing
	}
	return Doubt
}

// headerTies reports whether sender or thread tie a mail to a round.
func (j *Judge) headerTies(h letter.Header) bool {
	for _, field := range []string{"From", "Sender", "Reply-To", "Return-Path"} {
		for _, a := range letter.ParseAddresses(h.Text(field)) {
			if j.partyOfAddress(a.Mailbox) != "" || j.old[a.Domain()] != "" || j.own[a.Mailbox] {
				return true
			}
		}
	}
	answers := h.Get("In-Reply-To") + " " + h.Get("References")
	return len(answers) > 1 && strings.Contains(answers, "<fv.") || j.Domain != "" && strings.Contains(answers, "@"+j.Domain)
}

// isReportHeader recognises delivery reports and automatic replies, which may
// be about our own mail.
func isReportHeader(h letter.Header) bool {
	auto := strings.ToLower(h.Get("Auto-Submitted"))
	return strings.Contains(strings.ToLower(h.Get("Content-Type")), "multipart/report") || strings.TrimSpace(h.Get("Return-Path")) == "<>" ||
		auto != "" && auto != "no" || h.Has("X-Failed-Recipients") || h.Has("X-Autoreply") || strings.Contains(strings.ToLower(h.Get("From")), "mailer-daemon")
}

// SiftStart judges by the start of a mail, raw and cut anywhere: Nothing or
// Some. What it cannot see into (base64, archives, pictures, PDF) it fetches
// where the start speaks of a party, of the topic, or of papers.
func (j *Judge) SiftStart(h letter.Header, first []byte) Interest {
	if j.SiftHeader(h, int64(len(first))) == Some {
		return Some
	}
	l := letter.Read(first, letter.Limits{})
	if m := j.open(l); m.worthReading() {
		return Some
	}
	text := l.Subject + "\n" + l.Body
	low := strings.ToLower(text)
	attached := len(l.Attachments) > 0 || len(l.Letters) > 0 || bytes.Contains(bytes.ToLower(first), []byte("content-disposition: attachment"))
	if attached && containsAny(low, deliveryWords) || len(j.names.InFull(text, "")) > 0 && attached {
		return Some
	}
	if len(first) >= siftSmall && strings.TrimSpace(l.Body) == "" { // nothing legible within reach
		return Some
	}
	return Nothing
}
