package demo

import (
	"fmt"
	"io"

	"github.com/schollz/progressbar/v3"

	"fristvakt/workflows"
)

// Progress shows how far the play has come: as a bar on a terminal, elsewhere
// as one line a month.
func Progress(out io.Writer, terminal bool) func(day workflows.Date, done, days int) {
	var bar *progressbar.ProgressBar
	return func(day workflows.Date, done, days int) {
		switch {
		case terminal:
			if bar == nil {
				bar = progressbar.NewOptions(days, progressbar.OptionSetWriter(out), progressbar.OptionSetWidth(40),
					progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false))
			}
			bar.Describe(day.String())
			bar.Set(done) // a terminal that takes no bar is no failure of the play
		case day.Day == 1 || done == days:
			fmt.Fprintf(out, "%s  day %d of %d\n", day, done, days)
		}
	}
}
