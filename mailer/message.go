package mailer

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"fristvakt/workflows"
)

// letter is a mail before it becomes bytes.
type letter struct {
	settings *Settings
	key      string
	thread   string // key of the root of the thread; "" = none
	language workflows.Language
	date     time.Time
	subject  string
	heading  string // the subject without marks, on top of the HTML form
	notice   string // on top of a rehearsal
	body     string
	footer   string
	html     []byte // ready HTML; nil = made from body
	to, cc   []Address
	suppress string // X-Auto-Response-Suppress; never NDR, which mutes bounces
	files    []attachment
}

func (l letter) messageID() string {
	return workflows.MessageID(l.key, l.settings.Secret, l.settings.Domain)
}

// write returns the letter in RFC 5322 form: multipart/mixed over
// multipart/alternative, plain text first, 7-bit clean, lines ending in CRLF.
func (l letter) write() ([]byte, error) {
	msg := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	l.address(msg)
	l.head(msg)
	html := l.html
	if html == nil {
		made, err := mailHTML(l)
		if err != nil {
			return nil, err
		}
		html = made
	}
	msg.SetBodyString(gomail.TypeTextPlain, l.plain())
	msg.AddAlternativeString(gomail.TypeTextHTML, string(html))
	for _, f := range l.files {
		if err := f.attach(msg); err != nil {
			return nil, err
		}
	}
	var raw bytes.Buffer
	if _, err := msg.WriteTo(&raw); err != nil {
		return nil, fmt.Errorf("write message: %w", err)
	}
	return unfoldIDs(stableBoundaries(raw.Bytes(), l.messageID())), nil
}

func (l letter) address(msg *gomail.Msg) {
	parsed := func(all ...Address) []*mail.Address {
		var list []*mail.Address
		for _, a := range all {
			list = append(list, &mail.Address{Name: clean(a.Name), Address: a.Mail})
		}
		return list
	}
	msg.SetAddrHeaderFromMailAddress(gomail.HeaderFrom, parsed(l.settings.From)...)
	msg.SetAddrHeaderFromMailAddress(gomail.HeaderTo, parsed(l.to...)...)
	if len(l.cc) > 0 {
		msg.SetAddrHeaderFromMailAddress(gomail.HeaderCc, parsed(l.cc...)...)
	}
	if l.settings.ReplyTo.Mail != "" {
		msg.SetAddrHeaderFromMailAddress(gomail.HeaderReplyTo, parsed(l.settings.ReplyTo)...)
	}
}

func (l letter) head(msg *gomail.Msg) {
	msg.Subject(clean(l.subject))
	msg.SetDateWithValue(l.date.In(l.settings.Location))
	msg.SetMessageIDWithValue(l.messageID())
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834 section 5
	msg.SetGenHeader(gomail.HeaderXAutoResponseSuppress, l.suppress)
	msg.SetGenHeader("X-Fristvakt-Ref", l.key)
	msg.SetGenHeader(gomail.HeaderContentLang, string(l.language))
	if l.thread != "" {
		root := "<" + workflows.MessageID(l.thread, l.settings.Secret, l.settings.Domain) + ">"
		msg.SetGenHeader(gomail.HeaderReferences, root)
		msg.SetGenHeader(gomail.HeaderInReplyTo, root)
	}
}

// plain returns the plain text form.
func (l letter) plain() string {
	var b strings.Builder
	if l.notice != "" {
		b.WriteString(l.notice + "\n\n")
	}
	b.WriteString(plainForm(l.body))
	if l.footer != "" {
		b.WriteString("\n\n-- \n" + plainForm(l.footer))
	}
	return strings.ReplaceAll(b.String(), "\n", "\r\n") + "\r\n"
}

var randomBoundary = regexp.MustCompile(`multipart/[a-z]+;\r\n boundary=([0-9a-f]{60})`)

// stableBoundaries replaces the random boundaries, which go-mail can only set
// to one and the same for nested parts, by ones that follow from the seed.
func stableBoundaries(raw []byte, seed string) []byte {
	for i, found := range randomBoundary.FindAllSubmatch(raw, -1) {
		sum := sha256.Sum256(fmt.Appendf(nil, "boundary %d %s", i, seed))
		raw = bytes.ReplaceAll(raw, found[1], []byte(hex.EncodeToString(sum[:])[:60]))
	}
	return raw
}

var foldedID = regexp.MustCompile(`(?m)^(Message-ID|In-Reply-To|References|X-Fristvakt-Ref):\r\n `)

// unfoldIDs puts identifiers on the line of their header: what comes back in
// bounces and replies is not always unfolded before it is compared.
func unfoldIDs(raw []byte) []byte {
	end := bytes.Index(raw, []byte("\r\n\r\n"))
	return append(foldedID.ReplaceAll(raw[:end], []byte("$1: ")), raw[end:]...)
}
