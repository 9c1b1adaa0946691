package realserver

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Postfix is a running SMTP server that takes mail over STARTTLS alone and
// delivers it into Maildirs. It calls itself mx.example.no.
type Postfix struct {
	Address string // host:port
	dir     string
}

// Routes is what a Postfix does with mail. The domains of Boxes are those it
// takes mail for.
type Routes struct {
	Boxes   map[string]string // from an address, or a whole domain as in "@example.no", to the name of a box
	Refused []string          // addresses answered with 550 5.1.1
	Vouched []string          // sender domains that get a stamp of Authentication-Results with dmarc=pass
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
virtual_mailbox_domains = %[2]s
virtual_mailbox_base = %[3]s
virtual_mailbox_maps = inline:{ %[4]s }
virtual_uid_maps = static:%[5]d
virtual_gid_maps = static:%[6]d
virtual_minimum_uid = 1
smtpd_tls_chain_files = %[1]s/server.pem
smtpd_tls_security_level = encrypt
smtpd_sender_restrictions = check_sender_access inline:{ %[7]s }
smtpd_recipient_restrictions = check_recipient_access inline:{ %[8]s }, reject_unauth_destination
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

// StartPostfix serves until the test ends, and logs what Postfix had to say
// when the test failed. It needs root.
func StartPostfix(t testing.TB, m *Maildirs, server tls.Certificate, r Routes) *Postfix {
	t.Helper()
	binary := program(t, "postfix")
	owner, err := user.Lookup("postfix")
	if err != nil || os.Geteuid() != 0 {
		skip(t, "Postfix needs root and a user of its own")
	}
	p := &Postfix{Address: freeAddress(t), dir: openDir(t)}
	p.folders(t, owner)
	write(t, filepath.Join(p.dir, "main.cf"), []byte(p.config(m, r)), 0o644)
	write(t, filepath.Join(p.dir, "master.cf"), fmt.Appendf(nil, masterCF, p.Address), 0o644)
	write(t, filepath.Join(p.dir, "server.pem"), chain(t, server), 0o600)
	if said, err := exec.Command(binary, "-c", p.dir, "start").CombinedOutput(); err != nil {
		t.Fatalf("postfix start: %v\n%s", err, said)
	}
	t.Cleanup(func() {
		if said, err := exec.Command(binary, "-c", p.dir, "abort").CombinedOutput(); err != nil {
			t.Errorf("postfix abort: %v\n%s", err, said)
		}
		if t.Failed() {
			log, _ := os.ReadFile(filepath.Join(p.dir, "maillog"))
			t.Logf("postfix:\n%s", log)
		}
	})
	return p
}

func (p *Postfix) config(m *Maildirs, r Routes) string {
	var boxes, stamps, refused, domains []string
	for _, address := range slices.Sorted(maps.Keys(r.Boxes)) {
		boxes = append(boxes, fmt.Sprintf("{%s = %s/}", address, r.Boxes[address]))
		_, domain, _ := strings.Cut(address, "@")
		domains = append(domains, domain)
	}
	for _, domain := range r.Vouched {
		stamps = append(stamps, fmt.Sprintf("{%[1]s = PREPEND Authentication-Results: mx.example.no; dmarc=pass header.from=%[1]s}", domain))
	}
	for _, address := range r.Refused {
		refused = append(refused, fmt.Sprintf("{%s = 550 5.1.1 unknown}", address))
	}
	list := func(all []string) string { return strings.Join(append(all, "{nobody@invalid = DUNNO}"), ", ") }
	return fmt.Sprintf(mainCF, p.dir, strings.Join(slices.Compact(slices.Sorted(slices.Values(domains))), ", "), m.dir,
		strings.Join(boxes, ", "), m.uid, m.gid, list(stamps), list(refused))
}

func (p *Postfix) folders(t testing.TB, owner *user.User) {
	t.Helper()
	uid, uidErr := strconv.Atoi(owner.Uid)
	gid, gidErr := strconv.Atoi(owner.Gid)
	queue, data := filepath.Join(p.dir, "queue"), filepath.Join(p.dir, "data")
	if err := errors.Join(uidErr, gidErr, os.Mkdir(queue, 0o755), os.Mkdir(data, 0o755), os.Chown(data, uid, gid)); err != nil {
		t.Fatal(err)
	}
}

// Idle reports whether Postfix has nothing in hand: all that it ever accepted
// lies in the Maildirs, and no mail is half received.
func (p *Postfix) Idle(t testing.TB) bool {
	t.Helper()
	idle := true
	for _, queue := range []string{"maildrop", "incoming", "active", "deferred", "hold"} {
		err := filepath.WalkDir(filepath.Join(p.dir, "queue", queue), func(_ string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				idle = false
			}
			return nil // a mail that is gone meanwhile was just delivered
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return idle
}

func chain(t testing.TB, server tls.Certificate) []byte {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(server.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}),
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate[0]})...)
}
