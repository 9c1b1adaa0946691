package demo

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"time"

	"fristvakt/workflows"
)

// response is one answer in the form of 2024.
type response struct {
	at      time.Time
	party   workflows.Party
	person  string
	comment string // on not meeting the later deadline
	meeting workflows.Date
}

// Who is not like the others with the form.
var (
	formSilent  = []string{"4636", "4645", "4629"}
	formLate    = map[string]string{"4633": "2024-07-03", "4628": "2024-07-05"}
	formDouble  = map[string]string{"4614": "2024-06-27"}
	formComment = map[string]string{"4643": "2024-11-14"}
)

// answerForm puts the answers of all municipalities on the agenda. A form
// stamps whole seconds.
func (c *cast) answerForm() {
	for _, ch := range c.order {
		number := ch.party.Number
		day := ch.workday(date("2024-06-10"), ch.rand.IntN(18))
		switch {
		case slices.Contains(formSilent, number):
			continue
		case formLate[number] != "":
			day = date(formLate[number])
		}
		c.fillIn(ch, day)
		if again := formDouble[number]; again != "" {
			c.fillIn(ch, date(again))
		}
	}
}

func (c *cast) fillIn(ch *character, day workflows.Date) {
	r := response{at: ch.hour(day).Add(time.Duration(ch.rand.IntN(60)) * time.Second), party: ch.party, person: ch.leader}
	if on := formComment[ch.party.Number]; on != "" {
		r.meeting = date(on)
		r.comment = "Kommunestyret har ikkje møte før " + norwegian(r.meeting) + ", så vi rekk ikkje fristen."
	}
	c.world.at(r.at, func(time.Time) {
		c.world.responses = append(c.world.responses, r)
		c.world.Truth.elsewhere(due{autumn.round, ch.party.Number, "feedback"}, r.at.UTC())
	})
}

// export is the form's answers as Microsoft Forms lets one download them.
func (w *World) export() []byte {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	out.Comma = ';'
	out.Write([]string{"ID", "Starttidspunkt", "Fullføringstidspunkt", "E-post", "Namn", "Kva kommune svarar de for?",
		"Innspel til utkastet", "Er det vanskeleg å halde fristen 5. november? Skriv kvifor."})
	for i, r := range w.responses {
		at := r.at.In(w.options.Calendar.Zone())
		out.Write([]string{fmt.Sprint(i + 1), at.Add(-7 * time.Minute).Format(time.DateTime), at.Format(time.DateTime), "anonymous",
			r.person, r.party.FullName, "Ingen merknader.", r.comment})
	}
	out.Flush() // a buffer takes everything
	return b.Bytes()
}
