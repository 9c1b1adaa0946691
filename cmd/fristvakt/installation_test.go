package main_test

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fristvakt/demo/realserver"
	"fristvakt/workflows"
)

// installation is the program as an operator has it: a binary, a folder with a
// configuration, and two servers. Its clock begins at nine on an open day and
// goes on from there.
type installation struct {
	t              *testing.T
	binary, config string
	calendar       workflows.Calendar
	today          workflows.Date
	began          time.Time // the machine's time when it was nine

	postfix                          *realserver.Postfix
	authority                        []byte // in PEM form
	roots                            *x509.CertPool
	post, sent, secretariat, parties *realserver.Maildir
	imap, aside                      string // two doors to Dovecot: one for the program, one for the test itself
}

// install starts the servers, writes the configuration and builds the program.
// It is the first open day after the real one: mail comes in with the real
// time, and is never from the future.
func install(t *testing.T) *installation {
	t.Helper()
	in := &installation{t: t, calendar: workflows.NewCalendar(nil, nil)}
	in.today = in.calendar.DateOf(time.Now())
	in.nextDay()
	in.serve()
	in.build()
	in.furnish(t.TempDir())
	return in
}

// build makes the program, with the build tags that are asked for, beside the
// commands of the dialogues, which go with the test binary.
func (in *installation) build(tags ...string) {
	in.t.Helper()
	beside, err := exec.LookPath("newstore")
	if err != nil {
		in.t.Fatal(err)
	}
	in.binary = filepath.Join(filepath.Dir(beside), "program"+strings.Join(tags, "-"))
	if _, err := os.Stat(in.binary); err == nil {
		return // by an earlier test
	}
	build := exec.Command("go", "build", "-tags", strings.Join(tags, ","), "-o", in.binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if said, err := build.CombinedOutput(); err != nil {
		in.t.Fatalf("go build: %v\n%s", err, said)
	}
}

// furnish writes a configuration for the servers into a folder, and lets the
// installation be there from now on. All of them share what the reader of
// papers compiles at its first start.
func (in *installation) furnish(dir string) {
	in.t.Helper()
	in.config = filepath.Join(dir, "fristvakt.toml")
	place := map[string]string{"IMAP": in.imap, "SMTP": in.postfix.Address, "STARTS": in.today.AddDays(-60).String(),
		"DEADLINE": in.today.AddDays(14).String(), "ENDS": in.today.AddDays(60).String()}
	for _, name := range []string{"fristvakt.toml", "round.toml", "roster.csv"} {
		text, err := os.ReadFile(filepath.Join("testdata/realserver", name))
		if err != nil {
			in.t.Fatal(err)
		}
		in.write(name, os.Expand(string(text), func(name string) string { return place[name] }))
	}
	in.write("imap-password", realserver.Password)
	in.write("ca.pem", string(in.authority))
	state := filepath.Join(dir, "state")
	if err := errors.Join(os.MkdirAll(state, 0o700), os.Symlink(readerCache(in.t), filepath.Join(state, "cache"))); err != nil {
		in.t.Fatal(err)
	}
}

// readerCache is where the document reader's compiled machine code lies, for
// all tests: making it takes many seconds.
func readerCache(t *testing.T) string {
	t.Helper()
	base, err := os.UserCacheDir()
	if err != nil {
		base = os.TempDir()
	}
	folder := filepath.Join(base, "fristvakt-paper-test")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	return folder
}

func (in *installation) serve() {
	maildirs := realserver.NewMaildirs(in.t)
	in.post, in.sent = maildirs.Box(in.t, "post"), maildirs.Box(in.t, "post/.Sent")
	in.secretariat, in.parties = maildirs.Box(in.t, "secretariat"), maildirs.Box(in.t, "parties")
	authority, certificate := realserver.NewAuthority(in.t)
	in.authority, in.roots = authority, x509.NewCertPool()
	in.roots.AppendCertsFromPEM(authority)
	dovecot := realserver.StartDovecot(in.t, maildirs)
	in.imap, in.aside = dovecot.Address, dovecot.Aside
	in.postfix = realserver.StartPostfix(in.t, maildirs, certificate, realserver.Routes{
		Boxes: map[string]string{"postmottak@example.no": "post", "samarbeid@example.no": "post", "arkiv@example.no": "post/.Sent",
			"sekretariat@example.no": "secretariat", "@fjordvik.example.no": "parties", "@granli.example.no": "parties", "@skarnes.example.no": "parties",
			"@parter.example.no": "parties"},
		Vouched: []string{"example.no", "fjordvik.example.no", "granli.example.no", "skarnes.example.no"}})
}

func (in *installation) write(name, content string) {
	in.t.Helper()
	if err := os.WriteFile(filepath.Join(filepath.Dir(in.config), name), []byte(content), 0o600); err != nil {
		in.t.Fatal(err)
	}
}

// now is the daemon's time.
func (in *installation) now() time.Time {
	return in.today.At(9, 0, in.calendar.Zone()).Add(time.Since(in.began))
}

// nextDay lets it be nine on the next open day.
func (in *installation) nextDay() {
	in.today, _ = in.calendar.OpenAfter(in.today.AddDays(1))
	in.began = time.Now()
}

// command runs the program beside the daemon, as a person at a terminal does.
func (in *installation) command(args ...string) (stdout, stderr string, status int) {
	in.t.Helper()
	var out, errs bytes.Buffer
	c := exec.CommandContext(in.t.Context(), in.binary, append([]string{"--config", in.config}, args...)...)
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		in.t.Fatal(err)
	}
	return out.String(), errs.String(), c.ProcessState.ExitCode()
}

// rows runs a command with --json and reads each line.
func rows[Row any](in *installation, args ...string) []Row {
	in.t.Helper()
	stdout, stderr, status := in.command(append(args, "--json")...)
	if status > 1 {
		in.t.Fatalf("%s: %s", args, stderr)
	}
	var all []Row
	for decoder := json.NewDecoder(strings.NewReader(stdout)); decoder.More(); {
		var row Row
		if err := decoder.Decode(&row); err != nil {
			in.t.Fatalf("%s: %v in %s", args, err, stdout)
		}
		all = append(all, row)
	}
	return all
}

// facts returns what history tells of one kind.
func (in *installation) facts(kind workflows.FactKind) []workflows.Fact {
	in.t.Helper()
	var found []workflows.Fact
	for _, f := range rows[workflows.Fact](in, "history") {
		if f.Kind == kind {
			found = append(found, f)
		}
	}
	return found
}

// arrived counts the mails of the daemon in a box by what it calls them. The
// name stands in the Message-ID, so a mail that went twice counts as two.
func (in *installation) arrived(box *realserver.Maildir) map[string]int {
	in.t.Helper()
	keys := map[string]int{}
	for _, m := range in.mails(box) {
		id := strings.Trim(m.Header.Get("Message-ID"), "<>")
		if name, ours := strings.CutPrefix(id, "fv."); ours {
			name = name[:strings.LastIndex(strings.TrimSuffix(name, "@example.no"), ".")]
			keys[strings.ReplaceAll(name, ".", "/")]++
		}
	}
	return keys
}

func (in *installation) mails(box *realserver.Maildir) []*mail.Message {
	in.t.Helper()
	var all []*mail.Message
	for _, text := range box.Mails(in.t) {
		m, err := mail.ReadMessage(bytes.NewReader(text))
		if err != nil {
			in.t.Fatal(err)
		}
		all = append(all, m)
	}
	return all
}

// settle is a person who looks into the mailboxes for each mail of which the
// daemon does not know whether it went, and says what he found. It reports
// whether nothing was left to say.
func (in *installation) settle() bool {
	in.t.Helper()
	if !in.postfix.Idle(in.t) {
		return false
	}
	settled := true
	for _, open := range rows[struct{ Mail string }](in, "review", "list") {
		if open.Mail == "" {
			continue
		}
		settled = false
		word := "reject"
		if in.arrived(in.parties)[open.Mail]+in.arrived(in.secretariat)[open.Mail] > 0 {
			word = "accept"
		}
		in.command("review", word, open.Mail, "--actor", "Kari", "--reason", "har sett etter i postkassa") // the daemon may have been faster
	}
	return settled
}
