package demo

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"fristvakt/workflows"
)

// clerk is who rules in the demo. The name is invented.
const clerk = "Solveig Haukeland"

// secretary is the secretariat at work: each morning it goes through what waits
// and rules as a person does who has read the papers.
type secretary struct {
	world  *World
	live   bool
	errors []int64 // facts of yesterday's mistake, to be taken back
	erred  bool
	seen   map[string]workflows.Date // letters left for another day, since when
}

func newSecretary(w *World) *secretary {
	return &secretary{world: w, seen: map[string]workflows.Date{}}
}

// work does one morning's work at the instant now.
func (s *secretary) work(ctx context.Context, stage Stage, now time.Time) error {
	today := s.world.options.Calendar.DateOf(now)
	ruling := func(why string) workflows.Ruling { return workflows.Ruling{Actor: clerk, Reason: why, At: now} }
	if err := s.takeBack(ctx, stage, ruling("tok feil i går; det var berre eit saksframlegg")); err != nil {
		return err
	}
	if err := s.readForm(ctx, stage, today, ruling("lese inn frå skjemaet")); err != nil {
		return err
	}
	facts := append(s.plans(today, ruling("")), s.recordPost(ruling("kom gjennom SvarUt til arkivet"))...)
	if err := s.append(ctx, stage, facts); err != nil {
		return err
	}
	ledgers, err := stage.Ledgers(ctx)
	if err != nil {
		return err
	}
	if err := s.append(ctx, stage, s.mendAddresses(ledgers[0], ruling("ringde kommunen og fekk rett adresse"))); err != nil {
		return err
	}
	for _, l := range ledgers {
		if err := s.goThrough(ctx, stage, l, ruling); err != nil {
			return err
		}
	}
	return nil
}

func (s *secretary) append(ctx context.Context, stage Stage, facts []workflows.Fact) error {
	if len(facts) == 0 {
		return nil
	}
	_, err := stage.Append(ctx, facts...)
	return err
}

// plans are the steps that only the operator can take: going live on the first
// day, giving the leaders' addresses, and dating the send-out of 2025.
func (s *secretary) plans(today workflows.Date, r workflows.Ruling) []workflows.Fact {
	fact := func(kind workflows.FactKind, why string) workflows.Fact {
		return workflows.Fact{Kind: kind, At: r.At, Actor: clerk, Reason: why}
	}
	var facts []workflows.Fact
	if !s.live {
		s.live = true
		facts = append(facts, fact(workflows.WentLive, "alt er prøvd"))
		for i, ch := range s.world.cast.order {
			if i%4 > 0 {
				continue
			}
			f := fact(workflows.ContactSet, "frå nettsida til kommunen")
			f.Party, f.Role, f.Address = ch.party.Number, workflows.ChiefExecutive, "kommunedirektor@"+ch.party.Domain
			facts = append(facts, f)
		}
	}
	if today == date("2025-02-03") {
		f := fact(workflows.Extended, "avtalen er signert av Bergen og klar til utsending")
		f.Round, f.Milestone, f.Until = spring.round, "agreement-sent", date("2025-02-06")
		facts = append(facts, f)
	}
	return facts
}

// takeBack undoes what was ruled too hastily the day before.
func (s *secretary) takeBack(ctx context.Context, stage Stage, r workflows.Ruling) error {
	var facts []workflows.Fact
	for _, seq := range s.errors {
		facts = append(facts, workflows.Fact{Kind: workflows.Undone, At: r.At, Actor: clerk, Reason: r.Reason, Undoes: seq})
	}
	s.errors = nil
	return s.append(ctx, stage, facts)
}

// readForm imports the form's export on working days while it is open.
func (s *secretary) readForm(ctx context.Context, stage Stage, today workflows.Date, r workflows.Ruling) error {
	if len(s.world.responses) == 0 || today.After(date("2024-07-12")) {
		return nil
	}
	if err := stage.Import(ctx, "svar-"+today.String()+".csv", s.world.export(), r); err != nil {
		return fmt.Errorf("import the form's answers: %w", err)
	}
	for _, a := range s.world.responses {
		s.world.Truth.tell(due{autumn.round, a.party.Number, "feedback"}, r.At)
	}
	return nil
}

// recordPost records what came another way, with its number in the archive.
func (s *secretary) recordPost(r workflows.Ruling) []workflows.Fact {
	var facts []workflows.Fact
	for i, p := range s.world.post {
		journal := fmt.Sprintf("25/774-%d", 40+i)
		facts = append(facts, workflows.Fact{Kind: workflows.Delivered, At: p.at, Actor: clerk, Reason: r.Reason, Round: p.round, Party: p.party,
			Requirement: p.requirement, Journal: journal, Paper: "journalpost " + journal})
		s.world.Truth.tell(p.due, r.At)
	}
	s.world.post = nil
	return facts
}

// mendAddresses gives a mailroom whose mail comes back the address that works.
func (s *secretary) mendAddresses(l *workflows.Ledger, r workflows.Ruling) []workflows.Fact {
	var facts []workflows.Fact
	for _, standing := range l.Standings {
		ch := s.world.cast.characters[standing.Party.Number]
		if _, dead := standing.Bounces[strings.ToLower(standing.Contacts[workflows.Mailroom])]; !dead || ch == nil {
			continue
		}
		facts = append(facts, workflows.Fact{Kind: workflows.ContactSet, At: r.At, Actor: clerk, Reason: r.Reason,
			Party: ch.party.Number, Role: workflows.Mailroom, Address: ch.address})
	}
	return facts
}

// goThrough rules on every letter of a round that waits.
func (s *secretary) goThrough(ctx context.Context, stage Stage, l *workflows.Ledger, ruling func(string) workflows.Ruling) error {
	for _, o := range waiting(l) {
		reading, err := s.read(ctx, stage, o)
		if err != nil {
			return err
		}
		if s.leaves(o, l.Calendar.DateOf(ruling("").At), l.Calendar) {
			continue
		}
		facts := decide(ruling(reading.Why), l, o, reading)
		if reading.Hasty && !s.erred {
			facts = hasty(ruling("ser ut som eit vedtak"), l, o, reading)
		}
		made, err := stage.Append(ctx, facts...)
		if err != nil {
			return fmt.Errorf("rule on letter %s: %w", o.Letter, err)
		}
		if reading.Hasty && !s.erred {
			s.erred = true
			for _, f := range made {
				s.errors = append(s.errors, f.Seq)
			}
		}
	}
	return nil
}

// waiting is every letter of the round that waits, each once.
func waiting(l *workflows.Ledger) []workflows.Open {
	all := slices.Clone(l.Unmatched)
	for _, s := range l.Standings {
		for _, o := range s.Waiting {
			if !slices.ContainsFunc(all, func(p workflows.Open) bool { return p.Letter == o.Letter }) {
				all = append(all, o)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b workflows.Open) int { return int(a.Seq - b.Seq) })
	return all
}

// leaves reports whether the secretariat leaves a letter lying: every fifth for
// a working day, every nineteenth for more than a week.
func (s *secretary) leaves(o workflows.Open, today workflows.Date, c workflows.Calendar) bool {
	first, known := s.seen[o.Letter]
	if !known {
		first = today
		s.seen[o.Letter] = today
	}
	h := fnv.New32a()
	h.Write([]byte(o.Received.String()))
	patience := 0
	switch n := h.Sum32(); {
	case n%19 == 0:
		patience = 6
	case n%5 == 0:
		patience = 1
	}
	return c.WorkdaysBetween(first, today) < patience
}

// read is what a person sees who opens the letter.
func (s *secretary) read(ctx context.Context, stage Stage, o workflows.Open) (Reading, error) {
	if strings.HasPrefix(o.Letter, "form-") {
		return s.comment(o), nil
	}
	id, err := stage.MessageID(ctx, o.Letter)
	if err != nil {
		return Reading{}, fmt.Errorf("open letter %s: %w", o.Letter, err)
	}
	reading, known := s.world.Truth.readings[id]
	if !known {
		reading = Reading{Why: "gjeld ikkje dette"}
	}
	return reading, nil
}

// comment reads what was written in the form about the later deadline.
func (s *secretary) comment(o workflows.Open) Reading {
	for _, r := range s.world.responses {
		if r.party.Number == o.Verdict.Party && !r.meeting.IsZero() {
			return Reading{Round: autumn.round, Promises: r.party.Number, Meeting: r.meeting, Why: "melde frå i skjemaet om møtedatoen"}
		}
	}
	return Reading{Why: "ingen dato å rekne med"}
}
