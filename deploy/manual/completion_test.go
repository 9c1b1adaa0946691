package manual_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fristvakt/deploy/manual"
)

// What each shell offers after what is typed; the last word is the one begun.
var offers = []struct {
	typed, want string
}{
	{"fristvakt ", "plan review"},
	{"fristvakt p", "plan"},
	{"fristvakt --c", "--config"},
	{"fristvakt -c x review ", "accept list"},
	{"fristvakt review accept --r", "--reason"},
	{"fristvakt plan --j", "--json"},
	{"fristvakt plan --cl", ""},
	{"fristvakt in", ""},
}

func TestBashOffersTheCommandsAndOptionsThatFit(t *testing.T) {
	ask := `source "$0"; COMP_WORDS=($1); [[ $1 == *' ' ]] && COMP_WORDS+=(''); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _fristvakt; echo "${COMPREPLY[*]}"`
	offered(t, "bash", func(script, typed string) *exec.Cmd { return exec.Command("bash", "-c", ask, script, typed) })
}

func TestFishOffersTheCommandsAndOptionsThatFit(t *testing.T) {
	ask := `source $argv[1]; complete -C $argv[2] | string match -rv '^--help' | string replace -r '\t.*' ''; true`
	offered(t, "fish", func(script, typed string) *exec.Cmd { return exec.Command("fish", "-N", "-c", ask, script, typed) })
}

func TestZshOffersTheCommandsAndOptionsThatFit(t *testing.T) {
	ask := `_describe() { local -a all; while [[ $1 == -* ]]; do shift; done; all=("${(@P)2}"); for i in $all; do [[ $i == $PREFIX* ]] && print -r -- ${i%%:*}; done }
		_files() { }; compdef() { }; words=(${=2}); [[ $2 == *' ' ]] && words+=(''); CURRENT=$#words; PREFIX=$words[-1]; source $1; _fristvakt; true`
	offered(t, "zsh", func(script, typed string) *exec.Cmd {
		return exec.Command("zsh", "-f", "-c", ask, "zsh", script, typed)
	})
}

func offered(t *testing.T, shell string, ask func(script, typed string) *exec.Cmd) {
	t.Helper()
	text, err := manual.Completion(shell, model(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath(shell); err != nil {
		t.Skip(shell + " is not installed")
	}
	script := filepath.Join(t.TempDir(), "fristvakt")
	if err := os.WriteFile(script, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, o := range offers {
		cmd := ask(script, o.typed)
		cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
		said, err := cmd.CombinedOutput()
		got := strings.Join(strings.Fields(strings.ReplaceAll(string(said), "--help", "")), " ")
		if err != nil || got != o.want {
			t.Errorf("%s after %q: %q, want %q (%v)", shell, o.typed, got, o.want, err)
		}
	}
}
