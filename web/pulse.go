package web

import (
	"encoding/json"
	"net/http"
	"slices"

	"fristvakt/workflows"
)

// pulse tells the script whether there is news: how many letters wait, and the
// number of the newest fact.
func (s *Server) pulse(v *visit) {
	state, err := s.door.State(v.r.Context())
	if err != nil {
		http.Error(v.w, "", http.StatusInternalServerError)
		return
	}
	out := map[string]int64{"waiting": int64(len(state.Doubts())), "seq": newest(state.Facts)}
	v.w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(v.w).Encode(out)
}

// newest is the number of the newest fact that changes what is shown.
func newest(facts []workflows.Fact) int64 {
	for _, f := range slices.Backward(facts) {
		if f.Kind != workflows.LoggedIn && f.Kind != workflows.LoggedOut && f.Kind != workflows.Downloaded {
			return f.Seq
		}
	}
	return 0
}
