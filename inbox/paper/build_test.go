package paper_test

import (
	"archive/zip"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/digitorus/pkcs7"
	"github.com/go-pdf/fpdf"
)

// written returns a PDF with one page for each text, as an office program would make it.
func written(t testing.TB, pages ...string) []byte {
	t.Helper()
	doc := fpdf.New("P", "mm", "A4", "")
	doc.SetTitle("Særutskrift", true)
	doc.SetAuthor("Eksempel kommune", true)
	letters := doc.UnicodeTranslatorFromDescriptor("cp1252")
	doc.SetFont("Helvetica", "", 11)
	for _, page := range pages {
		doc.AddPage()
		doc.MultiCell(0, 6, letters(page), "", "L", false)
	}
	return output(t, doc)
}

func output(t testing.TB, doc *fpdf.Fpdf) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := doc.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// photographed returns a PDF whose only page is the picture, and a line of text on it if
// there is one.
func photographed(t testing.TB, picture []byte, stamp string) []byte {
	t.Helper()
	doc := fpdf.New("P", "mm", "A4", "")
	doc.AddPage()
	doc.RegisterImageOptionsReader("scan", fpdf.ImageOptions{ImageType: "JPEG"}, bytes.NewReader(picture))
	doc.ImageOptions("scan", 0, 0, 210, 297, false, fpdf.ImageOptions{}, 0, "")
	if stamp != "" {
		doc.SetFont("Helvetica", "", 8)
		doc.Text(10, 5, stamp)
	}
	return output(t, doc)
}

// photo returns a picture with some dark strokes.
func photo(t testing.TB, width, height int) []byte {
	t.Helper()
	picture := image.NewGray(image.Rect(0, 0, width, height))
	for i := range picture.Pix {
		picture.Pix[i] = 250
	}
	for x := range width / 2 {
		picture.SetGray(x+width/4, height/3+x%7, color.Gray{Y: 20})
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// zipped returns a zip of the named parts, in the order given.
func zipped(t testing.TB, parts ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(parts); i += 2 {
		method := zip.Deflate
		if parts[i] == "mimetype" {
			method = zip.Store
		}
		part, err := w.CreateHeader(&zip.FileHeader{Name: parts[i], Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// identity is a person with a certificate of their own making.
type identity struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
}

func person(t testing.TB, name, organisation string) identity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: name, Organization: []string{organisation}},
		NotBefore:    time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return identity{key, cert}
}

// pdfFile is a PDF written by hand, revision by revision.
type pdfFile struct {
	bytes   []byte
	objects int
	start   int // of the last cross-reference table
	fields  []int
}

// handwritten returns a PDF of one page that shows the text.
func handwritten(text string) *pdfFile {
	f := &pdfFile{bytes: []byte("%PDF-1.7\n"), objects: 1}
	content := fmt.Sprintf("BT /F1 12 Tf 72 720 Td (%s) Tj ET", text)
	f.revise(map[int]string{
		1: "<< /Type /Catalog /Pages 2 0 R >>",
		2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		4: fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content),
		5: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	})
	return f
}

// revise appends a revision with these objects.
func (f *pdfFile) revise(objects map[int]string) {
	var table strings.Builder
	for n := 1; n < 100; n++ {
		body, ok := objects[n]
		if !ok {
			continue
		}
		fmt.Fprintf(&table, "%d 1\n%010d 00000 n \n", n, len(f.bytes))
		f.bytes = fmt.Appendf(f.bytes, "%d 0 obj\n%s\nendobj\n", n, body)
		f.objects = max(f.objects, n+1)
	}
	previous := ""
	if f.start > 0 {
		previous = fmt.Sprintf("/Prev %d ", f.start)
	}
	f.start = len(f.bytes)
	f.bytes = fmt.Appendf(f.bytes, "xref\n0 1\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n",
		table.String(), f.objects, previous, f.start)
}

const room = 8000 // hexadecimal digits for a signature

// sign appends a revision with a signature over the whole file.
func (f *pdfFile) sign(t testing.TB, by identity) *pdfFile {
	t.Helper()
	field, value := f.objects, f.objects+1
	f.fields = append(f.fields, field)
	references := ""
	for _, n := range f.fields {
		references += fmt.Sprintf("%d 0 R ", n)
	}
	f.revise(map[int]string{
		1:     fmt.Sprintf("<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [%s] >> >>", references),
		field: fmt.Sprintf("<< /Type /Annot /Subtype /Widget /FT /Sig /T (Underskrift%d) /Rect [0 0 0 0] /V %d 0 R >>", field, value),
		value: "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /M (D:20250522141301+02'00')" +
			" /ByteRange [0 ********** ********** **********] /Contents <" + strings.Repeat("0", room) + "> >>",
	})
	hole := bytes.LastIndex(f.bytes, []byte("<000000"))
	after := hole + room + 2
	ranges := fmt.Sprintf("[0 %-10d %-10d %-10d]", hole, after, len(f.bytes)-after)
	copy(f.bytes[bytes.LastIndex(f.bytes, []byte("[0 *")):], ranges)
	copy(f.bytes[hole+1:], message(t, by, f.bytes[:hole], f.bytes[after:]))
	return f
}

// message returns a detached signature over the two parts, in hexadecimal.
func message(t testing.TB, by identity, parts ...[]byte) string {
	t.Helper()
	signed, err := pkcs7.NewSignedData(bytes.Join(parts, nil))
	if err != nil {
		t.Fatal(err)
	}
	signed.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	if err := signed.AddSigner(by.cert, by.key, pkcs7.SignerInfoConfig{}); err != nil {
		t.Fatal(err)
	}
	signed.Detach()
	der, err := signed.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(der)
}
