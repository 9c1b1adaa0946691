package workflows

import "strings"

// KeyParts is what the key of a mail says.
type KeyParts struct {
	Round, Party, Milestone, Step string
	Rehearsal                     bool
}

// ParseKey takes the key of a mail to a party apart. The parts of another key,
// such as a digest's, are empty.
func ParseKey(key string) KeyParts {
	var p KeyParts
	key, p.Rehearsal = strings.CutPrefix(key, rehearsalPrefix)
	parts := strings.Split(key, "/")
	if len(parts) < 3 || parts[0] == "digest" {
		return KeyParts{Rehearsal: p.Rehearsal}
	}
	p.Round, p.Party, p.Milestone = parts[0], parts[1], parts[2]
	if len(parts) > 3 {
		p.Step = parts[3]
	}
	return p
}
