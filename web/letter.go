package web

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"fristvakt/workflows"
)

// letterBody is a letter that has been dealt with.
type letterBody struct {
	Letter Letter
	Papers []shown
}

func (s *Server) letter(v *visit) {
	state, ok := v.state()
	if !ok {
		return
	}
	id := v.r.PathValue("id")
	l, err := s.door.Letter(v.r.Context(), id)
	if err != nil {
		v.fail(err)
		return
	}
	var verdict workflows.Verdict
	for _, f := range state.Facts {
		if f.Kind == workflows.Judged && f.Letter == l.ID && f.Verdict != nil {
			verdict = *f.Verdict
		}
	}
	v.show(http.StatusOK, "letter.html", "", clip(60, l.Subject), &state, letterBody{l, pair(verdict, l.Papers)})
}

// page is one page of a paper as a picture, made by the confined reader: the
// browser never gets the file.
func (s *Server) page(v *visit) {
	paper, err := strconv.Atoi(v.r.PathValue("paper"))
	page, err2 := strconv.Atoi(v.r.PathValue("page"))
	if errors.Join(err, err2) != nil || paper < 0 || page < 1 {
		http.NotFound(v.w, v.r)
		return
	}
	picture, err := s.door.Page(v.r.Context(), v.r.PathValue("id"), paper, page-1)
	if err != nil {
		http.NotFound(v.w, v.r)
		return
	}
	v.w.Header().Set("Content-Type", "image/png")
	v.w.Write(picture)
}

// original gives the file as it came, for a program of the visitor's choice and
// never for the browser itself. That it was taken is a fact.
func (s *Server) original(v *visit) {
	paper, err := strconv.Atoi(v.r.PathValue("paper"))
	if err != nil || paper < 0 {
		v.missing()
		return
	}
	f, err := s.door.Original(v.r.Context(), v.r.PathValue("id"), paper)
	if err != nil {
		v.fail(err)
		return
	}
	v.download(f.Name, "application/octet-stream", f.Content)
}

// download hands a file over and notes who took it.
func (v *visit) download(name, media string, content []byte) {
	name = strings.Map(func(r rune) rune {
		if unseen(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, clip(120, name))
	note := workflows.Fact{Kind: workflows.Downloaded, Actor: v.who.Actor(), Address: v.who.Address, Subject: name, Letter: v.r.PathValue("id")}
	if err := v.server.door.Note(v.r.Context(), note); err != nil {
		v.fail(err)
		return
	}
	disposition := mime.FormatMediaType("attachment", map[string]string{"filename": name})
	if disposition == "" {
		disposition = fmt.Sprintf("attachment; filename=%q", "fil")
	}
	v.w.Header().Set("Content-Disposition", disposition)
	v.w.Header().Set("Content-Type", media)
	v.w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	v.w.Write(content)
}
