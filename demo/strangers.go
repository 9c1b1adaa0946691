package demo

import (
	"net/mail"
	"time"
)

// strangers put on the agenda what others than the municipalities write about
// the matter.
func (c *cast) strangers() {
	c.jointBody("2025-05-06", "2025-04-24", "4632", "4634")
	c.newspaper("2025-05-27")
	c.invitesToSign("2025-02-20", "4612")
}

// jointBody sends the papers of two municipalities in one mail.
func (c *cast) jointBody(day, meeting, one, other string) {
	c.world.at(date(day).At(10, 12, c.world.options.Calendar.Zone()), func(now time.Time) {
		a, b := c.characters[one], c.characters[other]
		all := spring.all(a, date(meeting)).with(spring.all(b, date(meeting)))
		for i, owner := range []*character{a, a, b, b} {
			all.files[i].name = owner.party.Name + " - " + all.files[i].name
			all.papers[i].Paper = all.files[i].name
		}
		c.strange(letter{from: mail.Address{Name: "IKT Nordhordland", Address: "post@ikt-nordhordland.example"}, id: "joint.1@ikt-nordhordland.example",
			subject: "DigiVestland - papir frå " + a.party.Name + " og " + b.party.Name, files: all.files,
			text: "Hei,\n\nvi sender på vegner av " + a.party.FullName + " og " + b.party.FullName + ".\n\nHelsing\nIKT Nordhordland\n"}, now, spring.means(all, "felles oversending for to kommunar"))
	})
}

// newspaper asks about the matter and lists names.
func (c *cast) newspaper(day string) {
	c.world.at(date(day).At(12, 40, c.world.options.Calendar.Zone()), func(now time.Time) {
		c.strange(letter{from: mail.Address{Name: "Redaksjonen", Address: "tips@lokalavisa.example"}, id: "avis.1@lokalavisa.example",
			subject: "DigiVestland: kven er med?", text: "Hei,\n\nstemmer det at Solund kommune og Askvoll kommune ikkje har svart om DigiVestland?\n\nRedaksjonen\n"}, now,
			Reading{Round: spring.round, Why: "ei avis som spør"})
	})
}

// invitesToSign is what a signing service sends before anything is signed.
func (c *cast) invitesToSign(day, number string) {
	c.world.at(date(day).At(9, 5, c.world.options.Calendar.Zone()), func(now time.Time) {
		ch := c.characters[number]
		c.strange(letter{from: mail.Address{Name: "Signeringstenesta", Address: "noreply@signering.example"}, id: "invitasjon.1@signering.example",
			subject: "Til signering: Avtale DigiVestland - " + ch.party.FullName, text: "Du er invitert til å signere «Avtale DigiVestland». Opne lenkja for å signere: https://signering.example/a1\n"}, now,
			Reading{Round: spring.round, Why: "berre ein invitasjon til å signere"})
	})
}

func (c *cast) strange(l letter, now time.Time, means Reading) {
	l.to = mailUser
	means.Received = now
	c.world.Truth.write(l.id, means)
	c.world.receive(l.bytes(now), now)
}
