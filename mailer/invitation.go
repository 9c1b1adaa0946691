package mailer

import (
	"fmt"
	"mime"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"fristvakt/workflows"
)

// attachments returns the operator's files that the action names, and the
// calendar entry where it is the notice of an event.
func (m matter) attachments(now time.Time) ([]attachment, error) {
	files, err := m.files()
	if err != nil {
		return nil, err
	}
	var all []attachment
	for _, f := range files {
		media, params, err := mime.ParseMediaType(f.Type)
		if err != nil || !strings.Contains(media, "/") {
			media = "application/octet-stream"
		}
		all = append(all, attachment{name: f.Name, media: media, params: params, content: f.Content})
	}
	if m.action.Kind == workflows.Notice && m.milestone.Kind == workflows.Event {
		entry, err := m.invitation(now)
		if err != nil {
			return nil, err
		}
		all = append(all, attachment{name: m.milestone.ID + ".ics", media: "text/calendar",
			params: map[string]string{"charset": "utf-8", "method": "PUBLISH"}, content: entry})
	}
	return all, nil
}

// invitation returns an iCalendar object (RFC 5545) for the event. It is
// published, not a request: nobody is asked to answer. Its UID is the same for
// every version, and a version that is made on a later day has a higher
// SEQUENCE, so a moved event replaces the old one.
func (m matter) invitation(now time.Time) ([]byte, error) {
	if m.date().IsZero() {
		return nil, fmt.Errorf("the event %s has no date", m.milestone.ID)
	}
	last := m.date()
	if until := m.until(); !until.IsZero() {
		last = until
	}
	c := ics.NewCalendarFor("Fristvakt")
	c.SetProductId("-//Fristvakt//Fristvakt//NN")
	c.SetMethod(ics.MethodPublish)
	e := c.AddEvent(m.round.ID + "." + m.milestone.ID + "." + m.party.Number + "@" + m.settings.Domain)
	e.SetDtStampTime(now)
	e.SetSequence(max(0, m.round.Starts.DaysUntil(m.today)))
	e.SetAllDayStartAt(m.date().At(0, 0, time.UTC))
	e.SetAllDayEndAt(last.AddDays(1).At(0, 0, time.UTC)) // exclusive, RFC 5545 section 3.6.1
	e.SetSummary(m.milestone.Title.In(m.language))
	if m.milestone.Place != "" {
		e.SetLocation(m.milestone.Place)
	}
	e.SetTimeTransparency(ics.TransparencyTransparent)
	e.SetOrganizer("mailto:"+m.settings.From.Mail, ics.WithCN(m.settings.From.Name))
	return []byte(c.Serialize(ics.WithNewLineWindows)), nil
}
