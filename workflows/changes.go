package workflows

// Changes compares two forecasts of one round, as it runs and as it would be.
// gone are the mails and milestones that the second has no more or on another
// day, come those that it has instead. A mail that was sent changes no more.
func Changes(runs, edited []Forecast) (gone, come []Forecast) {
	return without(runs, edited), without(edited, runs)
}

// without returns what stands in all and not, on the same day, in other.
func without(all, other []Forecast) []Forecast {
	type line struct {
		milestone, key string
		date, until    Date
	}
	lineOf := func(f Forecast) line { return line{f.Milestone.ID, f.Key, f.Date, f.Until} }
	there := make(map[line]bool)
	for _, f := range other {
		there[lineOf(f)] = f.Not == "" || there[lineOf(f)]
	}
	var missing []Forecast
	for _, f := range all {
		if f.Sent.IsZero() && f.Not == "" && !there[lineOf(f)] {
			missing = append(missing, f)
		}
	}
	return missing
}
