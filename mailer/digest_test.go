package mailer_test

import (
	"strings"
	"testing"
	"time"

	"fristvakt/workflows"
)

func busyDay(t testing.TB) workflows.DigestReport {
	offer := func(verb workflows.Verb, about, until string) workflows.Choice {
		return workflows.Choice{Verb: verb, Round: "digivestland-2025", About: about, Until: day(t, until)}
	}
	when := func(hour, minute int) time.Time { return day(t, "2025-05-27").At(hour, minute, oslo(t)).UTC() }
	return workflows.DigestReport{
		Date: day(t, "2025-05-28"),
		Questions: []workflows.Question{
			{Letter: "3f2a", Received: when(14, 12), Party: "Kvam herad", Text: "Er «Særutskrift 034-25.pdf» kopi av vedtaket i heradsstyret?",
				Why:      "Dokumentet har eit atterhald: «under føresetnad av at kostnaden ikkje aukar».",
				Commands: []string{"fristvakt review accept 3f2a --reason GRUNN", "fristvakt review reject 3f2a --reason GRUNN"},
				Choices:  []workflows.Choice{offer(workflows.ChooseYes, "3f2a", "2025-06-11"), offer(workflows.ChooseNo, "3f2a", "2025-06-11"), offer(workflows.ChooseParty, "3f2a", "2025-06-11")}},
			{Letter: "91bc", Received: when(8, 3).AddDate(0, 0, -8), Party: "Stad kommune", Text: "Kven er «DigiVestland avtale.pdf» frå?",
				Why: "Avsendaren bruker ei privat adresse, og dokumentet er eit bilete utan tekst.", Old: true,
				Commands: []string{"fristvakt review assign 91bc --party 4649 --reason GRUNN"},
				Choices:  []workflows.Choice{offer(workflows.ChooseNo, "91bc", "2025-06-11"), offer(workflows.ChooseParty, "91bc", "2025-06-11")}},
		},
		News: []workflows.Line{
			{At: when(10, 41), Party: "Vik kommune", Text: "Signert avtale godteken. Ferdig."},
			{At: when(11, 2), Party: "Osterøy kommune", Text: "Kopi av vedtaket i heradsstyret godteken. Manglar den signerte avtalen."},
			{At: when(15, 30), Party: "Sogndal kommune", Text: "Skriv at saka skal opp i kommunestyret 12. juni."},
		},
		Rulings:  []workflows.Line{{At: when(9, 15), Party: "Luster kommune", Text: "Kari registrerte vedtaket (kom med SvarUt). Angre: fristvakt undo 412 --reason GRUNN"}},
		Reminded: []workflows.Line{{Party: "Askvoll kommune", Text: "Éi veke før: manglar den signerte avtalen."}, {Party: "Solund kommune", Text: "Éi veke før: manglar begge."}},
		Coming:   []workflows.Line{{Date: day(t, "2025-06-02"), Party: "Solund kommune", Text: "Etter fristen, første gong: manglar begge."}},
		Rounds: []workflows.RoundReport{{Round: "digivestland-2025", Title: "DigiVestland", Complete: 27, Partly: 6, Nothing: 4, Announced: 3, Declined: 1, Waiting: 1, Owing: 42,
			Deadlines: []workflows.DeadlineReport{{Milestone: "deadline-31-may", Title: "Frist for vedtak og signert avtale", Date: day(t, "2025-05-31"), LastDay: day(t, "2025-05-28"),
				DaysLeft: 3, OpenLeft: 1, Delivered: 27, Owing: 42, Each: []workflows.Count{{Label: "den signerte avtalen", Done: 29}, {Label: "kopi av vedtaket", Done: 31}}}}}},
		Choices: []workflows.Choice{offer(workflows.ChooseStop, "2025-05-30", "2025-05-30"), offer(workflows.ChooseSnooze, "", "2025-06-11"),
			offer(workflows.ChooseExtend, "deadline-31-may", "2025-06-11"), offer(workflows.ChoosePause, "", "2025-06-11")},
		Meetings: []workflows.Line{{Date: day(t, "2025-06-03"), Party: "Tysnes kommune", Text: "Kommunestyret behandlar saka."}},
		Calls:    []workflows.Line{{Party: "Solund kommune", Text: "Manglar begge. Sist skrive til 28. mai, ikkje svar."}, {Party: "Askvoll kommune", Text: "Manglar den signerte avtalen."}},
		Bounces:  []workflows.Line{{At: when(7, 2), Party: "Hyllestad kommune", Text: "kommunedirektor@hyllestad.example.no finst ikkje (5.1.1). Postmottaket får e-posten."}},
		Absences: []workflows.Line{{Date: day(t, "2025-06-06"), Party: "Fjaler kommune", Text: "Kommunedirektøren er borte ut dagen."}},
		Ages:     workflows.Ages{Turn: day(t, "2025-05-28").At(7, 28, oslo(t)), Mail: day(t, "2025-05-28").At(6, 51, oslo(t)), Digest: day(t, "2025-05-27").At(7, 30, oslo(t))},
	}
}

func quietDay(t testing.TB) workflows.DigestReport {
	r := busyDay(t)
	return workflows.DigestReport{Date: r.Date, Rounds: r.Rounds, Ages: r.Ages}
}

func troubledDay(t testing.TB) workflows.DigestReport {
	r := quietDay(t)
	r.Paused, r.Rehearsal = "Butikken er ein kopi: køyr «fristvakt resume» når han skal sende.", true
	r.Running = []workflows.Line{{At: day(t, "2025-05-27").At(22, 10, oslo(t)), Text: "Innboksen har ikkje vore lesen sidan då. Inntil det er retta, blir ingen påminningar sende."}}
	r.Ages.Digest = time.Time{}
	return r
}

func hostileDay(t testing.TB) workflows.DigestReport {
	r := quietDay(t)
	long := strings.Repeat("Samarbeidsavtalemedvedlegg", 12)
	r.Questions = []workflows.Question{{Party: "Vik kommune", Text: "Er «<script>alert(1)</script>\u202efdp.exe\u200b" + long + "» vedtaket?", Why: "</td></table><img src=x onerror=alert(1)>\x07\x1b[31m\r\nBcc: nokon@example.org"}}
	r.News = []workflows.Line{{Party: "Vik \u2066kommune", Text: long}}
	return r
}

func digestTime(t testing.TB) time.Time { return day(t, "2025-05-28").At(7, 30, oslo(t)) }

func TestADigestReadsAsItsGoldenMail(t *testing.T) {
	for name, report := range map[string]workflows.DigestReport{
		"busy": busyDay(t), "quiet": quietDay(t), "troubled": troubledDay(t), "hostile": hostileDay(t),
	} {
		t.Run(name, func(t *testing.T) {
			mail, err := composer(t).Digest(report, digestTime(t))
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "digest/"+name+".eml", mail.Bytes)
			golden(t, "digest/"+name+".txt", readable(t, mail))
			page(t, "digest-"+name, mail)
		})
	}
}
