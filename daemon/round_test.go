package daemon_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"fristvakt/workflows"
)

const configuration = `state = "state"
rounds = ["round.toml"]
secretariat = ["Sekretariatet <sekretariat@example.no>"]
receives = "postmottak@example.no"
[from]
name = "DigiVestland"
address = "digivestland@example.no"
[contact]
name = "Kari Nordmann"
address = "kari.nordmann@example.no"
phone = "55 00 00 00"
[links]
avtale = "https://example.no/avtale"
sakspapir = "https://example.no/sakspapir"
skjema = "https://example.no/skjema"
[imap]
address = "%s"
tls = "plaintext"
user = "postmottak@example.no"
password_file = "imap-password"
[smtp]
address = "%s"
tls = "plaintext"
per_minute = 0
[receiver]
authserv_id = "mx.example.no"
[hours]
turn = "24h"
[backup]
daily = 0
`

// smallRound is the embedded round of 2025 for a small roster and without
// files.
func smallRound(t testing.TB) string {
	t.Helper()
	text, err := workflows.RoundSource("digivestland-2025")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(withoutFiles(string(text)), `roster = "vestland"`, `roster = "roster.csv"`, 1)
}

func withoutFiles(round string) string {
	return strings.ReplaceAll(round, `attach = ["agreement"]`, `attach = []`)
}

// smallRoster is the host and three parties of the embedded roster.
func smallRoster(t testing.TB) string {
	t.Helper()
	all, err := os.ReadFile("../workflows/rosters/vestland.csv")
	if err != nil {
		t.Fatal(err)
	}
	var kept strings.Builder
	for line := range strings.Lines(string(all)) {
		if number, _, _ := strings.Cut(line, ","); slices.Contains([]string{"number", "4601", modalen, fedje, austrheim}, number) {
			kept.WriteString(line)
		}
	}
	return kept.String()
}
