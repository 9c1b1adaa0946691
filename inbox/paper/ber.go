package paper

const (
	maxBERDepth  = 60
	maxBERValues = 100_000
	indefinite   = -1
)

// measureBER returns the length of the one value that raw begins with (ITU-T X.690), and
// false when it is malformed or nested too deep. Libraries read it recursively, so it is
// walked through before they see it.
func measureBER(raw []byte) (int, bool) {
	var ends []int // where the open constructed values end
	at := 0
	for range maxBERValues {
		for len(ends) > 0 && ends[len(ends)-1] == at {
			ends = ends[:len(ends)-1]
		}
		if at > 0 && len(ends) == 0 {
			return at, true
		}
		header, ok := berHeader(raw, at)
		limit := len(raw)
		if n := len(ends); n > 0 && ends[n-1] != indefinite {
			limit = ends[n-1]
		}
		switch {
		case !ok:
			return 0, false
		case header.eoc:
			if len(ends) == 0 || ends[len(ends)-1] != indefinite {
				return 0, false
			}
			ends = ends[:len(ends)-1]
			at = header.content
		case header.length > limit-header.content || len(ends) >= maxBERDepth:
			return 0, false
		case header.length == indefinite:
			if !header.constructed {
				return 0, false
			}
			ends = append(ends, indefinite)
			at = header.content
		case header.constructed:
			ends = append(ends, header.content+header.length)
			at = header.content
		default:
			at = header.content + header.length
		}
	}
	return 0, false
}

type berValue struct {
	content     int // where it begins
	length      int
	constructed bool
	eoc         bool // end of contents
}

func berHeader(raw []byte, at int) (berValue, bool) {
	if at+2 > len(raw) {
		return berValue{}, false
	}
	v := berValue{constructed: raw[at]&0x20 != 0}
	if raw[at] == 0 && raw[at+1] == 0 {
		return berValue{content: at + 2, eoc: true}, true
	}
	if raw[at]&0x1F == 0x1F {
		return berValue{}, false // no tag in a signature is that large
	}
	size := int(raw[at+1])
	v.content = at + 2
	switch {
	case size == 0x80:
		v.length = indefinite
		return v, true
	case size < 0x80:
		v.length = size
		return v, true
	case size > 0x84 || v.content+size&0x7F > len(raw):
		return berValue{}, false
	}
	for range size & 0x7F {
		v.length = v.length<<8 | int(raw[v.content])
		v.content++
	}
	return v, true
}
