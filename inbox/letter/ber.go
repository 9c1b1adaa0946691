package letter

// element is one BER element (X.690 section 8.1).
type element struct {
	tag     byte
	content []byte
}

const (
	berOctetString = 0x04
	berConstructed = 0x20
	berMaxDepth    = 16
)

// cutElement cuts the first element off. Content of indefinite length ends
// before its end-of-contents octets.
func cutElement(raw []byte) (element, []byte, error) {
	return cutElementAt(raw, 0)
}

func cutElementAt(raw []byte, depth int) (element, []byte, error) {
	header, length, indefinite, ok := elementHeader(raw)
	if !ok || depth > berMaxDepth {
		return element{}, nil, errDamaged
	}
	body := raw[header:]
	if !indefinite {
		if length > len(body) {
			return element{}, nil, errDamaged
		}
		return element{raw[0], body[:length]}, body[length:], nil
	}
	rest := body
	for {
		if len(rest) >= 2 && rest[0] == 0 && rest[1] == 0 {
			return element{raw[0], body[:len(body)-len(rest)]}, rest[2:], nil
		}
		var err error
		if _, rest, err = cutElementAt(rest, depth+1); err != nil {
			return element{}, nil, err
		}
	}
}

// elementHeader reads tag and length. High tag numbers do not occur in CMS.
func elementHeader(raw []byte) (header, length int, indefinite, ok bool) {
	if len(raw) < 2 || raw[0]&0x1f == 0x1f {
		return 0, 0, false, false
	}
	first := raw[1]
	if first < 0x80 {
		return 2, int(first), false, true
	}
	n := int(first & 0x7f)
	if n == 0 {
		return 2, 0, true, raw[0]&berConstructed != 0
	}
	if n > 4 || len(raw) < 2+n {
		return 0, 0, false, false
	}
	for _, b := range raw[2 : 2+n] {
		length = length<<8 | int(b)
	}
	return 2 + n, length, false, true
}

// octets joins an octet string that may come in pieces, nested or not.
func octets(out, raw []byte, depth int) ([]byte, error) {
	if depth > berMaxDepth {
		return nil, errDamaged
	}
	for len(raw) > 0 {
		e, rest, err := cutElement(raw)
		if err != nil {
			return nil, err
		}
		switch e.tag {
		case berOctetString:
			out = append(out, e.content...)
		case berOctetString | berConstructed:
			if out, err = octets(out, e.content, depth+1); err != nil {
				return nil, err
			}
		default:
			return nil, errDamaged
		}
		raw = rest
	}
	return out, nil
}
