package fristvakt_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

var breaking = flag.Bool("breaking", false, "build each broken program of docs/broken.toml and see its tests fail")

// breakage is one way to break the program and the tests that must see it.
type breakage struct {
	Guarantee, How, File, Old, New string
	Elsewhere                      []int
	Fails                          []string // "room Test"
}

func breakages(t *testing.T) []breakage {
	t.Helper()
	var list struct{ Break []breakage }
	if err := toml.Unmarshal([]byte(read(t, "docs/broken.toml")), &list); err != nil {
		t.Fatal(err)
	}
	return list.Break
}

var (
	chapter = regexp.MustCompile(`(?m)^## (.+)$`)
	numeral = regexp.MustCompile(`(?m)^\| (\d+) \|`)
)

// TestEveryGuaranteeIsKnownToBreak holds the list of broken programs against
// the code and the guarantees, without building them.
func TestEveryGuaranteeIsKnownToBreak(t *testing.T) {
	text := read(t, "docs/guarantees.md")
	unbroken := map[string]bool{}
	for _, m := range append(chapter.FindAllStringSubmatch(text, -1), numeral.FindAllStringSubmatch(text, -1)...) {
		unbroken[m[1]] = true
	}
	delete(unbroken, "What goes wrong elsewhere")
	for _, b := range breakages(t) {
		if n := strings.Count(read(t, b.File), b.Old); n != 1 {
			t.Errorf("%s: what is to be broken stands %d times in %s", b.How, n, b.File)
		}
		delete(unbroken, b.Guarantee)
		for _, n := range b.Elsewhere {
			delete(unbroken, fmt.Sprint(n))
		}
		for _, name := range b.Fails {
			room, test, _ := strings.Cut(name, " ")
			declared := false
			eachFile(t, "_test.go", func(file, text string) {
				declared = declared || filepath.ToSlash(filepath.Dir(file)) == room && strings.Contains(text, "func "+test+"(")
			})
			if !declared {
				t.Errorf("%s: there is no test %s", b.How, name)
			}
		}
	}
	for name := range unbroken {
		t.Errorf("nothing breaks %q", name)
	}
}

// TestEachBrokenProgramFailsItsTests takes an hour; see "make broken".
func TestEachBrokenProgramFailsItsTests(t *testing.T) {
	if !*breaking {
		t.Skip("asked for with -breaking only")
	}
	for _, b := range breakages(t) {
		t.Run(b.How, func(t *testing.T) {
			overlay, rooms := b.overlay(t), map[string][]string{}
			for _, name := range b.Fails {
				room, test, _ := strings.Cut(name, " ")
				rooms[room] = append(rooms[room], test)
			}
			for room, tests := range rooms {
				seen(t, overlay, room, tests)
			}
		})
	}
}

// seen holds that each of the tests of a room fails in the broken program. One
// that hangs or ends the process takes the others with it.
func seen(t *testing.T, overlay, room string, tests []string) {
	t.Helper()
	out, err := exec.Command("go", "test", "-overlay", overlay, "-count=1", "-timeout", "90s",
		"-run", "^("+strings.Join(tests, "|")+")$", "./"+room).CombinedOutput()
	said := string(out)
	if strings.Contains(said, "[build failed]") || strings.Contains(said, "[setup failed]") {
		t.Fatalf("it does not build:\n%s", said)
	}
	for _, test := range tests {
		if err == nil || !strings.Contains(said, "--- FAIL: "+test) && !strings.Contains(said, "panic: ") {
			t.Errorf("%s %s does not see it", room, test)
			continue
		}
		t.Logf("%s %s fails", room, test)
	}
}

// overlay writes the broken file, and what tells go to build with it.
func (b breakage) overlay(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	whole, err := filepath.Abs(b.File)
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(dir, filepath.Base(b.File))
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{whole: broken}})
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(dir, "overlay.json")
	for name, content := range map[string]string{broken: strings.Replace(read(t, b.File), b.Old, b.New, 1), list: string(replace)} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return list
}
