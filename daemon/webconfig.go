package daemon

import (
	"fmt"
	"net/mail"
	"net/url"

	"fristvakt/web"
)

// WebConfig is the board in the browser. It is off unless Listen is given.
type WebConfig struct {
	Listen string       `toml:"listen"` // host:port on loopback, the path of a Unix socket, or "systemd"
	Public string       `toml:"public"` // how people reach it
	Look   []string     `toml:"look"`   // who may look, besides the secretariat
	Rule   []string     `toml:"rule"`   // who may rule, besides the secretariat
	OpenID OpenIDConfig `toml:"openid"`
}

// OpenIDConfig is a provider of OpenID Connect, such as Entra ID.
type OpenIDConfig struct {
	Issuer   string `toml:"issuer"`
	ClientID string `toml:"client_id"`
	Secret   string `toml:"secret_file"`
	Claim    string `toml:"claim"`
}

func (c Config) checkWeb(v *configChecker) {
	w := c.Web
	for key, lines := range map[string][]string{"look": w.Look, "rule": w.Rule} {
		for _, line := range lines {
			v.mail("web", key, line)
		}
	}
	if w.Listen == "" {
		return
	}
	if w.Listen != "systemd" && !here(w.Listen) {
		v.complain("web", "listen", "%q: write an address on this machine such as 127.0.0.1:8480, the path of a socket, or systemd; a proxy with TLS stands in front", w.Listen)
	}
	v.given("web", "public", w.Public, "how people reach the board, as in https://fristvakt.example.no")
	u, err := url.Parse(w.Public)
	switch {
	case w.Public == "":
	case err != nil || u.Host == "" || u.Path != "" && u.Path != "/":
		v.complain("web", "public", "%q: write it as in https://fristvakt.example.no, without a path", w.Public)
	case u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())):
		v.complain("web", "public", "%q: logins need https", w.Public)
	}
	if w.OpenID.Issuer != "" {
		v.given("web.openid", "client_id", w.OpenID.ClientID, "the id that the provider has given this program")
		v.given("web.openid", "secret_file", w.OpenID.Secret, "the name of a file with the secret alone")
	}
}

// people are who may use the board: the secretariat may rule.
func (c Config) people() ([]web.Person, error) {
	var all []web.Person
	add := func(lines []string, rules bool) error {
		for _, line := range lines {
			a, err := mail.ParseAddress(line)
			if err != nil {
				return fmt.Errorf("%q is no address: %w", line, err)
			}
			all = append(all, web.Person{Name: a.Name, Address: a.Address, Rules: rules})
		}
		return nil
	}
	for _, group := range []struct {
		lines []string
		rules bool
	}{{c.Web.Rule, true}, {c.Web.Look, false}, {c.Secretariat, true}} {
		if err := add(group.lines, group.rules); err != nil {
			return nil, err
		}
	}
	return all, nil
}
