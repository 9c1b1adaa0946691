package manual_test

import (
	"bytes"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"fristvakt/deploy"
	"fristvakt/deploy/manual"
)

// line is a command line with everything that ours has: nested commands, flags
// of all and of one, arguments, and what is hidden.
type line struct {
	Config string `short:"c" help:"Configuration file." placeholder:"FILE"`
	Plan   struct {
		Party string `help:"Only this party's, said by 'number'." placeholder:"N"`
		JSON  bool   `help:"One line: one object."`
		Clock string `hidden:""`
	} `cmd:"" help:"Show the plan. Needs no store."`
	Review struct {
		Accept struct {
			ID     string `arg:"" help:"Letter."`
			Reason string `help:"Why." placeholder:"TEXT"`
		} `cmd:"" help:"Say yes."`
		List struct{} `cmd:"" help:"List what waits."`
	} `cmd:"" help:"Rule."`
	Inner struct{} `cmd:"" hidden:"" help:"For ourselves."`
}

func model(t *testing.T) *kong.Application {
	t.Helper()
	k, err := kong.New(&line{}, kong.Name("fristvakt"))
	if err != nil {
		t.Fatal(err)
	}
	return k.Model
}

var edition = manual.Edition{Version: "v1.2.3", Date: time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)}

func TestThePageShowsEveryCommandAndOptionAndNothingHidden(t *testing.T) {
	var page bytes.Buffer
	if err := manual.Page(&page, model(t), edition); err != nil {
		t.Fatal(err)
	}
	text := formatted(t, page.Bytes())
	for _, want := range []string{"fristvakt v1.2.3", "2026-11-22", "-c, --config FILE", "Show the plan.", "--party N", "said by 'number'",
		"review accept <id>", "review list", "--reason TEXT", "EXIT STATUS"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the page:\n%s", want, text)
		}
	}
	for _, hidden := range []string{"clock", "inner", "For ourselves"} {
		if strings.Contains(text, hidden) {
			t.Errorf("%q is hidden and stands in the page", hidden)
		}
	}
}

func TestTheOptionPageShowsEveryOptionWithItsDefaultAndMeaning(t *testing.T) {
	var page bytes.Buffer
	if err := manual.OptionPage(&page, deploy.Configuration, edition); err != nil {
		t.Fatal(err)
	}
	text := formatted(t, page.Bytes())
	for _, table := range manual.Tables(deploy.Configuration) {
		for _, o := range table.Options {
			if !strings.Contains(text, o.Name+" = ") || !strings.Contains(text, strings.SplitN(o.Meaning, " ", 2)[0]) {
				t.Errorf("%s is not in the page", o.Name)
			}
		}
	}
}

// formatted is the page as man shows it, or as it is written where there is no
// groff. A page that groff complains of fails the test.
func formatted(t *testing.T, page []byte) string {
	t.Helper()
	groff, err := exec.LookPath("groff")
	if err != nil {
		return strings.NewReplacer(`\-`, "-", `\fB`, "", `\fI`, "", `\fR`, "").Replace(string(page))
	}
	var complaints bytes.Buffer
	cmd := exec.Command(groff, "-man", "-Tutf8", "-Kutf8", "-P-cbou", "-rLL=1000n", "-ww")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(page), &complaints
	text, err := cmd.Output()
	if err != nil || complaints.Len() > 0 {
		t.Errorf("groff: %v\n%s", err, complaints.String())
	}
	return string(text)
}

func TestTheTablesOfAConfigurationAreRead(t *testing.T) {
	got := manual.Tables([]byte("# About the file.\n\n# Folder\n# for all.\nstate = \"s\"\n\n# Who.\n[from]\n# Name.\n# name = \"N\"\nbare = 1\n"))
	want := []manual.Table{
		{About: "About the file.", Options: []manual.Option{{Name: "state", Value: `"s"`, Meaning: "Folder for all."}}},
		{Name: "from", About: "Who.", Options: []manual.Option{{Name: "name", Value: `"N"`, Unset: true, Meaning: "Name."}, {Name: "bare", Value: "1"}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestEveryOptionOfTheExampleHasASentenceOfItsOwn(t *testing.T) {
	options := 0
	for _, table := range manual.Tables(deploy.Configuration) {
		if table.Name != "" && table.About == "" {
			t.Errorf("[%s] has no sentence", table.Name)
		}
		for _, o := range table.Options {
			options++
			if o.Meaning == "" {
				t.Errorf("[%s] %s has no sentence", table.Name, o.Name)
			}
		}
	}
	if options < 40 {
		t.Errorf("only %d options were read", options)
	}
}
