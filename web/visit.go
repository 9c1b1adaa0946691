package web

import (
	"bytes"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"fristvakt/workflows"
)

// visit is one request and what is known of who makes it.
type visit struct {
	server   *Server
	w        http.ResponseWriter
	r        *http.Request
	who      *Person // nil before logging in
	language workflows.Language
}

// view is what every page is made from.
type view struct {
	Title    string
	Section  string // of the navigation
	Language workflows.Language
	Other    workflows.Language
	Here     string
	Who      *Person
	Waiting  int
	Paused   string
	Rehearse bool
	Style    string
	Script   string
	Done     *done
	Wrong    string // why what was just tried could not be done
	Again    string // where the browser goes by itself
	Seq      int64
	Body     any
}

// done is what a person has just ruled, and can take back.
type done struct {
	Lines []string
	Facts []int64
}

// say picks the visitor's language.
func (v *visit) say(nynorsk, bokmaal string) string {
	return workflows.Text{Nynorsk: nynorsk, Bokmaal: bokmaal}.In(v.language)
}

// show writes a page. state is nil where the visitor may not know it.
func (v *visit) show(status int, name, section, title string, state *State, body any) {
	v.write(status, name, v.view(section, title, state, body))
}

func (v *visit) view(section, title string, state *State, body any) view {
	p := view{Title: title, Section: section, Language: v.language, Other: workflows.Bokmaal, Here: v.r.URL.RequestURI(), Who: v.who,
		Style: v.server.files["board.css"].path, Script: v.server.files["board.js"].path, Body: body}
	if v.language == workflows.Bokmaal {
		p.Other = workflows.Nynorsk
	}
	if v.r.Method != http.MethodGet {
		p.Here = v.r.URL.Path
	}
	if state != nil {
		p.about(state, v.r.URL.Query().Get("done"))
	}
	return p
}

func (p *view) about(state *State, ruled string) {
	p.Waiting = len(state.Doubts())
	p.Seq = newest(state.Facts)
	for _, l := range state.Ledgers {
		p.Rehearse = p.Rehearse || l.Live == nil
		if l.Paused != nil {
			p.Paused = l.Paused.Reason
		}
	}
	if p.Who != nil {
		p.Done = justDone(state, ruled, p.Who.Actor())
	}
}

// justDone finds the facts of a ruling by their numbers, "12-14".
func justDone(state *State, numbers, actor string) *done {
	a, b, _ := strings.Cut(numbers, "-")
	first, err := strconv.ParseInt(a, 10, 64)
	last, err2 := strconv.ParseInt(b, 10, 64)
	if err != nil || err2 != nil {
		return nil
	}
	d := &done{}
	void := workflows.TakenBack(state.Facts)
	for _, f := range state.Facts {
		if f.Seq >= first && f.Seq <= last && f.Actor == actor {
			d.Lines = append(d.Lines, workflows.Describe(f))
			if !void[f.Seq] && workflows.CanUndo(f) {
				d.Facts = append(d.Facts, f.Seq)
			}
		}
	}
	if len(d.Lines) == 0 || len(d.Facts) == 0 {
		return nil
	}
	return d
}

func (v *visit) write(status int, name string, p view) {
	var out bytes.Buffer
	if err := v.server.pages[v.language][name].ExecuteTemplate(&out, "page", p); err != nil {
		v.server.log.Error("cannot make a page", "event", "Board", "page", name, "error", err)
		http.Error(v.w, "Sida kunne ikkje lagast. Prøv att.", http.StatusInternalServerError)
		return
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.Header().Set("Content-Language", string(v.language))
	v.w.WriteHeader(status)
	v.w.Write(harmless(out.Bytes()))
}

// state reads what stands, or tells the visitor why it cannot be read.
func (v *visit) state() (State, bool) {
	s, err := v.server.door.State(v.r.Context())
	if err != nil {
		v.fail(err)
		return State{}, false
	}
	return s, true
}

// fail tells of what went wrong on our side, and logs why.
func (v *visit) fail(err error) {
	if errors.Is(err, ErrNotFound) {
		v.missing()
		return
	}
	v.server.log.Error("the board cannot answer", "event", "Board", "path", v.r.URL.Path, "error", err)
	v.problem(http.StatusInternalServerError, "Noko gjekk gale", "Noe gikk galt", "Prøv att om litt. Loggen på tenaren seier kvifor.", "Prøv igjen om litt. Loggen på tjeneren sier hvorfor.")
}

func (v *visit) missing() {
	v.problem(http.StatusNotFound, "Finst ikkje", "Finnes ikke", "Sida finst ikkje, eller det ho viste er avgjort.", "Siden finnes ikke, eller det den viste er avgjort.")
}

func (v *visit) problem(status int, titleNN, titleNB, nn, nb string) {
	v.show(status, "problem.html", "", v.say(titleNN, titleNB), nil, v.say(nn, nb))
}

// again sends a browser that came by a link on another site here once more,
// this time from us, so that it shows its cookie.
func (v *visit) again() {
	p := view{Title: "Fristvakt", Language: v.language, Here: v.r.URL.RequestURI(), Style: v.server.files["board.css"].path,
		Script: v.server.files["board.js"].path, Again: v.r.URL.RequestURI()}
	v.write(http.StatusOK, "again.html", p)
}

// strangeOrigin refuses a form that another site has sent.
func (s *Server) strangeOrigin(w http.ResponseWriter, r *http.Request) {
	v := &visit{server: s, w: w, r: r, language: s.language(r)}
	v.problem(http.StatusForbidden, "Stoppa", "Stoppet", "Skjemaet kom frå ein annan stad enn tavla. Opne tavla og prøv att.", "Skjemaet kom fra et annet sted enn tavlen. Åpne tavlen og prøv igjen.")
}

// language is the visitor's choice, Nynorsk until another is made.
func (s *Server) language(r *http.Request) workflows.Language {
	if s.cookieValue(r, "language") == string(workflows.Bokmaal) {
		return workflows.Bokmaal
	}
	return workflows.Nynorsk
}

func (s *Server) chooseLanguage(v *visit) {
	language := workflows.Nynorsk
	if v.r.PostFormValue("language") == string(workflows.Bokmaal) {
		language = workflows.Bokmaal
	}
	http.SetCookie(v.w, s.cookie("language", string(language), 365*24*time.Hour))
	http.Redirect(v.w, v.r, ownPath(v.r.PostFormValue("next")), http.StatusSeeOther)
}

// ownPath keeps a redirect on the board.
func ownPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.ContainsAny(next, "\\\r\n") {
		return "/"
	}
	return u.RequestURI()
}

func (s *Server) accessibility(v *visit) {
	v.show(http.StatusOK, "accessibility.html", "accessibility", v.say("Tilgjenge", "Tilgjengelighet"), nil, nil)
}

// pages are the templates of one language by file name.
type pages map[string]*template.Template
