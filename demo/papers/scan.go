package papers

import (
	"image"
	"image/color"
	"math/rand/v2"
)

// Scan is what a copier makes of a paper of so many pages: pictures of lines,
// without any text that a program could read.
func Scan(pages int, seed uint64) []byte {
	random := rand.New(rand.NewPCG(seed, 11))
	s := newSheet("")
	for n := range pages {
		if n > 0 {
			s.pdf.AddPage()
		}
		place(s, scanned(random), 0, 0, 210, 297)
	}
	return s.bytes()
}

// scanned is one page: a heading, paragraphs and two signatures of grey blots.
func scanned(random *rand.Rand) []byte {
	m := image.NewGray(image.Rect(0, 0, 620, 877))
	for i := range m.Pix {
		m.Pix[i] = uint8(246 + random.IntN(9))
	}
	for y := 90; y < 700; y += 15 {
		if random.IntN(6) == 0 {
			continue
		}
		blotLine(m, random, y)
	}
	return encode(m)
}

func blotLine(m *image.Gray, random *rand.Rand, y int) {
	end := 360 + random.IntN(190)
	for x := 75; x < end; {
		word := 8 + random.IntN(40)
		for i := x; i < min(x+word, end); i++ {
			for dy := range 6 {
				if random.IntN(3) > 0 {
					m.SetGray(i, y+dy, color.Gray{Y: uint8(40 + random.IntN(60))})
				}
			}
		}
		x += word + 6
	}
}
