package workflows

// Language is the written standard a party is written to in.
type Language string

// The written standards of Norwegian.
const (
	Nynorsk Language = "nn"
	Bokmaal Language = "nb"
)

// Role is what a contact is to a party.
type Role string

// The roles that mail is addressed to.
const (
	Mailroom       Role = "mailroom"        // postmottak
	ChiefExecutive Role = "chief-executive" // kommunedirektør
)

// Party is one municipality. Kind, council and domain vary independently
// (domain.md section 8): Osterøy is a kommune whose council is a heradsstyre.
type Party struct {
	Number      string   // municipality number, four digits: "4630"
	Name        string   // "Osterøy"
	FullName    string   // "Osterøy kommune"
	Kind        string   // "kommune" or "herad"
	Council     string   // "kommunestyre", "heradsstyre" or "bystyre"
	Language    Language // what we write to it
	OrgNumber   string   // nine digits, MOD 11
	Domain      string   // mail domain, compared whole
	Mailroom    string   // address of the official mail reception
	Unverified  bool     // the address is only the conventional form
	AdminCentre string   // "Lonevåg"
	FormerNames []string // names of predecessors: "Odda", "Jondal"
	OldDomains  []string // weak hints, never proof
}
