package manual

import (
	"regexp"
	"strings"
)

// Table is one table of a commented configuration, "" for what stands before
// the first.
type Table struct {
	Name    string
	About   string
	Options []Option
}

// Option is one line of a commented configuration.
type Option struct {
	Name    string
	Value   string // the default if Unset, else an example
	Unset   bool   // it is commented out
	Meaning string // the comment above it; "" where it shares that of the option before it
}

var (
	optionLine = regexp.MustCompile(`^(# )?([a-z_-]+) = (.+)$`)
	tableLine  = regexp.MustCompile(`^\[([a-z_.]+)\]$`)
)

// Tables reads a commented configuration. The comment above a line is its
// meaning; a comment before an empty line speaks of the file.
func Tables(configuration []byte) []Table {
	all := []Table{{}}
	about := ""
	for line := range strings.SplitSeq(string(configuration), "\n") {
		current := &all[len(all)-1]
		switch {
		case optionLine.MatchString(line):
			m := optionLine.FindStringSubmatch(line)
			current.Options = append(current.Options, Option{Name: m[2], Value: m[3], Unset: m[1] != "", Meaning: about})
			about = ""
		case tableLine.MatchString(line):
			all = append(all, Table{Name: tableLine.FindStringSubmatch(line)[1], About: about})
			about = ""
		case strings.HasPrefix(line, "# "):
			about = strings.TrimSpace(about + " " + line[2:])
		case line == "" && len(all) == 1 && current.About == "":
			current.About, about = about, ""
		}
	}
	return all
}
