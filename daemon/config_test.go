package daemon_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fristvakt/daemon"
	"fristvakt/deploy"
	"fristvakt/workflows"
)

var update = flag.Bool("update", false, "write the complaints that are expected")

// TestABrokenConfigurationIsToldEverythingAtOnce reads each broken file and
// holds the complaints against the .want beside it.
func TestABrokenConfigurationIsToldEverythingAtOnce(t *testing.T) {
	files, err := filepath.Glob("testdata/broken/*.toml")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			_, err := daemon.ReadConfig(name)
			if err == nil {
				t.Fatal("nothing is found wrong with it")
			}
			golden := strings.TrimSuffix(name, ".toml") + ".want"
			if *update {
				if err := os.WriteFile(golden, []byte(err.Error()+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, readErr := os.ReadFile(golden)
			if readErr != nil {
				t.Fatal(readErr)
			}
			if err.Error()+"\n" != string(want) {
				t.Errorf("it says\n%s\nnot\n%s", err, want)
			}
			for line := range strings.SplitSeq(err.Error(), "\n") {
				if !strings.HasPrefix(line, name+":") {
					t.Errorf("without file and line: %s", line)
				}
			}
		})
	}
}

func TestTheExampleConfigurationIsAccepted(t *testing.T) {
	c, err := daemon.ParseConfig(deploy.Configuration, "/etc/fristvakt/fristvakt.toml")
	if err != nil {
		t.Fatal(err)
	}
	if c.StorePath() != "/etc/fristvakt/state/store.db" {
		t.Errorf("the store lies in %s", c.StorePath())
	}
}

// TestWhatTheExampleLeavesOutIsItsDefault turns every commented option of the
// example on, where it shows its default, and finds nothing changed.
func TestWhatTheExampleLeavesOutIsItsDefault(t *testing.T) {
	var on strings.Builder
	for line := range strings.Lines(string(deploy.Configuration)) {
		option, commented := strings.CutPrefix(line, "# ")
		if key, _, assigned := strings.Cut(option, " = "); commented && assigned && strings.Contains(" host_name leader dkim_selectors tls auth scope mailboxes deadline per_minute from to digest turn closed quiet_weeks per_day memory_mb timeout silent_hours late_days at daily monthly letters_days ", " "+key+" ") {
			line = option
		}
		on.WriteString(line)
	}
	with, err := daemon.ParseConfig([]byte(on.String()), "x/fristvakt.toml")
	if err != nil {
		t.Fatal(err)
	}
	without, err := daemon.ParseConfig(deploy.Configuration, "x/fristvakt.toml")
	if err != nil {
		t.Fatal(err)
	}
	if a, b := dump(with), dump(without); a != b {
		t.Errorf("with the defaults written out:\n%s\nwithout:\n%s", a, b)
	}
}

func TestEveryOptionStandsInTheExample(t *testing.T) {
	text := string(deploy.Configuration)
	for _, key := range optionNames(daemon.Config{}) {
		if !strings.Contains(text, "\n"+key+" = ") && !strings.Contains(text, "\n# "+key+" = ") && !strings.Contains(text, "\n["+key+"]") && !strings.Contains(text, "."+key+"]\n") {
			t.Errorf("the example does not show %s", key)
		}
	}
}

func TestPathsAreSeenFromTheFolderOfTheConfiguration(t *testing.T) {
	in := install(t, before)
	t.Chdir(t.TempDir())
	if rounds, roster, err := in.config.LoadRounds(); err != nil || len(rounds) != 1 || len(roster) != 4 {
		t.Errorf("%d rounds, %d parties, %v", len(rounds), len(roster), err)
	}
	if want := filepath.Join(in.dir, "state", "store.db"); in.config.StorePath() != want {
		t.Errorf("the store lies in %s", in.config.StorePath())
	}
	if _, found := find(daemon.Check(t.Context(), in.config, daemon.CheckOptions{Offline: true}), "secret"); found.Level == daemon.Wrong {
		t.Errorf("%+v", found)
	}
}

func TestAPasswordComesFromItsFileOrFromSystemdsCredentials(t *testing.T) {
	in := live(t, before)
	in.stop()
	in.write("imap-password", "wrong\n")
	in.start()
	in.turn("09:05")
	if n := len(in.facts(workflows.OutageBegan)); n != 1 {
		t.Fatalf("%d outages with a wrong password", n)
	}
	in.stop()
	credentials := t.TempDir()
	if err := os.WriteFile(filepath.Join(credentials, "imap-password"), []byte(mailPassword), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", credentials)
	in.start()
	in.turn("09:30")
	if n := len(in.facts(workflows.OutageEnded)); n != 1 {
		t.Error("the password among the credentials was not used")
	}
}

func TestAPasswordFileThatIsNotThereIsNamed(t *testing.T) {
	in := install(t, before)
	if err := os.Remove(filepath.Join(in.dir, "imap-password")); err != nil {
		t.Fatal(err)
	}
	if err := in.try(); err == nil || !strings.Contains(err.Error(), filepath.Join(in.dir, "imap-password")) {
		t.Errorf("%v", err)
	}
}

func TestCheckLogsInAndSendsNothing(t *testing.T) {
	in := install(t, before)
	for subject, want := range map[string]daemon.Level{"imap": daemon.Fine, "smtp": daemon.Fine, "texts": daemon.Fine, "round": daemon.Fine, "state": daemon.Fine} {
		if n, found := find(daemon.Check(t.Context(), in.config, daemon.CheckOptions{Resolver: nowhere()}), subject); n == 0 || found.Level != want {
			t.Errorf("%s: %+v", subject, found)
		}
	}
	in.mailbox.set(func(m *mailbox) { m.password = "other" })
	if _, found := find(daemon.Check(t.Context(), in.config, daemon.CheckOptions{Resolver: nowhere()}), "imap"); found.Level != daemon.Wrong {
		t.Errorf("a refused login: %+v", found)
	}
	if len(in.sink.mails(false))+len(in.sink.mails(true)) != 0 {
		t.Error("check sent mail")
	}
}

// nowhere is a name server that cannot be reached.
func nowhere() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no network") }}
}

// find counts the findings on a subject and returns the last.
func find(all []daemon.Finding, subject string) (n int, last daemon.Finding) {
	for _, f := range all {
		if f.Subject == subject {
			n, last = n+1, f
		}
	}
	return n, last
}

func dump(c daemon.Config) string { return fmt.Sprintf("%+v", c) }

// optionNames are the names of all options and tables.
func optionNames(of any) []string {
	var names []string
	for field := range reflect.TypeOf(of).Fields() {
		name := field.Tag.Get("toml")
		if name == "" {
			continue
		}
		names = append(names, name)
		if field.Type.Kind() == reflect.Struct {
			names = append(names, optionNames(reflect.Zero(field.Type).Interface())...)
		}
	}
	return names
}

// FuzzParseConfig holds that a configuration is either refused, each complaint
// with its place, or can be worked with.
func FuzzParseConfig(f *testing.F) {
	f.Add(deploy.Configuration)
	files, err := filepath.Glob("testdata/broken/*.toml")
	if err != nil || len(files) < 10 {
		f.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) { usableOrRefused(t, text) })
}

// TestADamagedConfigurationIsUsableOrRefused alters the example in a few places.
// It is the everyday form of the fuzzing, for which all of SQLite would have to
// be built anew.
func TestADamagedConfigurationIsUsableOrRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := string(deploy.Configuration)
		for range rapid.IntRange(1, 4).Draw(t, "edits") {
			from := rapid.IntRange(0, len(text)).Draw(t, "from")
			to := min(len(text), from+rapid.IntRange(0, 40).Draw(t, "length"))
			put := rapid.OneOf(rapid.SampledFrom([]string{"", "\n", "=", "\"", "[imap]\n", "closed = [\"02-30\"]\n", "quiet_weeks = [99]\n", "turn = \"-1s\"\n"}), rapid.String()).Draw(t, "put")
			text = text[:from] + put + text[to:]
		}
		usableOrRefused(t, []byte(text))
	})
}

func usableOrRefused(t interface{ Errorf(string, ...any) }, text []byte) {
	c, err := daemon.ParseConfig(text, "f.toml")
	if err != nil {
		if !strings.HasPrefix(err.Error(), "f.toml") {
			t.Errorf("without its place: %v", err)
		}
		return
	}
	if _, err := c.WorkingCalendar(); err != nil {
		t.Errorf("passed, and then: %v", err)
	}
}
