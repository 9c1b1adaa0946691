package papers

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"

	"github.com/go-pdf/fpdf"

	"fristvakt/workflows"
)

// Signing is how the municipality has signed the agreement.
type Signing int

// The ways of signing.
const (
	ByHostAlone              Signing = iota // as it was sent out
	WithCertificateOfSigning                // a signing service, with its closing page
	WithPicture                             // the picture of a signature, placed beside the name
	Typed                                   // a name typed in, which is no signature
)

// Agreement is the agreement of 2025 between the host and one municipality.
type Agreement struct {
	Party    string // "Modalen kommune"; "" as it was sent out
	Place    string
	Date     workflows.Date // of the signature
	Signer   string
	Title    string // kommunedirektør unless given
	How      Signing
	Password string // the file is encrypted with it
}

// The host's own signature on the agreement as it goes out. The name is invented.
const (
	hostSigner = "Sigrid Framnes"
	hostSigned = "Bergen, 3. februar 2025"
)

var clauses = []struct{ title, text string }{
	{"§ 1 Føremål", "Partane vil bruke digitale løysingar i fellesskap, slik at innbyggjarane får like gode tenester same kvar i fylket dei bur. Samarbeidet heiter DigiVestland."},
	{"§ 2 Rettsleg form", "Dette er eit administrativt vertskommunesamarbeid etter kommunelova kapittel 20, jf. § 20-2. Bergen kommune er vertskapskommune. Det blir ikkje oppretta nokon eigen juridisk eining, og avtalen gjeld mellom vertskapskommunen og kvar deltakar for seg."},
	{"§ 3 Kva vertskapskommunen gjer", "Vertskapskommunen held sekretariat, leier fagnettverka, lagar årleg handlingsplan og følgjer opp felles innføringsprosjekt. Vedtak som gjeld rettar og plikter for einskildpersonar ligg framleis hos deltakarkommunen."},
	{"§ 4 Styring", "Ei styringsgruppe av kommunedirektørar gir råd om handlingsplan og budsjett. Deltakarkommunane får melding om avgjerder av verdi for dei innan ein månad."},
	{"§ 5 Betaling", "Deltakarkommunen betaler eit fast grunnbeløp og eit beløp per innbyggjar. Første betalingsperiode er 1. august til 31. desember 2025. Beløpa blir regulerte kvart år i samband med handlingsplanen."},
	{"§ 6 Iverksetjing og utmelding", "Avtalen tek til å gjelde når kommunestyret eller heradsstyret har gjort vedtak og begge partar har signert. Ein deltakar kan gå ut ved utgangen av eit kalenderår når det er sagt frå skriftleg minst tolv månader før."},
	{"§ 7 Endringar og usemje", "Endringar av denne avtalen må vere skriftlege. Usemje skal ein prøve å løyse ved drøftingar i styringsgruppa før saka blir bringa inn for andre."},
}

// PDF writes the agreement.
func (a Agreement) PDF() []byte {
	s := newSheet("Avtale om digitaliseringssamarbeidet DigiVestland")
	if a.Password != "" {
		s.pdf.SetProtection(fpdf.CnProtectPrint, a.Password, "eigar-"+a.Password)
	}
	s.heading("Avtale om digitaliseringssamarbeidet DigiVestland", 15)
	party := a.Party
	if party == "" {
		party = "______________________"
	}
	s.paragraph(fmt.Sprintf("Denne avtalen er inngått mellom Bergen kommune, organisasjonsnummer 964 338 531, som vertskapskommune og %s som deltakarkommune.", party))
	for _, c := range clauses {
		s.heading(c.title, 11)
		s.paragraph(c.text)
	}
	a.signatures(s)
	if a.How == WithCertificateOfSigning {
		a.certificate(s)
	}
	return s.bytes()
}

func (a Agreement) signatures(s *sheet) {
	s.pdf.Ln(6)
	right, name, party := "Stad og dato: ____________________", "____________________", "for ____________________"
	if a.Party != "" && a.How != ByHostAlone {
		right, name, party = a.Place+", "+norwegian(a.Date), a.Signer, "for "+a.Party
	}
	s.columns(hostSigned, right)
	if a.How == WithPicture {
		place(s, scrawl(a.Signer), 108, s.pdf.GetY()+1, 45, 13)
	}
	s.pdf.Ln(15)
	s.columns(hostSigner, name)
	s.columns("for Bergen kommune", party)
	if a.Party != "" && a.How != ByHostAlone {
		s.columns("", a.title())
	}
}

func (a Agreement) title() string {
	if a.Title == "" {
		return "kommunedirektør"
	}
	return a.Title
}

// certificate is the closing page that a signing service adds.
func (a Agreement) certificate(s *sheet) {
	s.pdf.AddPage()
	s.heading("Signeringsbevis", 15)
	s.paragraph("Dokumentet er signert elektronisk med BankID.")
	s.line("Dokument: Avtale om digitaliseringssamarbeidet DigiVestland")
	s.line("Signert av: " + a.Signer + ", " + a.title() + ", " + a.Party)
	s.line("Signeringstidspunkt: " + a.Date.String() + " 10:42:17 CEST")
}

var months = []string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"}

func norwegian(d workflows.Date) string {
	return fmt.Sprintf("%d. %s %d", d.Day, months[d.Month-1], d.Year)
}

// place puts a picture on the paper.
func place(s *sheet, picture []byte, x, y, w, h float64) {
	options := fpdf.ImageOptions{ImageType: "PNG"}
	name := fmt.Sprintf("picture-%.0f-%.0f-%d", x, y, s.pdf.PageNo())
	s.pdf.RegisterImageOptionsReader(name, options, bytes.NewReader(picture))
	s.pdf.ImageOptions(name, x, y, w, h, false, options, 0, "")
}

// scrawl is the picture of a signature: a wavy stroke, another for each name.
func scrawl(name string) []byte {
	seed := uint64(len(name))
	for _, r := range name {
		seed = seed*31 + uint64(r)
	}
	random := rand.New(rand.NewPCG(seed, 7))
	m := image.NewGray(image.Rect(0, 0, 260, 80))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	y, slope := 40.0, 0.0
	for x := 8; x < 250; x++ {
		slope += random.Float64()*1.6 - 0.8 - (y-40)*0.02
		y = min(74, max(5, y+slope))
		for dy := -1; dy <= 1; dy++ {
			m.SetGray(x, int(y)+dy, color.Gray{Y: 30})
		}
	}
	return encode(m)
}

func encode(m image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic("a picture of the demo cannot be written: " + err.Error())
	}
	return b.Bytes()
}
