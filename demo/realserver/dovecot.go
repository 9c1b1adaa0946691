package realserver

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fristvakt/inbox/watch/wiretap"
	"fristvakt/inbox/watch/wiretap/door"
)

// Password opens every box of a Dovecot.
const Password = "rett-passord-4711"

// Dovecot is a running IMAP server. The user NAME@example.no has the box NAME.
type Dovecot struct {
	Address string            // host:port, plain text; a client that does more than read there fails the test
	Aside   string            // host:port; for a test that looks for itself, unheard
	Heard   *wiretap.Recorder // what was said at Address
}

const dovecotConfig = `
protocols = imap
listen = 127.0.0.1
base_dir = %[1]s/run
state_dir = %[1]s/run
log_path = %[1]s/log
ssl = no
disable_plaintext_auth = no
%[2]s
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:%[3]s/%%n
mailbox_idle_check_interval = 1s
maildir_very_dirty_syncs = no
service imap-login {
  chroot =
  inet_listener imap {
    port = %[4]s
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
passdb {
  driver = static
  args = password=%[5]s
}
userdb {
  driver = static
  args = uid=%[6]d gid=%[7]d home=%[3]s/%%n
}
`

// StartDovecot serves the Maildirs until the test ends, and logs what Dovecot
// had to say when the test failed. The test fails if a client did more than
// read, or if at its end a mail is gone or has other flags than it came with.
func StartDovecot(t testing.TB, m *Maildirs) *Dovecot {
	t.Helper()
	binary := program(t, "dovecot")
	dir, d := openDir(t), &Dovecot{Aside: freeAddress(t)}
	_, port, err := net.SplitHostPort(d.Aside)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "conf"), fmt.Appendf(nil, dovecotConfig, dir, servants(t), m.dir, port, Password, m.uid, m.gid), 0o600)
	server := exec.Command(binary, "-F", "-c", filepath.Join(dir, "conf"))
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = server.Process.Signal(os.Interrupt)
		<-ended
		m.untouched(t)
		if t.Failed() {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			t.Logf("dovecot:\n%s", log)
		}
	})
	d.await(t, ended)
	d.Address, d.Heard = door.Before(t, d.Aside)
	return d
}

// servants are whom Dovecot's own processes run as: its package's users where
// root starts it, else ourselves.
func servants(t testing.TB) string {
	t.Helper()
	if os.Getuid() == 0 {
		return ""
	}
	return fmt.Sprintf("default_internal_user = %[1]s\ndefault_login_user = %[1]s\ndefault_internal_group = %[2]s", id(t, "-un"), id(t, "-gn"))
}

func (d *Dovecot) await(t testing.TB, ended <-chan error) {
	t.Helper()
	Await(t, "dovecot listens", func() bool {
		select {
		case err := <-ended:
			t.Fatalf("dovecot ended: %v", err)
		default:
		}
		conn, err := net.Dial("tcp", d.Aside)
		return err == nil && conn.Close() == nil
	})
}

func id(t testing.TB, which string) string {
	t.Helper()
	text, err := exec.Command("id", which).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}
