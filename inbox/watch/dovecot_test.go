package watch_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fristvakt/inbox/watch"
	"fristvakt/inbox/watch/wiretap"
)

// dovecot is a Dovecot of the test's own with one user and a Maildir.
type dovecot struct {
	address, maildir string
	uid, gid         int // of the mail, which Dovecot does not let be root's
	delivered        int
}

const dovecotConfig = `
protocols = imap
listen = 127.0.0.1
base_dir = %[1]s/run
state_dir = %[1]s/run
log_path = %[1]s/log
ssl = no
disable_plaintext_auth = no
%[5]s
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:%[1]s/mail
mailbox_idle_check_interval = 1s
maildir_very_dirty_syncs = no
service imap-login {
  chroot =
  inet_listener imap {
    port = %[4]d
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%%u %[1]s/passwd
}
userdb {
  driver = static
  args = uid=%[6]d gid=%[7]d home=%[1]s/mail
}
`

func startDovecot(t *testing.T) *dovecot {
	t.Helper()
	binary, err := exec.LookPath("dovecot")
	if err != nil {
		binary, err = exec.LookPath("/usr/sbin/dovecot")
	}
	if err != nil {
		if os.Getenv("FRISTVAKT_REQUIRE_SERVERS") != "" {
			t.Fatal("Dovecot is required and not installed")
		}
		t.Skip("Dovecot is not installed")
	}
	dir, err := os.MkdirTemp("", "dovecot") // its sockets need a short path
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	d := &dovecot{maildir: filepath.Join(dir, "mail"), uid: os.Getuid(), gid: os.Getgid()}
	if d.uid == 0 {
		d.uid, d.gid = 65534, 65534
	}
	for _, folder := range []string{"", "cur", "new", "tmp"} {
		folder = filepath.Join(d.maildir, folder)
		if err := errors.Join(os.Mkdir(folder, 0o700), os.Chown(folder, d.uid, d.gid)); err != nil {
			t.Fatal(err)
		}
	}
	port := freePort(t)
	d.address = fmt.Sprintf("127.0.0.1:%d", port)
	user, group := output(t, "id", "-un"), output(t, "id", "-gn")
	write(t, filepath.Join(dir, "passwd"), "post@example.no:right\n")
	write(t, filepath.Join(dir, "conf"), fmt.Sprintf(dovecotConfig, dir, user, group, port, servants(t, dir, user, group), d.uid, d.gid))
	server := exec.Command(binary, "-F", "-c", filepath.Join(dir, "conf"))
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Wait() }()
	t.Cleanup(func() {
		_ = server.Process.Signal(os.Interrupt)
		<-ended
		if t.Failed() {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			t.Logf("%s", log)
		}
	})
	d.await(t, ended)
	return d
}

// servants are whom Dovecot's own processes run as. Where root starts it they must be its package's users.
func servants(t *testing.T, dir, user, group string) string {
	if user != "root" {
		return fmt.Sprintf("default_internal_user = %[1]s\ndefault_login_user = %[1]s\ndefault_internal_group = %[2]s", user, group)
	}
	if err := errors.Join(os.Chmod(dir, 0o755), os.Chmod(filepath.Join(dir, "passwd"), 0o644)); err != nil {
		t.Fatal(err)
	}
	return ""
}

// await tries the port until Dovecot listens.
func (d *dovecot) await(t *testing.T, ended <-chan error) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			t.Fatalf("dovecot ended: %v", err)
		case <-tick.C:
			if conn, err := net.Dial("tcp", d.address); err == nil {
				conn.Close()
				return
			}
		}
	}
}

func (d *dovecot) deliver(t *testing.T, text string) {
	t.Helper()
	d.delivered++
	name := fmt.Sprintf("%d.M%dP1.example", 1741000000+d.delivered, d.delivered)
	write(t, filepath.Join(d.maildir, "tmp", name), text)
	written := filepath.Join(d.maildir, "tmp", name)
	if err := errors.Join(os.Chown(written, d.uid, d.gid), os.Rename(written, filepath.Join(d.maildir, "new", name))); err != nil {
		t.Fatal(err)
	}
}

// flags lists the mails as Dovecot keeps them: a Maildir tells every flag in the file's name.
func (d *dovecot) flags(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, folder := range []string{"cur", "new"} {
		entries, err := os.ReadDir(filepath.Join(d.maildir, folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			name, flags, _ := strings.Cut(e.Name(), ":2,")
			name, _, _ = strings.Cut(name, ",")
			names = append(names, name+":"+flags)
		}
	}
	slices.Sort(names)
	return names
}

func TestDovecotsMailIsReadAndNothingOfItChanged(t *testing.T) {
	server := startDovecot(t)
	var heard wiretap.Recorder
	w := watch.New(watch.Server{Address: server.address, TLS: watch.Plaintext, Login: watch.Password("post@example.no", "right"), Deadline: 20 * time.Second, Dial: heard.Dialer(nil)})
	defer w.Close()
	for i := range 30 {
		server.deliver(t, letter(fmt.Sprintf("nr %d", i+1), "text"))
	}
	server.deliver(t, letter("peek, take", strings.Repeat("line\r\n", 20_000)))
	large := letter("take", strings.Repeat(strings.Repeat("x", 998)+"\r\n", 40_000))
	server.deliver(t, large)
	before := server.flags(t)

	d := newDiary()
	sum := sha256.New()
	var most atomic.Uint64
	d.keep = func(body io.Reader) (string, error) {
		sum.Reset()
		_, err := io.Copy(sum, &heapWatch{body, &most})
		return hex.EncodeToString(sum.Sum(nil)), err
	}
	pass := fetch(t, w, inbox(), d)
	if pass.Seen != 32 || pass.Taken != 2 || d.peeked[31] != 64<<10 || d.heads[32].Received.IsZero() {
		t.Fatalf("%+v", pass)
	}
	if want := sha256.Sum256([]byte(large)); d.taken[32] != hex.EncodeToString(want[:]) {
		t.Error("the 40 MB mail did not arrive as it was sent")
	}
	large = ""
	t.Logf("heap while 40 MB went by: at most %d kB above its start", most.Load()>>10)
	if most.Load() > 16<<20 {
		t.Errorf("the heap grew by %d bytes", most.Load())
	}

	facts, err := w.Probe(t.Context())
	if err != nil || !facts.Idle {
		t.Fatalf("%+v, %v", facts, err)
	}
	pass = fetch(t, w, pass.Cursor, d)
	t.Logf("a pass over nothing new: %d bytes", pass.Bytes)
	if pass.Bytes > 2000 || pass.Seen != 0 {
		t.Errorf("%+v", pass)
	}
	done := make(chan error, 1)
	go func() { done <- w.Idle(t.Context(), "INBOX") }()
	server.deliver(t, letter("pushed", "text"))
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if pass = fetch(t, w, pass.Cursor, d); pass.Seen != 1 {
		t.Errorf("%+v", pass)
	}
	if held, err := w.Holds(t.Context(), "INBOX", "<nr-7@example.no>"); !held || err != nil {
		t.Errorf("%v, %v", held, err)
	}
	after := slices.DeleteFunc(server.flags(t), func(name string) bool { return strings.Contains(name, "M33P1") })
	if !slices.Equal(before, after) {
		t.Errorf("flags or mails changed:\n%q\n%q", before, after)
	}
	if forbidden := heard.Forbidden(); len(forbidden) > 0 || len(heard.Commands()) < 10 {
		t.Errorf("forbidden %q of %d", forbidden, len(heard.Commands()))
	}
}

func TestDovecotsRefusalOfAWrongPasswordIsToldAsSuch(t *testing.T) {
	server := startDovecot(t)
	w := watch.New(watch.Server{Address: server.address, TLS: watch.Plaintext, Login: watch.Password("post@example.no", "wrong"), Deadline: 20 * time.Second})
	defer w.Close()
	if _, err := w.Probe(t.Context()); !errors.Is(err, watch.ErrLogin) {
		t.Errorf("%v", err)
	}
}

// heapWatch measures the heap now and then while it is read.
type heapWatch struct {
	io.Reader
	most *atomic.Uint64
}

func (h *heapWatch) WriteTo(w io.Writer) (n int64, err error) {
	var start, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&start)
	for {
		k, err := io.CopyN(w, h.Reader, 4<<20)
		n += k
		runtime.ReadMemStats(&now)
		if now.HeapAlloc > start.HeapAlloc {
			h.most.Store(max(h.most.Load(), now.HeapAlloc-start.HeapAlloc))
		}
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func output(t *testing.T, name string, arguments ...string) string {
	t.Helper()
	text, err := exec.Command(name, arguments...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
