package workflows

import (
	"encoding/json"
	"regexp"
	"strings"
)

// forgottenWord stands where something of a person was.
const forgottenWord = "[gløymt]"

// Redaction says that a fact lost what it told of a person.
type Redaction struct {
	Seq    int64  `json:"seq"`
	Digest string `json:"digest"` // SHA-256 of what is left, in hex
}

// Redact takes a mail address out of a fact wherever it stands, and reports
// whether it stood there. What the fact does in the ledger stays, but for a
// contact with that address, which is none any more.
func Redact(f Fact, address string) (Fact, bool) {
	body, err := json.Marshal(f)
	if err != nil || !strings.Contains(strings.ToLower(string(body)), strings.ToLower(address)) {
		return f, false
	}
	if strings.EqualFold(f.Address, address) {
		f.Address = ""
	}
	if body, err = json.Marshal(f); err != nil {
		return f, false
	}
	body = regexp.MustCompile(`(?i)`+regexp.QuoteMeta(address)).ReplaceAllLiteral(body, []byte(forgottenWord))
	var rest Fact
	if err := json.Unmarshal(body, &rest); err != nil {
		return f, false
	}
	return rest, true
}
