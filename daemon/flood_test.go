package daemon_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"fristvakt/workflows"
)

var full = flag.Bool("full", false, "floods in their full size: 100,000 old mails, 10,000 in a minute, 200 MB")

// most is the memory that the program may ever have needed, in MB.
const most = 200

// process is the program itself, as an operator runs it.
type process struct {
	*installation
	cmd *exec.Cmd
}

// program builds it as it is released and returns where it lies.
func program(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "fristvakt")
	build := exec.Command("go", "build", "-o", binary, "fristvakt/cmd/fristvakt")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, said)
	}
	return binary
}

// launch starts the program. It returns after its first turn.
func (in *installation) launch(binary string) *process {
	in.t.Helper()
	p := &process{installation: in}
	p.cmd = exec.Command(binary, "run", "--config", filepath.Join(in.dir, "fristvakt.toml"), "--clock", in.clock.now().Format(time.RFC3339))
	p.cmd.Stderr = in.log
	if err := p.cmd.Start(); err != nil {
		in.t.Fatal(err)
	}
	in.t.Cleanup(func() { p.cmd.Process.Kill(); p.cmd.Wait() })
	p.idles()
	return p
}

// idles returns when the program has ended a turn and listens.
func (p *process) idles() {
	p.t.Helper()
	select {
	case <-p.mailbox.idling:
	case <-time.After(time.Hour):
		p.t.Fatalf("the program does not come to rest:\n%s", p.log)
	}
}

// turns lets it go through another turn.
func (p *process) turns() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		p.t.Fatal(err)
	}
	p.idles()
}

// memory is the most that the process has ever held, in MB (VmHWM, proc(5)).
func (p *process) memory() int {
	p.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.t.Skipf("no /proc: %v", err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kB, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		p.t.Fatal(err)
	}
	return kB >> 10
}

// unmoved holds that the flood has caused no mail, held back no letter that came
// behind it, and cost no more memory than there may be.
func (p *process) unmoved(letters int) {
	p.t.Helper()
	p.mailbox.put("INBOX", p.clock.now(), question(1))
	p.idles() // woken by it
	p.t.Logf("%d MB", p.memory())
	if mb := p.memory(); mb >= most {
		p.t.Errorf("it took %d MB", mb)
	}
	if times := p.sink.times(); len(times) != 0 {
		p.t.Errorf("%d mails went because of it", len(times))
	}
	last := p.facts(workflows.Judged)
	if len(last) == 0 || last[len(last)-1].Party != modalen || !strings.Contains(last[len(last)-1].Subject, "spørsmål om avtalen") {
		p.t.Errorf("the letter behind the flood was not judged in the next turn: %d letters", len(last))
	}
	if len(last) != letters+1 {
		p.t.Errorf("%d letters before it, want %d", len(last)-1, letters)
	}
}

// flooded is an installation that has gone live, with a mailbox as flood fills it.
func flooded(t *testing.T, binary string, flood func(in *installation)) *process {
	in := live(t, before)
	in.stop()
	flood(in)
	return in.launch(binary)
}

func size(ci, whole int) int {
	if *full {
		return whole
	}
	return ci
}

// TestAFloodCausesNoMailAndDelaysNothing measures the program itself. The sizes
// in the names are those of -full; without it they take seconds.
func TestAFloodCausesNoMailAndDelaysNothing(t *testing.T) {
	binary := program(t)
	for name, flood := range map[string]func(*testing.T, string){
		"100,000 old mails on the first day": oldMails,
		"10,000 mails in a minute":           inAMinute,
		"a mail of 200 MB":                   tooLarge,
		"a mail of 50 MB":                    fiftyMegabytes,
		"a bomb of nested parts":             nestedParts,
	} {
		t.Run(name, func(t *testing.T) { flood(t, binary) })
	}
}

func oldMails(t *testing.T, binary string) {
	n := size(3000, 100_000)
	p := flooded(t, binary, func(in *installation) {
		for i := range n {
			in.mailbox.put("INBOX", in.clock.now().AddDate(0, 0, -i%90), stranger(i))
		}
	})
	first := p.mailbox.bytesOut()
	p.turns()
	again := p.mailbox.bytesOut() - first
	t.Logf("%d mails: %d bytes in the first turn, %d in the second", n, first, again)
	if again >= 100_000 {
		t.Errorf("the second turn took %d bytes", again)
	}
	p.unmoved(0)
}

func inAMinute(t *testing.T, binary string) {
	n := size(400, 10_000)
	p := flooded(t, binary, func(in *installation) {
		for i := range n {
			robot := fromModalen(fmt.Sprintf("robot-%d@modalen.kommune.no", i), "Automatisk svar: DigiVestland", "Vi har motteke e-posten din.\r\n")
			in.mailbox.put("INBOX", in.clock.now(), append([]byte("Auto-Submitted: auto-replied\r\n"), robot...))
		}
	})
	p.unmoved(n)
}

func tooLarge(t *testing.T, binary string) {
	n := size(80, 200) << 20
	p := flooded(t, binary, func(in *installation) {
		in.mailbox.put("INBOX", in.clock.now(), padded("stor@modalen.kommune.no", n))
	})
	if q := p.facts(workflows.Quarantined); len(q) != 1 {
		t.Errorf("set aside: %+v", q)
	}
	p.unmoved(0)
}

// padded is a mail of about n bytes, nearly all of them an attachment.
func padded(id string, n int) []byte {
	head := fmt.Appendf(nil, "%sFrom: Modalen kommune <postmottak@modalen.kommune.no>\r\nTo: postmottak@example.no\r\nSubject: DigiVestland-avtalen\r\nMessage-ID: <%s>\r\n"+
		"Date: Mon, 12 May 2025 08:00:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: application/pdf; name=avtale.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n", stamp, id)
	return append(head, bytes.Repeat([]byte(strings.Repeat("QUJD", 19)+"\r\n"), n/78)...)
}

func fiftyMegabytes(t *testing.T, binary string) {
	p := flooded(t, binary, func(in *installation) {
		in.mailbox.put("INBOX", in.clock.now().Add(-time.Minute), padded("nesten@modalen.kommune.no", size(20, 50)<<20))
	})
	p.unmoved(1)
}

func nestedParts(t *testing.T, binary string) {
	p := flooded(t, binary, func(in *installation) {
		for i := range size(3, 50) {
			in.mailbox.put("INBOX", in.clock.now().Add(-time.Minute), nested(i, 2000), fanned(i, size(20_000, 100_000)))
		}
	})
	p.unmoved(2 * size(3, 50))
}

// nested is a letter in a letter, so many layers deep.
func nested(i, layers int) []byte {
	var out bytes.Buffer
	head, _, _ := bytes.Cut(fromModalen(fmt.Sprintf("djup-%d@modalen.kommune.no", i), "DigiVestland-avtalen", ""), []byte("Content-Type:"))
	out.Write(head)
	for n := range layers {
		fmt.Fprintf(&out, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\nContent-Type: message/rfc822\r\n\r\nSubject: lag %d\r\n", n, n, n)
	}
	out.WriteString("\r\nBotn.\r\n")
	return out.Bytes()
}

// fanned is a letter of so many parts side by side.
func fanned(i, parts int) []byte {
	head, _, _ := bytes.Cut(fromModalen(fmt.Sprintf("brei-%d@modalen.kommune.no", i), "DigiVestland-avtalen", ""), []byte("Content-Type:"))
	out := bytes.NewBuffer(append(bytes.Clone(head), "Content-Type: multipart/mixed; boundary=b\r\n\r\n"...))
	for n := range parts {
		fmt.Fprintf(out, "--b\r\nContent-Type: application/octet-stream; name=f%d.bin\r\n\r\nx\r\n", n)
	}
	return out.Bytes()
}
