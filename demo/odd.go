package demo

import (
	"strings"
	"time"

	"fristvakt/demo/papers"
)

// in wraps everything into one file of another kind.
func (s season) in(day, meeting string, wrap func(ch *character, b bundle) bundle) part {
	return func(_ *cast, ch *character) {
		ch.on(date(day), func(now time.Time) {
			b := wrap(ch, s.all(ch, date(meeting)))
			ch.writes(s.cover(ch, b), now, s.means(b, "lese av ein person"))
		})
	}
}

func zipped(ch *character, b bundle) bundle {
	var packed []papers.Packed
	for _, f := range b.files {
		packed = append(packed, papers.Packed{Name: f.name, Content: f.content})
	}
	return bundle{[]file{{"Dokument frå " + ch.party.Name + ".zip", mediaZip, papers.Zip(packed...)}}, b.papers}
}

// scanned makes pictures of all papers, named as a copier names them.
func scanned(ch *character, b bundle) bundle {
	scans := bundle{papers: b.papers}
	for i := range b.files {
		name := []string{"SKM_C250i25052214130.pdf", "Scan_20250522_2.pdf"}[i%2]
		scans.files = append(scans.files, file{name, mediaPDF, papers.Scan(2-i%2, ch.rand.Uint64())})
	}
	return scans
}

// word sends the decision as a Word file beside the agreement.
func (s season) word(day, meeting string) part {
	return func(_ *cast, ch *character) {
		ch.on(date(day), func(now time.Time) {
			m := ch.decision(s.round, date(meeting))
			f := file{"Særutskrift.docx", mediaDocx, m.Word()}
			b := bundle{[]file{f}, []Delivered{{ch.party.Number, "decision-copy", f.name}}}
			if s.agreement {
				b = b.with(s.signed(ch, ch.agreement(ch.workday(date(meeting), 1))))
			}
			ch.writes(s.cover(ch, b), now, s.means(b, "vedtaket er ei Word-fil"))
		})
	}
}

// encrypted sends an agreement that nobody can open, and later one that opens.
func (s season) encrypted(day, later string) part {
	return func(_ *cast, ch *character) {
		a := ch.agreement(date(day))
		ch.on(date(day), func(now time.Time) {
			locked := a
			locked.Password = "bra-dokker"
			b := s.signed(ch, locked).worthless().with(s.decided(ch, ch.decision(s.round, ch.workday(date(day), -6))))
			ch.writes(s.cover(ch, b), now, s.means(b, "avtalen er verna med passord; bede om ein som kan opnast"))
		})
		ch.on(date(later), func(now time.Time) {
			b := s.signed(ch, a)
			ch.writes(s.cover(ch, b), now, s.means(b, "avtalen utan passord"))
		})
	}
}

// twice sends the same papers from the mailroom and from the chief executive.
func (s season) twice(day, meeting string) part {
	return func(_ *cast, ch *character) {
		var b bundle
		ch.on(date(day), func(now time.Time) {
			b = s.all(ch, date(meeting))
			ch.writes(s.cover(ch, b), now, s.means(b, "alt er med"))
			ch.world.at(now.Add(3*time.Hour), func(now time.Time) {
				l := s.cover(ch, b)
				l.from, l.subject = ch.person(ch.leader), "VS: "+l.subject
				ch.writes(l, now, s.means(b, "det same ein gong til"))
			})
		})
	}
}

// forwards sends what another municipality has signed.
func (s season) forwards(day, meeting, other string) part {
	return func(c *cast, ch *character) {
		from := c.characters[other]
		ch.on(date(day), func(now time.Time) {
			b := s.all(from, date(meeting))
			l := letter{from: ch.person(ch.leader), subject: "VS: DigiVestland - " + from.party.FullName, files: b.files,
				text: "Desse hamna hos oss, men skal visst til dykk." + ch.signature(ch.leader, "kommunedirektør") +
					"\nFrå: " + from.party.FullName + " <" + from.party.Mailroom + ">\nTil: " + ch.party.Mailroom + "\nEmne: Dokument til Bergen\n\nVedlagt følgjer dokumenta.\n"}
			ch.writes(l, now, s.means(b, "papira er frå "+from.party.FullName))
		})
	}
}

// spoofed is what somebody else sends in the municipality's name.
func (s season) spoofed(day, sender string, how stamp) part {
	return func(_ *cast, ch *character) {
		ch.on(date(day), func(now time.Time) {
			b := s.all(ch, ch.workday(date(day), -5)).worthless()
			l := s.cover(ch, b)
			l.from, l.stamp = ch.mailroom(), how
			if sender != "" {
				l.from.Address = sender
			}
			ch.writes(l, now, s.means(b, "kommunen seier at dei ikkje har sendt dette"))
		})
	}
}

// byArchive comes to the host's archive, which sends it on inside the house.
func (s season) byArchive(day, meeting string) part {
	return func(_ *cast, ch *character) {
		ch.on(date(day), func(now time.Time) {
			b := s.all(ch, date(meeting))
			l := letter{subject: "VS: Dokument i sak 25/774", files: b.files,
				text: "Til orientering, kom inn til byarkivet.\n\nFrå: " + ch.party.Mailroom + "\nEmne: DigiVestland - " + ch.party.FullName + "\n\nVedlagt signert avtale og vedtak.\n"}
			l.from.Name, l.from.Address = "Byarkivet", "byarkivet@bergen.kommune.no"
			ch.writes(l, now, s.means(b, "send vidare frå arkivet"))
		})
	}
}

// byPost comes on paper or by SvarUt; the secretariat learns of it the next
// morning and records it.
func (s season) byPost(day string) part {
	return func(_ *cast, ch *character) {
		ch.on(date(day), func(now time.Time) {
			now = now.Truncate(time.Minute)
			for _, id := range []string{"signed-agreement", "decision-copy"} {
				d := due{s.round, ch.party.Number, id}
				ch.world.Truth.elsewhere(d, now)
				ch.world.post = append(ch.world.post, posted{d, now})
			}
		})
	}
}

// misread changes one sign of the reference in the subject and loses the
// thread, as happens when a subject is typed anew.
func misread(l *letter) {
	l.inReplyTo = ""
	i := strings.LastIndexByte(l.subject, ']')
	if i > 1 {
		wrong := byte('A')
		if l.subject[i-1] == wrong {
			wrong = 'B'
		}
		l.subject = l.subject[:i-1] + string(wrong) + l.subject[i:]
	}
}
