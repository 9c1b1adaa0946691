package web

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"fristvakt/workflows"
)

// boardBody is what the board shows of one round.
type boardBody struct {
	Rounds       []roundLink
	Round        workflows.Round
	Host         string
	Tallies      []tally
	Figure       figure
	Ages         []age
	Running      []workflows.Line
	Requirements []workflows.Requirement
	Rows         []row
	All          int
	Query        string
	State        workflows.State
	Sort         string
	Link         func(sort string) string
}

type roundLink struct {
	ID, Title string
	Here      bool
}

// tally is how many parties stand so.
type tally struct {
	State workflows.State
	Word  workflows.Text
	Sign  string
	Count int
}

// age is one of the three by which health is told.
type age struct {
	Name workflows.Text
	Ago  string
	At   time.Time
	Old  bool
}

func (s *Server) board(v *visit) {
	state, ok := v.state()
	if !ok {
		return
	}
	l, err := roundOf(state, v.r.URL.Query().Get("round"))
	if err != nil {
		v.missing()
		return
	}
	q := v.r.URL.Query()
	b := boardBody{Round: l.Round, Running: troubles(state.Facts), Requirements: l.Round.Requirements, Query: q.Get("q"),
		State: workflows.State(q.Get("state")), Sort: q.Get("sort")}
	for _, other := range state.Ledgers {
		b.Rounds = append(b.Rounds, roundLink{other.Round.ID, other.Round.Title, other == l})
	}
	all := rows(l, state.Now)
	b.All = len(all)
	b.Tallies = tallies(l)
	b.Rows = arranged(all, b.Query, b.State, b.Sort)
	b.Figure = draw(l, state.Now, v.language)
	b.Ages = ages(state.Ages, state.Now, v.language)
	b.Link = func(sort string) string { return "?" + sortedBy(q, sort).Encode() }
	v.show(http.StatusOK, "board.html", "board", v.say("Oversyn", "Oversikt"), &state, b)
}

// roundOf is the round that is asked for, else the one that runs today, else
// the last.
func roundOf(state State, id string) (*workflows.Ledger, error) {
	l, err := state.Ledger(id)
	if err == nil || id != "" || len(state.Ledgers) == 0 {
		return l, err
	}
	today := state.Ledgers[0].Calendar.DateOf(state.Now)
	best := state.Ledgers[0]
	for _, l := range state.Ledgers {
		if !today.Before(l.Round.Starts) {
			best = l
		}
	}
	return best, nil
}

func sortedBy(q url.Values, sort string) url.Values {
	out := url.Values{}
	for _, key := range []string{"round", "q", "state"} {
		if q.Get(key) != "" {
			out.Set(key, q.Get(key))
		}
	}
	out.Set("sort", sort)
	return out
}

// row is one party in the table.
type row struct {
	Number, Name string
	State        workflows.State
	Word         workflows.Text
	Sign         string
	Cells        []cell
	Next         workflows.Date
	Why          workflows.Text
	Own          workflows.Date // a deadline of its own
	Dead         bool
}

// cell says of one requirement whether it is met.
type cell struct {
	Have bool
	On   workflows.Date
}

func rows(l *workflows.Ledger, now time.Time) []row {
	next := workflows.Next(l, now)
	var all []row
	for _, s := range l.Standings {
		r := row{Number: s.Party.Number, Name: s.Party.FullName, State: l.State(s)}
		r.Word, r.Sign = stateWord(r.State), stateSign(r.State)
		for _, q := range l.Round.Requirements {
			got, have := s.Delivered[q.ID]
			c := cell{Have: have}
			if have {
				c.On = l.Calendar.DateOf(got.At)
			}
			r.Cells = append(r.Cells, c)
		}
		if f, any := next[r.Number]; any {
			r.Next, r.Why = f.Date, f.Because()
		}
		for _, m := range l.Round.Milestones {
			if own, has := s.Deadlines[m.ID]; has && m.Kind == workflows.Deadline {
				r.Own = own
			}
		}
		_, r.Dead = s.Bounces[strings.ToLower(s.Contacts[workflows.Mailroom])]
		all = append(all, r)
	}
	return all
}

// arranged keeps the rows that are asked for, in the order asked for.
func arranged(all []row, query string, state workflows.State, sort string) []row {
	query = strings.ToLower(strings.TrimSpace(query))
	out := slices.DeleteFunc(slices.Clone(all), func(r row) bool {
		return state != "" && r.State != state || query != "" && !strings.Contains(strings.ToLower(r.Name), query) && r.Number != query
	})
	switch sort {
	case "state":
		slices.SortStableFunc(out, func(a, b row) int { return stateRank(a.State) - stateRank(b.State) })
	case "next":
		far := workflows.Date{Year: 9999, Month: 1, Day: 1}
		when := func(r row) workflows.Date { return cmp.Or(r.Next, far) }
		slices.SortStableFunc(out, func(a, b row) int { return -when(a).DaysUntil(when(b)) })
	case "name":
		slices.SortStableFunc(out, func(a, b row) int { return strings.Compare(alphabet(a.Name), alphabet(b.Name)) })
	}
	return out
}

// alphabet makes Norwegian names sort as in a Norwegian list.
func alphabet(name string) string {
	return strings.NewReplacer("æ", "{", "Æ", "{", "ø", "|", "Ø", "|", "å", "}", "Å", "}").Replace(strings.ToLower(name))
}

// tallies counts the parties by state, in the order of the states.
func tallies(l *workflows.Ledger) []tally {
	count := map[workflows.State]int{}
	for _, s := range l.Standings {
		count[l.State(s)]++
	}
	var all []tally
	for _, state := range stateOrder {
		if count[state] > 0 {
			all = append(all, tally{state, stateWord(state), stateSign(state), count[state]})
		}
	}
	return all
}

// lateAfter is the age from which a beat is marked as old.
const lateAfter = 26 * time.Hour

func ages(a workflows.Ages, now time.Time, language workflows.Language) []age {
	one := func(nn, nb string, at time.Time, most time.Duration) age {
		return age{Name: workflows.Text{Nynorsk: nn, Bokmaal: nb}, Ago: ago(now, at, language), At: at, Old: at.IsZero() || now.Sub(at) > most}
	}
	return []age{one("Siste heile runde i programmet", "Siste hele runde i programmet", a.Turn, lateAfter),
		one("Siste e-post sett i innboksen", "Siste e-post sett i innboksen", a.Mail, 7*24*time.Hour),
		one("Siste dagsoversyn levert", "Siste dagsoversikt levert", a.Digest, 4*24*time.Hour)}
}

// troubles are the outages that have not ended, in Nynorsk.
func troubles(facts []workflows.Fact) []workflows.Line {
	open := map[string]workflows.Fact{}
	for _, f := range facts {
		switch f.Kind {
		case workflows.OutageBegan:
			open[f.Subject] = f
		case workflows.OutageEnded:
			delete(open, f.Subject)
		}
	}
	var lines []workflows.Line
	for _, subject := range slices.Sorted(maps.Keys(open)) {
		lines = append(lines, workflows.Line{At: open[subject].At, Text: workflows.Describe(open[subject])})
	}
	return lines
}
