package inbox

import (
	"path"
	"regexp"
	"strings"
	"unicode/utf8"
)

// plainWords are words that say nothing of what a mail is about: those of any
// sending of any agreement or decision. A mail made of them alone may be about
// the round; one more word of substance in the subject is another matter.
var plainWords = wordSet(`
avtale avtalen avtalt avtalte avtaler avtalane avtala avtalar samarbeidsavtale samarbeidsavtalen samarbeidsavtala samarbeid
samarbeidet vertskommunesamarbeid vertskommune
signert signerte signering signatur signaturside signatursida signatursiden signatursider underskriven underskrive
underskrift underskreven underskrevet underteikna undertegnet ferdig
vedtak vedtaket vedtaka politisk politiske politiskvedtak melding meldingar saerutskrift saerutskrifter saksutskrift utskrift
saksprotokoll protokoll moteprotokoll motebok
sak saka saken saker kommunestyre kommunestyret heradsstyre heradsstyret bystyre kommunestyresak kommunestyrevedtak
heradsstyrevedtak kst hst formannskap formannskapet
oversending oversendelse oversender sending sender sendt send vidaresending vidaresend videresending vedlegg vedlagt vedlagde
vedlagte dokument dokumenter dokumenta dokumentet fil filer filene brev
kopi orientering informasjon svar svarbrev frist fristen paminning paminnelse purring tilbakemelding tilslutning tilslutnad
deltaking deltakelse invitasjon invitert sporsmal utsetjing utsett utsatt ny nytt nye
skanna skannet skanning scan scanned scanner skanner image attached message fra fraa from til for med om pa og i av det den
ein ei eit en et er har no naa her
kommune kommunen kommunar kommunane herad heradet bergen vestland postmottak arkiv vaar vart vaare vare dykkar dykk deres dei
sjaa sja vedrorande vedrorende ang angaaende angaande gjeld gjelder viser vise
hei helsing hilsen beste venleg vennlig mvh takk
januar februar mars april mai juni juli august september oktober november desember mandag tysdag onsdag torsdag fredag
pdf docx doc zip scan skm img bulk ekstern extern external viktig hastar re sv vs fwd fw aw va
kommunedirektor kommunedirektoren kommunedirektorens radmann radmannen digital digitale digitalt digitaliseringsomradet
`)

// mattersOtherwise returns what a mail is evidently about where that is
// another matter than the round, judged by its subject and the names of its
// papers; "" where they say nothing of substance, or name the topic.
func (d *dossier) mattersOtherwise() string {
	if d.topicOf(d.subject) != noTopic {
		return ""
	}
	subject := d.letter.Subject
	for _, inner := range d.inner {
		subject += " " + inner.Subject
	}
	if w := d.substance(subject); w != "" {
		return w
	}
	if w := d.substance(d.saidToBeAbout()); w != "" {
		return w
	}
	for _, c := range d.carried {
		if isScannerName(c.attachment.Name) {
			continue
		}
		stem := strings.TrimSuffix(path.Base(c.attachment.Name), path.Ext(c.attachment.Name))
		name := strings.NewReplacer("_", " ", "-", " ", ".", " ").Replace(stem)
		if w := d.substance(name); w != "" {
			return w
		}
	}
	return ""
}

// about begins what a sentence says that its agreement or decision is about.
var about = regexp.MustCompile(`(?i)\b(?:om|vedrørande|vedrørende|gjeld|gjelder|angåande|angående|ang\.|mellom|på)\s+(.*)`)

// compound is an agreement or a decision that says itself what it is about:
// "leigeavtale", "barnevernsvedtak".
var compound = regexp.MustCompile(`(?i)\b\p{L}{3,}(?:avtal|vedtak|kontrakt)\p{L}*`)

// saidToBeAbout gathers from the writer's sentences on agreements and
// decisions what these are about. Other words of such sentences say nothing:
// a mail is not set aside for a verb.
func (d *dossier) saidToBeAbout() string {
	said := ""
	for _, s := range sentences(d.text) {
		if !containsAny(strings.ToLower(s), deliveryWords) {
			continue
		}
		if m := about.FindStringSubmatch(s); m != nil {
			said += " " + m[1]
		}
		said += " " + strings.Join(compound.FindAllString(s, 10), " ")
	}
	return said
}

// substance returns the first word of text that says what it is about.
func (d *dossier) substance(text string) string {
	named := map[string]bool{}
	for _, m := range d.names.Find(text) {
		if p, ok := d.party(m.Party); ok {
			for _, w := range foldedWords(p.FullName + " " + strings.Join(p.FormerNames, " ")) {
				named[w] = true
			}
		}
	}
	for _, w := range splitWords(text) {
		if utf8.RuneCountInString(w.fold) < 6 || plainWords[w.fold] || named[w.fold] || strings.ContainsAny(w.fold, "0123456789") {
			continue
		}
		return w.fold
	}
	return ""
}

// speaksOfPapers reports whether the mail names papers of the kind the round
// asks for.
func (d *dossier) speaksOfPapers() bool {
	low := strings.ToLower(d.letter.Subject + "\n" + d.text)
	for _, c := range d.carried {
		low += "\n" + strings.ToLower(c.attachment.Name)
	}
	avtale := strings.Contains(low, "avtale")
	vedtak := containsAny(low, []string{"vedtak", "vedteke", "vedtatt", "utskrift", "saksprotokoll", "sluttar seg til", "slutter seg til"})
	return avtale && (vedtak || containsAny(low, []string{"signer", "underskriv", "underteikn"})) || vedtak && len(d.carried) > 0
}

// isDispatchNotice recognises the notice that a paper waits in SvarUt, Altinn
// or the like. It counts where it names a party and says nothing of another
// matter.
func (d *dossier) isDispatchNotice() bool {
	if len(d.letter.From) == 0 || !containsAny(d.letter.From[0].Mailbox, dispatchFrom) || d.sender != "" {
		return false
	}
	text := d.letter.Subject + "\n" + d.text
	if d.topicOf(d.subject) != noTopic {
		return true
	}
	return len(d.names.InFull(text, d.host.Number)) > 0 && d.speaksOfPapers()
}
