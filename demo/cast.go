package demo

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"fristvakt/workflows"
)

// cast is the 43 municipalities but for the host, by number.
type cast struct {
	world      *World
	characters map[string]*character
	order      []*character
	byAddress  map[string]*character
}

// Invented names, of which each municipality gets its own pairs.
var (
	firstNames = []string{"Anna", "Bjarte", "Camilla", "Daniel", "Eldbjørg", "Frode", "Guro", "Harald", "Idun", "Jostein", "Kjersti", "Lars", "Målfrid", "Nils", "Oddny", "Pål", "Ragna", "Sindre", "Torbjørg", "Vidar", "Åslaug"}
	lastNames  = []string{"Aarvik", "Bruheim", "Espeset", "Fitje", "Gjerde", "Hovland", "Indrebø", "Kleiva", "Langeteig", "Myrmel", "Nordheim", "Oppedal", "Rygg", "Skjerven", "Tveit", "Ulvund", "Ystebø", "Øvrebø", "Åsebø"}
)

func newCast(w *World) *cast {
	c := &cast{world: w, characters: map[string]*character{}, byAddress: map[string]*character{}}
	for i, p := range w.options.Roster {
		if p.Number == w.options.Rounds[0].Host {
			continue
		}
		seed, _ := strconv.ParseUint(p.Number, 10, 64) // a roster's numbers are digits
		ch := &character{party: p, world: w, rand: rand.New(rand.NewPCG(w.options.Seed, seed)), address: p.Mailroom,
			leader:    firstNames[i%len(firstNames)] + " " + lastNames[i%len(lastNames)],
			archivist: firstNames[(i*5+3)%len(firstNames)] + " " + lastNames[(i*7+2)%len(lastNames)]}
		c.characters[p.Number] = ch
		c.order = append(c.order, ch)
		c.byAddress[strings.ToLower(p.Mailroom)] = ch
	}
	return c
}

// gets gives a mail to the municipality that it is for.
func (c *cast) gets(m Sent) {
	if ch := c.characters[m.Party]; ch != nil {
		ch.gets(m)
	}
}

// part is what a municipality does in one round.
type part func(c *cast, ch *character)

// casting says who plays which part; who is not named plays the plain one.
type casting map[string]part

// giveParts puts what everybody will do in both rounds on the agenda.
func (c *cast) giveParts() {
	for _, ch := range c.order {
		play(c, ch, autumn2024, decides2024)
		play(c, ch, spring2025, sendsBoth)
	}
	c.answerForm()
	c.strangers()
}

func play(c *cast, ch *character, parts casting, plain part) {
	p := parts[ch.party.Number]
	if p == nil {
		p = plain
	}
	p(c, ch)
}

// date reads a day of the script.
func date(s string) workflows.Date {
	d, err := workflows.ParseDate(s)
	if err != nil {
		panic("the script has no such day: " + err.Error())
	}
	return d
}
