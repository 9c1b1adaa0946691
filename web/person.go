package web

import (
	"cmp"
	"strings"
)

// Person is somebody who may use the board.
type Person struct {
	Name    string
	Address string
	Rules   bool // may rule, not only look
}

// Actor is how facts name the person.
func (p Person) Actor() string { return cmp.Or(p.Name, p.Address) }

// person finds who has the address, whatever its case.
func (s *Server) person(address string) (Person, bool) {
	for _, p := range s.people {
		if strings.EqualFold(p.Address, strings.TrimSpace(address)) {
			return p, true
		}
	}
	return Person{}, false
}
