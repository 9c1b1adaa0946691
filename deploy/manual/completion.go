package manual

import (
	"embed"
	"fmt"
	"strings"
	"text/template"

	"github.com/alecthomas/kong"
)

//go:embed completion.*
var completions embed.FS

// Completion returns the script by which bash, zsh or fish completes commands
// and options. Where a value is wanted it completes file names.
func Completion(shell string, app *kong.Application) (string, error) {
	t, err := template.New("completion."+shell).Funcs(template.FuncMap{"quote": quote, "item": item}).ParseFS(completions, "completion."+shell)
	if err != nil {
		return "", fmt.Errorf("completion for %s: %w", shell, err)
	}
	var script strings.Builder
	if err := t.Execute(&script, Commands(app)); err != nil {
		return "", fmt.Errorf("completion for %s: %w", shell, err)
	}
	return script.String(), nil
}

// Above returns the path of the command that this one is typed after, and Last
// the word that is typed. Both are "" for the program itself.
func (c Command) Above() string {
	above, _, _ := cutLast(c.Path)
	return above
}

// Last returns the last word of the path.
func (c Command) Last() string {
	_, last, _ := cutLast(c.Path)
	return last
}

func cutLast(path string) (above, last string, found bool) {
	if i := strings.LastIndexByte(path, ' '); i >= 0 {
		return path[:i], path[i+1:], true
	}
	return "", path, false
}

// quote makes one word of a shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// item is a word with its description, as _describe of zsh reads it.
func item(word, help string) string { return quote(strings.ReplaceAll(word, ":", `\:`) + ":" + help) }
