package letter

import "strings"

// maxReferences bounds the thread of a letter; its last entries are kept, for
// they are the nearest.
const maxReferences = 100

// messageIDs reads the message identifiers of a field (RFC 5322 section
// 3.6.4), without angle brackets. A folded identifier is put together again;
// one without brackets counts too.
func messageIDs(field string) []string {
	var ids []string
	rest := field
	for {
		_, after, ok := strings.Cut(rest, "<")
		if !ok {
			break
		}
		id, next, _ := strings.Cut(after, ">")
		if id = strings.Join(strings.Fields(id), ""); id != "" {
			ids = append(ids, id)
		}
		rest = next
	}
	if len(ids) == 0 {
		for word := range strings.FieldsSeq(field) {
			if strings.Contains(word, "@") {
				ids = append(ids, strings.Trim(word, `<>,;"`))
			}
		}
	}
	if len(ids) > maxReferences {
		ids = ids[len(ids)-maxReferences:]
	}
	return ids
}

// messageID reads the first message identifier of a field, or what stands in
// its place.
func messageID(field string) string {
	if ids := messageIDs(field); len(ids) > 0 {
		return ids[0]
	}
	return strings.Trim(strings.TrimSpace(field), "<>")
}
