package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"fristvakt/demo/realserver"
)

// machine is a clean Debian with systemd running in it, which shares our network
// and so reaches the servers of the test. deploy/test-deb unpacks it and puts the
// package into its /root.
type machine struct {
	t    *testing.T
	root string
	init string // process id of its systemd, as seen from here
}

// boot starts the machine, which ends with the test.
func boot(t *testing.T) *machine {
	t.Helper()
	m := &machine{t: t, root: os.Getenv("FRISTVAKT_CLEAN_ROOT")}
	if m.root == "" {
		t.Skip("no clean Debian: run deploy/test-deb")
	}
	start, err := filepath.Abs("../../deploy/deb/boot")
	if err != nil {
		t.Fatal(err)
	}
	space := exec.Command("unshare", "--mount", "--pid", "--cgroup", "--uts", "--ipc", "--fork", "--kill-child", start, m.root)
	if err := space.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- space.Wait() }()
	t.Cleanup(func() { _ = space.Process.Kill(); <-ended })
	realserver.Await(t, "systemd is up", func() bool {
		select {
		case err := <-ended:
			t.Fatalf("the machine did not start: %v", err)
		default:
		}
		children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", space.Process.Pid))
		m.init = strings.TrimSpace(string(children))
		state, _ := m.try("systemctl is-system-running")
		return strings.HasPrefix(state, "running") || strings.HasPrefix(state, "degraded")
	})
	return m
}

// try runs a line of shell in the machine and returns what it said.
func (m *machine) try(line string) (said string, status int) {
	m.t.Helper()
	c := exec.Command("nsenter", "-t", m.init, "-m", "-p", "-u", "-i", "-C", "env", "-i", "PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8",
		"DEBIAN_FRONTEND=noninteractive", "LOGNAME=root", "sh", "-c", "cd /root && "+line)
	out, err := c.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		m.t.Fatal(err)
	}
	return string(out), c.ProcessState.ExitCode()
}

// run is try, and fails the test unless the status is 0.
func (m *machine) run(line string) string {
	m.t.Helper()
	said, status := m.try(line)
	if status != 0 {
		journal, _ := m.try("journalctl --no-pager -n 30")
		m.t.Fatalf("%s: status %d\n%s\n%s", line, status, said, journal)
	}
	return said
}

func (m *machine) write(name, content string, mode os.FileMode) {
	m.t.Helper()
	path := filepath.Join(m.root, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(content), mode), os.Chmod(path, mode)); err != nil {
		m.t.Fatal(err)
	}
}

// furnish gives the machine what the reader of docs/install.md has: an editor
// that writes what is to be written, an agreement, and a sendmail. The service's
// clock is that of the test.
func (m *machine) furnish(in *installation) {
	m.t.Helper()
	m.write("usr/local/bin/editor", "#!/bin/sh\ncat \"/root/edited/${1##*/}\" >\"$1\"\n", 0o755)
	m.write("usr/sbin/sendmail", "#!/bin/sh\ncat >/root/mail-of-root\n", 0o755)
	m.write("root/agreement.pdf", "%PDF-1.4 an agreement", 0o644)
	for _, name := range []string{"fristvakt.toml", "round.toml", "roster.csv", "ca.pem"} {
		text, err := os.ReadFile(filepath.Join(filepath.Dir(in.config), name))
		if err != nil {
			m.t.Fatal(err)
		}
		m.write("root/edited/"+name, strings.Replace(string(text), `"state"`, `"/var/lib/fristvakt"`, 1), 0o644)
	}
	m.write("root/edited/imap-password", realserver.Password, 0o600)
	m.write("root/edited/smtp-password", secondSecret, 0o600)
	m.write("etc/systemd/system/fristvakt.service.d/clock.conf", fmt.Sprintf("[Service]\nExecStart=\nExecStart=/usr/bin/fristvakt run --log-level debug --clock %s\n", in.now().Format(time.RFC3339)), 0o644)
	m.write("etc/apt/apt.conf.d/test", `APT::Install-Recommends "false"; APT::Get::Assume-Yes "true"; APT::Sandbox::User "root";`, 0o644)
}

// secondSecret is a password that no server asks for; it must be seen nowhere.
const secondSecret = "trollfjord-7-smtp"

// TestThePackageIsInstalledUsedUpgradedAndPurged is the way of docs/install.md,
// with every command in it, on a clean Debian with the real unit, against Dovecot
// and Postfix.
func TestThePackageIsInstalledUsedUpgradedAndPurged(t *testing.T) {
	m := boot(t)
	in := install(t)
	m.furnish(in)
	commands := documented(t, "../../docs/install.md")
	if len(commands) < 20 {
		t.Fatalf("only %d commands are documented", len(commands))
	}
	for _, c := range commands {
		m.follow(c)
	}
	m.rehearses(in)
	m.keepsSecrets()
	m.isConfined()
	m.upgrades(in)
	m.purges()
}

// documentedCommand is one line of a block of shell, and how it ends.
type documentedCommand struct {
	line   string
	status int
}

var (
	shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")
	exitStatus = regexp.MustCompile(`\s+# exit status (\d)$`)
)

func documented(t *testing.T, name string) []documentedCommand {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var all []documentedCommand
	for _, block := range shellBlock.FindAllStringSubmatch(string(text), -1) {
		for line := range strings.SplitSeq(strings.TrimSpace(block[1]), "\n") {
			c := documentedCommand{line: line}
			if said := exitStatus.FindStringSubmatch(line); said != nil {
				c = documentedCommand{strings.TrimSuffix(line, said[0]), int(said[1][0] - '0')}
			}
			all = append(all, c)
		}
	}
	return all
}

// follow types a command as it is documented. The files beside the configuration,
// which a reader writes too, come with it, and a command that reads what the
// service has done waits until it has.
func (m *machine) follow(c documentedCommand) {
	m.t.Helper()
	if strings.HasPrefix(c.line, "editor") {
		m.run("cp -n edited/*.toml edited/*.csv edited/*.pem /etc/fristvakt/")
	}
	if strings.HasPrefix(c.line, "apt-get install") {
		if state, _ := m.try("systemctl is-enabled fristvakt; systemctl is-active fristvakt"); strings.Contains(state, "enabled") {
			m.t.Errorf("before installing: %s", state)
		}
	}
	said, status := m.try(c.line)
	if status != c.status {
		journal, _ := m.try("journalctl --no-pager -n 30")
		m.t.Fatalf("%s: status %d, want %d\n%s\n%s", c.line, status, c.status, said, journal)
	}
	m.t.Logf("%s\n%s", c.line, said)
	if strings.HasPrefix(c.line, "apt-get install") {
		if state, _ := m.try("systemctl is-enabled fristvakt; systemctl is-active fristvakt"); state != "disabled\ninactive\n" {
			m.t.Errorf("installing started something: %s", state)
		}
	}
}

// rehearses sees digest and rehearsal reach the secretariat, and no party.
func (m *machine) rehearses(in *installation) {
	m.t.Helper()
	realserver.Await(m.t, "the digest", func() bool { return in.arrived(in.secretariat)[in.digest()] > 0 })
	if got := in.parties.Mails(m.t); len(got) > 0 {
		m.t.Errorf("parties got %d mails in rehearsal", len(got))
	}
	if mail, _ := os.ReadFile(filepath.Join(m.root, "root/mail-of-root")); !bytes.HasPrefix(mail, []byte("To: root\nSubject: fristvakt.service on ")) {
		m.t.Errorf("the operator got %q", mail)
	}
}

// keepsSecrets looks for the passwords where others can look: in arguments and
// environment of every process of the service, and in the journal at debug.
func (m *machine) keepsSecrets() {
	m.t.Helper()
	seen := m.run("pid=$(systemctl show -P MainPID fristvakt); cat /proc/$pid/cmdline /proc/$pid/environ | tr '\\0' '\\n'; journalctl --no-pager -o verbose; systemctl show fristvakt fristvakt-failed")
	for _, secret := range []string{realserver.Password, secondSecret} {
		if strings.Contains(seen, secret) {
			m.t.Errorf("the password %s can be seen", secret)
		}
	}
	if !strings.Contains(seen, "CREDENTIALS_DIRECTORY=") || !strings.Contains(seen, "/usr/bin/fristvakt") {
		m.t.Errorf("the process was not looked at:\n%s", seen)
	}
	if _, status := m.try("setpriv --reuid=fristvakt --clear-groups cat /etc/fristvakt/imap-password"); status == 0 {
		m.t.Error("the service's user can read the password file")
	}
}

var exposure = regexp.MustCompile(`Overall exposure level for fristvakt.service: (\d+\.\d+)`)

// isConfined holds the unit against systemd's own checks.
func (m *machine) isConfined() {
	m.t.Helper()
	if said := m.run("systemd-analyze verify --man=no fristvakt.service fristvakt-failed.service"); said != "" {
		m.t.Errorf("systemd-analyze verify: %s", said)
	}
	said := m.run("systemd-analyze security --offline=true --threshold=12 --no-pager fristvakt.service")
	if level := exposure.FindStringSubmatch(said); level == nil || level[1] > "1.2" {
		m.t.Errorf("systemd-analyze security:\n%s", said)
	}
}

// upgrades installs the package over a store that an earlier version made.
func (m *machine) upgrades(in *installation) {
	m.t.Helper()
	m.run("systemctl stop fristvakt")
	earlier, err := os.ReadFile("testdata/package/store-2026-11.db")
	if err != nil {
		m.t.Fatal(err)
	}
	m.run("rm /var/lib/fristvakt/store.db*")
	m.write("var/lib/fristvakt/store.db", string(earlier), 0o600)
	m.run("chown fristvakt: /var/lib/fristvakt/store.db && systemctl start fristvakt")
	before := m.run("systemctl show -P MainPID fristvakt")
	m.run("apt-get install --reinstall ./fristvakt_*.deb")
	realserver.Await(m.t, "the service is started again", func() bool {
		after, _ := m.try("systemctl show -P MainPID fristvakt")
		state, _ := m.try("systemctl is-active fristvakt")
		return after != before && state == "active\n"
	})
	if said := m.run("fristvakt history --verify && fristvakt history"); !strings.Contains(said, "Skarnes") {
		m.t.Errorf("the facts of the earlier version are gone:\n%s", said)
	}
	if said, _ := m.try("fristvakt status"); !strings.Contains(said, "paused") {
		m.t.Errorf("a store from elsewhere is not paused: %s", said)
	}
}

// purges removes the package, which keeps the store, and purges it, which says
// what it deletes.
func (m *machine) purges() {
	m.t.Helper()
	said := m.run("apt-get remove fristvakt")
	if state, _ := m.try("systemctl is-active fristvakt"); strings.HasPrefix(state, "active") || !strings.Contains(said, "kept /var/lib/fristvakt") {
		m.t.Errorf("remove: %s %s", state, said)
	}
	m.run("test -s /var/lib/fristvakt/store.db && test -s /etc/fristvakt/fristvakt.toml && test -s /etc/fristvakt/imap-password")
	said = m.run("apt-get purge fristvakt")
	for _, folder := range []string{"/var/lib/fristvakt", "/etc/fristvakt"} {
		if _, status := m.try("test -e " + folder); status == 0 || !strings.Contains(said, "deleting "+folder+", ") {
			m.t.Errorf("purge of %s: %s", folder, said)
		}
	}
}
