package web

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"sync"
	"time"
)

// How long a session lasts: since it was last used, and since it began.
const (
	sessionIdle = time.Hour
	sessionMost = 10 * time.Hour
)

// maxSessions bounds the memory that logging in can take.
const maxSessions = 1000

// sessions are kept in memory alone: they end with the process. The key is a
// hash, so that what is in memory opens nothing.
type sessions struct {
	mu  sync.Mutex
	all map[[32]byte]*session
}

type session struct {
	person      Person
	began, used time.Time
}

// begin returns the secret of a new session.
func (s *sessions) begin(p Person, now time.Time) string {
	raw := make([]byte, 32)
	rand.Read(raw) // never fails, https://pkg.go.dev/crypto/rand#Read
	secret := base64.RawURLEncoding.EncodeToString(raw)
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, old := range s.all {
		if old.over(now) || len(s.all) >= maxSessions {
			delete(s.all, key)
		}
	}
	s.all[sha256.Sum256([]byte(secret))] = &session{person: p, began: now, used: now}
	return secret
}

func (s *session) over(now time.Time) bool {
	return now.Sub(s.used) > sessionIdle || now.Sub(s.began) > sessionMost
}

// person returns whose session it is, and notes that it was used where a person
// did something.
func (s *sessions) person(secret string, now time.Time, used bool) (Person, bool) {
	key := sha256.Sum256([]byte(secret))
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.all[key]
	if !ok || found.over(now) {
		delete(s.all, key)
		return Person{}, false
	}
	if used {
		found.used = now
	}
	return found.person, true
}

func (s *sessions) end(secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, sha256.Sum256([]byte(secret)))
}

// cookie makes a cookie that no script reads and no other site sends. The
// __Host- prefix binds it to this host over TLS (RFC 6265bis section 4.1.3.2).
func (s *Server) cookie(name, value string, age time.Duration) *http.Cookie {
	return &http.Cookie{Name: s.cookieName(name), Value: value, Path: "/", MaxAge: int(age.Seconds()),
		Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteStrictMode}
}

func (s *Server) cookieName(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

func (s *Server) cookieValue(r *http.Request, name string) string {
	c, err := r.Cookie(s.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}
