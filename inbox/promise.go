package inbox

import (
	"regexp"
	"slices"
	"strings"

	"fristvakt/workflows"
)

var (
	willDo = regexp.MustCompile(`\b(?:kjem|kommer|signerer|underteiknar|ettersend\w*|sender|sende|oversend\w*|` +
		`skal|vert|blir|vil|håpar|reknar med|tek sikte|tar sikte|planlagt|planlegg\w*|ventar|forventar|set(?:t|` +
		`jer)? opp)\b`)
	willDecide  = regexp.MustCompile(`(?:kommunestyre|heradsstyre|formannskap|politisk|møte|sak)\w*`)
	asks        = regexp.MustCompile(`\?\s*$`)
	asksReceipt = regexp.MustCompile(anyOf(
		`stadfest`, `bekreft`, `kvitter`, `motteke`, `mottatt`, `motteken`, `gjekk fram`, `alt i orden`,
		`ok\?`, `manglar`, `mangler`, `noko meir`, `noe mer`, `kome fram`, `kommet frem`, `nådd fram`,
		`kom fram`, `er i orden`, `treng de`, `trenger dere`,
	))
	asksInWords = regexp.MustCompile(anyOf(
		`\bkan (?:vi|eg|jeg|de|dere|du) (?:få|be|sende)\b.*\?`, `lurer på`, `lurar på`, `spørsmål om`,
		`ønskjer (?:svar|utsett|utsatt)`, `ber om (?:utsett|utsatt|lengre)`, `utsett frist`, `utsatt frist`,
	))
	formSaid   = regexp.MustCompile(`(?:svart|svara|svarte|fylt ut|levert|registrert|sendt inn).{0,40}\bskjema`)
	memberSaid = regexp.MustCompile(`(?:allereie|allerede|alt|frå før|fra før|framleis) (?:er )?(?:med|medlem)|` +
		`er (?:allereie|allerede|alt) (?:med|medlem|part)`)
	noSaid = regexp.MustCompile(anyOf(
		`takkar nei`, `takker nei`, `seier nei`, `sier nei`, `sa nei`, `ynskjer ikkje å`, `ønskjer ikkje å`,
		`ønsker ikke å`, `ikkje (?:slutte|slutta|vere med|bli med|delta|ta del|signere|gå inn)`,
		`ikke (?:slutte|være med|bli med|delta|ta del|signere|gå inn)`, `står utanfor`, `stå utanfor`,
		`stå utenfor`, `vart nedrøysta`, `ble nedstemt`, `nedrøyst`, `vart avvist`, `ble avvist`,
		`vart utsett`, `ble utsatt`, `er utsett`, `er utsatt`, `vert utsett`, `blir utsatt`,
		`vart sendt attende`,
	))
	decidedSaid = regexp.MustCompile(`(?:kommunestyret|heradsstyret|bystyret) (?:\p{L}+ )?(?:vedtok|har vedteke|` +
		`har vedtatt|slutta seg til|sa ja|godkjende|godkjente|handsama|behandla|vedtatt)`)
	notYet    = regexp.MustCompile(`\b(?:når|etter at|så snart|dersom|viss|hvis|før|innan|ikkje|ikke)\b`)
	takesBack = regexp.MustCompile(anyOf(
		`sjå bort frå`, `se bort fra`, `sett bort frå`, `feilsendt`,
		`feil (?:fil|vedlegg|dokument|versjon|avtale|utgåve)`, `trekkjer tilbake`, `trekker tilbake`,
		`erstattar`, `erstatter`, `korrigert`, `retta (?:utskrift|protokoll|vedtak)`,
		`rettet (?:utskrift|protokoll|vedtak)`, `ikkje gyldig`, `ikke gyldig`, `ikkje endeleg`, `ikke endelig`,
		`ikkje signert enno`, `ikke signert ennå`, `ikkje signert`, `ikke signert`, `manglar signatur`,
		`mangler signatur`, `lovlegkontroll`, `lovlighetskontroll`, `lovlegheitskontroll`,
		`klag\w* på vedtaket`, `påklag\w*`, `omgjort`, `oppheva`, `opphevet`, `annullert`, `ugyldig`,
		`\bsak(?:a|en)?\b (?:\p{L}+ ){0,4}(?:opp att|opp igjen|på nytt|kjem|kommer)\b`, `trekk\w* (?:\p{L}+ ){0,3}(?:attende|tilbake)\b`,
		`\bvent\w* med å (?:registrer|journalfør|før)`, `ikk[j]?e (?:\p{L}+ ){0,2}registrer`, `(?:rette|endre|gjere om|gjøre om) (?:på )?vedtaket`,
		`førebels`, `foreløpig`, `utkast`, `atterhald`, `forbehold`, `under føresetnad`, `under forutsetning`,
	))
	dispatched = regexp.MustCompile(anyOf(
		`svarut`, `svarinn`, `altinn`, `digipost`, `eformidling`, `edialog`, `sikker digital post`,
		`send(?:t|er|te)? (?:\p{L}+ ){0,4}(?:med|i|per|i) (?:vanleg |vanlig )?(?:post|brevpost)\b`, `ks fiks`,
	))
	signingAsk = regexp.MustCompile(anyOf(
		`invitert til å signere`, `til signering`, `signeringsoppdrag`, `signer dokument`,
		`er signert av alle`, `dokumentet er ferdig signert`, `all parties`, `venter på signatur`,
		`ventar på signatur`,
	))
	dispatchFrom = []string{"svarut", "altinn", "digipost", "efor", "ks.no", "edialog"}
	signingFrom  = []string{"penneo", "scrive", "docusign", "adobesign", "echosign", "signicat", "verified", "visma", "posten.no", "addo"}
)

// whatIsSaid reads the writer's own words. They never deliver anything; they
// can only show what is still to come, or what does not fit.
func (d *dossier) whatIsSaid() {
	delivered := false
	for _, p := range d.papers {
		delivered = delivered || p.delivers() && !p.blind()
	}
	d.listen(d.letter.Text, delivered, true)
	for _, inner := range d.inner {
		d.listen(inner.Text, delivered, !d.betweenColleagues(inner))
	}
	from := ""
	if len(d.letter.From) > 0 {
		from = d.letter.From[0].Domain()
	}
	if containsAny(from, signingFrom) {
		d.note(ruleSigningAsk, "")
	} else if d.isDispatchNotice() && !slices.ContainsFunc(d.against, func(r workflows.Reason) bool { return r.Rule == ruleDispatch }) {
		d.note(ruleDispatch, "", from)
	}
	if !delivered && len(d.carried) == 0 {
		for _, link := range d.letter.Links {
			if !strings.Contains(link, "forms.office.com") {
				d.note(ruleLink, "", link)
				break
			}
		}
	}
}

// listen hears a text. What is not said to us asks nothing of us.
func (d *dossier) listen(text string, delivered, toUs bool) {
	for _, sentence := range sentences(text) {
		if low := strings.ToLower(sentence); len(low) >= 4 && len(low) <= 600 {
			d.hear(sentence, low, delivered, toUs)
		}
	}
}

// hear notes what one sentence says.
func (d *dossier) hear(sentence, low string, delivered, toUs bool) {
	quote := clipWords(sentence, 200)
	question := asks.MatchString(low) || asksInWords.MatchString(low)
	switch {
	case takesBack.MatchString(low) && !strings.Contains(low, "reknar med"):
		d.note(ruleTakesBack, "", quote)
	case noSaid.MatchString(low):
		d.note(ruleSaysNo, "", quote)
	case question && toUs && !asksReceipt.MatchString(low):
		d.note(ruleQuestion, "", quote)
	case formSaid.MatchString(low):
		d.note(ruleForm, "", quote)
	case memberSaid.MatchString(low):
		d.note(ruleMember, "", quote)
	case decidedSaid.MatchString(low) && !notYet.MatchString(low) && !delivered:
		d.note(ruleSaysDecided, "", quote)
	case dispatched.MatchString(low) && !delivered:
		d.note(ruleDispatch, "", quote)
	case signingAsk.MatchString(low) && !delivered:
		d.note(ruleSigningAsk, "")
	}
	if willDo.MatchString(low) && (willDecide.MatchString(low) || containsAny(low, []string{"avtale", "vedtak", "utskrift"})) {
		d.note(rulePromise, "", quote)
		d.promise = d.promised(low)
	}
}

// promised returns the day on which the council is said to meet.
func (d *dossier) promised(low string) workflows.Date {
	if !d.promise.IsZero() {
		return d.promise
	}
	now := workflows.Date{}
	if !d.letter.Date.IsZero() {
		now = workflows.DateOf(d.letter.Date, d.letter.Date.Location())
	}
	if !containsAny(low, []string{"styre", "møte", "handsam", "behandl"}) {
		return workflows.Date{}
	}
	return dateNear(low, now)
}

// sentences cuts a text at its full stops and line ends. A full stop after a
// number or a short word ("22. mai", "kl. 9") ends nothing.
func sentences(text string) []string {
	var list []string
	var b strings.Builder
	flush := func() {
		if s := strings.TrimSpace(b.String()); s != "" {
			list = append(list, s)
		}
		b.Reset()
	}
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		words := strings.Fields(paragraph)
		for i, w := range words {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(w)
			last := w[len(w)-1]
			if last == '?' || last == '!' || last == '.' && len(w) > 4 && i+1 < len(words) {
				flush()
			}
		}
		flush()
		if len(list) > 200 {
			break
		}
	}
	return list
}
