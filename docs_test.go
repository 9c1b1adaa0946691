package fristvakt_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	declaredTest = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	roomOrTest   = regexp.MustCompile("`([a-z/]+)`|\\b((?:Test|Fuzz)[A-Z]\\w+)")
	link         = regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`)
	wrapped      = regexp.MustCompile(`\n\s*(?://|#)\s*`)
	cited        = regexp.MustCompile(`domain\.md,? sections? (\d[\d.]*\b)(?: and (\d[\d.]*\b))?`)
	sectionTitle = regexp.MustCompile(`(?m)^#+ (\d[\d.]*\b)`)
)

// TestEveryTestThatAGuaranteeNamesExists looks for each in the room that is
// named before it on its line.
func TestEveryTestThatAGuaranteeNamesExists(t *testing.T) {
	declared, anywhere := map[string]bool{}, map[string]bool{}
	eachFile(t, "_test.go", func(name, text string) {
		for _, m := range declaredTest.FindAllStringSubmatch(text, -1) {
			declared[path.Dir(name)+" "+m[1]], anywhere[m[1]] = true, true
		}
	})
	named := 0
	for i, line := range strings.Split(read(t, "docs/guarantees.md"), "\n") {
		room := ""
		for _, m := range roomOrTest.FindAllStringSubmatch(line, -1) {
			if _, known := rooms[m[1]]; known {
				room = m[1]
			}
			if test := m[2]; test != "" {
				named++
				if !declared[room+" "+test] && !(room == "" && anywhere[test]) {
					t.Errorf("docs/guarantees.md:%d: there is no %s in %q", i+1, test, room)
				}
			}
		}
	}
	if named < 50 {
		t.Errorf("only %d tests are named", named)
	}
}

func TestEveryLinkInTheDocumentsLeadsToAFile(t *testing.T) {
	links := 0
	eachFile(t, ".md", func(name, text string) {
		if path.Dir(name) != "." && !strings.HasPrefix(name, "docs/") {
			return
		}
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			links++
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), m[1])); err != nil {
				t.Errorf("%s links to %s: %v", name, m[1], err)
			}
		}
	})
	if links < 5 {
		t.Errorf("only %d links were looked at", links)
	}
}

func TestEverySectionOfTheDomainThatIsCitedExists(t *testing.T) {
	sections := map[string]bool{}
	for _, m := range sectionTitle.FindAllStringSubmatch(read(t, "docs/domain.md"), -1) {
		sections[m[1]] = true
	}
	citations := 0
	eachFile(t, ".go", func(name, text string) {
		for _, m := range cited.FindAllStringSubmatch(wrapped.ReplaceAllString(text, " "), -1) {
			citations++
			for _, number := range m[1:] {
				if number != "" && !sections[number] {
					t.Errorf("%s cites section %s of docs/domain.md, which has none", name, number)
				}
			}
		}
	})
	if citations < 10 {
		t.Errorf("only %d citations were looked at", citations)
	}
}

// eachFile visits the files of the repository whose names end so, with paths
// as they are written in links.
func eachFile(t *testing.T, end string, visit func(name, text string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, end) {
			return err
		}
		visit(filepath.ToSlash(name), read(t, name))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
