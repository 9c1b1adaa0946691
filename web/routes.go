package web

import (
	"net/http"
	"net/url"
)

// Access is who may use a route.
type Access int

// The accesses, from the widest.
const (
	Open  Access = iota // anybody: logging in, the style sheet
	Look                // who is logged in
	Rules               // who is logged in and may rule
)

// Route is one thing that the board answers.
type Route struct {
	Pattern string // of net/http.ServeMux, with its method
	Access  Access
	serve   func(*visit)
}

// Routes returns every route, for a test that walks them.
func (s *Server) Routes() []Route { return s.routes() }

func (s *Server) routes() []Route {
	return []Route{
		{"GET /{$}", Look, s.board},
		{"GET /review", Look, s.queue},
		{"GET /review/{id...}", Look, s.review},
		{"POST /review/{id...}", Rules, s.settle},
		{"GET /letter/{id}", Look, s.letter},
		{"GET /letter/{id}/paper/{paper}/page/{page}", Look, s.page},
		{"GET /letter/{id}/paper/{paper}/original", Look, s.original},
		{"GET /party/{number}", Look, s.party},
		{"POST /party/{number}", Rules, s.ruleParty},
		{"POST /undo", Rules, s.undo},
		{"GET /coming", Look, s.coming},
		{"GET /coming/mail", Look, s.comingMail},
		{"POST /coming", Rules, s.holdBack},
		{"GET /mail", Look, s.mail},
		{"GET /log", Look, s.history},
		{"GET /pulse", Look, s.pulse},
		{"GET /download/participants.csv", Look, s.participantsCSV},
		{"GET /download/participants.xlsx", Look, s.participantsXLSX},
		{"GET /download/calendar.ics", Look, s.calendar},
		{"GET /download/party/{number}", Look, s.dossier},
		{"GET /accessibility", Open, s.accessibility},
		{"GET /login", Open, s.loginPage},
		{"POST /login", Open, s.askLink},
		{"GET /login/{token}", Open, s.confirmLink},
		{"POST /login/{token}", Open, s.useLink},
		{"GET /openid", Open, s.openIDBegin},
		{"GET /openid/callback", Open, s.openIDEnd},
		{"POST /logout", Look, s.logout},
		{"POST /language", Open, s.chooseLanguage},
		{"GET /static/{file}", Open, s.static},
		{"/", Open, func(v *visit) { v.missing() }},
	}
}

// guard lets a visit in when its person may use the route.
func (s *Server) guard(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{server: s, w: w, r: r, language: s.language(r)}
		p, in := s.sessions.person(s.cookieValue(r, "fristvakt"), s.now(), r.URL.Path != "/pulse")
		if in {
			v.who = &p
		}
		switch {
		case route.Access != Open && !in && fromElsewhere(r):
			v.again()
		case route.Access != Open && !in && r.Method == http.MethodGet && r.URL.Path != "/pulse":
			http.Redirect(w, r, "/login?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		case route.Access != Open && !in:
			v.problem(http.StatusUnauthorized, "Logg inn først", "Logg inn først", "Økta di er ute. Logg inn på nytt.", "Økten din er ute. Logg inn på nytt.")
		case route.Access == Rules && !p.Rules:
			v.problem(http.StatusForbidden, "Du kan berre sjå", "Du kan bare se", "Kontoen din kan sjå tavla, men ikkje avgjere noko.", "Kontoen din kan se tavlen, men ikke avgjøre noe.")
		default:
			route.serve(v)
		}
	})
}

// fromElsewhere reports whether a link on another site led here. The browser
// then keeps the session's cookie back, though the person may be logged in.
func fromElsewhere(r *http.Request) bool {
	return r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Header.Get("Sec-Fetch-Mode") == "navigate"
}
