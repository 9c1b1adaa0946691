// Package manual writes what a shell and man(1) know of the command line: the
// pages fristvakt(1) and fristvakt.toml(5), and the completions of bash, zsh and
// fish. All of it is made from the command line's own definition and from the
// example configuration, so that it cannot say anything else than these. It must
// never describe an option in words of its own.
package manual

import (
	"github.com/alecthomas/kong"
)

// Command is one command with what it takes.
type Command struct {
	Path  string // as typed: "review accept"
	Words string // Path with its arguments: "review accept ID"
	Help  string
	Flags []*kong.Flag
	Subs  []*kong.Node // the commands below it, where it does nothing itself
}

// Commands lists what can be typed after the program's name, in the order of the
// help, without what is hidden. The first is the program itself, with the flags
// that every command takes.
func Commands(app *kong.Application) []Command {
	return below(app.Node, "")
}

func below(n *kong.Node, path string) []Command {
	c := Command{Path: path, Words: path, Help: n.Help}
	for _, f := range n.Flags {
		if !f.Hidden && !(path != "" && f.Name == "help") {
			c.Flags = append(c.Flags, f)
		}
	}
	for _, p := range n.Positional {
		c.Words += " " + p.Summary()
	}
	all := []Command{c}
	for _, child := range n.Children {
		if child.Hidden {
			continue
		}
		all[0].Subs = append(all[0].Subs, child)
		sub := child.Name
		if path != "" {
			sub = path + " " + child.Name
		}
		all = append(all, below(child, sub)...)
	}
	return all
}
