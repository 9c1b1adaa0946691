package tenant

import (
	"crypto/tls"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Mail is one that was taken.
type Mail struct {
	From string
	To   []string
	Text string
}

func (n *Tenant) serveSMTP(config *tls.Config) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		n.t.Fatal(err)
	}
	n.SMTP = l.Addr().String()
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &submission{tenant: n}, nil }))
	server.Domain, server.TLSConfig, server.ErrorLog = "OSLP000CA0001.outlook.office365.com", config, quiet{}
	go server.Serve(l)
	n.t.Cleanup(func() { server.Close() })
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// Taken are the mails that were submitted.
func (n *Tenant) Taken() []Mail {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.taken)
}

// PutOff is how many submissions were answered with 432.
func (n *Tenant) PutOff() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.put
}

// submission is one SMTP session.
type submission struct {
	tenant *Tenant
	user   string // "" before the login
	mail   Mail
	busy   bool
}

func status(code, class, subject, detail int, words string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{class, subject, detail}, Message: words}
}

// AuthMechanisms are those that Exchange Online offers; LOGIN is there to be refused.
func (s *submission) AuthMechanisms() []string { return []string{"LOGIN", "XOAUTH2"} }

// Auth takes a token alone.
func (s *submission) Auth(mechanism string) (sasl.Server, error) {
	if mechanism != "XOAUTH2" {
		return nil, status(550, 5, 7, 30, "Basic authentication is not supported for Client Submission.")
	}
	return bearer(s.login), nil
}

func (s *submission) login(user, token string) error {
	n := s.tenant
	n.mu.Lock()
	defer n.mu.Unlock()
	_, exists := n.setup.Mailboxes[strings.ToLower(user)]
	switch {
	case !n.setup.SMTPAuth:
		return status(535, 5, 7, 139, "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.")
	case !n.admits(token, "SMTP.SendAsApp") || !exists || !n.setup.Mailboxes[strings.ToLower(user)]:
		return status(535, 5, 7, 3, "Authentication unsuccessful [OSLP000CA0001.EURP000.PROD.OUTLOOK.COM]")
	}
	s.user = strings.ToLower(user)
	n.logins = append(n.logins, "SMTP "+user)
	return nil
}

// Mail begins a submission; three at a time are allowed, and a number a minute.
func (s *submission) Mail(from string, _ *smtp.MailOptions) error {
	n := s.tenant
	n.mu.Lock()
	defer n.mu.Unlock()
	if s.user == "" {
		return status(530, 5, 7, 57, "Client not authenticated to send mail.")
	}
	now := n.setup.Clock()
	n.minute = slices.DeleteFunc(n.minute, func(t time.Time) bool { return now.Sub(t) >= time.Minute })
	switch {
	case n.open >= 3:
		n.put++
		return status(432, 4, 3, 2, "Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information.")
	case n.setup.PerMinute > 0 && len(n.minute) >= n.setup.PerMinute:
		n.put++
		return status(432, 4, 3, 2, "STOREDRV.ClientSubmit; sender thread limit exceeded")
	}
	n.open++
	s.busy = true
	s.mail = Mail{From: from}
	return nil
}

// Rcpt takes any recipient.
func (s *submission) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.To = append(s.mail.To, to)
	return nil
}

// Data takes the mail, if it is from a mailbox that the login may send as.
func (s *submission) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	n := s.tenant
	n.mu.Lock()
	defer n.mu.Unlock()
	if strings.ToLower(s.mail.From) != s.user {
		return status(554, 5, 2, 252, "SendAsDenied; "+s.user+" not allowed to send as "+s.mail.From)
	}
	s.mail.Text = string(text)
	n.taken = append(n.taken, s.mail)
	n.minute = append(n.minute, n.setup.Clock())
	return nil
}

// Reset ends a submission.
func (s *submission) Reset() {
	s.tenant.mu.Lock()
	defer s.tenant.mu.Unlock()
	if s.busy {
		s.busy = false
		s.tenant.open--
	}
}

// Logout ends the session.
func (s *submission) Logout() error {
	s.Reset()
	return nil
}
