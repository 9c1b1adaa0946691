package web

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"fristvakt/workflows"
)

// Options are what a board is made from.
type Options struct {
	Door   Door
	People []Person
	Secret []byte           // seals login links
	Public string           // how people reach the board: "https://fristvakt.example.no"
	OpenID *OpenID          // nil: only links
	Now    func() time.Time // the clock that links and sessions go by; nil: the machine's
	Log    *slog.Logger     // nil: discarded
}

// Server is the board. Its handler may be used by several goroutines at once.
type Server struct {
	door     Door
	people   []Person
	secret   []byte
	public   *url.URL
	secure   bool
	openID   *OpenID
	now      func() time.Time
	log      *slog.Logger
	pages    map[workflows.Language]pages
	files    map[string]asset
	sessions sessions

	mu     sync.Mutex               // one login at a time
	tries  *rate.Limiter            // logins by anybody
	invite map[string]*rate.Limiter // links by address
}

// New makes a board. It makes no connection.
func New(o Options) (*Server, error) {
	public, err := url.Parse(o.Public)
	if err != nil || public.Host == "" || public.Scheme != "http" && public.Scheme != "https" {
		return nil, fmt.Errorf("the board's address %q: write it as in https://fristvakt.example.no", o.Public)
	}
	if len(o.Secret) < 16 {
		return nil, errors.New("the board has no secret to seal links with")
	}
	s := &Server{door: o.Door, people: slices.Clone(o.People), secret: o.Secret, public: public, secure: public.Scheme == "https",
		openID: o.OpenID, now: o.Now, log: cmp.Or(o.Log, slog.New(slog.DiscardHandler)),
		sessions: sessions{all: map[[32]byte]*session{}},
		tries:    rate.NewLimiter(rate.Every(2*time.Second), 20), invite: map[string]*rate.Limiter{}}
	if s.now == nil {
		s.now = time.Now
	}
	if s.files, err = readAssets(); err != nil {
		return nil, err
	}
	if s.pages, err = s.readPages(); err != nil {
		return nil, err
	}
	return s, nil
}

// Link returns a login link for one of the people. Who holds it can log in as
// that person, once, while it lasts.
func (s *Server) Link(address string) (string, error) {
	p, known := s.person(address)
	if !known {
		return "", fmt.Errorf("%q may not use the board: add it under [web] or to the secretariat", address)
	}
	_, sealed := newToken(s.secret, p.Address, s.now().Add(LinkLasts))
	return s.public.JoinPath("login", sealed).String(), nil
}

// maxRequest bounds the body of a request, in bytes.
const maxRequest = 64 << 10

// Handler returns all routes behind the headers, limits and checks that every
// request passes.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, route := range s.routes() {
		mux.Handle(route.Pattern, s.guard(route))
	}
	origin := http.NewCrossOriginProtection()
	if err := origin.AddTrustedOrigin(s.public.Scheme + "://" + s.public.Host); err != nil {
		s.log.Warn("the board's own address is no origin", "error", err)
	}
	origin.SetDenyHandler(http.HandlerFunc(s.strangeOrigin))
	checked := origin.Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		harden(w.Header())
		r.Body = http.MaxBytesReader(w, r.Body, maxRequest)
		checked.ServeHTTP(w, r)
	})
}

// harden sets what every answer carries. Nothing of a page may come from
// elsewhere, run as a script that is not ours, be framed, or be kept.
func harden(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
}
