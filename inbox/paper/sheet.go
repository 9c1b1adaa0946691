package paper

import "strings"

// sheet collects the text of a format that has no pages of its own, only breaks.
type sheet struct {
	pages []Page
	text  strings.Builder
	size  int // of all pages
	page  Page
	ended bool // a line has ended, and nothing has come after it
}

// write adds text as it stands. It ends the reading when there is too much.
func (s *sheet) write(text string) error {
	if s.ended && text != "" {
		s.ended = false
		text = "\n" + text
	}
	s.size += len(text)
	if s.size > maxText {
		return stop(ReasonTooLarge)
	}
	s.text.WriteString(text)
	return nil
}

// line ends a line; the last one of a cell ends with it.
func (s *sheet) line() error {
	var err error
	if s.ended {
		err = s.write("\n")
	}
	s.ended = true
	return err
}

// cell ends a cell of a table.
func (s *sheet) cell() error {
	s.ended = false
	return s.write("\t")
}

// turn ends the page.
func (s *sheet) turn() {
	s.ended = false
	s.page.Text = fold(s.text.String())
	s.pages = append(s.pages, s.page)
	s.page = Page{}
	s.text.Reset()
}

// done ends the last page and returns all. A last page with nothing on it is none.
func (s *sheet) done() []Page {
	s.turn()
	last := s.pages[len(s.pages)-1]
	if len(s.pages) > 1 && last.Text == "" && last.Pictures == 0 {
		return s.pages[:len(s.pages)-1]
	}
	return s.pages
}
