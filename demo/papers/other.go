package papers

// OtherMatter makes papers that have nothing to do with the rounds.
type OtherMatter struct{ Party string }

// Lease is a signed agreement about something else.
func (o OtherMatter) Lease() []byte {
	s := newSheet("Leigeavtale")
	s.heading("Leigeavtale", 15)
	s.paragraph("Mellom Bergen kommune som utleigar og leigar av grendahuset er det gjort avtale om leige laurdag 14. juni.")
	s.paragraph("Leiga er 1 800 kroner. Lokalet skal vere rydda innan klokka 12 dagen etter.")
	s.columns("For utleigar", "For leigar")
	place(s, scrawl("Marit Lid"), 110, s.pdf.GetY(), 40, 12)
	s.pdf.Ln(14)
	s.columns("Per Hauge", "Marit Lid")
	return s.bytes()
}

// Extract is minutes about something else.
func (o OtherMatter) Extract() []byte {
	s := newSheet("Særutskrift")
	s.heading(o.Party, 12)
	s.heading("Særutskrift", 12)
	s.line("PS 017/25 Formannskapet 12.03.2025")
	s.heading("Interkommunal plan for beredskap", 12)
	s.heading("Vedtak:", 11)
	s.paragraph("Formannskapet sluttar seg til planen. Samrøystes vedteke.")
	return s.bytes()
}
