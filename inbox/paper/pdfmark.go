package paper

// box is a rectangle on a page, in points from its lower left corner.
type box struct{ left, bottom, right, top float64 }

func (b box) width() float64  { return b.right - b.left }
func (b box) height() float64 { return b.top - b.bottom }

// sheetSize is the size of a page in points.
type sheetSize struct{ width, height float64 }

// isLetterhead reports whether something small stands at the top of the page, where coats
// of arms and logos are and nobody signs.
func (s sheetSize) isLetterhead(b box) bool {
	return b.bottom > 0.86*s.height && b.height() < 0.14*s.height
}

// picture counts a picture. Rules, dots and other ornaments are images too in some files.
func (m *marks) picture(b box, sheet sheetSize) {
	if b.width() < 36 || b.height() < 12 || sheet.isLetterhead(b) {
		return
	}
	m.pictures++
	if area := sheet.width * sheet.height; area > 0 {
		m.cover = max(m.cover, b.width()*b.height()/area)
	}
}

// A pen that is lifted and set down again this near draws on at the same place.
const penLift = 18

// stroke counts what a pen has drawn. A signature is larger than a letter and narrower than
// a drawing, and often several strokes. Its height says little: PDFium reckons the spikes in
// that sharp turns could have.
func (m *marks) stroke(b box, sheet sheetSize) {
	if b.width() < 20 || b.height() < 5 || b.width() > 0.6*sheet.width || sheet.isLetterhead(b) || len(m.strokes) >= maxAnnotations {
		return
	}
	for i, o := range m.strokes {
		if b.left < o.right+penLift && o.left < b.right+penLift && b.bottom < o.top+penLift && o.bottom < b.top+penLift {
			m.strokes[i] = box{min(b.left, o.left), min(b.bottom, o.bottom), max(b.right, o.right), max(b.top, o.top)}
			return
		}
	}
	m.strokes = append(m.strokes, b)
}
