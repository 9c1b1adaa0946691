package inbox

import (
	"strings"

	"fristvakt/inbox/letter"
)

// subjectRule recognises the subjects that answering machines write. After a
// person's "SV:" the words are somebody else's, quoted.
func subjectRule(l *letter.Letter) string {
	subject := strings.ToLower(strings.Trim(l.Subject, " *[](<"))
	for _, prefix := range replyPrefixes {
		if rest, ok := strings.CutPrefix(subject, prefix); ok && (rest == "" || !isWordByte(rest[0])) {
			return "subject-prefix"
		}
	}
	if !isAnswer(subject) && containsAny(subject, absenceSubjects) {
		return "subject-words"
	}
	return ""
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 0x80 || isASCIIDigit(c)
}

// saysAbsence reports whether a lower-cased subject speaks of an automatic
// answer or an absence.
func saysAbsence(subject string) bool {
	for _, prefix := range replyPrefixes {
		if strings.HasPrefix(subject, prefix) {
			return true
		}
	}
	return containsAny(subject, absenceSubjects)
}

// wordedKind tells absence from receipt by the words, "" where neither speaks.
func wordedKind(text string) AutomaticKind {
	switch {
	case containsAny(text, absenceTexts):
		return AutomaticAbsence
	case containsAny(text, receiptTexts), containsAny(text, automationTexts):
		return AutomaticReceipt
	}
	return ""
}

// mayBeWordedSo is the cheap test before the dear ones, for ordinary mail: an
// answering machine without any other mark is short or says what it is.
func mayBeWordedSo(text string) bool {
	return len(text) <= longestUnmarked || strings.Contains(text, "auto") || strings.Contains(text, "http")
}

// longestUnmarked bounds, in bytes, the automatic reply that nothing but its
// wording gives away.
const longestUnmarked = 1200

// isWrittenInAdvance recognises an answering machine that leaves no trace in
// header or subject: it knows nothing of the letter it answers, so it speaks
// of no matter, asks nothing, and quotes and encloses nothing.
func isWrittenInAdvance(l *letter.Letter, text string) bool {
	if len(text) > longestUnmarked || strings.Contains(text, "?") || len(l.Attachments) > 0 || len(l.Letters) > 0 || speaksOfTheMatter(text) {
		return false
	}
	answers := l.InReplyTo != "" || isAnswer(strings.ToLower(l.Subject))
	start := text[:min(len(text), 300)]
	if containsAny(start, absenceTexts) {
		return absentUntil(text, l.Date) != "" || deputy(text) != "" || answers
	}
	return answers && containsAny(start, receiptTexts)
}

// speaksOfTheMatter reports whether a text says anything that only a person
// who read our letter would.
func speaksOfTheMatter(text string) bool { return containsAny(text, matterTexts) }

var matterTexts = []string{
	"avtal", "vedtak", "vedtek", "vedtok", "signer", "underskr", "kommunestyre", "heradsstyre", "bystyre", "formannskap", "påminning", "påminn", "purring", "fristen", "utsett frist",
	"saka ", "saken ", "digivestland", "særutskrift", "saksframlegg", "agreement", "sjå vedlegg", "se vedlegg", "vedlagt",
}

// replyPrefixes begin the subject of an automatic answer, lower-cased.
var replyPrefixes = []string{
	"automatisk svar", "autosvar", "auto-svar", "automatisk e-postsvar", "automatisk besvarelse", "automatisk tilbakemelding", "automatisk kvittering", "automatisk stadfesting", "automatisk bekreftelse",
	"automatiskt svar", "autosvar:", "automatic reply", "automatic response", "automated reply", "automated response", "auto reply", "auto-reply", "autoreply", "auto response", "auto-response",
	"autoresponse", "auto:", "[auto-reply]", "automatische antwort", "automatische rückantwort", "automatisch antwoord", "réponse automatique", "respuesta automática",
	"risposta automatica", "resposta automática", "automatyczna odpowiedź", "autoodpowiedź", "automatická odpověď", "automatické odpovědi", "automaattinen vastaus", "automatikus válasz", "răspuns automat", "otomatik yanıt", "автоответ", "автоматический ответ", "自動返信", "自動応答", "自动回复", "自動回覆",
	"absence du bureau", "absent du bureau", "message d'absence", "fuera de la oficina", "fuori sede", "fuori ufficio", "assente dall", "afwezig", "poissaolo", "poissa", "fora do escrit", "mimo kancelář", "nieobecność", "отсутствие", "accusé de réception", "acuse de recibo",
	"fråværsmelding", "fraværsmelding", "fraværsbesked", "fråvær:", "fravær:", "fraværende:", "fråverande:", "fraværende", "frånvaro", "frånvarande", "ute av kontoret", "ute av kontor", "ikke på kontoret",
	"ikkje på kontoret", "ikkje til stades", "ikke til stede", "ikke tilstede", "out of office", "out of the office", "out-of-office", "ooo:", "away from office", "away from my mail", "away:", "vacation",
	"on vacation", "on leave", "abwesenheitsnotiz", "abwesenheit", "abwesend", "nicht im büro", "feriefravær", "ferieavvikling", "mottakskvittering", "mottaksbekreftelse", "kvittering for mottatt", "kvittering på motteken",
	"bekreftelse på mottatt", "stadfesting på motteken", "stadfesting på mottatt", "we have received your", "vi har mottatt din", "vi har motteke", "takk for din henvendelse", "takk for at du kontakt", "lest:", "lese:", "lesen:", "ikke lest:", "ikkje lest:", "gelesen:", "read:", "not read:", "läst:",
}

// absenceSubjects may stand anywhere in a subject that is no answer.
var absenceSubjects = []string{"is out of the office", "out of office", "out of the office", "er ute av kontoret", "er på ferie", "er ikke på kontoret", "er ikkje på kontoret", "autoreply", "auto-reply", "automatic reply", "automatisk svar", "abwesenheitsnotiz", "away from the office", "vacation reply", "vacation auto", "autoresponder", "auto-response", "auto response", "auto reply", "out of my office", "(vacation", "poza biurem", "en vacances", "de vacaciones"}

// absenceTexts say that somebody is away.
var absenceTexts = []string{
	"ute av kontoret", "ute av kontor", "ikke på kontoret", "ikkje på kontoret", "på ferie", "avvikler ferie", "avviklar ferie", "har ferie", "i ferie", "har permisjon", "i permisjon", "ut i permisjon", "sykmeldt", "sjukmeld", "sjukemeld", "ikke til stede", "ikkje til stades",
	"tilbake på kontoret", "attende på kontoret", "tilbake på jobb", "tilbake igjen", "er bortreist", "er bortreist", "er fraværende", "er fråverande", "har sluttet", "har slutta", "ikke lenger ansatt", "ikkje lenger tilsett", "begrenset tilgang til e-post", "avgrensa tilgang til e-post", "på kurs", "på reise", "på tjenestereise", "har fri ", "avspaserer", "avspaserar",
	"out of the office", "out of office", "out of my office", "away from the office", "away from my", "on vacation", "on annual leave", "on leave", "on holiday", "on parental leave", "maternity leave", "currently away", "currently out", "will be away", "be away from", "i am away", "i'm away", "i'll be away", "i am out", "i'm out", "will be out", "am unavailable", "limited access to", "no longer with", "no longer work", "will return on", "be back on", "not in the office", "away until",
	"nicht im büro", "nicht im hause", "im urlaub", "bin abwesend", "derzeit abwesend", "wieder erreichbar", "wieder im büro", "nicht erreichbar", "elternzeit",
	"absent du bureau", "je suis absent", "actuellement absent", "en congé", "fuera de la oficina", "estaré ausente", "fuori ufficio", "sono assente", "in ferie", "niet aanwezig", "afwezig", "op vakantie", "estarei ausente", "de férias", "poza biurem", "na urlopie", "jestem nieobecn", "poissa toimistolta", "lomalla", "na dovolené", "в отпуске", "отсутствую",
	"inte på kontoret", "på semester", "är ledig", "åter på kontoret", "på barsel", "ikke på arbejde", "holder ferie", "er på orlov",
}

// receiptTexts say that a letter arrived.
var receiptTexts = []string{
	"vi har mottatt din", "vi har motteke", "vi har mottatt e-post", "vi har mottatt en", "din henvendelse er", "din e-post er mottatt", "e-posten din er motteken", "e-posten din er motteke", "e-posten er mottatt", "e-posten er motteken", "er registrert", "er motteken", "takk for e-posten", "takk for e-post", "takk for din e-post", "takk for din henvendelse",
	"takk for henvendelsen", "takk for førespurnaden", "takk for at du", "vert handsama", "blir handsama", "vil bli behandlet", "vil bli behandla", "blir behandlet", "så snart som mogleg", "så snart som mulig", "saksbehandlingstid", "handsamingstid",
	"thank you for your e", "thank you for contacting", "we have received your", "your message has been received", "your request has been received", "has been received", "will be processed", "will respond", "get back to you", "ticket",
	"reply as soon as possible", "respond as soon as possible", "votre message a bien été", "nous avons bien reçu", "merci pour votre", "hemos recibido su", "gracias por su", "abbiamo ricevuto", "grazie per", "wij hebben uw", "bedankt voor uw", "recebemos a sua", "otrzymaliśmy", "vielen dank für ihre", "wir haben ihre", "ihre nachricht", "ihre anfrage", "tack för ditt", "vi har tagit emot", "tak for din", "vi har modtaget",
}

// automationTexts say outright that nobody wrote this.
var automationTexts = []string{
	"dette er eit automatisk svar", "dette er et automatisk svar", "dette er et autosvar", "dette er eit autosvar", "dette er ei automatisk", "dette er en automatisk", "automatisk generert", "automatisk stadfesting", "automatisk bekreftelse", "automatisk utsendt", "kan ikke besvares", "kan ikkje svarast på", "ikke svar på denne", "ikkje svar på denne",
	"this is an automat", "this is an auto", "automatic reply", "automatic response", "automated reply", "automated response", "automatically generated", "auto-generated", "autoreply", "autoresponder", "do not reply to this", "please do not reply",
	"automatisch erstellt", "automatisch generiert", "automatische antwort", "ett automatiskt svar", "et automatisk svar",
}

// challengeTexts ask the sender to prove himself before his letter is let
// through.
var challengeTexts = []string{
	"confirm that you are", "confirm your message", "address added to the recipient's", "verify that you are", "prove that you are human", "prove you are human", "sender verification", "to have your message delivered", "your message is being held", "message was placed in a quarantine", "approve your message", "challenge/response", "spam arrest", "spamarrest", "boxbe", "one-time verification", "click the link below to deliver", "please click on the following link to confirm",
	"bekreft at du er", "stadfest at du er", "bekreft avsender", "klikk på lenken for å levere", "må bekreftes før den leveres", "bestätigen sie ihre nachricht",
}
