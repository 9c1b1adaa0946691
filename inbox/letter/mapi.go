package letter

import "encoding/binary"

// MAPI properties (MS-OXPROPS) that matter to a reader of letters.
const (
	mapiSubject      = 0x0037
	mapiSentName     = 0x0c1a
	mapiSentAddress  = 0x0c1f
	mapiSentSMTP     = 0x5d01
	mapiBody         = 0x1000
	mapiHTML         = 0x1013
	mapiHeaders      = 0x007d
	mapiDisplayName  = 0x3001
	mapiData         = 0x3701
	mapiFileName     = 0x3704
	mapiLongFileName = 0x3707
	mapiMediaType    = 0x370e
	mapiContentID    = 0x3712
)

// Property types (MS-OXCDATA section 2.11.1).
const (
	mapiShort    = 0x02
	mapiLong     = 0x03
	mapiFloat    = 0x04
	mapiDouble   = 0x05
	mapiCurrency = 0x06
	mapiAppTime  = 0x07
	mapiError    = 0x0a
	mapiBoolean  = 0x0b
	mapiObject   = 0x0d
	mapiInteger  = 0x14
	mapiString   = 0x1e
	mapiUnicode  = 0x1f
	mapiTime     = 0x40
	mapiGUID     = 0x48
	mapiBinary   = 0x102
	mapiMultiple = 0x1000
)

// readProperties calls take for every property with text or bytes in an
// encapsulated property list (MS-OXTNEF section 2.1.3.4), and stops where the
// list is damaged.
func readProperties(raw []byte, take func(id uint16, value []byte, unicode bool)) {
	p := properties{raw}
	for n := p.uint32(); n > 0 && len(p.raw) >= 4; n-- {
		kind, id := p.uint16(), p.uint16()
		if id >= 0x8000 && !p.skipName() {
			return
		}
		values := uint32(1)
		multiple := kind&mapiMultiple != 0
		kind &^= mapiMultiple
		if multiple || kind == mapiString || kind == mapiUnicode || kind == mapiBinary || kind == mapiObject {
			values = p.uint32()
		}
		for ; values > 0; values-- {
			value, ok := p.value(kind)
			if !ok {
				return
			}
			if value != nil {
				take(id, value, kind == mapiUnicode)
			}
		}
	}
}

// properties is what is left of a property list.
type properties struct{ raw []byte }

func (p *properties) uint16() uint16 {
	v := p.bytes(2)
	if v == nil {
		return 0
	}
	return binary.LittleEndian.Uint16(v)
}

func (p *properties) uint32() uint32 {
	v := p.bytes(4)
	if v == nil {
		return 0
	}
	return binary.LittleEndian.Uint32(v)
}

// bytes cuts n bytes off, nil where they are not there.
func (p *properties) bytes(n int) []byte {
	if n < 0 || n > len(p.raw) {
		p.raw = nil
		return nil
	}
	v := p.raw[:n:n]
	p.raw = p.raw[n:]
	return v
}

// skipName passes over the name of a named property.
func (p *properties) skipName() bool {
	p.bytes(16)
	if p.uint32() == 0 {
		p.uint32()
		return p.raw != nil
	}
	n := int64(p.uint32())
	return n <= int64(len(p.raw)) && p.bytes(int(padded(n))) != nil
}

// value cuts one value off; it is nil for numbers and the like.
func (p *properties) value(kind uint16) ([]byte, bool) {
	switch kind {
	case mapiShort, mapiLong, mapiFloat, mapiError, mapiBoolean:
		return nil, p.bytes(4) != nil
	case mapiDouble, mapiCurrency, mapiAppTime, mapiInteger, mapiTime:
		return nil, p.bytes(8) != nil
	case mapiGUID:
		return nil, p.bytes(16) != nil
	case mapiString, mapiUnicode, mapiBinary, mapiObject:
		n := int64(p.uint32())
		if n > int64(len(p.raw)) {
			return nil, false
		}
		value := p.raw[:n:n]
		p.bytes(int(min(padded(n), int64(len(p.raw)))))
		return value, true
	}
	return nil, false
}

// padded rounds up to a multiple of four.
func padded(n int64) int64 { return (n + 3) &^ 3 }
