package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	_ "image/gif"  // decoded for OCR
	_ "image/jpeg" // decoded for OCR
	"image/png"
	"math"
)

// A picture smaller than this in pixels is a logo or an emoticon, not a page.
const (
	minScanWidth  = 600
	minScanHeight = 300
)

// readImage recognises a picture of a page. What the standard library cannot decode
// (TIFF, HEIC, WebP, BMP) is taken for one.
func readImage(content []byte) (Paper, error) {
	page := Page{Pictures: 1, Scan: true}
	config, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err == nil {
		long, short := max(config.Width, config.Height), min(config.Width, config.Height)
		page.Scan = long >= minScanWidth && short >= minScanHeight
	}
	if err != nil && decodable(content) {
		return Paper{Pages: []Page{page}}, stop(ReasonDamaged)
	}
	return Paper{Pages: []Page{page}}, nil
}

func decodable(content []byte) bool {
	switch imageKind(content) {
	case "jpeg", "png", "gif":
		return true
	}
	return false
}

// renderImage returns a picture as PGM or PNG, not larger than maxPixels; a TIFF that is
// wanted for OCR stays as it is, for Tesseract reads all its pages.
func renderImage(content []byte, req request) ([]byte, string) {
	if imageKind(content) == "tiff" && !req.PNG {
		return content, ""
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return nil, ReasonUnknownFormat
	}
	if int64(config.Width)*int64(config.Height) > 5*maxPixels {
		return nil, ReasonTooLarge
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, ReasonDamaged
	}
	grey := shrink(picture)
	var out bytes.Buffer
	if req.PNG {
		if err := png.Encode(&out, grey); err != nil {
			return nil, ReasonDamaged
		}
		return out.Bytes(), ""
	}
	fmt.Fprintf(&out, "P5\n%d %d\n255\n", grey.Rect.Dx(), grey.Rect.Dy())
	out.Write(grey.Pix)
	return out.Bytes(), ""
}

// shrink returns the picture in grey on white, reduced to maxPixels.
func shrink(picture image.Image) *image.Gray {
	bounds := picture.Bounds()
	factor := max(1, math.Sqrt(float64(bounds.Dx())*float64(bounds.Dy())/maxPixels))
	width, height := int(float64(bounds.Dx())/factor), int(float64(bounds.Dy())/factor)
	grey := image.NewGray(image.Rect(0, 0, max(1, width), max(1, height)))
	for y := range height {
		for x := range width {
			at := picture.At(bounds.Min.X+int(float64(x)*factor), bounds.Min.Y+int(float64(y)*factor))
			grey.Pix[y*grey.Stride+x] = onWhite(at)
		}
	}
	return grey
}

func onWhite(c color.Color) uint8 {
	r, g, b, a := c.RGBA()
	luminance := (19595*r + 38470*g + 7471*b) >> 16
	return uint8(min(0xFFFF, luminance+0xFFFF-a) >> 8)
}

// imageKind names the format of a picture by its first bytes, "" for none known.
func imageKind(content []byte) string {
	for _, kind := range []struct{ name, magic string }{
		{"jpeg", "\xFF\xD8\xFF"}, {"png", "\x89PNG\r\n\x1A\n"}, {"gif", "GIF8"},
		{"tiff", "II*\x00"}, {"tiff", "MM\x00*"},
	} {
		if bytes.HasPrefix(content, []byte(kind.magic)) {
			return kind.name
		}
	}
	if len(content) < 12 {
		return ""
	}
	switch brand := string(content[8:12]); {
	case string(content[:2]) == "BM" && string(content[6:10]) == "\x00\x00\x00\x00":
		return "bmp"
	case string(content[:4]) == "RIFF" && brand == "WEBP":
		return "webp"
	case string(content[4:8]) == "ftyp" && bytes.Contains([]byte("heic heix hevc mif1 msf1 heim heis avif"), []byte(brand)):
		return "heic"
	}
	return ""
}
