package demo

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"fristvakt/demo/papers"
)

// configuration is the whole configuration of the demo, as anybody would write
// it but for the servers, which are this process.
const configuration = `# The configuration that the demo ran with.
state = "."
rounds = [%s]
secretariat = ["Sekretariatet <sekretariatet@digivestland.example>"]
receives = "postmottak@bergen.kommune.no"

[from]
name = "DigiVestland"
address = "digivestland@digivestland.example"

[contact]
name = "Solveig Haukeland"
address = "solveig.haukeland@digivestland.example"
phone = "55 00 00 00"

[links]
avtale = "https://digivestland.example/avtale"
sakspapir = "https://digivestland.example/sakspapir"
skjema = "https://digivestland.example/skjema"

[files]
agreement = "files/avtale.pdf"
case-paper = "files/sakspapir.pdf"
constituting-papers = "files/konstituerande.pdf"

[imap]
address = "%s"
tls = "plaintext"
user = "%s"
password_file = "imap-password"

[smtp]
address = "%s"
tls = "plaintext"
per_minute = 0

[receiver]
authserv_id = "%s"

[backup]
# Months pass in seconds here.
daily = 0
[hours]
turn = "24h"
`

// Secretariat is who the digests go to, and who may use the board.
const Secretariat = "sekretariatet@digivestland.example"

// Auditor is somebody who may look at the board and rule nothing.
const Auditor = "revisor@digivestland.example"

// board is what is added where the board is to be seen.
const board = `
[web]
listen = "%s"
public = "http://%s"
look = ["Revisor Ramsøy <revisor@digivestland.example>"]
`

// WriteConfig writes the configuration and the files it names into dir, and
// returns its path. It refuses servers that are not on this machine. A board
// is served at listen, on this machine; with "" there is none.
func (w *World) WriteConfig(dir string, rounds []string, listen string) (string, error) {
	addresses := []string{w.IMAP(), w.SMTP()}
	pages := ""
	if listen != "" {
		addresses, pages = append(addresses, listen), fmt.Sprintf(board, listen, listen)
	}
	for _, address := range addresses {
		host, _, err := net.SplitHostPort(address)
		if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
			return "", fmt.Errorf("the demo speaks with this machine alone, and %s is another", address)
		}
	}
	notes := papers.OtherMatter{Party: "Bergen kommune"}
	draft := papers.Minutes{Round: autumn.round, Party: "kommunen", Council: "kommunestyre", Meeting: date("2024-10-17"), Case: 1, File: 1, Officer: "Sekretariatet", Form: papers.CasePaper}
	for name, content := range map[string][]byte{
		"files/avtale.pdf":         papers.Agreement{}.PDF(),
		"files/sakspapir.pdf":      draft.PDF(),
		"files/konstituerande.pdf": notes.Extract(),
		"imap-password":            []byte(mailPassword + "\n"),
		"fristvakt.toml":           fmt.Appendf(nil, configuration+pages, `"`+strings.Join(rounds, `", "`)+`"`, w.IMAP(), mailUser, w.SMTP(), receiver),
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return "", fmt.Errorf("make a folder: %w", err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return "", fmt.Errorf("write the configuration: %w", err)
		}
	}
	return filepath.Join(dir, "fristvakt.toml"), nil
}
