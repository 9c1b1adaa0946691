package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

//go:embed migrations/*.sql
var migrations embed.FS

const (
	applicationID = 0x46524953 // "FRIS", in the header of the file
	versionTable  = "schema_version"
)

// Open opens the store in the file at path. It creates the file, readable by
// its owner alone, and brings its schema forward, unless Options.ReadOnly. A
// migration needs the lease: while another process holds the store, an older
// schema gives ErrHeld. A newer schema is refused with ErrNewer, another
// program's file with ErrForeign, a broken header with ErrDamaged. Open does
// not read the whole file; Check does.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	o = o.filled()
	machine, err := hashMachine(o.Machine)
	if err != nil {
		return nil, fmt.Errorf("open the store %s: %w", path, err)
	}
	s := &Store{path: path, options: o, machine: machine}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(trouble("open the store "+path, err), s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	_, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !s.options.ReadOnly:
		return s.renew(ctx)
	case err != nil:
		return err
	}
	if err := s.connect(ctx); err != nil {
		return err
	}
	ready, err := s.ready(ctx)
	if err != nil || ready {
		return err
	}
	if s.options.ReadOnly {
		return ErrOlder
	}
	return s.renew(ctx)
}

// renew creates or migrates the store while nobody else can.
func (s *Store) renew(ctx context.Context) error {
	lock, err := awaitLock(ctx, s.path, s.options.BusyTimeout)
	if err != nil {
		return err
	}
	defer unlock(lock)
	if err := createFile(s.path); err != nil && !errors.Is(err, ErrExists) {
		return err
	}
	if s.db == nil {
		if err := s.connect(ctx); err != nil {
			return err
		}
	}
	schema, err := s.schema()
	if err != nil {
		return err
	}
	s.trace("migrate")
	if _, err := schema.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	s.trace("migrated")
	if err := s.beginIdentity(ctx); err != nil {
		return err
	}
	_, err = s.ready(ctx)
	return err
}

func (s *Store) schema() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(database.DialectSQLite3, s.db, files,
		goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true))
}

// ready reports whether the schema is the one this program knows and the store
// has its identity, and reads the secret if so.
func (s *Store) ready(ctx context.Context) (bool, error) {
	schema, err := s.schema()
	if err != nil {
		return false, err
	}
	sources := schema.ListSources()
	known := sources[len(sources)-1].Version
	version, err := s.version(ctx)
	switch {
	case err != nil:
		return false, err
	case version > known:
		return false, fmt.Errorf("schema %d, this version knows %d: %w", version, known, ErrNewer)
	case version < known:
		return false, nil
	}
	err = s.db.QueryRowContext(ctx, "SELECT secret FROM identity").Scan(&s.secret)
	if errors.Is(err, sql.ErrNoRows) { // killed between the migration and the identity
		return false, nil
	}
	return err == nil, err
}

// version returns the number of the last migration, 0 for an empty file.
func (s *Store) version(ctx context.Context) (int64, error) {
	var application, tables, versioned, version int64
	err := s.db.QueryRowContext(ctx, `SELECT
		(SELECT application_id FROM pragma_application_id),
		(SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name <> ?1),
		(SELECT count(*) FROM sqlite_schema WHERE name = ?1)`, versionTable).Scan(&application, &tables, &versioned)
	switch {
	case err != nil:
		return 0, err
	case application != applicationID && (application != 0 || tables > 0):
		return 0, ErrForeign
	case versioned == 0:
		return 0, nil
	}
	err = s.db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM "+versionTable).Scan(&version)
	return version, err
}

func (s *Store) connect(ctx context.Context) (err error) {
	s.db, err = connect(ctx, s.path, s.options)
	return err
}
