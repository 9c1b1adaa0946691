// Command release names everything that fristvakt is linked from, with its
// licence. It is run when a release is made and is no part of the program. It
// must never guess a licence: a text that it does not know ends it.
//
//	release copyright      the copyright file of the Debian package
//	release dependencies   one line for each component: name, version, licence
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: release copyright|dependencies")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func write(what string) error {
	all, err := linked("fristvakt/cmd/fristvakt")
	if err != nil {
		return err
	}
	switch what {
	case "copyright":
		own, err := os.ReadFile("LICENSE")
		if err != nil {
			return fmt.Errorf("read our own licence: %w", err)
		}
		return copyright(os.Stdout, string(own), all)
	case "dependencies":
		return dependencies(os.Stdout, all)
	}
	return fmt.Errorf("%q is neither copyright nor dependencies", what)
}
