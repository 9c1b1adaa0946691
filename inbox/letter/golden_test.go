package letter_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fristvakt/inbox/letter"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each golden letter stands beside an account of everything read out of it.
func TestGoldenLettersAreReadToTheLastPart(t *testing.T) {
	files, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(files) < 10 {
		t.Fatalf("only %d golden letters: %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(file, ".eml")
		t.Run(filepath.Base(name), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := account(letter.Read(raw, letter.Limits{}), "")
			if *update {
				if err := os.WriteFile(name+".want", []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name + ".want")
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// account tells what a letter holds, the letters inside indented.
func account(l *letter.Letter, indent string) string {
	var out strings.Builder
	line := func(format string, values ...any) { fmt.Fprintf(&out, indent+format+"\n", values...) }
	line("%s from %v, %q, %s", l.Kind, l.From, l.Subject, l.Date.Format("2006-01-02 15:04 -0700"))
	line("text %q", l.Text)
	if l.Quoted != "" {
		line("quoted %q", l.Quoted)
	}
	for _, link := range l.Links {
		line("link %s", link)
	}
	for _, a := range l.Attachments {
		line("attachment %q %s, %d bytes %s", a.Name, a.MediaType, len(a.Content), a.Flaw)
	}
	for _, f := range l.Flaws {
		line("flaw %s: %s", f.Code, f.Detail)
	}
	for _, inner := range l.Letters {
		out.WriteString(account(inner, indent+"    "))
	}
	return out.String()
}
