package demo

import (
	"fristvakt/demo/papers"
	"fristvakt/workflows"
)

func decides2024(c *cast, ch *character) { autumn.sends(c, ch) }

func sendsBoth(c *cast, ch *character) { spring.sends(c, ch) }

// autumn2024 is who does something of its own before 5 November 2024.
var autumn2024 = casting{
	"4602": both(bounces("2024-06-01", "post"), autumn.sends),
	"4611": both(refuses("arkiv"), autumn.sends),
	"4612": autumn.wrongFirst("2024-10-02", "2-weeks-before", autumn.paper(papers.CasePaper, "2024-10-17"), true),
	"4613": autumn.wrongFirst("2024-10-04", "2-weeks-before", autumn.paper(papers.Recommended, "2024-10-24"), false),
	"4615": autumn.replies("1-week-before", nil),
	"4616": autumn.replies("4-weeks-before", misread),
	"4617": autumn.decides(workflows.No, "2024-10-10", workflows.Date{}),
	"4619": autumn.decides(workflows.Postponed, "2024-10-17", date("2024-11-21")),
	"4620": both(onHoliday("2024-10-07", "2024-10-18", true), autumn.sends),
	"4621": autumn.promises("2024-09-24", "2024-10-24", "2024-10-28"),
	"4622": autumn.asks("2024-09-18", "Kan vi vere med i samarbeidet utan å sitje i representantskapet?", "2024-10-30"),
	"4623": autumn.word("2024-10-15", "2024-10-10"),
	"4625": autumn.in("2024-10-16", "2024-10-10", scanned),
	"4626": autumn.wrongFirst("2024-10-09", "2-weeks-before", autumn.paper(papers.Administered, "2024-10-08"), false),
	"4628": autumn.sendsOn("2024-11-07", "2024-11-12"),
	"4629": nothing,
	"4630": both(delayed("agreement-sent"), autumn.sends),
	"4633": autumn.sendsOn("2024-11-14", "2024-11-20"),
	"4636": nothing,
	"4639": autumn.in("2024-10-21", "2024-10-17", zipped),
	"4641": autumn.twice("2024-10-11", "2024-10-03"),
	"4645": nothing,
	"4650": autumn.wrongFirst("2024-10-22", "last-day", autumn.paper(papers.CasePaper, "2024-10-31"), false),
}

// spring2025 is who does something of its own before 31 May 2025, and after.
var spring2025 = casting{
	"4602": spring.replies("8-weeks-before", nil),
	"4611": spring.inTwo("2025-04-03", "2025-05-06"),
	"4612": spring.replies("2-weeks-before", nil),
	"4613": spring.replies("1-week-before", misread),
	"4614": spring.asks("2025-02-12", "Gjeld avtalen òg for dei kommunale føretaka våre, eller berre for kommunen sjølv?", "2025-05-09"),
	"4615": spring.promises("2025-03-04", "2025-05-15", "2025-05-20"),
	"4616": spring.promises("2025-04-08", "2025-05-08", ""),
	"4617": spring.decides(workflows.No, "2025-04-24", workflows.Date{}),
	"4618": both(onHoliday("2025-04-01", "2025-05-05", true), spring.replies("2-weeks-before", nil)),
	"4619": both(spring.spoofed("2025-03-19", "", forged), spring.sendsOn("2025-05-15", "2025-05-21")),
	"4620": both(onHoliday("2025-04-28", "2025-05-09", false), spring.sendsOn("2025-05-15", "2025-05-19")),
	"4621": spring.wrongFirst("2025-03-25", "2-weeks-before", spring.paper(papers.CasePaper, "2025-05-08"), false),
	"4622": spring.wrongFirst("2025-04-10", "4-weeks-before", spring.paper(papers.Recommended, "2025-04-24"), false),
	"4623": spring.wrongFirst("2025-03-12", "8-weeks-before", spring.unsigned(papers.ByHostAlone), false),
	"4624": spring.wrongFirst("2025-02-18", "4-weeks-before", lastYears, false),
	"4625": spring.in("2025-05-13", "2025-05-08", scanned),
	"4626": spring.encrypted("2025-05-07", "2025-05-16"),
	"4627": spring.in("2025-04-29", "2025-04-24", zipped),
	"4628": spring.word("2025-05-05", "2025-04-24"),
	"4629": spring.byArchive("2025-05-14", "2025-05-08"),
	"4630": spring.twice("2025-03-28", "2025-03-20"),
	"4631": both(spring.forwards("2025-04-15", "2025-04-10", "4633"), spring.sendsOn("2025-05-08", "2025-05-14")),
	"4632": nothing, // in the joint body's mail
	"4633": nothing, // in what 4631 sends on
	"4634": nothing, // in the joint body's mail
	"4635": both(bounces("2025-04-25", "arkiv"), spring.sendsOn("2025-05-15", "2025-05-22")),
	"4636": nothing,
	"4637": spring.byPost("2025-05-12"),
	"4638": spring.decides(workflows.Postponed, "2025-05-08", date("2025-06-12")),
	"4639": both(spring.decides(workflows.Conditional, "2025-04-10", workflows.Date{}), spring.signsOn("2025-05-19")),
	"4640": spring.wrongFirst("2025-04-01", "4-weeks-before", spring.unsigned(papers.Typed), false),
	"4641": spring.replies("after-summer", nil),
	"4642": spring.replies("10-days-after", nil),
	"4643": spring.sendsOn("2025-06-12", "2025-06-17"),
	"4644": both(spring.spoofed("2025-05-02", "postmottak@luster-kommune.example", unproven), spring.sends),
	"4645": nothing,
	"4646": both(delayed("deadline-31-may"), spring.sendsOn("2025-05-08", "2025-05-13")),
	"4647": spring.in("2025-05-12", "2025-05-08", whole),
}

// whole sends the minutes of the whole meeting in place of the extract.
func whole(ch *character, b bundle) bundle {
	m := ch.decision(spring.round, date("2025-05-08"))
	m.Form = papers.WholeMinutes
	f := file{"Møteprotokoll 08.05.2025.pdf", mediaPDF, m.PDF()}
	return bundle{[]file{b.files[0], f}, []Delivered{b.papers[0], {ch.party.Number, "decision-copy", f.name}}}
}
