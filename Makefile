# What is done more than once. Everything else is plain go.

FUZZTIME ?= 20s

.PHONY: test bench fuzz

test:
	go test -race -shuffle=on ./...

# Figures for docs/performance.md.
bench:
	go test -run '^$$' -bench . -benchmem ./...

# Every fuzz target of every package, FUZZTIME each.
fuzz:
	@set -e; for package in $$(go list ./...); do \
	  for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
	    echo "$$package $$target"; \
	    go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package; \
	  done; \
	done
