package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"fristvakt/workflows"
)

// historyBody is a stretch of the log.
type historyBody struct {
	Entries []entry
	Older   int64 // what comes before; 0 where nothing does
	People  bool  // only what people have done
}

// pageOfLog is how many facts one page of the log tells.
const pageOfLog = 100

func (s *Server) history(v *visit) {
	state, ok := v.state()
	if !ok {
		return
	}
	before, _ := strconv.ParseInt(v.r.URL.Query().Get("before"), 10, 64)
	b := historyBody{People: v.r.URL.Query().Get("people") != ""}
	b.Entries = entries(state, func(f workflows.Fact) bool {
		return (before <= 0 || f.Seq < before) && (!b.People || f.Actor != workflows.Robot)
	})
	if len(b.Entries) > pageOfLog {
		b.Entries = b.Entries[:pageOfLog]
		b.Older = b.Entries[pageOfLog-1].Seq
	}
	v.show(http.StatusOK, "history.html", "log", v.say("Hendingslogg", "Hendelseslogg"), &state, b)
}

// entries tells the facts that want lets pass, the newest first. Facts that a
// person made in one ruling are taken back together.
func entries(state State, want func(workflows.Fact) bool) []entry {
	void := workflows.TakenBack(state.Facts)
	together := rulings(state.Facts, void)
	c := state.Ledgers[0].Calendar
	var all []entry
	for _, f := range slices.Backward(state.Facts) {
		if !want(f) {
			continue
		}
		p, _ := state.Roster.Party(f.Party)
		e := entry{Seq: f.Seq, At: f.Made, On: c.DateOf(f.Made), Clock: clockOf(f.Made, c.Zone()), Text: workflows.Describe(f), Actor: f.Actor, Reason: f.Reason,
			Letter: f.Letter, Void: void[f.Seq], Party: p.FullName, Number: p.Number, Machine: f.Actor == workflows.Robot}
		if f.Kind == workflows.Sent || f.Kind == workflows.Uncertain || f.Kind == workflows.Failed {
			e.Key = f.Key
			e.Mail, _, _ = strings.Cut(f.Subject, " [")
		}
		if f.Kind == workflows.Sent {
			e.Reason = "" // the server's words of acceptance
		}
		if workflows.CanUndo(f) && !e.Void && (!e.Machine || f.Kind == workflows.Delivered || f.Kind == workflows.Bounced || f.Kind == workflows.Absent) {
			e.Facts = []int64{f.Seq}
			if !e.Machine {
				e.Facts = together[ruled{f.Actor, f.Made.UnixNano()}]
			}
		}
		all = append(all, e)
	}
	return all
}

// ruled names one ruling: facts that are appended together are made at one
// instant.
type ruled struct {
	actor string
	made  int64
}

func rulings(facts []workflows.Fact, void map[int64]bool) map[ruled][]int64 {
	all := map[ruled][]int64{}
	for _, f := range facts {
		if f.Actor != workflows.Robot && workflows.CanUndo(f) && !void[f.Seq] {
			key := ruled{f.Actor, f.Made.UnixNano()}
			all[key] = append(all[key], f.Seq)
		}
	}
	return all
}
