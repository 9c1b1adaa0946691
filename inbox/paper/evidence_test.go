package paper_test

import (
	"strings"
	"testing"
	"time"

	"fristvakt/inbox/paper"
)

func TestAClosingPageNamesServiceAndSigners(t *testing.T) {
	at := time.Date(2025, 5, 22, 11, 36, 33, 0, time.UTC)
	cases := map[string]struct {
		page                     string
		service, reference, name string
	}{
		"Penneo": {"PENNEO\nSignaturene i dette dokumentet er juridisk bindende.\nKari Nordmann\nKommunedirektør\nIP: 192.0.2.1\n" +
			"2025-05-22 11:36:33 UTC\nPenneo Dokumentnøkkel: ABCDE-12345-FGHIJ", "Penneo", "ABCDE-12345-FGHIJ", "Kari Nordmann"},
		"Posten signering": {"Signeringsbevis\nDokumentet er signert gjennom Posten signering.\nSignert av: Kari Nordmann, kommunedirektør, Vik kommune\n" +
			"Signeringstidspunkt: 2025-05-22 13:36:33 CEST", "Posten signering", "", "Kari Nordmann"},
		"Scrive": {"Verifikasjon\nTransaksjon 09222115557512345678\nSignerende parter\nKari Nordmann\nSignert 2025-05-22 13:36:33 +0200\nScrive",
			"Scrive", "09222115557512345678", "Kari Nordmann"},
		"Adobe Sign": {"Avtale\nFinal Audit Report\nTransaction ID: CBJCHBCAABAAexample123\nDocument e-signed by Kari Nordmann (kari@example.no)\n" +
			"Signature Date: 2025-05-22 11:36:33 UTC", "Adobe Sign", "CBJCHBCAABAAexample123", "Kari Nordmann"},
		"Visma Sign": {"Dokumentet er signert med Visma Sign\nDokument-ID: 0a1b2c3d-4e5f\nSignert av Kari Nordmann\n22.05.2025 13:36:33 CEST",
			"Visma Sign", "0a1b2c3d-4e5f", "Kari Nordmann"},
	}
	reader := newReader(t, paper.Options{})
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := reader.Read(t.Context(), "", "", written(t, "Avtale", c.page)).Evidence
			if len(got) != 1 || got[0].Service != c.service || got[0].Page != 2 || !got[0].Closing || got[0].Reference != c.reference {
				t.Fatalf("got %+v", got)
			}
			if len(got[0].Signers) != 1 || got[0].Signers[0].Name != c.name || !got[0].Signers[0].Time.Equal(at) {
				t.Errorf("signers %+v", got[0].Signers)
			}
		})
	}
}

func TestAMarkInTheMarginIsNoClosingPage(t *testing.T) {
	mark := "DocuSign Envelope ID: 0A1B2C3D-0000-1111-2222-333344445555\nAvtale om samarbeid"
	got := read(t, "", written(t, mark, mark)).Evidence
	if len(got) != 1 || got[0].Closing || got[0].Service != "DocuSign" || !strings.HasPrefix(got[0].Reference, "0A1B2C3D") {
		t.Errorf("want the mark once, got %+v", got)
	}
}

func TestTheNameOfAServiceInRunningTextIsNoEvidence(t *testing.T) {
	text := "Avtalen kan signerast med Penneo eller Posten signering. Vi ber om at avtalen vert signert innan 31. mai."
	if got := read(t, "", written(t, text)).Evidence; len(got) != 0 {
		t.Errorf("got %+v", got)
	}
}
