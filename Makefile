# Two commands: `make up` and `make test`. They install what is missing and say so.
# Arguments of the program or of the tests go into ARGS: make up ARGS="--listen 127.0.0.1:9000"

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:

ARGS ?=
CARGO ?= cargo

# Everything that is run, as what it is called in tools/install.
.PHONY: help up test lint build bench install install-compiler install-postgres install-lint

help:
	@echo 'make up      run the service with a small demo community (stop it with Ctrl-C)'
	@echo 'make test    run every test'
	@echo 'make lint    check format, lints, spelling, licences and sources of dependencies'
	@echo 'make build   build the program: target/release/althing'
	@echo 'make bench   measure, each figure beside its floor'
	@echo 'make install install what the others need, and nothing else'

up: install-compiler install-postgres
	$(CARGO) run --locked --release -- up --demo $(ARGS)

# One process for all tests of a crate: they share one PostgreSQL (see deploy/tests/it/harness).
test: install-compiler install-postgres
	$(CARGO) test --locked --workspace $(ARGS)

lint: install-compiler install-lint
	$(CARGO) fmt --all --check
	tools/run typos
	tools/run cargo-deny --locked check bans licenses sources
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	$(CARGO) run --locked --quiet -- schema --check schema.graphql

build: install-compiler
	$(CARGO) build --locked --release

bench: install-compiler install-postgres
	$(CARGO) run --locked --release --package benches -- $(ARGS)

install: install-compiler install-postgres install-lint

install-compiler:
	@tools/install compiler

install-postgres:
	@tools/install postgres

install-lint:
	@tools/install typos cargo-deny
