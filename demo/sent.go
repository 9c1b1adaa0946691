package demo

import (
	"bytes"
	"fmt"
	"mime"
	"net/mail"
	"strings"
	"time"

	"fristvakt/workflows"
)

// Sent is one mail that the program has sent.
type Sent struct {
	At        time.Time // UTC, by the demo's clock
	From      string    // envelope sender
	To        []string  // envelope recipients
	MessageID string    // without angle brackets
	Key       string    // "digivestland-2025/4602/deadline-31-may/last-day", "digest/2025-05-05"
	Subject   string
	Bytes     []byte

	workflows.KeyParts
}

func readSent(from string, to []string, text []byte, at time.Time) (Sent, error) {
	m, err := mail.ReadMessage(bytes.NewReader(text))
	if err != nil {
		return Sent{}, fmt.Errorf("read header: %w", err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return Sent{}, fmt.Errorf("decode subject: %w", err)
	}
	id := strings.Trim(m.Header.Get("Message-ID"), "<> ")
	s := Sent{At: at, From: from, To: to, MessageID: id, Key: keyOf(id), Subject: subject, Bytes: text}
	s.KeyParts = workflows.ParseKey(s.Key)
	return s, nil
}

// keyOf reads the key that a Message-ID of the program was made from, as
// anybody can who sees it.
func keyOf(id string) string {
	local, _, _ := strings.Cut(id, "@")
	rest, ours := strings.CutPrefix(local, "fv.")
	i := strings.LastIndexByte(rest, '.')
	if !ours || i < 0 {
		return ""
	}
	return strings.ReplaceAll(rest[:i], ".", "/")
}

// IsDigest reports whether the mail is a digest.
func (s Sent) IsDigest() bool { return strings.HasPrefix(s.Key, "digest/") }

// IsReminder reports whether the mail asks for something that is due in the
// round: a reminder, or the question after a promised meeting.
func (s Sent) IsReminder(r workflows.Round) bool {
	m, known := r.Milestone(s.Milestone)
	return s.Round == r.ID && known && m.Kind == workflows.Deadline && !strings.HasPrefix(s.Step, "receipt")
}

// fileName is the name under which the mail is kept.
func (s Sent) fileName(n int) string {
	name := strings.NewReplacer("/", "_", ":", "_").Replace(s.Key)
	if s.IsDigest() {
		return strings.TrimPrefix(name, "digest_")
	}
	return fmt.Sprintf("%05d-%s", n, name)
}

// MessageIDOf returns the Message-ID of a mail, without angle brackets.
func MessageIDOf(text []byte) (string, error) {
	m, err := mail.ReadMessage(bytes.NewReader(text))
	if err != nil {
		return "", fmt.Errorf("read header: %w", err)
	}
	return strings.Trim(m.Header.Get("Message-ID"), "<> "), nil
}
