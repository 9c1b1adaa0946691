package mailer

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"text/template"
	"time"

	"fristvakt/workflows"
)

// Digest returns the mail to the secretariat for one working day, queued, with
// now as its date and as the instant that ages are counted from.
func (c *Composer) Digest(r workflows.DigestReport, now time.Time) (workflows.Mail, error) {
	key := "digest/" + r.Date.String()
	s := sheet{DigestReport: r, now: now, location: c.settings.Location, settings: &c.settings}
	var body bytes.Buffer
	if err := digestText.ExecuteTemplate(&body, "digest.txt", s); err != nil {
		return workflows.Mail{}, fmt.Errorf("compose %s: %w", key, err)
	}
	html, err := c.DigestHTML(r, now)
	if err != nil {
		return workflows.Mail{}, fmt.Errorf("compose %s: %w", key, err)
	}
	l := letter{settings: &c.settings, key: key, language: workflows.Nynorsk, date: now, subject: s.Subject(),
		body: tidy(body.String()), html: html, to: c.settings.Secretariat, suppress: "OOF, AutoReply, DR, RN, NRN"}
	raw, err := l.write()
	if err != nil {
		return workflows.Mail{}, fmt.Errorf("compose %s: %w", key, err)
	}
	sum := sha256.Sum256([]byte(l.body))
	mail := workflows.Mail{Kind: workflows.Digest, Due: r.Date, Rehearse: r.Rehearsal, Print: hex.EncodeToString(sum[:8])}
	mail = c.queued(mail, l, raw, true, now)
	return mail, nil
}

// DigestHTML returns the digest as a page for a file or a browser; it is the
// HTML part of the mail.
func (c *Composer) DigestHTML(r workflows.DigestReport, now time.Time) ([]byte, error) {
	var b bytes.Buffer
	err := layouts.ExecuteTemplate(&b, "digest.html", sheet{DigestReport: r, now: now, location: c.settings.Location, settings: &c.settings})
	if err != nil {
		return nil, fmt.Errorf("write digest of %s: %w", r.Date, err)
	}
	return crlf(b.String()), nil
}

var digestText = template.Must(template.New("").Funcs(template.FuncMap(digestWords)).ParseFS(embedded, "templates/digest.txt"))
