package fristvakt_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestEveryEventOfTheLogIsDocumentedWithItsLevelsAndKeys reads the calls that
// log an event and the tables of docs/events.md, and holds each against the
// other.
func TestEveryEventOfTheLogIsDocumentedWithItsLevelsAndKeys(t *testing.T) {
	code, documented := map[string]map[string]bool{}, map[string]map[string]bool{}
	note := func(where map[string]map[string]bool, event string, words ...string) {
		if where[event] == nil {
			where[event] = map[string]bool{}
		}
		for _, w := range words {
			where[event][w] = true
		}
	}
	eachFile(t, ".go", func(name, text string) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if event, words := logged(n); event != "" {
				note(code, event, words...)
			} else if words != nil {
				t.Errorf("%s logs an event whose name is not written where it is logged", name)
			}
			return true
		})
	})
	row := regexp.MustCompile("(?m)^\\| `(\\w+)` \\| ([a-z, ]+) \\| ([^|]*) \\|")
	quoted := regexp.MustCompile("`(\\w+)`")
	for _, m := range row.FindAllStringSubmatch(read(t, "docs/events.md"), -1) {
		for _, level := range []string{"debug", "info", "warn", "error"} {
			if strings.Contains(m[2], level) {
				note(documented, m[1], level+" level")
			}
		}
		for _, key := range quoted.FindAllStringSubmatch(m[3], -1) {
			note(documented, m[1], key[1])
		}
	}
	if len(code) < 15 {
		t.Errorf("only %d events are logged", len(code))
	}
	for event := range merged(code, documented) {
		is, says := slices.Sorted(maps.Keys(code[event])), slices.Sorted(maps.Keys(documented[event]))
		if !slices.Equal(is, says) {
			t.Errorf("%s: the code has %q, docs/events.md %q", event, is, says)
		}
	}
}

func merged(a, b map[string]map[string]bool) map[string]bool {
	all := map[string]bool{}
	for _, m := range []map[string]map[string]bool{a, b} {
		for name := range m {
			all[name] = true
		}
	}
	return all
}

// logged returns the event of a call that logs one, with its level and keys.
func logged(n ast.Node) (event string, words []string) {
	call, is := n.(*ast.CallExpr)
	if !is || len(call.Args) < 3 || word(call.Args[1]) != "event" {
		return "", nil
	}
	method, is := call.Fun.(*ast.SelectorExpr)
	if !is {
		return "", nil
	}
	words = []string{strings.ToLower(method.Sel.Name) + " level"}
	for i := 3; i < len(call.Args); i += 2 {
		words = append(words, word(call.Args[i]))
	}
	return word(call.Args[2]), words
}

// word is the text of a string that is written out.
func word(e ast.Expr) string {
	literal, is := e.(*ast.BasicLit)
	if !is {
		return ""
	}
	text, err := strconv.Unquote(literal.Value)
	if err != nil {
		return ""
	}
	return text
}
