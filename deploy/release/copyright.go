package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// dependencies writes one line for each component, with tabs between.
func dependencies(w io.Writer, all []component) error {
	out := bufio.NewWriter(w)
	for _, c := range all {
		fmt.Fprintf(out, "%s\t%s\t%s\n", c.Name, c.Version, strings.Join(c.Licences, " AND "))
	}
	return out.Flush()
}

// copyright writes /usr/share/doc/fristvakt/copyright: our own licence, and
// that of each component. Texts that Debian keeps in common-licenses are named,
// and one that several components share word for word stands once.
func copyright(w io.Writer, own string, all []component) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "Fristvakt\n\n%s\n\n", strings.TrimSpace(own))
	fmt.Fprintf(out, "The program is one file and holds what follows. The Apache License 2.0 is in\n/usr/share/common-licenses/Apache-2.0.\n")
	first := map[string]string{}
	for _, c := range all {
		fmt.Fprintf(out, "\n%s\n%s %s\nLicence: %s\n", strings.Repeat("-", 78), c.Name, c.Version, strings.Join(c.Licences, " AND "))
		for _, text := range c.Texts {
			if other := first[text]; other != "" {
				fmt.Fprintf(out, "\nThe text is that of %s above.\n", other)
				continue
			}
			first[text] = c.Name
			fmt.Fprintf(out, "\n%s\n", text)
		}
	}
	return out.Flush()
}
