package manual

import (
	_ "embed"
	"fmt"
	"io"
	"regexp"
	"strings"
	"text/template"
	"time"

	"github.com/alecthomas/kong"
)

var (
	//go:embed fristvakt.1
	commandPage string
	//go:embed fristvakt.toml.5
	optionPage string
)

// Edition is what a page says of itself.
type Edition struct {
	Version string
	Date    time.Time // of the commit; UTC
}

// Page writes fristvakt(1) in the language of man(7).
func Page(w io.Writer, app *kong.Application, e Edition) error {
	all := Commands(app)
	return page(w, commandPage, e, map[string]any{"Global": all[0].Flags, "Commands": all[1:]})
}

// OptionPage writes fristvakt.toml(5) from a commented configuration.
func OptionPage(w io.Writer, configuration []byte, e Edition) error {
	return page(w, optionPage, e, map[string]any{"Tables": Tables(configuration)})
}

func page(w io.Writer, text string, e Edition, values map[string]any) error {
	values["Version"], values["Date"] = e.Version, e.Date.UTC().Format(time.DateOnly)
	t, err := template.New("page").Funcs(template.FuncMap{"text": roff, "flag": flagRoff, "sentences": sentences}).Parse(text)
	if err != nil {
		return fmt.Errorf("read the page: %w", err)
	}
	if err := t.Execute(w, values); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}

var controls = strings.NewReplacer(`\`, `\e`, "-", `\-`)

// roff writes text so that nothing in it is an order to the formatter.
func roff(text string) string {
	text = controls.Replace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	return text
}

func flagRoff(f *kong.Flag) string {
	text := `\fB` + roff("--"+f.Name) + `\fR`
	if f.Short != 0 {
		text = `\fB` + roff("-"+string(f.Short)) + `\fR, ` + text
	}
	if !f.IsBool() {
		text += ` \fI` + roff(f.FormatPlaceHolder()) + `\fR`
	}
	return text
}

var sentenceEnd = regexp.MustCompile(`([.:;]) ([A-Z])`)

// sentences begins each sentence on a line of its own, as man(7) wants it.
func sentences(text string) string {
	var lines []string
	for line := range strings.SplitSeq(sentenceEnd.ReplaceAllString(text, "$1\n$2"), "\n") {
		lines = append(lines, roff(line))
	}
	return strings.Join(lines, "\n")
}
