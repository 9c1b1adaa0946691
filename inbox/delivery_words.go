package inbox

import "strings"

// containsAny reports whether a lower-cased text holds any of the phrases.
func containsAny(text string, phrases []string) bool {
	for _, phrase := range phrases {
		if strings.Contains(text, phrase) {
			return true
		}
	}
	return false
}

// systemMailboxes are the mailboxes, without dividers, that mail systems write from.
var systemMailboxes = []string{
	"maildaemon", "mdaemon", "mailsystem", "maildeliverysystem", "bouncehandler", "mailerdemon", "maileradministrator", "mailadministrator",
	"deliveryreports", "mailnotification", "systemadministrator", "ndr", "mailserver", "mailgateway", "mailsysteem", "postsystem", "antivirus",
}

// systemNames are the display names, lower-cased, that mail systems write under.
var systemNames = []string{
	"mail delivery", "mailer-daemon", "mail deliver system", "postmaster", "system administrator", "systemadministrator", "mail administrator", "mail system", "mailserver", "mail server",
	"mail gateway", "e-postsystem", "epostsystem", "postsystem", "mailsystem",
}

// messageWords name what a delivery report says did not arrive.
var messageWords = []string{
	"message", "mail", "e-post", "epost", "melding", "meldinga", "meddel", "nachricht", "zustell", "courri", "messag", "correo", "mensaje", "mensagem", "bericht", "viesti", "wiadomo", "zpráv", "сообщени", "письм", "メール",
}

// failureSubjects are what subjects of delivery reports hold, lower-cased.
var failureSubjects = []string{
	"undeliver", "returned mail", "return mail", "failure notice", "delivery failure", "delivery failed", "delivery status notification",
	"delivery notification", "delivery report", "mail delivery", "message delivery", "non-delivery", "nondeliverable", "undelivered", "could not be delivered",
	"couldn't be delivered", "cannot be delivered", "not deliverable", "delayed mail", "delivery delayed", "delayed", "could not send message", "mail failed",
	"message not delivered", "not delivered", "returned to sender", "delivery problem", "mail system error", "failed delivery", "delivery error", "message status",
	"bounced", "user unknown", "unable to deliver", "delivery attempt failed", "warning: message", "mail not delivered", "transient failure", "rejected",
	"kan ikke leveres", "kan ikkje leverast", "ikke levert", "ikkje levert", "uleverbar", "leveringsfeil", "leveringen mislyktes", "leveringa mislukkast",
	"levering forsinket", "levering er forsinket", "leveringsrapport", "leveringsstatus", "ikke leveret", "kan ikke afleveres", "kunne ikke leveres", "kunne ikkje leverast",
	"gick inte att leverera", "kan inte levereras", "olevererbart", "leveransfel", "gat ikkje leverast",
	"unzustellbar", "nicht zugestellt", "zustellung fehlgeschlagen", "unzustellbare", "nicht zustellbar", "zustellungsfehler",
	"onbestelba", "no se puede entregar", "non remis", "non-remise", "non délivré", "échec", "mancato recapito", "mancata consegna", "impossible de remettre", "failed mail", "mail error", "no entregado",
	"não entregue", "niedostarcz", "nie dostarcz", "ei voitu toimittaa", "toimitus epäonnistui", "inte levererats", "ikke afleveres", "ikkje komne fram", "nedoručit", "nedoručen", "не доставлен", "配信エラー", "配信不能",
}

// failureTexts are what the texts of delivery reports say, lower-cased.
var failureTexts = []string{
	"could not be delivered", "couldn't be delivered", "cannot be delivered", "can't be delivered", "unable to deliver", "was not delivered", "wasn't able to deliver",
	"not been delivered", "did not reach", "didn't reach", "delivery to the following", "delivery failed", "delivery has failed", "failed permanently", "permanent error",
	"permanent fatal error", "undeliverable", "undelivered", "had delivery errors", "delivery errors", "delivery failure", "delivery failures", "transcript of session",
	"failure reasons", "unknown user", "user unknown", "unknown address", "no such user", "user not found", "mailbox unavailable", "address rejected", "recipient rejected",
	"rejected by", "was rejected", "returned to sender", "returned to you", "has been delayed", "delivery is delayed", "delivery delayed", "temporarily deferred",
	"failed recipient", "failed address", "address failed", "addresses failed", "invalid recipient", "does not exist", "over quota", "mailbox full", "mailbox is full",
	"could not deliver", "not deliverable", "rcpt to:", "this user doesn't have", "account that you tried to reach", "not listed in", "could not be sent", "bounced", "no route to host",
	"kan ikke leveres", "kunne ikke leveres", "kunne ikke levere", "ble ikke levert", "er ikke levert", "ikke blitt levert", "levering mislyktes", "leveringen mislyktes", "mislyktes for",
	"kan ikkje leverast", "kunne ikkje leverast", "vart ikkje levert", "blei ikkje levert", "er ikkje levert", "leveringa mislukkast", "mislukkast for", "er forsinket", "er forseinka",
	"finnes ikke", "finst ikkje", "kunne ikke afleveres", "kan inte levereras", "kunde inte levereras", "gick inte att leverera",
	"nicht zugestellt", "nicht ausgeliefert", "konnte nicht", "unzustellbar", "fehlgeschlagen", "unbekannter empfänger", "verzögert",
	"delivery problems", "non-deliverable", "not a valid user", "has been postponed", "been returned because", "rejected recipient", "no valid recipient", "could not be processed", "couldn't deliver", "undeliverable",
	"har inte levererats", "kunde inte leverera", "kunne ikke afleveres", "ikke blevet leveret", "kom ikkje fram til", "kom ikke frem til",
	"pas pu être remis", "pas pu etre", "pas pu être délivré", "pas été remis", "pas été délivré", "n'a pas pu être", "no se pudo entregar", "no se ha podido entregar", "no pudo ser entregado", "no ha sido entregado",
	"não pôde ser entregue", "não foi entregue", "não foi possível entregar", "non è stato recapitato", "non è stato consegnato", "non è stato possibile recapitare", "non può essere recapitato", "niet worden bezorgd", "niet bezorgd", "niet worden afgeleverd", "niet afgeleverd",
	"nie mogła zostać dostarczona", "nie mogla zostac dostarczona", "nie została dostarczona", "nie można dostarczyć", "ei voitu toimittaa", "ei voida toimittaa", "nelze doručit", "nebyla doručena", "nebylo možné doručit", "nem kézbesíthető",
	"не доставлено", "не было доставлено", "не удалось доставить", "配信できません", "配送できません", "送信できません", "无法投递", "无法送达",
}

var unknownUserTexts = []string{
	"user unknown", "unknown user", "no such user", "user not found", "does not exist", "recipient not found", "recipnotfound", "recipientnotfound", "unknown address",
	"unknown recipient", "recipient address rejected", "no mailbox here", "invalid recipient", "mailbox not found", "unknown local", "address unknown", "not listed in",
	"no such recipient", "addressee unknown", "finst ikkje", "finnes ikke", "unbekannt", "unknown or illegal", "doesn't have a", "no such address", "not our customer", "nosuchuser",
}

var fullMailboxTexts = []string{"over quota", "quota exceeded", "mailbox full", "mailbox is full", "exceeded storage", "full mailbox", "insufficient system storage", "postkassa er full", "postboksen er full", "overquota"}

var delayTexts = []string{
	"has been delayed", "is delayed", "delayed mail", "delivery delayed", "(delay)", "delayed:", "warning message only", "do not need to resend", "will keep trying", "will continue to try",
	"will be retried", "still trying", "not yet been delivered", "not been delivered yet", "temporarily deferred", "delivery attempts will continue", "will retry", "could not be delivered for",
	"no action is required on your part", "er forsinket", "er forseinka", "levering forsinket", "vil prøve igjen", "vil fortsette å prøve", "prøver igjen", "prøver på nytt", "verzögert", "warning: could not send",
	"could not send message for past", "has been postponed", "warning message only", "this is a warning", "blir forsøkt på nytt", "blir prøvd på nytt", "kommer att försöka igen", "nouvelle tentative", "weitere zustellversuche", "cannot send message for", "delivery is temporarily",
}

var givenUpTexts = []string{
	"giving up", "given up", "permanent error", "permanently failed", "this is a permanent", "has failed", "permanent fatal", "will not be retried", "retry timeout exceeded", "failed after", "no further attempts",
	"message will be deleted", "cannot send message for 4", "cannot send message for 5", "i've given up",
}

// addressAnnouncements stand in the lines above a failing address.
var addressAnnouncements = []string{
	"following address", "following recipient", "following user", "these recipients", "recipient(s)", "permanent fatal errors", "delivery errors", "failed recipients", "address failed", "addresses failed",
	"could not be delivered to", "couldn't be delivered to", "failure reasons", "delivery to the following", "unable to deliver", "failed addresses", "transient non-fatal", "unknown user", "the address",
	"følgende mottaker", "følgende adresse", "disse mottakerne", "desse mottakarane", "følgjande mottak", "følgjande adresse", "folgenden empfänger", "folgende empfänger", "folgende adresse", "följande mottagare",
	"for the recipient", "following destination", "destination address", "recipients:", "empfänger", "to this address", "following destinataire", "destinataires suivants", "adresse suivante", "siguientes destinatarios", "seguenti destinatari", "seguintes destinatários", "volgende ontvanger", "følgende modtager", "seuraaville vastaanottajille", "следующим получателям",
}

// notFailingTexts stand in lines whose address is somebody to turn to.
var notFailingTexts = []string{"contact", "mailto:postmaster", "for assistance", "for help", "for further", "please forward", "please send", "kontakt", "ta kontakt", "vend deg til", "wenden sie", "message-id", "msgid", "envelope-from", "unsubscribe", "accepting mail from", "e.g.", "for example", "til dømes", "for eksempel"}

// originalTexts stand above the returned letter.
var originalTexts = []string{
	"original message", "copy of the message", "copy of your message", "returned message", "unsent message", "message header", "below this line", "message text follows", "header of the original", "headers of the original",
	"original mail", "original header", "message follows", "message headers", "returned mail", "undelivered message", "the first part of the message", "opprinnelig melding", "opphavleg melding", "opprinnelige meldingen",
	"ursprüngliche nachricht", "message contents", "begin message", "start of message", "rejected message", "included below", "is attached below", "forwarded message", "your message reads", "nachrichtenkopf", "originalnachricht",
}
