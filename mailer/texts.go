package mailer

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"fristvakt/workflows"
)

//go:embed templates
var embedded embed.FS

// partsName is the file of the blocks that texts share; it is no text itself.
const partsName = "parts"

// mailText is one mail text in one language.
type mailText struct {
	file     string // for messages: "nn/reminder.txt"
	template *template.Template
}

// texts are all mail texts by language and name.
type texts map[workflows.Language]map[string]mailText

// rendered is a text with its placeholders filled in; ** and the signs that
// begin lines are still in it.
type rendered struct {
	Subject string
	Body    string
	Footer  string
	Notice  string // of a rehearsal
}

// readTexts parses every embedded text and every text of the user's, and
// returns all complaints, each with its file.
func readTexts(own fs.FS) (texts, error) {
	standard, err := fs.Sub(embedded, "templates")
	if err != nil {
		return nil, fmt.Errorf("open embedded texts: %w", err)
	}
	all := texts{}
	var complaints []error
	for _, l := range []workflows.Language{workflows.Nynorsk, workflows.Bokmaal} {
		one, err := readLanguage(l, standard, own)
		all[l], complaints = one, append(complaints, err)
	}
	return all, errors.Join(complaints...)
}

func readLanguage(l workflows.Language, standard, own fs.FS) (map[string]mailText, error) {
	layers := []fs.FS{standard}
	if own != nil {
		layers = append(layers, own)
	}
	parts := template.New(partsName).Funcs(matter{settings: &Settings{}}.placeholders()).Option("missingkey=error")
	if err := parse(parts, layers, string(l)+"/"+partsName+".txt"); err != nil {
		return nil, err
	}
	all := make(map[string]mailText)
	var complaints []error
	for _, layer := range layers {
		files, err := fs.Glob(layer, string(l)+"/*.txt")
		complaints = append(complaints, err)
		for _, file := range files {
			name := strings.TrimSuffix(path.Base(file), ".txt")
			if name == partsName {
				continue
			}
			t, err := readText(parts, layer, file)
			all[name], complaints = mailText{file, t}, append(complaints, err)
		}
	}
	return all, errors.Join(complaints...)
}

// parse reads the file of every layer that has it, later ones over earlier.
func parse(t *template.Template, layers []fs.FS, file string) error {
	for _, layer := range layers {
		content, err := fs.ReadFile(layer, file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("read text %s: %w", file, err)
		}
		if _, err := t.New(file).Parse(string(content)); err != nil {
			return fmt.Errorf("read text %s: %w", file, err)
		}
	}
	return nil
}

func readText(parts *template.Template, layer fs.FS, file string) (*template.Template, error) {
	t, err := parts.Clone()
	if err != nil {
		return nil, fmt.Errorf("read text %s: %w", file, err)
	}
	if err := parse(t, []fs.FS{layer}, file); err != nil {
		return nil, err
	}
	if t.Lookup("subject") == nil {
		return nil, fmt.Errorf(`read text %s: it has no subject: begin it with {{define "subject"}}…{{end}}`, file)
	}
	return t, nil
}

// find returns the named text in the language l.
func (all texts) find(l workflows.Language, name string) (mailText, error) {
	if t, ok := all[l][name]; ok {
		return t, nil
	}
	return mailText{}, fmt.Errorf("there is no text %s/%s.txt", l, name)
}

// names returns the names of all texts in the language l, sorted.
func (all texts) names(l workflows.Language) []string {
	var names []string
	for name := range all[l] {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// render fills in the placeholders of the text.
func (t mailText) render(m matter) (rendered, error) {
	live, err := t.template.Clone()
	if err != nil {
		return rendered{}, fmt.Errorf("text %s: %w", t.file, err)
	}
	live.Funcs(m.placeholders())
	var r rendered
	for _, piece := range []struct {
		name string
		into *string
	}{{"subject", &r.Subject}, {t.file, &r.Body}, {"botn", &r.Footer}, {"prøve", &r.Notice}} {
		var b strings.Builder
		if err := live.ExecuteTemplate(&b, piece.name, nil); err != nil {
			return rendered{}, fmt.Errorf("text %s: %w", t.file, err)
		}
		*piece.into = tidy(b.String())
	}
	r.Subject = oneLine(r.Subject)
	return r, nil
}

var (
	trailingSpace = regexp.MustCompile(`[ \t]+\n`)
	emptyLines    = regexp.MustCompile(`\n{3,}`)
)

// tidy removes the empty lines that conditions in a text leave behind.
func tidy(s string) string {
	s = trailingSpace.ReplaceAllString(s+"\n", "\n")
	return strings.TrimSpace(emptyLines.ReplaceAllString(s, "\n\n"))
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
