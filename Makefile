# What is done more than once. Everything else is plain go.

FUZZTIME ?= 20s

.PHONY: test child bench fuzz crash flood broken deb release

# The document reader of the tests is a plain binary: under the race detector
# PDFium takes many times as long.
CHILD := $(CURDIR)/.child

test: child
	FRISTVAKT_PLAIN_CHILD=$(CHILD) go test -race -shuffle=on ./...

child:
	CGO_ENABLED=0 go build -o $(CHILD) ./inbox/paper/testdata/child

# The program killed KILLS times at named and random points, against Dovecot
# and Postfix.
KILLS ?= 1000

crash:
	FRISTVAKT_REQUIRE_SERVERS=1 FRISTVAKT_KILLS=$(KILLS) go test -count=1 -timeout 2h -v -run '^TestKillsAt' ./cmd/fristvakt

# Figures for docs/performance.md.
bench:
	go test -run '^$$' -bench . -benchmem ./...

# Every fuzz target of every package but FUZZSKIP, FUZZTIME each.
fuzz:
	@set -e; for package in $$(go list ./... | grep -vxE '$(or $(FUZZSKIP),none)'); do \
	  for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
	    echo "$$package $$target"; \
	    go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package; \
	  done; \
	done

# The Debian packages of the present commit, for amd64 and arm64, in dist.
deb:
	deploy/deb/build dist

# The same with checksums, and all that is linked with its licences.
release: deb
	go run ./deploy/release dependencies >dist/dependencies.tsv
	cd dist && sha256sum *.deb dependencies.tsv >SHA256SUMS

# Floods of mail in their full size, with what they cost (docs/performance.md).
flood:
	go test -count=1 -v -timeout 2h -run TestAFlood ./daemon -full

# Every broken program of docs/broken.toml, each of which must fail its tests.
broken:
	go test -count=1 -v -timeout 5h -run TestEachBrokenProgramFailsItsTests . -breaking
