package workflows

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// TOMLComplaints rewrites an error of the TOML library as lines with file, line
// and what is wrong.
func TOMLComplaints(source string, err error) error {
	var unknown *toml.StrictMissingError
	if errors.As(err, &unknown) {
		var all []error
		for _, e := range unknown.Errors {
			line, _ := e.Position()
			all = append(all, fmt.Errorf("%s:%d: %s", source, line, unknownKey(e)))
		}
		return errors.Join(all...)
	}
	var broken *toml.DecodeError
	if errors.As(err, &broken) {
		line, _ := broken.Position()
		return fmt.Errorf("%s:%d: %s", source, line, brokenTOML(broken))
	}
	return fmt.Errorf("%s: %w", source, err)
}

func unknownKey(e toml.DecodeError) string {
	return fmt.Sprintf("unknown key %q: see the example for the keys there are", strings.Join(e.Key(), "."))
}

// brokenTOML says what the library found without the names of our Go types.
func brokenTOML(e *toml.DecodeError) string {
	text := strings.TrimPrefix(e.Error(), "toml: ")
	if strings.HasPrefix(text, "cannot decode") || strings.HasPrefix(text, "cannot store") {
		return fmt.Sprintf("the value of %q is of the wrong kind: see the example for how it is written", strings.Join(e.Key(), "."))
	}
	return text
}

// tomlLines finds the line of every table and key, as "milestone[2].date" and
// "milestone[2].step[0].when". The library points at lines for what it refuses
// itself, not for what is refused later.
func tomlLines(text []byte) map[string]int {
	lines := make(map[string]int)
	count := make(map[string]int)
	table, line, counted := "", 1, 0
	var p unstable.Parser
	p.Reset(text)
	for p.NextExpression() {
		e := p.Expression()
		var names []string
		for it := e.Key(); it.Next(); {
			names = append(names, string(it.Node().Data))
			if at := int(it.Node().Raw.Offset); at > counted {
				line += bytes.Count(text[counted:at], []byte("\n"))
				counted = at
			}
		}
		path := ""
		switch e.Kind {
		case unstable.ArrayTable:
			table = arrayPath(count, names)
			path = table
		case unstable.Table:
			table = strings.Join(names, ".")
			path = table
		case unstable.KeyValue:
			path = strings.TrimPrefix(table+"."+strings.Join(names, "."), ".")
		}
		lines[path] = line
	}
	return lines
}

// arrayPath numbers the tables of an array: the newest of each name around it,
// a new one of the last name.
func arrayPath(count map[string]int, names []string) string {
	path := ""
	for i, name := range names {
		path = strings.TrimPrefix(path+"."+name, ".")
		if i == len(names)-1 {
			count[path]++
		}
		path = fmt.Sprintf("%s[%d]", path, max(count[path]-1, 0))
	}
	return path
}
