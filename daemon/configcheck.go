package daemon

import (
	"fmt"
	"slices"
	"strings"
)

type configChecker struct {
	path, text string
	complaints []error
}

func (v *configChecker) given(table, key, value, what string) {
	if value == "" {
		v.complain(table, key, "missing: write %s", what)
	}
}

func (v *configChecker) tls(table, mode string) {
	if !slices.Contains([]string{"implicit", "starttls", "plaintext"}, mode) {
		v.complain(table, "tls", "%q: write implicit, starttls or (on loopback only) plaintext", mode)
	}
}

func (v *configChecker) complain(table, key, format string, args ...any) {
	name := key
	if table != "" {
		name = table + "." + key
	}
	v.complaints = append(v.complaints, fmt.Errorf("%s:%d: %s: %s", v.path, v.line(table, key), name, fmt.Sprintf(format, args...)))
}

// line finds the key in the text, or its table, or the first line.
func (v *configChecker) line(table, key string) int {
	current, found := "", 1
	for i, line := range strings.Split(v.text, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			current = strings.Trim(line, "[] ")
			if current == table {
				found = i + 1
			}
			continue
		}
		name, _, assigned := strings.Cut(line, "=")
		if assigned && current == table && strings.TrimSpace(name) == key {
			return i + 1
		}
	}
	return found
}
