package paper_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fristvakt/inbox/paper"

	"github.com/go-pdf/fpdf"
)

const scanned = "Eksempel kommune\nSærutskrift frå møtebok\nKommunestyret vedtok samrøystes å slutte seg til avtalen.\n" +
	"Kommunedirektøren får fullmakt til å signere avtalen på vegner av kommunen."

// tesseract returns the path of Tesseract, and skips where there is none; where servers
// are required that is a failure.
func tesseract(t *testing.T) string {
	t.Helper()
	path := paper.LookTesseract("nor")
	if path == "" && os.Getenv("FRISTVAKT_REQUIRE_SERVERS") != "" {
		t.Fatal("tesseract with the language nor is required")
	}
	if path == "" {
		t.Skip("tesseract with the language nor is not installed")
	}
	return path
}

// scanOf returns a PDF that holds a picture of a page with the text, and a second page
// of text.
func scanOf(t *testing.T, text, second string) []byte {
	t.Helper()
	shown, err := newReader(t, paper.Options{}).Render(t.Context(), written(t, text), 0, 200)
	if err != nil {
		t.Fatal(err)
	}
	doc := fpdf.New("P", "mm", "A4", "")
	doc.AddPage()
	doc.RegisterImageOptionsReader("scan", fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(shown))
	doc.ImageOptions("scan", 0, 0, 210, 297, false, fpdf.ImageOptions{}, 0, "")
	doc.AddPage()
	doc.SetFont("Helvetica", "", 11)
	doc.MultiCell(0, 6, second, "", "L", false)
	return output(t, doc)
}

func TestAScanIsReadByOCR(t *testing.T) {
	r := newReader(t, paper.Options{Tesseract: tesseract(t)})
	p := r.Read(t.Context(), "Scan_20250522.pdf", "", scanOf(t, scanned, "Vedlegg: ingen"))
	if p.Unreadable != "" || len(p.Pages) != 2 || !p.Pages[0].Scan || !p.Pages[0].OCR {
		t.Fatalf("got %q %+v", p.Unreadable, p.Pages)
	}
	for _, want := range []string{"Særutskrift", "samrøystes", "Kommunedirektøren får fullmakt"} {
		if !strings.Contains(p.Pages[0].Text, want) {
			t.Errorf("%q is not in %q", want, p.Pages[0].Text)
		}
	}
	if p.Pages[1].OCR || p.Pages[1].Text != "Vedlegg: ingen" {
		t.Errorf("a page of text needs no OCR: %+v", p.Pages[1])
	}
}

func TestAPictureOfAPageIsReadByOCR(t *testing.T) {
	r := newReader(t, paper.Options{Tesseract: tesseract(t)})
	shown, err := r.Render(t.Context(), written(t, scanned), 0, 150)
	if err != nil {
		t.Fatal(err)
	}
	p := r.Read(t.Context(), "IMG_1234.png", "", shown)
	if len(p.Pages) != 1 || !p.Pages[0].OCR || !strings.Contains(p.Pages[0].Text, "møtebok") {
		t.Errorf("got %q %+v", p.Unreadable, p.Pages)
	}
}

func TestWithoutOCRAScanStaysAScan(t *testing.T) {
	p := read(t, "Scan.pdf", scanOf(t, scanned, "Vedlegg"))
	if p.Unreadable != "" || !p.Pages[0].Scan || p.Pages[0].OCR || p.Pages[0].Text != "" {
		t.Errorf("got %q %+v", p.Unreadable, p.Pages)
	}
}

func TestOCRThatFailsLeavesTheScan(t *testing.T) {
	no, err := exec.LookPath("false")
	if err != nil {
		t.Skip(err)
	}
	p := newReader(t, paper.Options{Tesseract: no}).Read(t.Context(), "Scan.pdf", "", scanOf(t, scanned, ""))
	if p.Unreadable != "" || !p.Pages[0].Scan || p.Pages[0].OCR {
		t.Errorf("got %q %+v", p.Unreadable, p.Pages)
	}
}

// The program that reads pictures can read neither what is ours nor write anything.
func TestTheProgramForOCRIsConfined(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte(strings.Repeat("Hemmeleg brev frå kommunen. ", 40)), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	spy := filepath.Join(dir, "spy")
	script := "#!/bin/sh\ncat " + secret + " 2>/dev/null\necho mark > " + dir + "/mark\necho Lese ferdig av spionen\n"
	if err := os.WriteFile(spy, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	p := newReader(t, paper.Options{Tesseract: spy}).Read(t.Context(), "Scan.pdf", "", scanOf(t, scanned, ""))
	if !p.Pages[0].OCR || !strings.Contains(p.Pages[0].Text, "spionen") {
		t.Fatalf("the spy did not run: %+v", p.Pages)
	}
	if strings.Contains(p.Pages[0].Text, "Hemmeleg") && landlocked() {
		t.Error("it could read a file")
	}
	if mark, err := os.ReadFile(filepath.Join(dir, "mark")); err == nil && len(mark) > 0 {
		t.Error("it could write a file")
	}
}

// landlocked says whether this kernel has Landlock.
func landlocked() bool {
	list, err := os.ReadFile("/sys/kernel/security/lsm")
	if err == nil {
		return strings.Contains(string(list), "landlock")
	}
	symbols, err := os.ReadFile("/proc/kallsyms")
	return err == nil && strings.Contains(string(symbols), "landlock_restrict_self")
}
