-- +goose Up

-- The SHA-256 of what follows the header: scanners repeat Message-ID and Date. Empty in letters kept before.
ALTER TABLE letter ADD COLUMN body TEXT NOT NULL DEFAULT '';
DROP INDEX letter_message_id;
CREATE INDEX letter_message_id ON letter (message_id) WHERE message_id <> '';

-- How many mails came into a mailbox on a day, and nothing more of them.
CREATE TABLE traffic (
	mailbox TEXT NOT NULL,
	day     TEXT NOT NULL,
	mails   INTEGER NOT NULL,
	PRIMARY KEY (mailbox, day)
) STRICT, WITHOUT ROWID;
