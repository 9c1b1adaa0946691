package daemon

import (
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"fristvakt/inbox/watch"
	"fristvakt/mailer/courier"
	"fristvakt/token"
)

// diagnosis names the likely cause of a refusal by Exchange Online, which says
// the same to several mistakes, by what the token says of itself and what the
// configuration says elsewhere.
type diagnosis struct {
	config Config
	claims token.Claims
}

// diagnose returns nil where there is no token of Microsoft Entra to go by.
func (c Config) diagnose(tokens *token.Source) *diagnosis {
	if tokens == nil {
		return nil
	}
	claims, read := tokens.Claims()
	if !read {
		return nil
	}
	return &diagnosis{c, claims}
}

// token says what the token alone shows to be wrong with reading mail, or "".
func (d *diagnosis) token() string {
	switch {
	case d == nil:
		return ""
	case !d.claims.Outlook():
		return fmt.Sprintf("The token is for %s and not for Exchange Online. The scope is wrong: oauth.scope must be https://outlook.office365.com/.default.", d.claims.Audience)
	case bearer(d.config.IMAP.Auth) && !d.claims.May("IMAP.AccessAsApp"):
		return "The token does not carry IMAP.AccessAsApp. Add this application permission of Office 365 Exchange Online under API permissions in the app registration, and grant admin consent."
	}
	return ""
}

// imap gives a failure to read the mailbox its likely cause.
func (d *diagnosis) imap(err error) error {
	var failed *watch.Error
	if d == nil || !errors.As(err, &failed) || !bearer(d.config.IMAP.Auth) {
		return err
	}
	told := *failed
	switch {
	case errors.Is(err, watch.ErrLogin) && d.token() != "":
		told.Advice = d.token()
	case errors.Is(err, watch.ErrLogin):
		told.Advice = d.principal()
	case errors.Is(err, watch.ErrMailbox) && strings.Contains(strings.ToLower(err.Error()), "authenticated but not connected"):
		told.Advice = d.mailbox("imap.user", d.config.IMAP.User, d.config.SMTP.User)
	default:
		return err
	}
	return &told
}

// smtp gives a refusal to send its likely cause. 5.7.3 is what Exchange Online
// answers to everything but authenticated SMTP that is switched off.
func (d *diagnosis) smtp(r courier.Result) courier.Result {
	if d == nil || !bearer(d.config.SMTP.Auth) || r.Code != 535 || r.Enhanced != "5.7.3" {
		return r
	}
	switch {
	case !d.claims.Outlook():
		r.Advice = d.token()
	case !d.claims.May("SMTP.SendAsApp"):
		r.Advice = "The token does not carry SMTP.SendAsApp. Add this application permission of Office 365 Exchange Online under API permissions " +
			"in the app registration and grant admin consent, or assign the role Application SMTP.SendAsApp over the mailbox in Exchange Online."
	default:
		r.Advice = d.mailbox("smtp.user", d.config.SMTP.User, d.config.IMAP.User) + " If reading is refused too: " + d.principal()
	}
	return r
}

// principal is about the object that Exchange Online knows the application by.
func (d *diagnosis) principal() string {
	return fmt.Sprintf("Exchange Online does not know the application by its object id. New-ServicePrincipal must have been given %s, the object id of the "+
		"enterprise application and not of the app registration; Get-ServicePrincipal shows what it was given.", d.claims.Object)
}

// mailbox is about a mailbox that may not be opened: the address when nothing
// else in the configuration names it, or else the permission.
func (d *diagnosis) mailbox(option, user, other string) string {
	c := d.config
	named := []string{bare(c.Receives), bare(c.From.Address), bare(c.From.ReplyTo), bare(other)}
	if !slices.Contains(named, bare(user)) {
		return fmt.Sprintf("Probably %s is not the address of a mailbox: %s stands nowhere else in the configuration, which names %s. Write the (shared) mailbox's own address; "+
			"if it is right, the application lacks permission for it (Add-MailboxPermission).", option, user, c.Receives)
	}
	return fmt.Sprintf("The application has no permission for the mailbox: Add-MailboxPermission -Identity %s -User %s -AccessRights FullAccess. "+
		"If it has, there were too many connections lately, or the permission is younger than an hour.", user, d.claims.Object)
}

// bare is an address without the name, in lower case; "" stays so.
func bare(address string) string {
	if parsed, err := mail.ParseAddress(address); err == nil {
		address = parsed.Address
	}
	return strings.ToLower(address)
}
