package daemon

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pelletier/go-toml/v2"

	"fristvakt/workflows"
)

// Config is the configuration file. Every option, its default and its meaning
// stand in the example configuration.
type Config struct {
	State       string   `toml:"state"`
	Rounds      []string `toml:"rounds"`
	Secretariat []string `toml:"secretariat"`
	Receives    string   `toml:"receives"`
	Host        string   `toml:"host_name"`
	Leader      string   `toml:"leader"`
	Texts       string   `toml:"texts"`

	From     FromConfig        `toml:"from"`
	Contact  ContactConfig     `toml:"contact"`
	Links    map[string]string `toml:"links"`
	Files    map[string]string `toml:"files"`
	IMAP     IMAPConfig        `toml:"imap"`
	SMTP     SMTPConfig        `toml:"smtp"`
	OAuth    OAuthConfig       `toml:"oauth"`
	Receiver ReceiverConfig    `toml:"receiver"`
	Hours    HoursConfig       `toml:"hours"`
	Calendar CalendarConfig    `toml:"calendar"`
	Limits   LimitsConfig      `toml:"limits"`
	Papers   PapersConfig      `toml:"papers"`
	Backup   BackupConfig      `toml:"backup"`

	Heartbeat HeartbeatConfig `toml:"heartbeat"`
	Retention RetentionConfig `toml:"retention"`
	Web       WebConfig       `toml:"web"`
	Metrics   MetricsConfig   `toml:"metrics"`

	path string
}

// FromConfig is who our mail is from.
type FromConfig struct {
	Name    string `toml:"name"`
	Address string `toml:"address"`
	ReplyTo string `toml:"reply_to"`
	Archive string `toml:"archive"`
	Domain  string `toml:"domain"`

	Selectors []string `toml:"dkim_selectors"`
}

// ContactConfig is the person every mail names for questions.
type ContactConfig struct {
	Name    string `toml:"name"`
	Address string `toml:"address"`
	Phone   string `toml:"phone"`
}

// IMAPConfig is the mailbox that is read.
type IMAPConfig struct {
	Address   string          `toml:"address"`
	TLS       string          `toml:"tls"`
	CA        string          `toml:"ca"`
	Auth      string          `toml:"auth"`
	User      string          `toml:"user"`
	Password  string          `toml:"password_file"`
	Mailboxes []string        `toml:"mailboxes"`
	Sent      string          `toml:"sent"`
	Since     *toml.LocalDate `toml:"since"`
	Deadline  Duration        `toml:"deadline"`

	SilentHours int `toml:"silent_hours"` // working hours without mail in a busy mailbox that are told of; 0 never
}

// SMTPConfig is the server that our mail is handed to.
type SMTPConfig struct {
	Address   string   `toml:"address"`
	TLS       string   `toml:"tls"`
	CA        string   `toml:"ca"`
	Auth      string   `toml:"auth"`
	User      string   `toml:"user"`
	Password  string   `toml:"password_file"`
	PerMinute int      `toml:"per_minute"`
	Deadline  Duration `toml:"deadline"`
}

// ReceiverConfig tells how our own mail server stamps what it has
// authenticated (RFC 8601).
type ReceiverConfig struct {
	AuthservID     string `toml:"authserv_id"`
	ExchangeOnline bool   `toml:"exchange_online"`
	BelowReceived  bool   `toml:"below_received"`
}

// HoursConfig is when things happen, in Europe/Oslo.
type HoursConfig struct {
	From   string   `toml:"from"`
	To     string   `toml:"to"`
	Digest string   `toml:"digest"`
	Turn   Duration `toml:"turn"`
}

// CalendarConfig adds to the public holidays.
type CalendarConfig struct {
	Closed     []string `toml:"closed"`
	QuietWeeks []int    `toml:"quiet_weeks"`
}

// LimitsConfig bounds what goes out.
type LimitsConfig struct {
	PerDay   int `toml:"per_day"`
	LateDays int `toml:"late_days"`
}

// PapersConfig is about reading documents.
type PapersConfig struct {
	Tesseract string   `toml:"tesseract"`
	Memory    int      `toml:"memory_mb"`
	Timeout   Duration `toml:"timeout"`
}

// Duration is a time span written as "5m" or "90s".
type Duration time.Duration

// UnmarshalText reads "5m".
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil || v <= 0 {
		return fmt.Errorf("%q is no time span: write it as in 5m or 90s", text)
	}
	*d = Duration(v)
	return nil
}

func defaults() Config {
	return Config{
		State: "/var/lib/fristvakt", Leader: "kommunedirektøren", Host: "Bergen kommune",
		From:     FromConfig{Selectors: []string{"selector1", "selector2"}},
		IMAP:     IMAPConfig{TLS: "implicit", Auth: byPassword, Mailboxes: []string{"INBOX"}, Deadline: Duration(time.Minute), SilentHours: 8},
		SMTP:     SMTPConfig{TLS: "starttls", Auth: byPassword, PerMinute: 30, Deadline: Duration(2 * time.Minute)},
		OAuth:    OAuthConfig{Scope: "https://outlook.office365.com/.default"},
		Hours:    HoursConfig{From: "08:30", To: "14:00", Digest: "07:30", Turn: Duration(5 * time.Minute)},
		Calendar: CalendarConfig{Closed: []string{"12-24", "12-27", "12-28", "12-29", "12-30", "12-31"}, QuietWeeks: []int{28, 29, 30, 31}},
		Papers:   PapersConfig{Memory: 512, Timeout: Duration(30 * time.Second)},
		Limits:   LimitsConfig{LateDays: 10}, Retention: RetentionConfig{Letters: 180},
		Backup: BackupConfig{At: "02:30", Daily: 14, Monthly: 12},
	}
}

// ReadConfig reads and checks a configuration file of at most 1 MB. All
// complaints come at once, each with file, line and what to write instead.
func ReadConfig(path string) (Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Config{}, fmt.Errorf("read configuration: %w", err)
	}
	return ParseConfig(text, path)
}

// ParseConfig is ReadConfig on text; files it names are looked for beside path.
func ParseConfig(text []byte, path string) (Config, error) {
	c := defaults()
	c.path = path
	if len(text) > 1<<20 {
		return c, fmt.Errorf("%s: a configuration is at most 1 MB", path)
	}
	err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&c)
	var unknown *toml.StrictMissingError // comes after everything known has been read
	if err != nil && !errors.As(err, &unknown) {
		return c, workflows.TOMLComplaints(path, err)
	}
	if err != nil {
		err = workflows.TOMLComplaints(path, err)
	}
	return c, errors.Join(err, c.check(string(text)))
}

// near returns a path as seen from the folder of the configuration.
func (c Config) near(name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(c.path), name)
}

// hours are the times of day as configured. Where one is written wrongly, which
// check refuses, they are the zero Hours, in which no mail to a party leaves.
func (c Config) hours() (workflows.Hours, workflows.Clock) {
	from, wrongFrom := workflows.ParseClock(c.Hours.From)
	to, wrongTo := workflows.ParseClock(c.Hours.To)
	digest, wrongDigest := workflows.ParseClock(c.Hours.Digest)
	if wrongFrom != nil || wrongTo != nil || wrongDigest != nil {
		return workflows.Hours{}, workflows.Clock{}
	}
	return workflows.Hours{From: from, To: to}, digest
}

// StorePath is where the store lies.
func (c Config) StorePath() string { return filepath.Join(c.near(c.State), "store.db") }
