package daemon

import (
	"context"
	"errors"
	"os"

	"fristvakt/inbox/watch"
	"fristvakt/mailer/courier"
	"fristvakt/token"
)

// credentials looks at the files that hold secrets, and when they expire.
func (k *checker) credentials() {
	c := k.config
	files := []string{c.IMAP.Password, c.SMTP.Password}
	if c.usesTokens() {
		files = append(files, c.OAuth.Secret, c.OAuth.Key)
	}
	for _, file := range files {
		k.secretFile(file)
	}
	for _, authority := range []string{c.IMAP.CA, c.SMTP.CA, c.OAuth.CA} {
		if _, err := c.roots(authority); err != nil {
			k.say(Wrong, "ca", "%v", err)
		}
	}
	if c.usesTokens() {
		k.expiry()
	}
}

func (k *checker) secretFile(file string) {
	if file == "" {
		return
	}
	if _, err := k.config.secret(file); err != nil {
		k.say(Wrong, "secret", "%v: write the secret alone into that file", err)
		return
	}
	if info, err := os.Stat(k.config.secretPath(file)); err == nil && info.Mode().Perm()&0o077 != 0 {
		k.say(Warning, "secret", "others may read %s: chmod 600 it", file)
		return
	}
	k.say(Fine, "secret", "%s is there", file)
}

// expiry tells when the client secret or the certificate ends.
func (k *checker) expiry() {
	ends, err := k.config.credentialEnds()
	left := k.today().DaysUntil(ends)
	switch {
	case err != nil:
		k.say(Wrong, "credential", "%v", err)
	case ends.IsZero():
		k.say(Warning, "credential", "oauth.secret_expires is not given, so nobody will be warned before the client secret expires: write its date, as in 2028-11-01")
	case left < 0:
		k.say(Wrong, "credential", "the client secret or certificate expired on %s: make a new one", ends)
	case left <= warnFirst:
		k.say(Warning, "credential", "the client secret or certificate expires on %s, in %d days: make a new one", ends, left)
	default:
		k.say(Fine, "credential", "the client secret or certificate is valid until %s", ends)
	}
}

// servers gets a token where one is used, and logs in to both ends.
func (k *checker) servers(ctx context.Context) {
	tokens, err := k.config.tokens(k.options.Now)
	if err != nil {
		k.say(Wrong, "token", "%v", err)
	}
	usable := err == nil && k.token(ctx, tokens)
	k.skew(tokens)
	if k.config.OAuth.Tenant != "" && k.config.usesTokens() && !k.config.Receiver.ExchangeOnline {
		k.say(Warning, "receiver", "the mailbox is at Microsoft 365, which stamps no authserv_id: write exchange_online = true, or no sender counts as authenticated")
	}
	if usable || !bearer(k.config.IMAP.Auth) {
		k.imap(ctx, tokens)
	} else {
		k.say(Warning, "imap", "%s: not tried, for want of a token", k.config.IMAP.Address)
	}
	if usable || !bearer(k.config.SMTP.Auth) {
		k.smtp(ctx, tokens)
	} else {
		k.say(Warning, "smtp", "%s: not tried, for want of a token", k.config.SMTP.Address)
	}
}

// token reports whether the ends that need a token may be tried.
func (k *checker) token(ctx context.Context, tokens *token.Source) bool {
	if tokens == nil {
		return true
	}
	_, expires, err := tokens.Token(ctx)
	if err != nil {
		text := err.Error()
		var failed *token.Error
		if errors.As(err, &failed) {
			text += ". " + failed.Advice()
		}
		k.say(Wrong, "token", "%s", text)
		return false
	}
	until := "for good"
	if !expires.IsZero() {
		until = "until " + expires.In(k.calendar.Zone()).Format("15:04 MST")
	}
	d := k.config.diagnose(tokens)
	switch {
	case d == nil:
		k.say(Fine, "token", "granted %s", until)
	case d.token() != "":
		k.say(Wrong, "token", "%s", d.token())
		return d.claims.Outlook()
	default:
		k.say(Fine, "token", "granted %s to the enterprise application with object id %s", until, d.claims.Object)
	}
	return true
}

func (k *checker) imap(ctx context.Context, tokens *token.Source) {
	server, err := k.config.watchServer(tokens)
	if err == nil {
		server.Now = k.options.Now
		w := watch.New(server)
		defer w.Close()
		facts, failed := w.Probe(ctx, k.config.mailboxes()...)
		for _, m := range facts.Mailboxes {
			k.say(Fine, "imap", "%s: logged in, %s holds %d mails", server.Address, m.Name, m.Messages)
		}
		err = k.config.diagnose(tokens).imap(failed)
	}
	if err != nil {
		k.say(Wrong, "imap", "%v", err)
	}
}

// mailboxes are all that are read, the one with what was sent among them.
func (c Config) mailboxes() []string {
	all := append([]string{}, c.IMAP.Mailboxes...)
	if c.IMAP.Sent != "" {
		all = append(all, c.IMAP.Sent)
	}
	return all
}

func (k *checker) smtp(ctx context.Context, tokens *token.Source) {
	server, err := k.config.courierServer(tokens)
	if err == nil {
		server.Now = k.options.Now
		c := courier.New(server)
		defer c.Close()
		err = c.Probe(ctx)
	}
	var refused *courier.ProbeError
	if errors.As(err, &refused) {
		err = &courier.ProbeError{Result: k.config.diagnose(tokens).smtp(refused.Result)}
	}
	if err != nil {
		k.say(Wrong, "smtp", "%v", err)
		return
	}
	k.say(Fine, "smtp", "%s: logged in, nothing sent", server.Address)
}
