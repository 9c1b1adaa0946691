package daemon

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"fristvakt/workflows"
)

// check returns every complaint about what the file says. What it names,
// files and servers, is for Check to look at.
func (c Config) check(text string) error {
	v := configChecker{path: c.path, text: text}
	v.given("", "secretariat", strings.Join(c.Secretariat, " "), "who gets the daily digest")
	for _, line := range c.Secretariat {
		v.mail("", "secretariat", line)
	}
	v.given("", "rounds", strings.Join(c.Rounds, " "), `for instance ["digivestland-2025"], or the name of a .toml file beside this one`)
	v.given("", "receives", c.Receives, "the address that the papers are sent to")
	v.mail("", "receives", c.Receives)
	v.given("from", "name", c.From.Name, "the name our mail is from")
	v.given("from", "address", c.From.Address, "the address our mail is from")
	v.mail("from", "address", c.From.Address)
	v.mail("from", "reply_to", c.From.ReplyTo)
	v.mail("from", "archive", c.From.Archive)
	v.given("contact", "name", c.Contact.Name, "the person to ask")
	v.given("contact", "address", c.Contact.Address, "the address of the person to ask")
	v.mail("contact", "address", c.Contact.Address)
	v.given("contact", "phone", c.Contact.Phone, "the telephone of the person to ask")
	c.checkServers(&v)
	c.checkTimes(&v)
	c.checkWeb(&v)
	c.checkMetrics(&v)
	v.notBelowZero("limits", "per_day", c.Limits.PerDay)
	v.notBelowZero("papers", "memory_mb", c.Papers.Memory)
	v.notBelowZero("imap", "silent_hours", c.IMAP.SilentHours)
	v.notBelowZero("limits", "late_days", c.Limits.LateDays)
	v.notBelowZero("retention", "letters_days", c.Retention.Letters)
	v.heartbeat(c.Heartbeat.URL)
	v.clock("backup", "at", c.Backup.At)
	v.notBelowZero("backup", "daily", c.Backup.Daily)
	v.notBelowZero("backup", "monthly", c.Backup.Monthly)
	return errors.Join(v.complaints...)
}

func (c Config) checkServers(v *configChecker) {
	c.checkLogins(v)
	v.given("imap", "mailboxes", strings.Join(c.IMAP.Mailboxes, ""), `["INBOX"]`)
	v.server("imap", c.IMAP.Address, c.IMAP.TLS, "993")
	v.server("smtp", c.SMTP.Address, c.SMTP.TLS, "587")
	v.notBelowZero("smtp", "per_minute", c.SMTP.PerMinute)
	if c.Receiver.AuthservID == "" && !c.Receiver.ExchangeOnline {
		v.complain("receiver", "authserv_id", "missing: write the name your own mail server stamps in Authentication-Results, or exchange_online = true; without it no sender counts as authenticated and everything goes to review")
	}
}

func (c Config) checkTimes(v *configChecker) {
	from, fromRead := v.clock("hours", "from", c.Hours.From)
	to, toRead := v.clock("hours", "to", c.Hours.To)
	v.clock("hours", "digest", c.Hours.Digest)
	if fromRead && toRead && to.String() <= from.String() {
		v.complain("hours", "to", "%s is not after %s: no mail would ever leave", to, from)
	}
	if _, err := (Config{Calendar: CalendarConfig{Closed: c.Calendar.Closed}}).WorkingCalendar(); err != nil {
		v.complain("calendar", "closed", "%v", err)
	}
	if _, err := (Config{Calendar: CalendarConfig{QuietWeeks: c.Calendar.QuietWeeks}}).WorkingCalendar(); err != nil {
		v.complain("calendar", "quiet_weeks", "%v", err)
	}
}

type configChecker struct {
	path, text string
	complaints []error
}

func (v *configChecker) given(table, key, value, what string) {
	if strings.TrimSpace(value) == "" {
		v.complain(table, key, "missing: write %s", what)
	}
}

func (v *configChecker) mail(table, key, value string) {
	if _, err := mail.ParseAddress(value); value != "" && err != nil {
		v.complain(table, key, "%q is no mail address: write it as in post@example.no or Namn <post@example.no>", value)
	}
}

func (v *configChecker) clock(table, key, value string) (workflows.Clock, bool) {
	k, err := workflows.ParseClock(value)
	if err != nil {
		v.complain(table, key, "%v", err)
	}
	return k, err == nil
}

func (v *configChecker) notBelowZero(table, key string, n int) {
	if n < 0 {
		v.complain(table, key, "%d makes no sense: write 0 or more", n)
	}
}

func (v *configChecker) heartbeat(address string) {
	u, err := url.Parse(address)
	if address != "" && (err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname()))) {
		v.complain("heartbeat", "url", "write an address that begins with https://; it is fetched after each completed turn")
	}
}

func (v *configChecker) server(table, address, tls, port string) {
	v.given(table, "address", address, "host:port, as in mail.example.no:"+port)
	host, _, err := net.SplitHostPort(address)
	if address != "" && (err != nil || host == "") {
		v.complain(table, "address", "%q: write host:port, as in mail.example.no:%s", address, port)
	}
	if !slices.Contains([]string{"implicit", "starttls", "plaintext"}, tls) {
		v.complain(table, "tls", "%q: write implicit, starttls or (on loopback only) plaintext", tls)
	}
	if tls == "plaintext" && err == nil && !loopback(host) {
		v.complain(table, "tls", "plaintext would show the password to everybody on the way to %s: write implicit or starttls", host)
	}
}

func (v *configChecker) complain(table, key, format string, args ...any) {
	name := key
	if table != "" {
		name = table + "." + key
	}
	v.complaints = append(v.complaints, fmt.Errorf("%s:%d: %s: %s", v.path, v.line(table, key), name, fmt.Sprintf(format, args...)))
}

// line finds the key in the text, or its table, or the first line.
func (v *configChecker) line(table, key string) int {
	current, found := "", 1
	for i, line := range strings.Split(v.text, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			current = strings.Trim(line, "[] ")
			if current == table {
				found = i + 1
			}
			continue
		}
		name, _, assigned := strings.Cut(line, "=")
		if assigned && current == table && strings.TrimSpace(name) == key {
			return i + 1
		}
	}
	return found
}
