package daemon

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"fristvakt/inbox/watch"
	"fristvakt/mailer/courier"
	"fristvakt/token"
)

// The ways to log in, as the configuration calls them.
const (
	byPassword    = "password"
	byXOAUTH2     = "xoauth2"
	byOAUTHBEARER = "oauthbearer"
)

// imapLogin is how the mailbox is logged in to.
func (c Config) imapLogin(tokens *token.Source) (watch.Login, error) {
	switch c.IMAP.Auth {
	case byXOAUTH2:
		return watch.Bearer(watch.XOAUTH2, c.IMAP.User, tokens.Token), nil
	case byOAUTHBEARER:
		return watch.Bearer(watch.OAUTHBEARER, c.IMAP.User, tokens.Token), nil
	}
	secret, err := c.secret(c.IMAP.Password)
	return watch.Password(c.IMAP.User, secret), err
}

// smtpLogin is how the sending server is logged in to, if it is.
func (c Config) smtpLogin(tokens *token.Source) (courier.Login, error) {
	switch {
	case c.SMTP.User == "":
		return courier.None, nil
	case c.SMTP.Auth == byXOAUTH2:
		return courier.XOAUTH2(c.SMTP.User, tokens.Token), nil
	case c.SMTP.Auth == byOAUTHBEARER:
		return courier.OAUTHBEARER(c.SMTP.User, tokens.Token), nil
	}
	secret, err := c.secret(c.SMTP.Password)
	return courier.Password(c.SMTP.User, secret), err
}

// secretPath is where a secret lies: beside the configuration, or for a bare
// name among systemd's credentials where there are any.
func (c Config) secretPath(file string) string {
	if folder := os.Getenv("CREDENTIALS_DIRECTORY"); folder != "" && !strings.ContainsRune(file, filepath.Separator) {
		return filepath.Join(folder, file)
	}
	return c.near(file)
}

// secret reads a file that holds a secret alone.
func (c Config) secret(file string) (string, error) {
	text, err := os.ReadFile(c.secretPath(file))
	if err != nil {
		return "", fmt.Errorf("read secret: %w", err)
	}
	secret := strings.TrimRight(string(text), "\r\n")
	if secret == "" {
		return "", fmt.Errorf("read secret: %s is empty", c.secretPath(file))
	}
	return secret, nil
}
