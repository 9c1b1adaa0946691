package courier_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"fristvakt/mailer/courier"
)

// postfix is a private instance that shares nothing with one installed on the machine and passes no mail on.
type postfix struct {
	dir     string
	address string
}

const mainCF = `compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
maillog_file = %[1]s/maillog
maillog_file_prefixes = %[1]s
myhostname = mx.example.no
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
default_transport = discard:
virtual_mailbox_domains = example.no
virtual_mailbox_base = %[1]s/mail
virtual_mailbox_maps = static:box/
virtual_uid_maps = static:%[2]d
virtual_gid_maps = static:%[3]d
virtual_minimum_uid = 1
smtpd_tls_chain_files = %[1]s/server.pem
smtpd_tls_security_level = encrypt
smtpd_recipient_restrictions = check_recipient_access inline:{ {ukjend@example.no = 550 5.1.1 unknown} }, reject_unauth_destination
`

const masterCF = `%s inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
tlsmgr unix - - n 1000? 1 tlsmgr
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
virtual unix - n n - - virtual
discard unix - - n - - discard
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
`

// newPostfix starts Postfix, or skips where it is not installed or we may not start it.
func newPostfix(t *testing.T, server authority) *postfix {
	t.Helper()
	program, err := exec.LookPath("postfix")
	if err != nil {
		program, err = exec.LookPath("/usr/sbin/postfix")
	}
	owner, unknown := user.Lookup("postfix")
	if err != nil || unknown != nil || os.Geteuid() != 0 {
		if os.Getenv("FRISTVAKT_REQUIRE_SERVERS") != "" {
			t.Fatal("Postfix and root are required and not at hand")
		}
		t.Skip("needs Postfix and root")
	}
	p := &postfix{dir: openDir(t), address: freeAddress(t)}
	p.configure(t, server, owner)
	if said, err := exec.Command(program, "-c", p.dir, "start").CombinedOutput(); err != nil {
		t.Fatalf("postfix start: %v\n%s", err, said)
	}
	t.Cleanup(func() {
		if said, err := exec.Command(program, "-c", p.dir, "stop").CombinedOutput(); err != nil {
			t.Errorf("postfix stop: %v\n%s", err, said)
		}
	})
	return p
}

// openDir is a temporary directory that Postfix's own user may enter.
func openDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "courier-postfix")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func (p *postfix) configure(t *testing.T, server authority, owner *user.User) {
	t.Helper()
	uid, uidErr := strconv.Atoi(owner.Uid)
	gid, gidErr := strconv.Atoi(owner.Gid)
	if err := errors.Join(uidErr, gidErr); err != nil {
		t.Fatal(err)
	}
	key, err := x509.MarshalPKCS8PrivateKey(server.config.Certificates[0].PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	chain := append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}),
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.config.Certificates[0].Certificate[0]})...)
	for name, content := range map[string][]byte{
		"main.cf": fmt.Appendf(nil, mainCF, p.dir, uid, gid), "master.cf": fmt.Appendf(nil, masterCF, p.address), "server.pem": chain,
	} {
		if err := os.WriteFile(filepath.Join(p.dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Join(p.dir, "main.cf"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"queue", "data", "mail"} {
		if err := os.Mkdir(filepath.Join(p.dir, dir), 0o755); err != nil {
			t.Fatal(err)
		}
		if dir == "queue" {
			continue
		}
		if err := os.Chown(filepath.Join(p.dir, dir), uid, gid); err != nil {
			t.Fatal(err)
		}
	}
}

// await returns the one mail in the maildir once it is there. Postfix tells nobody, so the directory is looked at.
func (p *postfix) await(t *testing.T) []byte {
	t.Helper()
	patience := time.After(20 * time.Second)
	for look := time.Tick(20 * time.Millisecond); ; {
		found, err := filepath.Glob(filepath.Join(p.dir, "mail/box/new/*"))
		if err != nil {
			t.Fatal(err)
		}
		if len(found) > 0 {
			content, err := os.ReadFile(found[0])
			if err != nil {
				t.Fatal(err)
			}
			return content
		}
		select {
		case <-look:
		case <-patience:
			log, _ := os.ReadFile(filepath.Join(p.dir, "maillog"))
			t.Fatalf("nothing delivered; Postfix says:\n%s", log)
		}
	}
}

func TestPostfixTakesWhatWeSendAsItIs(t *testing.T) {
	authority := newAuthority(t)
	server := newPostfix(t, authority)
	c := courier.New(courier.Server{Address: server.address, TLS: courier.StartTLS, Roots: authority.roots})
	defer c.Close()
	if err := c.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	e := reminder("postmottak@example.no", "ukjend@example.no")
	e.Message = append(e.Message, "..\r\n.dott\r\n.\r\nslutt\r\n"...)
	got := c.Deliver(t.Context(), e)
	if got.Outcome != courier.Accepted || !strings.HasPrefix(got.Refused["ukjend@example.no"], "550 5.1.1") {
		t.Errorf("got %v, refused %v", got, got.Refused)
	}
	if got := c.Deliver(t.Context(), reminder("ukjend@example.no")); got.Outcome != courier.Refused || got.Enhanced != "5.1.1" {
		t.Errorf("unknown recipient: got %v", got)
	}
	if got := c.Deliver(t.Context(), reminder("nokon@example.com")); got.Outcome != courier.Misconfigured || got.Code != 554 {
		t.Errorf("foreign recipient: got %v", got)
	}
	want := bytes.ReplaceAll(e.Message, []byte("\r\n"), []byte("\n"))
	if delivered := server.await(t); !bytes.HasSuffix(delivered, want[bytes.Index(want, []byte("\n\n")):]) {
		t.Errorf("delivered %q", delivered)
	}
}
