package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fristvakt/demo/tenant"
)

// hosted is a configuration whose mail is at Microsoft 365, in a folder of its
// own with the files that it names.
type hosted struct {
	t      *testing.T
	tenant *tenant.Tenant
	dir    string
}

func newHosted(t *testing.T) *hosted {
	t.Helper()
	h := &hosted{t: t, tenant: tenant.Open(t), dir: t.TempDir()}
	base, err := os.ReadFile("testdata/fristvakt.toml")
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(base), "[imap]")
	h.write("fristvakt.toml", head+strings.NewReplacer("IMAP", h.tenant.IMAP, "SMTP", h.tenant.SMTP, "ENDPOINT", h.tenant.TokenEndpoint(""),
		"CLIENT", h.tenant.Setup().Client, "EXPIRES", time.Now().AddDate(0, 6, 0).Format(time.DateOnly)).Replace(`[imap]
address = "IMAP"
ca = "ca.pem"
auth = "xoauth2"
user = "postmottak@example.no"

[smtp]
address = "SMTP"
ca = "ca.pem"
auth = "xoauth2"
user = "digivestland@example.no"

[oauth]
token_endpoint = "ENDPOINT"
ca = "ca.pem"
client_id = "CLIENT"
secret_file = "oauth-secret"
secret_expires = EXPIRES

[receiver]
exchange_online = true
`))
	h.write("avtale.pdf", "avtale")
	h.write("ca.pem", string(h.tenant.Authority))
	h.write("oauth-secret", h.tenant.Setup().Secret+"\n")
	return h
}

func (h *hosted) write(name, text string) {
	h.t.Helper()
	if err := os.WriteFile(filepath.Join(h.dir, name), []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

// configure replaces a text of the configuration.
func (h *hosted) configure(before, after string) {
	h.t.Helper()
	text, err := os.ReadFile(filepath.Join(h.dir, "fristvakt.toml"))
	if err != nil || !bytes.Contains(text, []byte(before)) {
		h.t.Fatalf("%q is not configured: %v", before, err)
	}
	h.write("fristvakt.toml", strings.Replace(string(text), before, after, 1))
}

// finding is one line of check --json.
type finding struct{ Level, Subject, Text string }

// check runs the command and returns its findings by subject, the gravest of
// each. None may hold a secret.
func (h *hosted) check(args ...string) (map[string]finding, int) {
	h.t.Helper()
	command := exec.CommandContext(h.t.Context(), os.Args[0])
	command.Args = append([]string{"fristvakt", "--config", filepath.Join(h.dir, "fristvakt.toml"), "check", "--json"}, args...)
	var said, failed bytes.Buffer
	command.Stdout, command.Stderr = &said, &failed
	var exit *exec.ExitError
	if err := command.Run(); err != nil && !errors.As(err, &exit) {
		h.t.Fatal(err)
	}
	for _, secret := range append(h.tenant.Given(), h.tenant.Setup().Secret) {
		if strings.Contains(said.String()+failed.String(), secret) {
			h.t.Errorf("a secret is shown: %s%s", &said, &failed)
		}
	}
	found := map[string]finding{}
	for line := range bytes.Lines(said.Bytes()) {
		var f finding
		if err := json.Unmarshal(line, &f); err != nil {
			h.t.Fatalf("%v: %s", err, line)
		}
		if grave(f.Level) > grave(found[f.Subject].Level) {
			found[f.Subject] = f
		}
	}
	if len(found) == 0 {
		h.t.Fatalf("nothing was found: %s", &failed)
	}
	return found, command.ProcessState.ExitCode()
}

func grave(level string) int { return map[string]int{"ok": 1, "warning": 2, "error": 3}[level] }

func TestCheckFindsNothingWrongWhereNothingIs(t *testing.T) {
	h := newHosted(t)
	found, status := h.check("--resolver", h.tenant.DNS)
	for _, subject := range []string{"config", "texts", "secret", "credential", "token", "imap", "smtp", "spf", "dkim", "dmarc", "zone", "disk"} {
		if found[subject].Level != "ok" {
			t.Errorf("%s: %+v", subject, found[subject])
		}
	}
	if !strings.Contains(found["token"].Text, h.tenant.Setup().Enterprise) || len(h.tenant.Taken()) != 0 || status != 0 {
		t.Errorf("%+v, %d mails sent, status %d", found["token"], len(h.tenant.Taken()), status)
	}
}

// TestCheckNamesTheCauseOfEachMisconfiguration sets one thing wrongly at a time
// and wants its cause, at the end where it shows.
func TestCheckNamesTheCauseOfEachMisconfiguration(t *testing.T) {
	setup := func(change func(*tenant.Setup)) func(*hosted) {
		return func(h *hosted) { h.tenant.Change(change) }
	}
	for name, wrong := range map[string]struct {
		make    func(*hosted)
		subject string
		cause   string
	}{
		"object id of the app registration": {setup(func(s *tenant.Setup) { s.Principal = s.AppObject }), "imap",
			"New-ServicePrincipal must have been given 55556666-0000-4000-8000-000000000b1d, the object id of the enterprise application and not of the app registration"},
		"no permission for the mailbox": {setup(func(s *tenant.Setup) { s.Mailboxes[tenant.Mailbox] = false }), "imap",
			"Add-MailboxPermission -Identity postmottak@example.no -User 55556666-0000-4000-8000-000000000b1d -AccessRights FullAccess"},
		"no permission for the mailbox that sends": {setup(func(s *tenant.Setup) { s.Mailboxes["digivestland@example.no"] = false }), "smtp",
			"Add-MailboxPermission -Identity digivestland@example.no -User 55556666-0000-4000-8000-000000000b1d"},
		"SMTP AUTH switched off": {setup(func(s *tenant.Setup) { s.SMTPAuth = false }), "smtp", "Set-CASMailbox -SmtpClientAuthenticationDisabled $false"},
		"secret has expired":     {setup(func(s *tenant.Setup) { s.SecretEnds = time.Now().Add(-time.Hour) }), "token", "The client secret has expired. Make a new one"},
		"wrong tenant":           {func(h *hosted) { h.configure("/7f0c8c6e-", "/00000000-") }, "token", "There is no such tenant."},
		"wrong client id": {func(h *hosted) { h.configure(h.tenant.Setup().Client, h.tenant.Setup().AppObject) }, "token",
			"oauth.client_id must be the Application (client) ID"},
		"scope of a user": {func(h *hosted) {
			h.configure("secret_file", "scope = \"https://outlook.office.com/IMAP.AccessAsUser.All\"\nsecret_file")
		}, "token", "oauth.scope must be https://outlook.office365.com/.default"},
		"scope of Graph": {func(h *hosted) {
			h.configure("secret_file", "scope = \"https://graph.microsoft.com/.default\"\nsecret_file")
		}, "token", "The token is for https://graph.microsoft.com and not for Exchange Online. The scope is wrong"},
		"no admin consent":        {setup(func(s *tenant.Setup) { s.Consented = nil }), "imap", "does not carry IMAP.AccessAsApp. Add this application permission"},
		"no consent to send":      {setup(func(s *tenant.Setup) { s.Consented = []string{"IMAP.AccessAsApp"} }), "smtp", "does not carry SMTP.SendAsApp."},
		"certificate not there":   {func(h *hosted) { h.configure(h.bySecret(), "certificate_file = \"c.pem\"\nkey_file = \"k.pem\"\n") }, "token", "c.pem: no such file"},
		"certificate not at home": {func(h *hosted) { h.useCertificate(time.Now().AddDate(1, 0, 0)) }, "token", "The application does not know this certificate"},
		"wrong shared mailbox": {func(h *hosted) { h.configure(`user = "postmottak@`, `user = "postmotak@`) }, "imap",
			"Probably imap.user is not the address of a mailbox: postmotak@example.no stands nowhere else in the configuration"},
		"password in place of a token": {func(h *hosted) {
			h.configure("auth = \"xoauth2\"\nuser = \"digi", "password_file = \"oauth-secret\"\nuser = \"digi")
		}, "smtp", "no longer takes passwords"},
		"private authority not named": {func(h *hosted) { h.configure("ca = \"ca.pem\"\nclient_id", "client_id") }, "token", "Name the authority"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHosted(t)
			wrong.make(h)
			found, status := h.check("--resolver", h.tenant.DNS)
			got := found[wrong.subject]
			if got.Level != "error" || !strings.Contains(got.Text, wrong.cause) || status != 1 {
				t.Errorf("status %d, %+v", status, found)
			}
		})
	}
}

// useCertificate configures a certificate in place of the secret and returns
// what is to be uploaded.
func (h *hosted) useCertificate(ends time.Time) []byte {
	h.t.Helper()
	certificate, key := tenant.NewCertificate(h.t, ends)
	h.write("c.pem", string(certificate))
	h.write("k.pem", string(key))
	h.configure(h.bySecret(), "certificate_file = \"c.pem\"\nkey_file = \"k.pem\"\n")
	return certificate
}

func TestCheckWarnsOfTheEndOfWhatItLogsInWith(t *testing.T) {
	h := newHosted(t)
	uploaded := h.useCertificate(time.Now().AddDate(0, 0, 200))
	h.tenant.Change(func(s *tenant.Setup) { s.Certificate = uploaded })
	if found, status := h.check("--resolver", h.tenant.DNS); found["credential"].Level != "ok" || found["imap"].Level != "ok" || found["smtp"].Level != "ok" || status != 0 {
		t.Errorf("a valid certificate: %+v", found)
	}
	soon, over := time.Now().AddDate(0, 0, 40), time.Now().AddDate(0, 0, -3)
	for day, want := range map[time.Time]string{soon: "warning", over: "error"} {
		h := newHosted(t)
		h.useCertificate(day)
		found, _ := h.check("--offline")
		if f := found["credential"]; f.Level != want || !strings.Contains(f.Text, day.UTC().Format(time.DateOnly)) {
			t.Errorf("a certificate until %s: %+v", day, f)
		}
		h = newHosted(t)
		h.configure(time.Now().AddDate(0, 6, 0).Format(time.DateOnly), day.Format(time.DateOnly))
		found, _ = h.check("--offline")
		if f := found["credential"]; f.Level != want || !strings.Contains(f.Text, day.Format(time.DateOnly)) {
			t.Errorf("a secret until %s: %+v", day, f)
		}
	}
}

func TestCheckHoldsTheClockAgainstTheTokenEndpoints(t *testing.T) {
	for ahead, want := range map[time.Duration]string{-10 * time.Minute: "error", 2 * time.Minute: "warning"} {
		h := newHosted(t)
		h.tenant.Change(func(s *tenant.Setup) { s.Clock = func() time.Time { return time.Now().Add(ahead) } })
		if found, _ := h.check("--resolver", h.tenant.DNS); found["clock"].Level != want || !strings.Contains(found["clock"].Text, "off the token endpoint's") {
			t.Errorf("%s: %+v", ahead, found["clock"])
		}
	}
}

func TestCheckReadsTheSenderDomainAsReceiversDo(t *testing.T) {
	records := func(name string, texts ...string) func(*tenant.Setup) {
		return func(s *tenant.Setup) { s.TXT[name] = texts }
	}
	missing := func(name string) func(*tenant.Setup) { return func(s *tenant.Setup) { delete(s.TXT, name) } }
	for name, c := range map[string]struct {
		change         func(*tenant.Setup)
		subject, level string
		says           string
	}{
		"no SPF":          {missing("example.no"), "spf", "warning", "has no SPF record"},
		"two SPF":         {records("example.no", "v=spf1 -all", "v=spf1 mx -all"), "spf", "error", "2 SPF records"},
		"SPF for all":     {records("example.no", "v=spf1 mx +all"), "spf", "warning", "lets everybody"},
		"no SPF but like": {records("example.no", "v=spf10 -all"), "spf", "warning", "has no SPF record"},
		"no DKIM":         {missing("selector1._domainkey.example.no"), "dkim", "warning", "from.dkim_selectors"},
		"DKIM revoked":    {records("selector1._domainkey.example.no", "v=DKIM1; p="), "dkim", "warning", "no DKIM key"},
		"second selector": {func(s *tenant.Setup) {
			delete(s.TXT, "selector1._domainkey.example.no")
			s.TXT["selector2._domainkey.example.no"] = []string{"k=rsa; p=MIIB"}
		}, "dkim", "ok", "selector2"},
		"no DMARC":      {missing("_dmarc.example.no"), "dmarc", "warning", "has no DMARC record"},
		"DMARC is none": {records("_dmarc.example.no", "v=DMARC1; p=none"), "dmarc", "warning", "p=none"},
		"DMARC broken":  {records("_dmarc.example.no", "v=DMARC1; q=reject"), "dmarc", "error", "cannot be read"},
		"no answer":     {records("_dmarc.example.no"), "dmarc", "warning", "could not be asked for"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHosted(t)
			h.tenant.Change(c.change)
			found, _ := h.check("--resolver", h.tenant.DNS)
			if f := found[c.subject]; f.Level != c.level || !strings.Contains(f.Text, c.says) {
				t.Errorf("%+v", f)
			}
		})
	}
}

func TestCheckWithoutANetworkAsksNobody(t *testing.T) {
	h := newHosted(t)
	found, status := h.check("--offline", "--resolver", h.tenant.DNS)
	for _, subject := range []string{"token", "imap", "smtp", "spf", "dkim", "dmarc"} {
		if f, asked := found[subject]; asked {
			t.Errorf("%+v", f)
		}
	}
	if h.tenant.Tokens() != 0 || status != 0 || found["credential"].Level != "ok" {
		t.Errorf("%d tokens, status %d, %+v", h.tenant.Tokens(), status, found)
	}
}

// bySecret is what the configuration says of the secret.
func (h *hosted) bySecret() string {
	h.t.Helper()
	text, err := os.ReadFile(filepath.Join(h.dir, "fristvakt.toml"))
	if err != nil {
		h.t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "secret_file")
	before, _, _ := strings.Cut(after, "\n[receiver]")
	return "secret_file" + before
}
