package courier

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"regexp"
	"syscall"
	"time"

	"golang.org/x/oauth2"
)

// cause is an answer known from the field, with its meaning. Empty fields match anything.
type cause struct {
	step     string
	login    loginKind
	code     int
	enhanced string
	words    *regexp.Regexp

	outcome Outcome
	pause   time.Duration
	advice  string
}

// causes are tried from the top. The Exchange Online codes are those of its documentation for client submission.
var causes = []cause{
	{enhanced: "5.7.30", outcome: Misconfigured, advice: adviceBasicOff},
	{words: words(`basic authentication is (disabled|not supported)`), outcome: Misconfigured, advice: adviceBasicOff},
	{words: words(`SmtpClientAuthentication is disabled`), outcome: Misconfigured,
		advice: "Authenticated SMTP is switched off for the mailbox or the tenant. An administrator can allow it for " +
			"this mailbox: Set-CASMailbox -SmtpClientAuthenticationDisabled $false."},
	{code: 530, words: words(`STARTTLS`), outcome: Misconfigured,
		advice: "The server wants TLS first. Configure STARTTLS (usually port 587) or implicit TLS (usually port 465)."},
	{code: 530, outcome: Misconfigured,
		advice: "The server takes no mail without a login. Configure user and password or OAuth."},
	{code: 535, login: loginPassword, outcome: Misconfigured,
		advice: "User name or password was refused. Check both, and whether the account is locked, its password " +
			"expired, or passwords are no longer allowed for sending."},
	{code: 535, outcome: Misconfigured,
		advice: "The access token was refused for this user. Check that user is the address of the mailbox, that the " +
			"permission SMTP.SendAsApp has admin consent, that the service principal was made with the object id of " +
			"the enterprise application (not of the app registration), and that it has the mailbox permission."},
	{code: 504, step: stepAUTH, outcome: Misconfigured, advice: adviceMechanism},
	{code: 534, outcome: Misconfigured, advice: adviceMechanism},
	{code: 538, outcome: Misconfigured, advice: "The login needs TLS. Configure STARTTLS or implicit TLS."},
	{enhanced: "5.7.60", outcome: Misconfigured, advice: adviceSendAs},
	{enhanced: "5.2.252", outcome: Misconfigured, advice: adviceSendAs},
	{words: words(`SendAsDenied`), outcome: Misconfigured, advice: adviceSendAs},
	{code: 554, words: words(`relay(ing)? (access )?denied|unable to relay`), outcome: Misconfigured, advice: adviceRelay},
	{code: 550, words: words(`relay(ing)? (access )?denied|unable to relay`), outcome: Misconfigured, advice: adviceRelay},
	{step: stepDot, code: 554, enhanced: "5.2.2", outcome: Misconfigured,
		advice: "The mailbox that sends is full: each mail sent is also stored in it. Make room in it."},
	{words: words(`SubmissionQuotaExceeded`), outcome: Deferred, pause: pauseQuota,
		advice: "The mailbox has sent as many mails as it may in a day."},
	{step: stepMAIL, code: 552, outcome: Refused, advice: "The message is larger than the server takes."},
	{step: stepMAIL, enhanced: "5.3.4", outcome: Refused, advice: "The message is larger than the server takes."},
	{words: words(`mailbox logon failure|MapiExceptionLogonFailed`), outcome: Deferred, pause: pauseDeferred,
		advice: "The login was accepted but the mailbox cannot be opened to keep what is sent. Check that the application " +
			"has permission for this very mailbox (Add-MailboxPermission)."},
	{code: 432, outcome: Deferred, pause: pauseThrottled,
		advice: "Too many connections or mails at once for this mailbox. Lower the pace if it happens often."},
	{code: 421, outcome: Deferred, pause: pauseLeaving},
}

const (
	adviceBasicOff = "The server no longer takes passwords for sending (Microsoft 365 switches basic authentication " +
		"off). Configure OAuth (XOAUTH2) for SMTP."
	adviceMechanism = "The server does not take this kind of login. Choose password, XOAUTH2 or OAUTHBEARER as the " +
		"server offers, and check that SMTP AUTH is switched on for the mailbox."
	adviceSendAs = "The login may not send as this sender address. Grant the right to send as it, or configure the " +
		"address of the login as sender."
	adviceRelay = "The server does not pass mail on for us. Configure a login, or have it allow this machine's address."
)

func words(pattern string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + pattern) }

// findCause returns the first known cause of the server's answer, or nil.
func findCause(login Login, step string, r Result) *cause {
	for i := range causes {
		k := &causes[i]
		if (k.step == "" || k.step == step) && (k.login == loginNone || k.login == login.kind) &&
			(k.code == 0 || k.code == r.Code) && (k.enhanced == "" || k.enhanced == r.Enhanced) &&
			(k.words == nil || k.words.MatchString(r.Text)) {
			return k
		}
	}
	return nil
}

// localCause knows the failures that come without an answer from the server. The advice is "" for any other.
func localCause(f *failure) (Outcome, string) {
	switch {
	case errors.Is(f.err, errNotLoopback):
		return Misconfigured, "Configure STARTTLS or implicit TLS: passwords and mail would travel unprotected."
	case errors.Is(f.err, errNoSTARTTLS):
		return Misconfigured, "Use the submission port (usually 587), or implicit TLS (usually port 465). If STARTTLS " +
			"used to be offered, something between us and the server may be removing it."
	case errors.Is(f.err, errNoMechanism):
		return Misconfigured, adviceMechanism
	case errors.Is(f.err, errToken):
		return tokenCause(f.err)
	case f.step == stepGreeting && errors.Is(f.err, os.ErrDeadlineExceeded):
		return Deferred, "No greeting came. If this port expects TLS at once (usually 465), configure implicit TLS."
	case errors.Is(f.err, syscall.ECONNREFUSED):
		return Deferred, "Nothing listens at this address and port. Check both, and the firewall."
	}
	return certificateCause(f.err)
}

// certificateCause knows why a TLS handshake fails.
func certificateCause(err error) (Outcome, string) {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown):
		return Misconfigured, "The server's certificate is not from a known authority. Name the authority's " +
			"certificate in the configuration if the server is ours."
	case errors.As(err, &name):
		return Misconfigured, "The server's certificate is for another name. Configure the name that it carries."
	case errors.As(err, &invalid):
		return Misconfigured, "The server's certificate is not valid now. Check its dates and this machine's clock."
	case errors.As(err, &record):
		return Misconfigured, "The port does not begin with TLS. Configure STARTTLS (usually port 587)."
	}
	return Deferred, ""
}

// tokenCause tells a refusal by the token endpoint from its being out of reach. The advice is the error's own where it
// has one.
func tokenCause(err error) (Outcome, string) {
	var refusal *oauth2.RetrieveError
	outcome, advice := Misconfigured, "The token endpoint refuses us. Check tenant, client id, secret or certificate, and scope."
	switch {
	case !errors.As(err, &refusal) || refusal.Response == nil:
		outcome, advice = Deferred, "The token endpoint did not answer as it should. Check its address and the network."
	case inTrouble(refusal.Response.StatusCode):
		outcome, advice = Deferred, "The token endpoint is in trouble. It is tried again."
	}
	var told interface{ Advice() string }
	if errors.As(err, &told) {
		advice = told.Advice()
	}
	return outcome, advice
}

func inTrouble(status int) bool {
	return status >= 500 || status == http.StatusRequestTimeout || status == http.StatusTooManyRequests
}
