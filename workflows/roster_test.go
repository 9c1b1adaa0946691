package workflows_test

import (
	"strings"
	"testing"

	"fristvakt/workflows"
)

const rosterHead = "number,name,full_name,kind,council,language,org_number,domain,mailroom,verified,admin_centre,former_names,old_domains\n"

const kinn = "4602,Kinn,Kinn kommune,kommune,kommunestyre,nn,820956532,kinn.kommune.no,postmottak@kinn.kommune.no,no,Florø,Flora;Vågsøy,flora.kommune.no\n"

func TestVestlandHasItsMunicipalities(t *testing.T) {
	roster := vestland(t)
	if len(roster) != 43 {
		t.Errorf("%d municipalities, want 43", len(roster))
	}
	osteroy, known := roster.Party("4630")
	if !known || osteroy.Kind != "kommune" || osteroy.Council != "heradsstyre" || !osteroy.Unverified {
		t.Errorf("Osterøy is %+v", osteroy)
	}
	if bergen, _ := roster.Party("4601"); bergen.Council != "bystyre" || bergen.Unverified {
		t.Errorf("Bergen is %+v", bergen)
	}
	if _, known := roster.Party("0301"); known {
		t.Error("Oslo is in Vestland")
	}
	if _, err := workflows.EmbeddedRoster("nordland"); err == nil || !strings.Contains(err.Error(), "vestland") {
		t.Error(err)
	}
}

func TestEachComplaintAboutARosterHasItsLine(t *testing.T) {
	for name, x := range map[string]struct{ text, want string }{
		"empty":         {"", "r.csv:1: the first line must be number,"},
		"other columns": {"nr,name\n", "r.csv:1: the first line must be number,"},
		"no parties":    {rosterHead, "r.csv:1: the roster has no parties"},
		"number":        {rosterHead + strings.Replace(kinn, "4602", "46O2", 1), `r.csv:2: the number "46O2" must have four digits`},
		"twice":         {rosterHead + kinn + kinn, "r.csv:3: the number 4602 stands twice"},
		"name":          {rosterHead + strings.Replace(kinn, "Kinn,Kinn kommune", ",", 1), `r.csv:2: party "4602" needs a name`},
		"kind":          {rosterHead + strings.Replace(kinn, ",kommune,", ",fylke,", 1), `r.csv:2: kind "fylke": write kommune or herad`},
		"council":       {rosterHead + strings.Replace(kinn, "kommunestyre", "formannskap", 1), `r.csv:2: council "formannskap": write`},
		"language":      {rosterHead + strings.Replace(kinn, ",nn,", ",no,", 1), `r.csv:2: language "no": write nn or nb`},
		"mod 11":        {rosterHead + strings.Replace(kinn, "820956532", "820956523", 1), `r.csv:2: the organisation number "820956523" does not pass MOD 11`},
		"org letters":   {rosterHead + strings.Replace(kinn, "820956532", "82095653x", 1), "does not pass MOD 11"},
		"domain":        {rosterHead + strings.Replace(kinn, "kinn.kommune.no,", "kinn,", 1), `r.csv:2: domain "kinn": write`},
		"mailroom":      {rosterHead + strings.Replace(kinn, "postmottak@", "", 1), `r.csv:2: mailroom "kinn.kommune.no": write an address alone`},
		"named address": {rosterHead + strings.Replace(kinn, "postmottak@kinn.kommune.no", "Kinn <postmottak@kinn.kommune.no>", 1), "write an address alone"},
		"line break":    {rosterHead + strings.Replace(kinn, "Florø", "\"Florø\r\nBcc: x@example.no\"", 1), "r.csv:2: a field holds a line break"},
		"fields":        {rosterHead + "4602,Kinn\n" + kinn, "r.csv:2: 2 fields: write 13"},
		"quote":         {rosterHead + kinn + "46\"03,x\n", "r.csv:3: "},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := workflows.ReadRoster(strings.NewReader(x.text), "r.csv")
			if err == nil || !strings.Contains(err.Error(), x.want) {
				t.Errorf("%v; want %q", err, x.want)
			}
		})
	}
}

func TestAllComplaintsAboutARosterComeAtOnce(t *testing.T) {
	text := rosterHead + strings.NewReplacer(",nn,", ",xx,", "kommunestyre", "ting").Replace(kinn) + "4603\n" + strings.Replace(kinn, ",nn,", ",yy,", 1)
	_, err := workflows.ReadRoster(strings.NewReader(text), "r.csv")
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 5 {
		t.Fatalf("%d complaints, want 5:\n%v", len(lines), err)
	}
	for i, at := range []string{"r.csv:2:", "r.csv:2:", "r.csv:3:", "r.csv:4:", "r.csv:4:"} {
		if !strings.HasPrefix(lines[i], at) {
			t.Errorf("complaint %q should begin with %s", lines[i], at)
		}
	}
}

func TestARosterFromASpreadsheetIsRead(t *testing.T) {
	text := "\ufeff" + strings.ReplaceAll(rosterHead+strings.NewReplacer("4602", "4699", "820956532", "964338531").Replace(kinn)+kinn, "\n", "\r\n")
	roster, err := workflows.ReadRoster(strings.NewReader(text), "r.csv")
	if err != nil || len(roster) != 2 || roster[0].Number != "4602" || len(roster[0].FormerNames) != 2 {
		t.Error(roster, err)
	}
}

func TestARosterHoldsAtMost2000Parties(t *testing.T) {
	_, err := workflows.ReadRoster(strings.NewReader(rosterHead+strings.Repeat(kinn, 2001)), "r.csv")
	if err == nil || !strings.Contains(err.Error(), "at most 2000") {
		t.Error("2001 parties were read")
	}
}

func FuzzReadRoster(f *testing.F) {
	f.Add(rosterHead + kinn)
	f.Add(rosterHead + kinn + kinn + "x\n")
	f.Fuzz(func(t *testing.T, text string) {
		roster, err := workflows.ReadRoster(strings.NewReader(text), "r.csv")
		if err != nil {
			return
		}
		for _, p := range roster {
			if strings.ContainsAny(p.Mailroom+p.Name+p.FullName+p.Domain, "\r\n\x00") || !strings.Contains(p.Mailroom, "@") {
				t.Errorf("%+v passed", p)
			}
		}
	})
}
