package paper_test

import (
	"bytes"
	"encoding/hex"
	"testing"
	"time"

	"fristvakt/inbox/paper"

	"pgregory.net/rapid"
)

func TestASignedFileNamesItsSignerAndIsIntact(t *testing.T) {
	p := read(t, "avtale.pdf", handwritten("Avtale om DigiVestland").sign(t, person(t, "Kari Nordmann", "Eksempel kommune")).bytes)
	if p.Unreadable != "" || len(p.Signatures) != 1 {
		t.Fatalf("want one signature, got %+v", p)
	}
	s := p.Signatures[0]
	if s.Signer != "Kari Nordmann" || s.Organisation != "Eksempel kommune" || s.SubFilter != "adbe.pkcs7.detached" {
		t.Errorf("signer: %+v", s)
	}
	if !s.WholeFile || s.Intact != paper.Yes || s.Flaw != "" {
		t.Errorf("want an intact signature over the whole file, got %+v", s)
	}
	if time.Since(s.Time) > time.Hour {
		t.Errorf("the time in the signature goes before that in the dictionary, got %v", s.Time)
	}
}

func TestTwoPartiesSignOneAfterTheOther(t *testing.T) {
	file := handwritten("Avtale").sign(t, person(t, "Vert", "Bergen kommune")).sign(t, person(t, "Part", "Eksempel kommune"))
	got := read(t, "avtale.pdf", file.bytes).Signatures
	if len(got) != 2 || got[0].Organisation != "Bergen kommune" || got[1].Organisation != "Eksempel kommune" {
		t.Fatalf("want both in file order, got %+v", got)
	}
	if got[0].WholeFile || got[0].Intact != paper.Yes || got[0].Flaw == "" {
		t.Errorf("the first is intact, covers a part and says so: %+v", got[0])
	}
	if !got[1].WholeFile || got[1].Intact != paper.Yes {
		t.Errorf("the second covers everything: %+v", got[1])
	}
}

func TestATamperedFileIsNeverIntact(t *testing.T) {
	kari := person(t, "Kari Nordmann", "Eksempel kommune")
	cases := map[string]struct {
		tamper func(f *pdfFile)
		want   paper.Tri
	}{
		"a letter changed": {func(f *pdfFile) { f.bytes = bytes.Replace(f.bytes, []byte("Avtale"), []byte("Avtala"), 1) }, paper.No},
		"a revision added": {func(f *pdfFile) {
			f.revise(map[int]string{4: "<< /Length 30 >>\nstream\nBT /F1 12 Tf (Anna tekst) Tj ET\nendstream"})
		}, paper.Unknown},
		"bytes put in before the value": {func(f *pdfFile) {
			f.bytes = bytes.Replace(f.bytes, []byte("%PDF-1.7\n"), []byte("%PDF-1.7\n%%%\n"), 1)
		}, paper.No},
		"the byte range leaves out more": {func(f *pdfFile) {
			at := bytes.Index(f.bytes, []byte("/ByteRange [0 "))
			f.bytes[at+len("/ByteRange [0 ")] ^= 1
		}, paper.No},
		"a value by somebody else over other bytes": {func(f *pdfFile) {
			hole := bytes.LastIndex(f.bytes, []byte("/Contents <")) + len("/Contents <")
			copy(f.bytes[hole:], message(t, kari, []byte("noko anna")))
		}, paper.No},
		"another name in the certificate": {func(f *pdfFile) {
			from, to := hex.EncodeToString([]byte("Kari Nordmann")), hex.EncodeToString([]byte("Kari Fjordmann")[:13])
			f.bytes = bytes.ReplaceAll(f.bytes, []byte(from), []byte(to))
		}, paper.Unknown},
		"a value that is no signature": {func(f *pdfFile) {
			hole := bytes.LastIndex(f.bytes, []byte("/Contents <")) + len("/Contents <")
			copy(f.bytes[hole:], bytes.Repeat([]byte("42"), room/2))
		}, paper.Unknown},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			file := handwritten("Avtale om DigiVestland").sign(t, kari)
			c.tamper(file)
			got := read(t, "avtale.pdf", file.bytes).Signatures
			if len(got) != 1 || got[0].Intact != c.want || got[0].Flaw == "" {
				t.Errorf("want %v and a flaw, got %+v", c.want, got)
			}
		})
	}
}

// Whatever byte is changed, but for the value itself, parts of which nobody signs.
func TestAnyChangedByteSpoilsASignature(t *testing.T) {
	file := handwritten("Avtale om DigiVestland").sign(t, person(t, "Kari", "Eksempel kommune")).bytes
	value := bytes.LastIndex(file, []byte("/Contents <")) + len("/Contents <")
	reader := newReader(t, paper.Options{})
	rapid.Check(t, func(rt *rapid.T) {
		changed := bytes.Clone(file)
		at := rapid.IntRange(0, len(file)-1).Filter(func(i int) bool { return i < value || i >= value+room }).Draw(rt, "at")
		changed[at] ^= rapid.SampledFrom([]byte{1, 2, 4, 16, 64, 128}).Draw(rt, "bit")
		for _, s := range reader.Read(t.Context(), "", "", changed).Signatures {
			if s.Intact == paper.Yes {
				rt.Fatalf("byte %d changed, and still intact: %+v", at, s)
			}
		}
	})
}

func TestAFileWithoutSignatureHasNone(t *testing.T) {
	if got := read(t, "brev.pdf", written(t, "Signert digitalt av Kari. /ByteRange [0 1 2 3] /Contents <00>")).Signatures; len(got) != 0 {
		t.Errorf("words about signatures are none: %+v", got)
	}
}
