package inbox

import (
	"regexp"
	"strings"

	"fristvakt/workflows"
)

// The words of decisions (domain.md section 3.3), in both written standards.
// Each is looked for in the text of the decision alone, in lower case.
var (
	saysNo = regexp.MustCompile(anyOf(
		`takk\w* nei`, `sei\w* nei`, `sier nei`, `\bnei til\b`, `avsl[åo]r?\b`, `avslått`, `avvis\w*`,
		`forkast\w*`, `st[åo]r? ut[ae]nf[oø]r`, `still\w* seg ut[ae]nf[oø]r`, `ut[ae]nf[oø]r samarbeid`,
		`trekk\w* seg`, `trekker? .{0,30}ut av`, `går ut av`,
		`(?:seier|sier) opp (?:\p{L}+ ){0,3}(?:avtale|samarbeid)`, `meld\w* seg ut`, `fråseier`, `frasier`,
		`sl[uå]tt\w* seg (?:ikkje|ikke)`,
		`(?:ikkje|ikke) (?:å |skal |vil )?(?:å )?(?:slutt\w*|tilslutt\w*|ta del|tek del|tar del|delta\w*|deltek|gå inn|`+
			`går inn|inngå\w*|signer\w*|underteikn\w*|undertegn\w*|skriv\w* under|tiltre\w*|godkjen\w*|ver?te? med|vere med|`+
			`være med|bli med|vert med|knyt\w*|ta i bruk|ønsk\w*|gje\w*|gis?\b|bli (?:part|medlem)|vert part|fornye\w*|`+
			`vidareføre\w*|videreføre\w*)`,
		`(?:ikkje|ikke) (?:del|inn|med)\b`,
		`(?:deltek|deltar|inngår|godkjenner|vedtek|vedtar|signerer|ønskjer|ønsker|tiltrer|ser|finn|finner|`+
			`slutt\w* seg) (?:\p{L}+ ){0,4}?(?:ikkje|ikke)\b`,
	))
	saysPostponed = regexp.MustCompile(anyOf(
		`\butse(?:tt?|tj\w*|tte\w*|ttast|tjast)\b`, `utsatt`, `utsettelse`,
		`(?:send\w*|sendt|returner\w*) (?:\p{L}+ ){0,3}(?:attende|tilbake)`, `tilbakesend\w*`,
		`\b(?:trekt|trekkjast|trekkes|trukket|trekkast)\b`,
		`(?:tek|tas|takast|teken|tatt|kjem|kommer|leggjast|legges|legg\w*|fremmes|fremjast) (?:\p{L}+ ){0,4}(?:opp att|`+
			`opp igjen|attende til saka|tilbake til saken|fram att|fram på nytt|frem på nytt)`,
		`ny (?:handsaming|behandling) i`, `vert ikkje (?:teken|handsama)`, `blir ikke behandlet`,
		`til neste møte`, `seinare møte`, `senere møte`,
	))
	saysCondition = regexp.MustCompile(anyOf(
		`føresetnad`, `føreset\w*`, `føresett`, `forutset\w*`, `forutsatt`, `atterhald\w*`, `etterhald`,
		`forbehold`, `med unntak`, `unntatt`, `vilkår`, `betinga`, `betinget`, `prøveperiode`, `prøveordning`,
		`på prøve`, `innan(?:for|fø)r? (?:\p{L}+ ){0,3}budsjett`, `(?:tek|tar|ta) stilling til`, `\bdersom\b`,
		`så framt`, `så fremt`, `såframt`, `sånn framt`, `under etablering`, `reforhandl\w*`,
		`(?:vert|blir|bli|verte) endra`, `endres`, `endrast`, `blir endret`,
		`med (?:\p{L}+ ){0,2}(?:endring\w*|tillegg\w*|justering\w*)`, `mellombels`, `midlertidig`,
		`avgrensa til`, `begrenset til`, `først når`, `etter at`, `overstig\w*`, `overskrid\w*`, `maksimalt`,
		`kravet? om`, `krev at`, `krever at`, `føresetnaden`, `reservasjon`, `på nytt (?:innan|etter|i)`,
		`evaluerast`, `evalueres`, `berre for`, `kun for`, `inntil \p{L}+ år`,
		`(?:for|i) (?:eitt?|ett|to|tre) år\b`, `ut 202\d`, `positiv\w* til`, `positivt på`, `prinsip\w*`,
		`greie ut`, `greia ut`, `utgreie`, `utgreia`, `utrede`, `forhandl\w*`, `vurder\w*`, `kome attende`,
		`komme tilbake`, `\bgitt at`, `gjeve at`, `gjevi at`, `\bfr[ae]m til\b`,
		`(?:tas|takast|vert teken|blir tatt) (?:\p{L}+ )?opp (?:att|igjen|på ny)`, `så lenge`, `\bnår\b`,
		`legg\w* (?:\p{L}+ ){0,4}fr[ae]m\b`, `legges frem`,
		`før (?:\p{L}+ ){0,3}(?:signer|underteikn|undertegn|avtal)`, `\b(?:krev|krever)\b`, `presiser\w*`,
		`kvalitetssikr\w*`, `\bberre\b`, `\bkun\b`, `(?:ny|eiga|egen) sak\b`, `intensjon`, `ønskjer å`,
		`ønsker å`, `sikte på`,
	))
	saysNeither = regexp.MustCompile(anyOf(
		`til vitande`, `til etterretning`, `\bmerk\w* seg\b`, `\bnoter\w* seg\b`, `til orientering`, `\btilrår\b`, `\brår til\b`, `\banbefaler\b`,
		`\binnstiller\b`, `på høyring`, `på høring`, `sluttar seg til (?:fråsegn|uttal|høyring)`,
	))
	joins = regexp.MustCompile(anyOf(
		`slutt\w* seg (?:til|åt|opp)`, `sl[uå]tt\w* (?:\p{L}+ ){0,3}seg til`, `tilslutt\w*`,
		`(?:gir|gjev|gje|gav|ga) (?:sin |si )?tilslutn\w*`, `\btiltre\w*`, `\binngå\w*`, `\bgodkjen\w*`,
		`samtykk\w*`, `\bver(?:te|t)? med\b`, `\bbli(?:r)? med\b`, `\b(?:vere|være|er) (?:med|deltakar|deltaker)\b`,
		`\b(?:ta|tek|tar) del\b`, `\bdelta[rk]?\b`, `deltek`, `går? (?:[\p{L}-]+,? ){0,10}?inn\b`,
		`vidarefør\w*`, `viderefør\w*`, `fornye\w*`, `ja til`, `still\w* seg bak`, `knyt\w* seg`,
		`(?:bli|blir|vert|verte) (?:part|medlem|samarbeidskommune|deltakarkommune|deltakerkommune)`,
		`(?:tek|tar|takk\w* ja|seier ja|sier ja) (?:\p{L}+ ){0,2}(?:til )?invitasjonen`, `\bsign\w*`,
		`underteikn\w*`, `undertegn\w*`, `skriv\w* under`,
		`vedt[ea]\w* (?:\p{L}+ ){0,4}(?:avtale\w*|samarbeid\w*)`,
		`avtale\w* (?:\p{L}+ ){0,8}(?:vert|blir|er) vedt`,
		`(?:opprett\w*|etabler\w*) (?:\p{L}+ ){0,4}vertskommunesamarbeid`,
	))
	denies   = regexp.MustCompile(`\b(?:ikkje|ikke|ingen|inga|utan|uten|verken|nei)\b`)
	otherAim = regexp.MustCompile(anyOf(
		`forleng\w*`, `prosjektmid\w*`, `\bvel\b.{0,40}(?:medlem|representant)`,
		`velger .{0,40}(?:medlem|representant)`, `oppnemn\w*`, `oppnevn\w*`,
		`medlem (?:i|til) styringsgrupp\w*`, `forprosjekt`, `evaluering av`, `utkast til`, `høyring`, `høring`,
		`uttale\b`, `uttalelse`, `innspel`, `innspill`,
	))
	otherObject = regexp.MustCompile(`(?:godkjenn\p{L}*|slutt\p{L}* seg til|vedtek|vedtar|` +
		`tiltrer) (?:\p{L}+ ){0,5}?(?:rekneskap|regnskap|handlingsplan|årsplan|årsmelding|årsrapport|arbeidsprogram|` +
		`strategi|ordning|personvern|omb[ou]d|nettverk|innkjøp|anskaff|rammeavtal|databehandl|plattform|portal|fellesløysing|fellesløsning|fellesprosjekt|prosjekt|program)`)
	grants = regexp.MustCompile(`\bløyv\w*|\bbevilg\w*|tilskot|tilskudd`)
)

// anyOf joins the alternatives of an expression.
func anyOf(alternatives ...string) string { return strings.Join(alternatives, "|") }

// harmless are sentences of a decision that neither join nor limit it: who is
// host, from when the agreement runs as it says itself, and where the decision
// is sent.
var harmless = regexp.MustCompile(anyOf(
	`vert(?:skap)?s?kommune`, `(?:trer|trår|tek til å|gjeld|gjelder|vert sett) (?:\p{L}+ ){0,3}(?:i kraft|gjelde|frå|fra)`, `1\. august 2025|01\.08\.2025`,
	`(?:vert|blir|skal) (?:\p{L}+ )?(?:send\w*|oversend\w*)`, `sendast|sendes`, `kommunelov`, `^(?:utgift|kostnad|avgift)\p{L}* (?:vert|blir) (?:dek|finans)\p{L}*`, `^(?:jf|jamfør|jfr)\b`, `oversend`,
))

// tally is a vote in figures: "For: 22 Mot: 6".
var tally = regexp.MustCompile(`\b(?:for|mot|imot)\b:? ?\d|\d \p{L}* ?(?:for|mot|imot)\b`)

// fullStop ends a sentence of a decision where the next begins with a capital.
var fullStop = regexp.MustCompile(`([.;])\s+(?:\d{1,2}[.)]\s+|[a-z]\)\s+)?(\p{Lu})`)

// unfamiliar returns the first sentence of a decision that neither joins, nor
// says who signs, nor is known to change nothing. What it says of the yes beside
// it is for a person to judge.
func unfamiliar(text string) string {
	for _, sentence := range strings.Split(fullStop.ReplaceAllString(text, "$1\n$2"), "\n") {
		low := strings.ToLower(strings.Trim(enumerated.ReplaceAllString(sentence, ""), " .«»\""))
		if n := len(strings.Fields(low)); n < 3 || n < 9 && (voteWord.MatchString(low) || tally.MatchString(low)) || joins.MatchString(low) || signs.MatchString(low) || harmless.MatchString(low) || isVote(low) {
			continue
		}
		return sentence
	}
	return ""
}

// harmlessDenials are phrases in which a negation changes nothing.
var harmlessDenials = strings.NewReplacer(
	"ikkje enkeltvedtak", "", "ikke enkeltvedtak", "", "utan vidare", "", "uten videre", "", "utan endringar", "",
	"uten endringer", "", "utan merknader", "", "uten merknader", "", "når avtalen trer i kraft", "",
	"når avtala trer i kraft", "", "vilkår som går fram", "", "vilkåra som går fram", "", "vilkår som følgjer", "",
	"vilkåra i avtale", "", "vilkårene i avtale", "", "vilkår som framgår", "", "vilkår som fremgår", "",
)

// outcomeOf reads the outcome from the text of a decision in lower case, and
// returns the phrase that decided it. An empty outcome means that the text
// decides nothing about joining.
func outcomeOf(low string) (workflows.Outcome, string) {
	low = harmlessDenials.Replace(low)
	if m := saysPostponed.FindString(low); m != "" {
		return workflows.Postponed, m
	}
	if m := saysNo.FindString(low); m != "" {
		return workflows.No, m
	}
	join := joins.FindString(low)
	if m := saysNeither.FindString(low); m != "" && !strings.Contains(low, "signer") {
		return "", m
	}
	if m := saysCondition.FindString(low); m != "" && join != "" {
		return workflows.Conditional, m
	}
	if m := denies.FindString(low); m != "" && join != "" {
		return workflows.Conditional, m
	}
	if join == "" {
		return "", ""
	}
	return workflows.Yes, join
}
