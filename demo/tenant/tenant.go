package tenant

import (
	"crypto/tls"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"fristvakt/demo/realserver"
)

// Setup is what an administrator has set up. Open begins with everything right.
type Setup struct {
	Directory   string    // tenant id
	Client      string    // application (client) id
	AppObject   string    // object id of the app registration, which nothing needs
	Enterprise  string    // object id of the enterprise application
	Secret      string    // the client secret's value
	SecretEnds  time.Time // zero for never
	Certificate []byte    // the certificate that was uploaded, PEM; nil for none
	Consented   []string  // application permissions with consent

	Principal string          // what New-ServicePrincipal was given as object id
	Mailboxes map[string]bool // each mailbox, and whether the principal has FullAccess to it
	SMTPAuth  bool            // authenticated SMTP is on for the mailboxes
	PerMinute int             // mails a minute, then 432; 0 for any number
	Lifetime  time.Duration   // of a token
	Clock     func() time.Time
	TXT       map[string][]string // text records of the DNS by name
}

// Tenant is the running servers.
type Tenant struct {
	Authority []byte // the certificate authority of all three, PEM
	IMAP      string // host:port, implicit TLS
	SMTP      string // host:port, STARTTLS
	DNS       string // host:port of the name server

	t      testing.TB
	entra  *httptest.Server
	idling chan struct{}

	mu       sync.Mutex
	setup    Setup
	tokens   map[string]grant // every token that was given
	proofs   map[string]bool  // assertions that were used, by jti
	sessions map[*imapserver.Conn]*session
	user     *imapmemserver.User
	open     int // SMTP connections that submit
	minute   []time.Time
	taken    []Mail
	put      int // submissions that were put off
	logins   []string
}

// grant is what a token stands for.
type grant struct {
	audience, object string
	roles            []string
	expires          time.Time
}

// Mailbox is the shared mailbox of the tenant.
const Mailbox = "postmottak@example.no"

// Open starts the servers; they end with the test.
func Open(t testing.TB) *Tenant {
	t.Helper()
	authority, certificate := realserver.NewAuthority(t)
	n := &Tenant{t: t, Authority: authority, idling: make(chan struct{}, 1000), tokens: map[string]grant{}, proofs: map[string]bool{},
		sessions: map[*imapserver.Conn]*session{}, setup: Setup{
			Directory: "7f0c8c6e-0000-4000-8000-0000000d1e00", Client: "11112222-0000-4000-8000-00000000c11e",
			AppObject: "33334444-0000-4000-8000-00000000a99b", Enterprise: "55556666-0000-4000-8000-000000000b1d",
			Secret: "Q~hemmeleg.verdi_1", Consented: []string{"IMAP.AccessAsApp", "SMTP.SendAsApp"},
			Principal: "55556666-0000-4000-8000-000000000b1d", Mailboxes: map[string]bool{Mailbox: true, "digivestland@example.no": true},
			SMTPAuth: true, Lifetime: time.Hour, Clock: time.Now, TXT: map[string][]string{
				"example.no":                      {"MS=ms12345678", "v=spf1 include:spf.protection.outlook.com -all"},
				"selector1._domainkey.example.no": {"v=DKIM1; k=rsa; p=" + strings.Repeat("MIIBIjANBgkqhkiG9w0BAQEF", 14)},
				"_dmarc.example.no":               {"v=DMARC1; p=quarantine"}}}}
	config := &tls.Config{Certificates: []tls.Certificate{certificate}}
	n.serveTokens(config)
	n.serveIMAP(config)
	n.serveSMTP(config)
	n.serveDNS()
	return n
}

// Change changes what has been set up.
func (n *Tenant) Change(change func(*Setup)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	change(&n.setup)
}

// TokenEndpoint is the URL of the endpoint for a directory, "" for the tenant's own.
func (n *Tenant) TokenEndpoint(directory string) string {
	if directory == "" {
		directory = n.Setup().Directory
	}
	return n.entra.URL + "/" + directory + "/oauth2/v2.0/token"
}

// Setup is what is set up now.
func (n *Tenant) Setup() Setup {
	n.mu.Lock()
	defer n.mu.Unlock()
	s := n.setup
	s.Mailboxes, s.TXT = maps.Clone(s.Mailboxes), maps.Clone(s.TXT)
	return s
}

// Tokens is how many tokens have been given.
func (n *Tenant) Tokens() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.tokens)
}

// Logins are the logins that were accepted, in order, as in "IMAP postmottak@example.no".
func (n *Tenant) Logins() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.logins)
}

// Given are all tokens, for tests that look for them where they must not be.
func (n *Tenant) Given() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Collect(maps.Keys(n.tokens))
}

// admits checks a token as the mail servers do: it must be one of ours that is valid now, for Exchange Online, with the
// permission, and of the principal that Exchange knows. It is called with the lock held.
func (n *Tenant) admits(token, permission string) bool {
	g, ours := n.tokens[token]
	return ours && n.setup.Clock().Before(g.expires) && g.audience == outlook && slices.Contains(g.roles, permission) && g.object == n.setup.Principal
}
