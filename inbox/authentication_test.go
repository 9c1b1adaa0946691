package inbox_test

import (
	"os"
	"testing"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
)

const (
	received = "Received: from mail.vik.kommune.no (mail.vik.kommune.no [192.0.2.7]) by mx.bergen.kommune.no with ESMTPS; Mon, 3 Mar 2025 07:15:00 +0000\n"
	stamped  = "Authentication-Results: mx.bergen.kommune.no; spf=pass smtp.mailfrom=vik.kommune.no; dkim=pass header.d=vik.kommune.no; dmarc=pass header.from=vik.kommune.no\n"
	from     = "From: Vik kommune <postmottak@vik.kommune.no>\n"
	exchange = "Authentication-Results: spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=vik.kommune.no; dkim=pass (signature was verified) header.d=vik.kommune.no;dmarc=pass action=none header.from=vik.kommune.no;compauth=pass reason=100\n"
	inside   = "Received: from AM0PR01.eurprd01.prod.outlook.com (2603:10a6:208::1) by VI1PR01.eurprd01.prod.outlook.com with HTTPS; Mon, 3 Mar 2025 07:15:02 +0000\n"
	border   = "Received: from mail.vik.kommune.no (192.0.2.7) by AM0EUR02FT001.mail.protection.outlook.com (10.13.54.1) with Microsoft SMTP Server; Mon, 3 Mar 2025 07:15:01 +0000\n"
	handover = "Received: from mx.bergen.kommune.no (mx.bergen.kommune.no [10.0.0.4]) by post.bergen.kommune.no with LMTP; Mon, 3 Mar 2025 07:15:01 +0000\n"
	pretend  = "Received: from mx.bergen.kommune.no (evil.example [192.0.2.66]) by mx.bergen.kommune.no with ESMTP; Mon, 3 Mar 2025 07:15:00 +0000\n"
)

func TestOnlyOurOwnReceiversStampProvesASender(t *testing.T) {
	ours := inbox.Receiver{AuthservID: "mx.bergen.kommune.no"}
	m365 := inbox.Receiver{ExchangeOnline: true}
	postfix := inbox.Receiver{AuthservID: "mx.bergen.kommune.no", BelowReceived: true}
	stamp := func(results string) string {
		return "Authentication-Results: mx.bergen.kommune.no; " + results + "\n" + received + from
	}
	for _, test := range []struct {
		name     string
		receiver inbox.Receiver
		header   string
		want     inbox.AuthenticationResult
	}{
		{"DMARC passed", ours, stamped + received + from, inbox.AuthenticationPass},
		{"the name differs in case", inbox.Receiver{AuthservID: "MX.Bergen.Kommune.NO"}, stamped + received + from, inbox.AuthenticationPass},
		{"handed on among our own hosts", ours, handover + stamped + received + from, inbox.AuthenticationPass},
		{"no stamp at all", ours, received + from, inbox.AuthenticationUnknown},
		{"a stamp of the sender's", ours, "Authentication-Results: mail.example.net; dmarc=pass header.from=vik.kommune.no\n" + received + from, inbox.AuthenticationUnknown},
		{"a stamp in our name below the way to us", ours, received + stamped + from, inbox.AuthenticationUnknown},
		{"the same behind a host that calls itself ours", ours, pretend + stamped + from, inbox.AuthenticationUnknown},
		{"ours above a forged one counts", ours, "Authentication-Results: mx.bergen.kommune.no; dmarc=fail header.from=vik.kommune.no\n" + received + stamped + from, inbox.AuthenticationFail},
		{"a milter's stamp under the line of our receiver", postfix, received + stamped + from, inbox.AuthenticationPass},
		{"a milter's stamp further down", postfix, received + "Received: from a.example by b.example; x\n" + stamped + from, inbox.AuthenticationUnknown},
		{"a milter's stamp is not expected", ours, received + stamped + from, inbox.AuthenticationUnknown},
		{"aligned DKIM alone", ours, stamp("dkim=pass header.d=vik.kommune.no"), inbox.AuthenticationPass},
		{"aligned DKIM by identity", ours, stamp("dkim=pass header.i=@vik.kommune.no header.s=s1"), inbox.AuthenticationPass},
		{"the second signature is aligned", ours, stamp("dkim=pass header.d=mailer.example; dkim=pass header.d=vik.kommune.no"), inbox.AuthenticationPass},
		{"DKIM of a mailing service", ours, stamp("dkim=pass header.d=mailer.example"), inbox.AuthenticationNone},
		{"DKIM of the public suffix", ours, stamp("dkim=pass header.d=kommune.no"), inbox.AuthenticationNone},
		{"DKIM of a look-alike", ours, stamp("dkim=pass header.d=xvik.kommune.no"), inbox.AuthenticationNone},
		{"SPF alone", ours, stamp("spf=pass smtp.mailfrom=vik.kommune.no"), inbox.AuthenticationNone},
		{"SPF failed", ours, stamp("spf=fail smtp.mailfrom=vik.kommune.no"), inbox.AuthenticationFail},
		{"DMARC passed for another", ours, stamp("dmarc=pass header.from=evil.example"), inbox.AuthenticationFail},
		{"DMARC and its denial", ours, stamp("dmarc=pass header.from=vik.kommune.no; dmarc=fail header.from=vik.kommune.no"), inbox.AuthenticationFail},
		{"the check broke off", ours, stamp("dkim=temperror header.d=vik.kommune.no; dmarc=temperror"), inbox.AuthenticationUnknown},
		{"nothing was checked", ours, stamp("none"), inbox.AuthenticationUnknown},
		{"a result within a quoted address", ours, stamp(`spf=pass smtp.mailfrom="x; dmarc=pass header.from=vik.kommune.no"@evil.example`), inbox.AuthenticationNone},
		{"a result within a comment", ours, stamp(`spf=pass (hi; dmarc=pass header.from=vik.kommune.no ) smtp.mailfrom=evil.example`), inbox.AuthenticationNone},
		{"two From fields", ours, stamped + received + from + "From: chef@evil.example\n", inbox.AuthenticationFail},
		{"two addresses in From", ours, stamped + received + "From: postmottak@vik.kommune.no, chef@evil.example\n", inbox.AuthenticationFail},
		{"another address as name", ours, stamped + received + "From: \"postmottak@stad.kommune.no\" <a@vik.kommune.no>\n", inbox.AuthenticationFail},
		{"no From", ours, stamped + received, inbox.AuthenticationFail},
		{"Exchange Online", m365, exchange + received + from, inbox.AuthenticationPass},
		{"Exchange Online with its own hand-overs", m365, inside + exchange + border + from, inbox.AuthenticationPass},
		{"Exchange Online, below the way in", m365, border + exchange + from, inbox.AuthenticationUnknown},
		{"Exchange Online, not the topmost", m365, stamped + exchange + from, inbox.AuthenticationUnknown},
		{"Exchange Online is not ours", ours, exchange + received + from, inbox.AuthenticationUnknown},
		{"nobody is trusted", inbox.Receiver{}, stamped + received + from, inbox.AuthenticationUnknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := test.receiver.Authenticate(letter.Read([]byte(test.header+"\nHei.\n"), letter.Limits{}))
			if got.Result != test.want || got.Reason == "" {
				t.Errorf("got %v (%q), want %v", got.Result, got.Reason, test.want)
			}
			if (got.Domain == "vik.kommune.no") != (got.Result == inbox.AuthenticationPass) {
				t.Errorf("domain %q with %v", got.Domain, got.Result)
			}
		})
	}
}

func TestTheForgedStampOfTheCorpusProvesNothing(t *testing.T) {
	const forged = "../../shared/corpus/mail/0051.eml"
	if _, err := os.Stat(forged); err != nil {
		t.Skip("the corpus is not at hand")
	}
	got := inbox.Receiver{AuthservID: "mx.bergen.kommune.no"}.Authenticate(readLetter(t, forged))
	if got.Result != inbox.AuthenticationUnknown {
		t.Errorf("got %v (%s)", got.Result, got.Reason)
	}
}
