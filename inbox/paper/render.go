package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"
)

// maxPixels bounds a rendering; a larger page is rendered coarser.
const maxPixels = 12 << 20

// render returns a page as a picture, or the reason why not.
func (e *engine) render(content []byte, req request) ([]byte, string) {
	if req.Format == FormatImage {
		return renderImage(content, req)
	}
	doc, err := e.open(content)
	if err != nil {
		return nil, reasonOf(err)
	}
	defer doc.close()
	loaded, err := e.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc.document, Index: req.Page})
	if err != nil {
		return nil, reasonOf(e.failed(err))
	}
	defer func() { _, _ = e.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
	format := enums.FPDF_BITMAP_FORMAT(enums.FPDF_BITMAP_FORMAT_GRAY)
	if req.PNG {
		format = enums.FPDF_BITMAP_FORMAT_BGRX
	}
	var picture []byte
	err = doc.draw(requests.Page{ByReference: &loaded.Page}, float64(req.DPI), format, func(b bitmap) error {
		picture, err = b.encode(req.PNG)
		return err
	})
	if err != nil {
		return nil, reasonOf(e.failed(err))
	}
	return picture, ""
}

// bitmap is a rendering in PDFium's memory, valid while it is being looked at.
type bitmap struct {
	pixels                []byte
	width, height, stride int
}

// draw renders a page and shows the bitmap to look.
func (d pdf) draw(page requests.Page, dpi float64, format enums.FPDF_BITMAP_FORMAT, look func(bitmap) error) error {
	width, err := d.FPDF_GetPageWidthF(&requests.FPDF_GetPageWidthF{Page: page})
	if err != nil {
		return fmt.Errorf("measure page: %w", err)
	}
	height, err := d.FPDF_GetPageHeightF(&requests.FPDF_GetPageHeightF{Page: page})
	if err != nil {
		return fmt.Errorf("measure page: %w", err)
	}
	b := bitmap{}
	b.width, b.height = pixels(float64(width.PageWidth), float64(height.PageHeight), dpi)
	created, err := d.FPDFBitmap_CreateEx(&requests.FPDFBitmap_CreateEx{
		Width: b.width, Height: b.height, Format: format, Pointer: uint64(0)})
	if err != nil {
		return fmt.Errorf("create bitmap: %w", err)
	}
	defer func() { _, _ = d.FPDFBitmap_Destroy(&requests.FPDFBitmap_Destroy{Bitmap: created.Bitmap}) }()
	_, err = d.FPDFBitmap_FillRect(&requests.FPDFBitmap_FillRect{
		Bitmap: created.Bitmap, Width: b.width, Height: b.height, Color: 0xFFFFFFFF})
	if err != nil {
		return fmt.Errorf("fill bitmap: %w", err)
	}
	_, err = d.FPDF_RenderPageBitmap(&requests.FPDF_RenderPageBitmap{
		Bitmap: created.Bitmap, Page: page, SizeX: b.width, SizeY: b.height, Flags: enums.FPDF_RENDER_FLAG_ANNOT})
	if err != nil {
		return fmt.Errorf("render: %w", err)
	}
	stride, err := d.FPDFBitmap_GetStride(&requests.FPDFBitmap_GetStride{Bitmap: created.Bitmap})
	if err != nil {
		return fmt.Errorf("measure bitmap: %w", err)
	}
	buffer, err := d.FPDFBitmap_GetBuffer(&requests.FPDFBitmap_GetBuffer{Bitmap: created.Bitmap})
	if err != nil {
		return fmt.Errorf("get bitmap: %w", err)
	}
	b.stride, b.pixels = stride.Stride, buffer.Buffer
	if b.stride < b.width || len(b.pixels) < b.stride*b.height {
		return stop(ReasonTooMuchMemory)
	}
	return look(b)
}

// pixels returns the size of a rendering at dpi of a page measured in points, reduced
// where it would be too large.
func pixels(width, height, dpi float64) (int, int) {
	w, h := width*dpi/72, height*dpi/72
	if area := w * h; area > maxPixels {
		shrink := math.Sqrt(maxPixels / area)
		w, h = w*shrink, h*shrink
	}
	side := func(v float64) int { return max(1, min(int(v), maxPixels/64)) }
	return side(w), side(h)
}

// encode returns the bitmap as PNG (from BGRX) or PGM (from grey).
func (b bitmap) encode(asPNG bool) ([]byte, error) {
	var out bytes.Buffer
	if !asPNG {
		fmt.Fprintf(&out, "P5\n%d %d\n255\n", b.width, b.height)
		for y := range b.height {
			out.Write(b.pixels[y*b.stride:][:b.width])
		}
		return out.Bytes(), nil
	}
	picture := image.NewRGBA(image.Rect(0, 0, b.width, b.height))
	for y := range b.height {
		from, to := b.pixels[y*b.stride:], picture.Pix[y*picture.Stride:]
		for x := 0; x < b.width*4; x += 4 {
			to[x], to[x+1], to[x+2], to[x+3] = from[x+2], from[x+1], from[x], 0xFF
		}
	}
	if err := png.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("encode png: %w", err)
	}
	return out.Bytes(), nil
}

// darkness returns the share of a page's pixels that are not nearly white, or -1 when it
// cannot be rendered. It tells outlines and faint scans from an empty page.
func (d pdf) darkness(page requests.Page) float64 {
	share := -1.0
	_ = d.draw(page, 40, enums.FPDF_BITMAP_FORMAT_GRAY, func(b bitmap) error {
		dark := 0
		for y := range b.height {
			for _, pixel := range b.pixels[y*b.stride:][:b.width] {
				if pixel < 200 {
					dark++
				}
			}
		}
		share = float64(dark) / float64(b.width*b.height)
		return nil
	})
	return share
}
