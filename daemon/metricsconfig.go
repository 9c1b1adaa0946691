package daemon

// MetricsConfig is the page of figures for a watch inside the house. It is off
// unless Listen is given.
type MetricsConfig struct {
	Listen string `toml:"listen"` // host:port on loopback, or the path of a Unix socket
}

func (c Config) checkMetrics(v *configChecker) {
	switch address := c.Metrics.Listen; {
	case address == "":
	case !here(address):
		v.complain("metrics", "listen", "%q: write an address on this machine such as 127.0.0.1:9480, or the path of a socket; nobody has to log in there", address)
	case address == c.Web.Listen:
		v.complain("metrics", "listen", "%q: the board listens there; write another address", address)
	}
}
