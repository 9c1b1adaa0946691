package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"fristvakt/workflows"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed static/*
var static embed.FS

// readPages parses the templates once for each language.
func (s *Server) readPages() (map[workflows.Language]pages, error) {
	all := map[workflows.Language]pages{}
	names, err := templates.ReadDir("templates")
	if err != nil {
		return nil, fmt.Errorf("read the pages: %w", err)
	}
	for _, language := range []workflows.Language{workflows.Nynorsk, workflows.Bokmaal} {
		layout, err := template.New("").Funcs(phrases(language)).ParseFS(templates, "templates/layout.html")
		if err != nil {
			return nil, fmt.Errorf("read the layout: %w", err)
		}
		all[language] = pages{}
		for _, entry := range names {
			if entry.Name() == "layout.html" {
				continue
			}
			page, err := layout.Clone()
			if err == nil {
				page, err = page.ParseFS(templates, "templates/"+entry.Name())
			}
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", entry.Name(), err)
			}
			all[language][entry.Name()] = page
		}
	}
	return all, nil
}

// phrases are the words that templates need in one language.
func phrases(language workflows.Language) template.FuncMap {
	say := func(nynorsk, bokmaal string) string {
		return workflows.Text{Nynorsk: nynorsk, Bokmaal: bokmaal}.In(language)
	}
	return template.FuncMap{
		"say":  say,
		"text": func(t workflows.Text) string { return t.In(language) },
		"date": func(d workflows.Date) string { return longDate(d) },
		"day":  func(d workflows.Date) string { return shortDate(d) },
		"clip": clip,
		"size": size,
		"diary": func(all []entry, may bool, here string) diary {
			return diary{all, may, here, strings.HasPrefix(here, "/log")}
		},
		"papers": func(letter string, all []shown) sheaf { return sheaf{letter, all} },
	}
}

// diary is a list of entries, for its template.
type diary struct {
	Entries []entry
	May     bool // the visitor may take back
	Here    string
	Log     bool // of all parties
}

// sheaf is the papers of one letter, for their template.
type sheaf struct {
	ID     string
	Papers []shown
}

// asset is one file that the browser may keep: its path changes with its
// content.
type asset struct {
	path, media string
	content     []byte
}

func readAssets() (map[string]asset, error) {
	entries, err := static.ReadDir("static")
	if err != nil {
		return nil, fmt.Errorf("read the assets: %w", err)
	}
	all := map[string]asset{}
	for _, entry := range entries {
		content, err := static.ReadFile("static/" + entry.Name())
		if err != nil {
			return nil, fmt.Errorf("read the assets: %w", err)
		}
		sum := sha256.Sum256(content)
		ext := path.Ext(entry.Name())
		media := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}[ext]
		if media == "" {
			media = mime.TypeByExtension(ext)
		}
		all[entry.Name()] = asset{path: "/static/" + hex.EncodeToString(sum[:6]) + "-" + entry.Name(), media: media, content: content}
	}
	return all, nil
}

func (s *Server) static(v *visit) {
	for _, a := range s.files {
		if a.path == v.r.URL.Path {
			v.w.Header().Set("Content-Type", a.media)
			v.w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			v.w.Write(a.content)
			return
		}
	}
	http.NotFound(v.w, v.r)
}

func longDate(d workflows.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d. %s %d", d.Day, months[d.Month-1], d.Year)
}

// shortDate leaves the year out.
func shortDate(d workflows.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d. %s", d.Day, months[d.Month-1])
}

// months are the same in both standards.
var months = [...]string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"}

func weekday(d workflows.Date, language workflows.Language) string {
	names := map[time.Weekday]workflows.Text{
		time.Monday: {Nynorsk: "måndag", Bokmaal: "mandag"}, time.Tuesday: {Nynorsk: "tysdag", Bokmaal: "tirsdag"}, time.Wednesday: {Nynorsk: "onsdag"},
		time.Thursday: {Nynorsk: "torsdag"}, time.Friday: {Nynorsk: "fredag"}, time.Saturday: {Nynorsk: "laurdag", Bokmaal: "lørdag"}, time.Sunday: {Nynorsk: "søndag"}}
	return names[d.Weekday()].In(language)
}

// size says a number of bytes for people.
func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d kB", (n+1023)>>10)
}
