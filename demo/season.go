package demo

import (
	"fmt"

	"fristvakt/demo/papers"
	"fristvakt/workflows"
)

// season is the part of a round in which councils meet and papers are sent.
type season struct {
	round     string
	deadline  string // milestone
	first     workflows.Date
	weeks     int // in which councils meet
	agreement bool
}

var (
	autumn = season{round: "digivestland-2024", deadline: "deadline-5-november", first: date("2024-09-19"), weeks: 5}
	spring = season{round: "digivestland-2025", deadline: "deadline-31-may", first: date("2025-03-13"), weeks: 9, agreement: true}
)

// meeting is the day of the municipality's council.
func (s season) meeting(ch *character) workflows.Date {
	return ch.workday(s.first, 7*ch.rand.IntN(s.weeks))
}

// bundle is what a letter carries, and what it delivers.
type bundle struct {
	files  []file
	papers []Delivered
}

func (b bundle) with(other bundle) bundle {
	return bundle{append(b.files[:len(b.files):len(b.files)], other.files...), append(b.papers[:len(b.papers):len(b.papers)], other.papers...)}
}

// worthless is the same files when they deliver nothing.
func (b bundle) worthless() bundle { return bundle{files: b.files} }

// decided is the decision of the municipality as PDF.
func (s season) decided(ch *character, m papers.Minutes) bundle {
	m.Round = s.round
	names := []string{"Særutskrift.pdf", "Særutskrift DigiVestland.pdf", fmt.Sprintf("Særutskrift sak %03d-%02d.pdf", m.Case, m.Meeting.Year%100), "Vedtak - " + ch.party.FullName + ".pdf"}
	f := file{names[ch.rand.IntN(len(names))], mediaPDF, m.PDF()}
	return bundle{[]file{f}, []Delivered{{ch.party.Number, "decision-copy", f.name}}}
}

// signed is the agreement as the municipality has signed it.
func (s season) signed(ch *character, a papers.Agreement) bundle {
	names := []string{"Avtale DigiVestland signert.pdf", "Signert avtale " + ch.party.Name + ".pdf", "Avtale_DigiVestland_signert.pdf"}
	f := file{names[ch.rand.IntN(len(names))], mediaPDF, a.PDF()}
	return bundle{[]file{f}, []Delivered{{ch.party.Number, "signed-agreement", f.name}}}
}

// all is everything that the season asks for, after a council meeting.
func (s season) all(ch *character, meeting workflows.Date) bundle {
	d := s.decided(ch, ch.decision(s.round, meeting))
	if !s.agreement {
		return d
	}
	a := ch.agreement(ch.workday(meeting, 1))
	if ch.rand.IntN(3) == 0 {
		a.How = papers.WithPicture
	}
	return s.signed(ch, a).with(d)
}

// means is what a person sees in a letter with the bundle.
func (s season) means(b bundle, why string) Reading {
	return Reading{Round: s.round, Papers: b.papers, Why: why}
}

// cover is a letter that goes with papers.
func (s season) cover(ch *character, b bundle) letter {
	subjects := []string{"Vedtak og signert avtale - DigiVestland", "Oversending av dokument - DigiVestland", "DigiVestland - " + ch.party.FullName, "Melding om vedtak - samarbeidsavtale DigiVestland"}
	texts := []string{
		"Hei!\n\n%s har no hatt saka om DigiVestland oppe. Dokumenta ligg ved.",
		"Hei,\n\nsjå vedlegg frå %s i saka om DigiVestland.",
		"God dag.\n\nPå vegner av %s sender eg papira de har bede om i samband med DigiVestland.",
	}
	if !s.agreement {
		subjects = []string{"Vedtak om ny samarbeidsavtale - DigiVestland", "Særutskrift DigiVestland", "Melding om vedtak - DigiVestland"}
	}
	l := letter{subject: subjects[ch.rand.IntN(len(subjects))], text: fmt.Sprintf(texts[ch.rand.IntN(len(texts))], ch.party.FullName),
		files: b.files, html: ch.rand.IntN(2) == 0}
	if ch.rand.IntN(2) == 0 {
		l.from = ch.person(ch.archivist)
	}
	l.text += ch.signature(ch.archivist, "arkivansvarleg")
	return l
}
