-- +goose Up
PRAGMA application_id = 1179797843;

-- What happened, in order. The body is the fact; the columns beside it are read out of it.
CREATE TABLE fact (
	seq    INTEGER PRIMARY KEY AUTOINCREMENT,
	body   TEXT NOT NULL CHECK (json_valid(body)),
	hash   BLOB NOT NULL CHECK (length(hash) = 32),
	made   TEXT AS (body ->> '$.made'),
	kind   TEXT AS (body ->> '$.kind'),
	round  TEXT AS (body ->> '$.round'),
	party  TEXT AS (body ->> '$.party'),
	letter TEXT AS (body ->> '$.letter'),
	key    TEXT AS (body ->> '$.key')
) STRICT;
CREATE INDEX fact_kind ON fact (kind);
CREATE INDEX fact_party ON fact (round, party) WHERE party IS NOT NULL;
CREATE INDEX fact_letter ON fact (letter) WHERE letter IS NOT NULL;
CREATE INDEX fact_key ON fact (key) WHERE key IS NOT NULL;

-- +goose StatementBegin
CREATE TRIGGER fact_is_not_changed BEFORE UPDATE ON fact
BEGIN SELECT RAISE(ABORT, 'facts are only appended'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER fact_is_not_dropped BEFORE DELETE ON fact
BEGIN SELECT RAISE(ABORT, 'facts are only appended'); END;
-- +goose StatementEnd
-- INSERT OR REPLACE fires no trigger on delete; this one stands in its way.
-- +goose StatementBegin
CREATE TRIGGER fact_is_appended BEFORE INSERT ON fact
WHEN NEW.seq <= (SELECT coalesce(max(seq), 0) FROM fact)
BEGIN SELECT RAISE(ABORT, 'facts are only appended'); END;
-- +goose StatementEnd

-- Letters that may concern us. The bytes are one zlib stream cut into parts.
CREATE TABLE letter (
	id          TEXT PRIMARY KEY,
	sha256      TEXT NOT NULL UNIQUE,
	message_id  TEXT NOT NULL,
	mailbox     TEXT NOT NULL,
	uidvalidity INTEGER NOT NULL,
	uid         INTEGER NOT NULL,
	received    TEXT NOT NULL,
	size        INTEGER NOT NULL,
	judged      INTEGER NOT NULL DEFAULT 0 CHECK (judged IN (0, 1)),
	attempts    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX letter_message_id ON letter (message_id) WHERE message_id <> '';
CREATE INDEX letter_unjudged ON letter (received, id) WHERE judged = 0;

CREATE TABLE letter_part (
	letter TEXT NOT NULL REFERENCES letter (id) ON DELETE CASCADE,
	part   INTEGER NOT NULL,
	bytes  BLOB NOT NULL,
	PRIMARY KEY (letter, part)
) STRICT;

-- Every mail that was looked at: where it lay, and a keyed hash. Nothing else.
CREATE TABLE seen (
	mac         BLOB PRIMARY KEY CHECK (length(mac) = 32),
	mailbox     TEXT NOT NULL,
	uidvalidity INTEGER NOT NULL,
	uid         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cursor (
	mailbox     TEXT PRIMARY KEY,
	uidvalidity INTEGER NOT NULL,
	uid         INTEGER NOT NULL
) STRICT;

-- The outbox, which is also the ledger of what was sent: rows are never dropped.
CREATE TABLE mail (
	key        TEXT PRIMARY KEY,
	kind       TEXT NOT NULL,
	round      TEXT NOT NULL,
	party      TEXT NOT NULL,
	step       TEXT NOT NULL,
	covers     TEXT NOT NULL CHECK (json_valid(covers)),
	message_id TEXT NOT NULL,
	sender     TEXT NOT NULL,
	recipients TEXT NOT NULL CHECK (json_valid(recipients)),
	print      TEXT NOT NULL,
	due        TEXT NOT NULL,
	rehearse   INTEGER NOT NULL CHECK (rehearse IN (0, 1)),
	state      TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'uncertain', 'withdrawn')),
	not_before TEXT NOT NULL,
	attempts   INTEGER NOT NULL CHECK (attempts >= 0),
	queued     TEXT NOT NULL,
	changed    TEXT NOT NULL,
	answer     TEXT NOT NULL
) STRICT;
CREATE INDEX mail_state ON mail (state, due, queued, key);

-- Apart from its mail, so that a change of state does not write the bytes anew.
CREATE TABLE mail_bytes (
	key   TEXT PRIMARY KEY REFERENCES mail (key),
	bytes BLOB NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER mail_begins_queued BEFORE INSERT ON mail
WHEN NEW.state <> 'queued'
BEGIN SELECT RAISE(ABORT, 'a mail begins in the queue'); END;
-- +goose StatementEnd
-- A mail that left the queue is not replaced by a new one with its key.
-- +goose StatementBegin
CREATE TRIGGER mail_is_not_replaced BEFORE INSERT ON mail
WHEN EXISTS (SELECT 1 FROM mail WHERE key = NEW.key AND state NOT IN ('queued', 'withdrawn'))
BEGIN SELECT RAISE(IGNORE); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER mail_moves BEFORE UPDATE OF state ON mail
WHEN OLD.state <> NEW.state AND OLD.state || ' ' || NEW.state NOT IN (
	'queued sending', 'queued withdrawn', 'withdrawn queued',
	'sending sent', 'sending queued', 'sending failed', 'sending uncertain',
	'uncertain sent', 'uncertain queued', 'uncertain failed')
BEGIN SELECT RAISE(ABORT, 'a mail cannot move this way'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER mail_is_not_dropped BEFORE DELETE ON mail
BEGIN SELECT RAISE(ABORT, 'the send ledger is kept'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER mail_bytes_are_kept BEFORE UPDATE ON mail_bytes
WHEN (SELECT state FROM mail WHERE key = OLD.key) <> 'queued'
BEGIN SELECT RAISE(ABORT, 'the bytes of a mail that left the queue are kept'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER mail_bytes_are_not_dropped BEFORE DELETE ON mail_bytes
BEGIN SELECT RAISE(ABORT, 'the send ledger is kept'); END;
-- +goose StatementEnd

CREATE TABLE beat (
	name TEXT PRIMARY KEY,
	at   TEXT NOT NULL
) STRICT;

-- Who this store is, and where it is at home.
CREATE TABLE identity (
	one          INTEGER PRIMARY KEY CHECK (one = 1),
	id           TEXT NOT NULL,
	secret       BLOB NOT NULL CHECK (length(secret) = 32),
	made         TEXT NOT NULL,
	made_on      TEXT NOT NULL,
	home_machine TEXT NOT NULL,
	home_inode   INTEGER NOT NULL
) STRICT;

CREATE TABLE lease (
	one      INTEGER PRIMARY KEY CHECK (one = 1),
	fence    INTEGER NOT NULL,
	holder   TEXT NOT NULL,
	since    TEXT NOT NULL,
	released TEXT NOT NULL
) STRICT;
INSERT INTO lease VALUES (1, 0, '', '', '');
