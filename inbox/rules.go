package inbox

// RulesVersion is stored with every verdict. It grows whenever a rule could
// judge a letter otherwise than before.
const RulesVersion = 2

// side says what a rule does to a verdict.
type side int

const (
	who   side = iota // evidence on which party it is from
	what              // evidence on which paper it is and what it says
	stops             // keeps a letter from being accepted without a person
	flags             // is told to people and stops nothing
)

// rule is one rule of judgement. Adding one touches this table, the place that
// notes it, and one golden letter.
type rule struct {
	side    side
	weight  int    // of evidence on who
	text    string // a sentence, with the details in place of %s
	nynorsk string // the same for the digest, of rules that stop
	cure    string // what would have made it certain, of rules that stop
}

// Weights are such that no acceptance rests on one kind of evidence: a proven
// sender alone reaches 45, the paper alone 40, and MinScore is 75.
const (
	MinScore = 75 // MinScore is what the best party must weigh.
	MinLead  = 40 // MinLead is how much more it must weigh than the next.
	minGuess = 20 // below, a party is not even named as a guess
)

// Identifiers of rules. They are stable: facts, golden letters and scripts
// name them.
const (
	ruleBounce        = "delivery-report"
	ruleAutoReply     = "automatic-reply"
	ruleOwnMail       = "own-mail"
	ruleUnrelated     = "unrelated"
	ruleOtherMatterIn = "other-matter"
	ruleBulk          = "newsletter"

	ruleThread         = "thread"
	ruleReference      = "subject-reference"
	ruleSenderDomain   = "sender-domain"
	ruleDomainUnproven = "sender-domain-unproven"
	ruleContact        = "known-contact"
	ruleOldDomain      = "old-domain"
	ruleOrgNumber      = "organisation-number"
	rulePaperParty     = "paper-names-party"
	ruleSignerParty    = "signer-of-party"
	ruleMailParty      = "mail-names-party"
	ruleSubjectParty   = "subject-names-party"
	ruleFileParty      = "file-names-party"
	ruleInnerSender    = "inner-sender"

	ruleSigned     = "agreement-signed"
	ruleDecidedYes = "council-decided-yes"

	ruleForged          = "sender-forged"
	ruleUnauthenticated = "sender-not-authenticated"
	ruleLookalike       = "lookalike-domain"
	ruleNoTie           = "sender-without-tie"
	ruleFromHost        = "sent-by-host"
	ruleOldSender       = "sender-on-old-domain"
	ruleJointBody       = "joint-body"
	ruleForwarded       = "forwarded-by-other"
	ruleOtherParty      = "paper-of-other-party"
	ruleSeveralParties  = "several-parties"
	ruleNoParty         = "paper-names-no-party"
	ruleThreadOther     = "thread-of-other-party"
	ruleScoreLow        = "evidence-too-weak"

	ruleUnchanged            = "agreement-returned-unchanged"
	ruleUnsigned             = "agreement-returned-unsigned"
	ruleAgreementAltered     = "agreement-altered"
	ruleAgreementReserved    = "agreement-with-reservation"
	ruleAgreementNamesNobody = "agreement-names-nobody"
	ruleNoReference          = "no-reference"
	ruleScanUnclear          = "scan-signature-unclear"
	ruleSignatureBroken      = "signature-broken"
	ruleSignatureUnchecked   = "signature-not-whole"
	ruleSignerDeputy         = "signer-not-chief-executive"
	ruleSignerOfOther        = "signer-of-other-party"
	ruleSignaturePage        = "signature-page-alone"

	ruleCasePaper       = "case-paper"
	ruleRecommendation  = "recommendation"
	ruleNo              = "council-decided-no"
	rulePostponed       = "council-postponed"
	ruleConditional     = "council-decided-conditionally"
	ruleNotCouncil      = "not-the-council"
	ruleBodyUnknown     = "deciding-body-unknown"
	ruleOtherRound      = "other-round"
	ruleOtherMatter     = "other-matter-of-topic"
	ruleWordingOpen     = "wording-does-not-cover"
	ruleNothingDecided  = "nothing-decided"
	ruleVoteContradicts = "vote-contradicts"
	ruleVoteAmended     = "adopted-with-changes"
	ruleWhichProposal   = "adopted-proposal-unclear"
	ruleProvisional     = "provisional-minutes"
	ruleCorrected       = "corrected-minutes"
	ruleNotUnderstood   = "paper-not-understood"
	ruleContested       = "decision-contested"
	ruleUnfamiliar      = "more-than-a-yes"
	ruleUrgent          = "urgent-decision"
	ruleHostDecision    = "decision-of-host"
	ruleNearTopic       = "topic-not-named"

	ruleUnreadable   = "paper-unreadable"
	ruleScan         = "scan-without-text"
	ruleFlaw         = "mail-damaged"
	ruleNoPaper      = "no-paper"
	ruleAboutRound   = "about-the-round"
	ruleLink         = "link-instead-of-paper"
	ruleDispatch     = "delivered-by-other-channel"
	ruleSigningAsk   = "signing-request"
	rulePromise      = "promise"
	ruleQuestion     = "question"
	ruleForm         = "says-form-answered"
	ruleMember       = "says-already-member"
	ruleSaysNo       = "says-no"
	ruleSaysDecided  = "decision-told-in-mail"
	ruleTakesBack    = "takes-back"
	ruleAutomaticOut = "automatic-with-papers"
	ruleDeputyNamed  = "deputy-named"

	ruleSignedEarly  = "signed-before-round"
	ruleSignedBefore = "signed-before-meeting"
	ruleMeetingAhead = "meeting-after-mail"
	ruleMeetingFar   = "meeting-date-impossible"
	ruleDuplicate    = "same-paper-twice"
	ruleBackground   = "background-paper"
	ruleOtherPaper   = "other-paper"
	ruleTrust        = "certificate-not-checked"
	ruleScanned      = "signed-on-a-scan"
	ruleCouncilWord  = "other-word-for-council"
)

// Stops reports whether the rule with the given identifier keeps a letter from
// being accepted without a person.
func Stops(id string) bool { return rules[id].side == stops }

var rules = map[string]rule{
	ruleBounce:        {side: what, text: "It is a delivery report: %s."},
	ruleAutoReply:     {side: what, text: "It is an automatic reply: %s."},
	ruleOwnMail:       {side: what, text: "It is our own mail coming back."},
	ruleUnrelated:     {side: what, text: "Nothing in the mail or its papers concerns the round."},
	ruleOtherMatterIn: {side: what, text: "It is about another matter: %s."},
	ruleBulk:          {side: what, text: "It is a newsletter or list mail (%s) and carries no paper of the round."},

	ruleThread:         {side: who, weight: 40, text: "It answers our own mail to %s."},
	ruleReference:      {side: who, weight: 25, text: "It carries the reference of %s."},
	ruleSenderDomain:   {side: who, weight: 45, text: "It is from the domain of %s, and our receiver vouches for that (%s)."},
	ruleDomainUnproven: {side: who, weight: 15, text: "The sender says it is %s, which nothing proves."},
	ruleContact:        {side: who, weight: 45, text: "It is from a known address of %s, and our receiver vouches for that (%s)."},
	ruleOldDomain:      {side: who, weight: 10, text: "It is from a former domain of %s (%s)."},
	ruleOrgNumber:      {side: who, weight: 20, text: "The organisation number of %s stands in %s."},
	rulePaperParty:     {side: who, weight: 40, text: "The paper %[2]s names %[1]s as its own."},
	ruleSignerParty:    {side: who, weight: 20, text: "It is signed for %s by %s."},
	ruleMailParty:      {side: who, weight: 15, text: "The writer names %s."},
	ruleSubjectParty:   {side: who, weight: 10, text: "The subject names %s."},
	ruleFileParty:      {side: who, weight: 5, text: "A file name names %s."},
	ruleInnerSender:    {side: who, weight: 15, text: "The mail inside is from the domain of %s, which nothing proves."},

	ruleSigned:     {side: what, text: "%s is our agreement, signed by the municipality: %s."},
	ruleDecidedYes: {side: what, text: "%s: the council itself said yes (%s): «%s» It is the words «%s» that say so."},

	ruleForged:          {side: stops, text: "The sender is false: %s.", nynorsk: "Avsendaren er falsk.", cure: "a mail that our receiver can vouch for, or a call to the municipality"},
	ruleUnauthenticated: {side: stops, text: "Our receiver does not vouch for the sender: %s.", nynorsk: "E-posttenaren vår går ikkje god for avsendaren.", cure: "a stamp by our own receiver that DMARC or DKIM passed for the sender's domain"},
	ruleLookalike:       {side: stops, text: "The domain %s looks like that of %s but is another.", nynorsk: "Domenet %[1]s liknar på det til %[2]s, men er eit anna.", cure: "a mail from the municipality's own domain"},
	ruleNoTie:           {side: stops, text: "The sender (%s) has no known tie to a municipality of the round.", nynorsk: "Avsendaren (%[1]s) har inga kjend tilknyting til ein kommune i runden.", cure: "a mail from the municipality's own domain"},
	ruleFromHost:        {side: stops, text: "It was sent from the host's own domain, so what is inside is not proven.", nynorsk: "E-posten er vidaresend frå verten sitt eige domene.", cure: "the mail as the municipality sent it"},
	ruleOldSender:       {side: stops, text: "The sender's domain is a former one.", nynorsk: "Avsendaren bruker eit tidlegare domene.", cure: "a mail from the municipality's present domain"},
	ruleJointBody:       {side: stops, text: "It is sent on behalf of several municipalities.", nynorsk: "E-posten er send på vegner av fleire kommunar.", cure: "one mail for each municipality"},
	ruleForwarded:       {side: stops, text: "The papers come inside a mail from another sender (%s).", nynorsk: "Papira ligg i ein e-post frå ein annan avsendar.", cure: "the mail as the municipality sent it"},
	ruleOtherParty:      {side: stops, text: "The sender is %s, but the paper %s belongs to %s.", nynorsk: "Avsendaren er %[1]s, men «%[2]s» høyrer til %[3]s.", cure: "the paper from the municipality it belongs to"},
	ruleSeveralParties:  {side: stops, text: "Papers of several municipalities: %s.", nynorsk: "Papir frå fleire kommunar: %[1]s.", cure: "one mail for each municipality"},
	ruleNoParty:         {side: stops, text: "The paper %s does not say which municipality it belongs to.", nynorsk: "«%[1]s» seier ikkje kva kommune det kjem frå.", cure: "a paper with the municipality's name in its head"},
	ruleThreadOther:     {side: stops, text: "It answers our mail to %s, but comes from %s.", nynorsk: "Svar på e-posten vår til %[1]s, men frå %[2]s.", cure: "an answer from the municipality we wrote to"},
	ruleScoreLow:        {side: stops, text: "The evidence on who it is from is too weak or divided (%s).", nynorsk: "For lite som viser kven papira kjem frå.", cure: "a proven sender and a paper that name the same municipality"},

	ruleUnchanged:            {side: stops, text: "%s is our own file as we sent it, signed by the host alone.", nynorsk: "«%[1]s» er avtalen slik vi sende han, signert berre av verten.", cure: "the signature of the municipality"},
	ruleUnsigned:             {side: stops, text: "%s is our agreement without %s.", nynorsk: "«%[1]s» er avtalen utan signatur frå kommunen.", cure: "the signature of the municipality"},
	ruleAgreementAltered:     {side: stops, text: "The wording of %s differs from what we sent: %s.", nynorsk: "Ordlyden i «%[1]s» er ein annan enn i avtalen vi sende.", cure: "the agreement with its wording unchanged"},
	ruleAgreementReserved:    {side: stops, text: "%s carries a reservation that we did not write: «%s»", nynorsk: "«%[1]s» har eit atterhald som vi ikkje har skrive.", cure: "the agreement without reservation"},
	ruleAgreementNamesNobody: {side: stops, text: "%s does not name the municipality.", nynorsk: "«%[1]s» nemner ikkje kommunen.", cure: "the municipality's name in the agreement"},
	ruleNoReference:          {side: stops, text: "%s looks like the agreement, but there is no copy of what we sent to compare with.", nynorsk: "«%[1]s» liknar avtalen, men vi har ikkje avtalen som vart send, å jamføre med.", cure: "the agreement as sent (--reference)"},
	ruleScanUnclear:          {side: stops, text: "%s is a picture on which no name and date beside the second signature could be read.", nynorsk: "«%[1]s» er eit bilete; namn og dato ved signaturen kunne ikkje lesast.", cure: "a readable name and date beside the signature, or an electronic signature"},
	ruleSignatureBroken:      {side: stops, text: "An electronic signature in %s does not hold: the file was changed afterwards.", nynorsk: "Ein elektronisk signatur i «%[1]s» held ikkje: fila er endra etterpå.", cure: "the file exactly as it was signed"},
	ruleSignatureUnchecked:   {side: stops, text: "An electronic signature in %s does not cover the whole file, or could not be checked.", nynorsk: "Ein elektronisk signatur i «%[1]s» dekkjer ikkje heile fila eller kunne ikkje kontrollerast.", cure: "a signature over the whole file"},
	ruleSignerDeputy:         {side: stops, text: "%s seems to be signed by another than the kommunedirektør (%s).", nynorsk: "«%[1]s» ser ut til å vere signert av ein annan enn kommunedirektøren (%[2]s).", cure: "the signature of the kommunedirektør, or the authority of the signer"},
	ruleSignerOfOther:        {side: stops, text: "%s is signed for another municipality than it names.", nynorsk: "«%[1]s» er signert for ein annan kommune enn avtalen nemner.", cure: "a signature of the municipality that the agreement names"},
	ruleSignaturePage:        {side: stops, text: "%s holds only the last part of the agreement.", nynorsk: "«%[1]s» er berre siste delen av avtalen.", cure: "the whole agreement with its signatures"},

	ruleCasePaper:       {side: stops, text: "%s is a case paper: it proposes, nothing is decided%s.", nynorsk: "«%[1]s» er eit saksframlegg; der er ingenting vedteke.", cure: "the minutes of the council's decision"},
	ruleRecommendation:  {side: stops, text: "%s is a recommendation to the council, not its decision%s.", nynorsk: "«%[1]s» er ei innstilling, ikkje vedtaket.", cure: "the minutes of the council's decision"},
	ruleNo:              {side: stops, text: "%[1]s: the council said no, by the words «%[3]s»: «%[2]s»", nynorsk: "«%[1]s»: dei folkevalde sa nei: «%[2]s»", cure: "a person's confirmation that the municipality stays outside"},
	rulePostponed:       {side: stops, text: "%[1]s: the case was postponed, by the words «%[3]s»: «%[2]s»", nynorsk: "«%[1]s»: saka vart utsett: «%[2]s»", cure: "the minutes of the meeting that decides"},
	ruleConditional:     {side: stops, text: "%[1]s: the council set conditions, by the words «%[3]s»: «%[2]s»", nynorsk: "«%[1]s»: vedtaket har atterhald: «%[2]s»", cure: "a person's reading of the conditions"},
	ruleNotCouncil:      {side: stops, text: "%s was decided by %s, not by the council itself.", nynorsk: "«%[1]s» er ikkje vedteke av kommunestyret eller heradsstyret sjølv.", cure: "the council's own decision"},
	ruleBodyUnknown:     {side: stops, text: "%s does not say who decided.", nynorsk: "«%[1]s» seier ikkje kven som har vedteke.", cure: "minutes that name the council"},
	ruleOtherRound:      {side: stops, text: "%s belongs to another round (%s).", nynorsk: "«%[1]s» høyrer til ein annan runde.", cure: "a decision on the agreement of this round"},
	ruleOtherMatter:     {side: stops, text: "%s decides something else than joining.", nynorsk: "«%[1]s» gjeld noko anna enn å bli med.", cure: "the council's decision on the agreement itself"},
	ruleWordingOpen:     {side: stops, text: "The decision in %s does not say what the law asks for (host, chapter, who signs): «%s»", nynorsk: "Vedtaket i «%[1]s» seier ikkje alt det lova krev: «%[2]s»", cure: "the recommended wording"},
	ruleNothingDecided:  {side: stops, text: "%s names our case, but no decision on joining was found in it: «%s»", nynorsk: "«%[1]s» nemner saka, men vi fann ikkje noko vedtak om å bli med.", cure: "the council's decision on the agreement"},
	ruleVoteContradicts: {side: stops, text: "In %s the vote and the decision contradict each other.", nynorsk: "I «%[1]s» seier røystinga og vedtaket imot kvarandre.", cure: "corrected minutes"},
	ruleVoteAmended:     {side: stops, text: "In %s the recommendation was adopted with changes.", nynorsk: "I «%[1]s» vart innstillinga vedteken med endringar.", cure: "a person's reading of the changes"},
	ruleWhichProposal:   {side: stops, text: "In %s several proposals were put to the vote, and it is not plain which was adopted.", nynorsk: "I «%[1]s» var det fleire framlegg, og det er uklart kva som vart vedteke.", cure: "minutes that print the decision itself"},
	ruleProvisional:     {side: stops, text: "%s is provisional or a draft.", nynorsk: "«%[1]s» er førebels.", cure: "the approved minutes"},
	ruleCorrected:       {side: stops, text: "%s corrects or replaces an earlier version.", nynorsk: "«%[1]s» rettar eller erstattar ei tidlegare utgåve.", cure: "a person's word on which version counts"},
	ruleContested:       {side: stops, text: "%s tells that the decision is contested.", nynorsk: "«%[1]s» fortel at vedtaket er klaga inn til kontroll.", cure: "the outcome of the review"},
	ruleUnfamiliar:      {side: stops, text: "The decision in %s says more than yes, and what that means for it is for a person to judge: «%s»", nynorsk: "Vedtaket i «%[1]s» seier meir enn ja: «%[2]s»", cure: "a person's reading of that sentence"},
	ruleNotUnderstood:   {side: stops, text: "%s seems to be minutes on our case, but no decision could be read in it.", nynorsk: "«%[1]s» ser ut til å vere ein protokoll i saka, men vi fann ikkje vedtaket.", cure: "minutes that print the decision under a heading of its own"},
	ruleUrgent:          {side: stops, text: "%s is an urgent decision.", nynorsk: "«%[1]s» er eit hastevedtak.", cure: "the council's own decision"},
	ruleHostDecision:    {side: stops, text: "%s is the host's own decision.", nynorsk: "«%[1]s» er vedtaket til verten.", cure: "the municipality's own decision"},
	ruleNearTopic:       {side: stops, text: "%s does not name the cooperation itself.", nynorsk: "«%[1]s» nemner ikkje sjølve samarbeidet.", cure: "minutes that name it"},

	ruleUnreadable:   {side: stops, text: "%s could not be read (%s).", nynorsk: "«%[1]s» kunne ikkje lesast (%[2]s).", cure: "the paper in a form that can be opened"},
	ruleScan:         {side: stops, text: "%s is a picture without text; it was not read.", nynorsk: "«%[1]s» er eit bilete utan tekst.", cure: "OCR, or a paper with text"},
	ruleFlaw:         {side: stops, text: "The mail is damaged (%s); something may be missing.", nynorsk: "E-posten er skadd; noko kan mangle.", cure: "the mail sent anew"},
	ruleNoPaper:      {side: stops, text: "It concerns the round but carries no paper.", nynorsk: "Gjeld runden, men har ikkje noko vedlegg.", cure: "the paper itself"},
	ruleAboutRound:   {side: stops, text: "It concerns the round but delivers nothing.", nynorsk: "Gjeld runden, men leverer ikkje noko.", cure: "the signed agreement or the council's decision"},
	ruleLink:         {side: stops, text: "It gives a link instead of the paper (%s).", nynorsk: "Ei lenkje i staden for papiret.", cure: "the paper itself as an attachment"},
	ruleDispatch:     {side: stops, text: "The papers went another way (%s); a person must fetch them from the archive.", nynorsk: "Papira er sende i ein annan kanal; dei må hentast i arkivet.", cure: "the papers themselves"},
	ruleSigningAsk:   {side: stops, text: "It is a notice from a signing service, not the signed paper.", nynorsk: "Varsel frå ei signeringsteneste, ikkje det signerte papiret.", cure: "the signed file"},
	rulePromise:      {side: flags, text: "The writer promises something: «%s»", nynorsk: "Avsendaren lovar noko: «%[1]s»"},
	ruleQuestion:     {side: stops, text: "The writer asks: «%s»", nynorsk: "Avsendaren spør: «%[1]s»", cure: "an answer by a person"},
	ruleForm:         {side: stops, text: "The writer says that the form has been answered: «%s»", nynorsk: "Avsendaren seier at skjemaet er svart på: «%[1]s»", cure: "the answer in the form"},
	ruleMember:       {side: stops, text: "The writer says that the municipality is a member already: «%s»", nynorsk: "Avsendaren seier at kommunen alt er medlem: «%[1]s»", cure: "an answer by a person"},
	ruleSaysNo:       {side: stops, text: "The writer says something against joining: «%s»", nynorsk: "Avsendaren skriv noko som talar imot å bli med: «%[1]s»", cure: "the council's decision"},
	ruleSaysDecided:  {side: stops, text: "The decision is told in the mail, but the paper is missing: «%s»", nynorsk: "Vedtaket er fortalt i e-posten, men papiret manglar: «%[1]s»", cure: "a copy of the decision"},
	ruleTakesBack:    {side: stops, text: "The writer takes something back or corrects it: «%s»", nynorsk: "Avsendaren trekkjer tilbake eller rettar noko: «%[1]s»", cure: "a person's reading"},
	ruleAutomaticOut: {side: flags, text: "The mail calls itself automatic, but carries papers."},
	ruleDeputyNamed:  {side: flags, text: "A deputy is named: %s."},

	ruleSignedEarly:  {side: stops, text: "The agreement is dated %s, before the round began.", nynorsk: "Avtalen er datert %[1]s, før runden tok til.", cure: "the agreement of this round, signed and dated"},
	ruleSignedBefore: {side: flags, text: "The agreement is dated %s, before the meeting of %s."},
	ruleMeetingAhead: {side: flags, text: "The meeting of %s lies after the mail."},
	ruleMeetingFar:   {side: stops, text: "The meeting of %s lies more than half a year after the mail.", nynorsk: "Møtet %[1]s ligg meir enn eit halvt år etter e-posten.", cure: "minutes with the right date"},
	ruleDuplicate:    {side: flags, text: "%s repeats what another paper of the mail says."},
	ruleBackground:   {side: flags, text: "%s is background (%s)."},
	ruleOtherPaper:   {side: flags, text: "%s is none of the round's papers."},
	ruleTrust:        {side: flags, text: "Whether the certificate of %s can be trusted is for a person to say."},
	ruleScanned:      {side: flags, text: "%s is a scan: it shows a signature and proves nobody's."},
	ruleCouncilWord:  {side: flags, text: "%s calls the council by another word than the roster does."},
}
