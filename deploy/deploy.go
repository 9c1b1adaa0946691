// Package deploy holds what an installation begins with: the example
// configuration, the service unit and the packaging. It must never read or
// write anything itself.
package deploy

import _ "embed"

// Configuration is the commented example configuration, with every option, its
// default and its meaning.
//
//go:embed fristvakt.toml
var Configuration []byte
