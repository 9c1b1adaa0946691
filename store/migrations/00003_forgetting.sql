-- +goose Up

-- A fact changes only where a later one says that it lost what it told of a
-- person; its own hash stays, and the later fact holds a digest of what is left.
DROP TRIGGER fact_is_not_changed;
-- +goose StatementBegin
CREATE TRIGGER fact_is_not_changed BEFORE UPDATE ON fact
WHEN NEW.seq <> OLD.seq OR NEW.hash <> OLD.hash OR NOT EXISTS (
	SELECT 1 FROM fact AS later, json_each(later.body, '$.redacts') AS one
	WHERE later.kind = 'forgotten' AND later.seq > OLD.seq AND one.value ->> '$.seq' = OLD.seq)
BEGIN SELECT RAISE(ABORT, 'facts are only appended'); END;
-- +goose StatementEnd
