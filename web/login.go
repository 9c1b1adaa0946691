package web

import (
	"net/http"
	"slices"
	"time"

	"golang.org/x/time/rate"

	"fristvakt/workflows"
)

// loginBody is what the pages of logging in show.
type loginBody struct {
	Next   string
	Sent   bool
	OpenID bool
	Who    string // whom a link is for
	Path   string
}

func (s *Server) loginPage(v *visit) {
	next := ownPath(v.r.URL.Query().Get("next"))
	v.show(http.StatusOK, "login.html", "login", v.say("Logg inn", "Logg inn"), nil, loginBody{Next: next, OpenID: s.openID != nil})
}

// askLink mails a link to an address that may use the board. The answer is the
// same for every address, so that nobody learns which ones may.
func (s *Server) askLink(v *visit) {
	if !s.tries.AllowN(s.now(), 1) {
		v.tooMany()
		return
	}
	if p, known := s.person(v.r.PostFormValue("address")); known && s.mayInvite(p.Address) {
		link, err := s.Link(p.Address)
		if err == nil {
			err = s.door.Invite(v.r.Context(), p.Address, link)
		}
		if err != nil {
			v.fail(err)
			return
		}
	}
	v.show(http.StatusOK, "login.html", "login", v.say("Sjå i innboksen", "Se i innboksen"), nil, loginBody{Sent: true})
}

func (v *visit) tooMany() {
	v.w.Header().Set("Retry-After", "60")
	v.problem(http.StatusTooManyRequests, "Vent litt", "Vent litt", "Det er prøvd for mange gonger. Vent eit minutt.", "Det er prøvd for mange ganger. Vent et minutt.")
}

// mayInvite lets five links an hour go to one address.
func (s *Server) mayInvite(address string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.invite[address] == nil {
		s.invite[address] = rate.NewLimiter(rate.Every(12*time.Minute), 5)
	}
	return s.invite[address].AllowN(s.now(), 1)
}

// confirmLink asks before a link is used: programs that look through mail open
// links too, and would use it up.
func (s *Server) confirmLink(v *visit) {
	t, err := readToken(s.secret, v.r.PathValue("token"), s.now())
	p, known := s.person(t.address)
	if err != nil || !known {
		v.badLink()
		return
	}
	v.show(http.StatusOK, "login.html", "login", v.say("Logg inn", "Logg inn"), nil, loginBody{Who: p.Actor(), Path: v.r.URL.Path})
}

func (v *visit) badLink() {
	v.problem(http.StatusForbidden, "Lenkja gjeld ikkje", "Lenken gjelder ikke",
		"Lenkja er brukt, for gamal eller ikkje vår. Be om ei ny på innloggingssida.", "Lenken er brukt, for gammel eller ikke vår. Be om en ny på innloggingssiden.")
}

// useLink begins a session. That the link was used is a fact, so it is used
// once also over restarts.
func (s *Server) useLink(v *visit) {
	if !s.tries.AllowN(s.now(), 1) {
		v.tooMany()
		return
	}
	t, err := readToken(s.secret, v.r.PathValue("token"), s.now())
	p, known := s.person(t.address)
	if err != nil || !known {
		v.badLink()
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	state, ok := v.state()
	if !ok {
		return
	}
	if slices.ContainsFunc(state.Facts, func(f workflows.Fact) bool { return f.Kind == workflows.LoggedIn && f.Key == t.id }) {
		v.badLink()
		return
	}
	s.enter(v, p, workflows.Fact{Kind: workflows.LoggedIn, Key: t.id, Subject: "link"}, "/")
}

// enter notes who has logged in and begins the session.
func (s *Server) enter(v *visit, p Person, f workflows.Fact, next string) {
	f.Actor, f.Address = p.Actor(), p.Address
	if err := s.door.Note(v.r.Context(), f); err != nil {
		v.fail(err)
		return
	}
	http.SetCookie(v.w, s.cookie("fristvakt", s.sessions.begin(p, s.now()), sessionMost))
	http.Redirect(v.w, v.r, next, http.StatusSeeOther)
}

func (s *Server) logout(v *visit) {
	s.sessions.end(s.cookieValue(v.r, "fristvakt"))
	if err := s.door.Note(v.r.Context(), workflows.Fact{Kind: workflows.LoggedOut, Actor: v.who.Actor(), Address: v.who.Address}); err != nil {
		v.fail(err)
		return
	}
	http.SetCookie(v.w, s.cookie("fristvakt", "", -time.Second))
	http.Redirect(v.w, v.r, "/login", http.StatusSeeOther)
}
