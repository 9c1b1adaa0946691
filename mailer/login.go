package mailer

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"fristvakt/workflows"
)

// Login returns the mail with a login link for one of the secretariat, queued,
// with now as its date. Nobody but the address gets it.
func (c *Composer) Login(key, address, link string, now time.Time) (workflows.Mail, error) {
	body := "Her er lenkja til Fristvakt:\n\n" + link + "\n\n" +
		"Ho gjeld i 15 minutt og kan brukast éin gong. Har du ikkje bede om henne, kan du sjå bort frå denne e-posten."
	l := letter{settings: &c.settings, key: key, language: workflows.Nynorsk, date: now, subject: "Logg inn i Fristvakt", heading: "Logg inn i Fristvakt",
		body: body, to: []Address{{Mail: address}}, suppress: "OOF, AutoReply, DR, RN, NRN"}
	raw, err := l.write()
	if err != nil {
		return workflows.Mail{}, fmt.Errorf("compose a login link: %w", err)
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{address, link}, "\n")))
	mail := workflows.Mail{Kind: workflows.LoginLink, Due: workflows.DateOf(now, c.settings.Location), Print: hex.EncodeToString(sum[:8])}
	return c.queued(mail, l, raw, true, now), nil
}
