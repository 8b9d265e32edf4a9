# `make help` lists what there is. Settings are environment variables: docs/settings.md.

SHELL := /bin/bash
.SHELLFLAGS := -e -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test lint types format spec messages bench install install-tests

BIN := .venv/bin
PYTHON ?= $(shell command -v python3.11 || command -v python3)
# One dot for each package, so that the minute does not look like a stop
DOTS := awk '/^(Collecting|Installing)/ { printf "."; fflush() } END { print "" }'

help:  ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: install  ## Start Poolhouse (http://localhost:8000; with TLS=1 by https); Ctrl-C stops it
	@$(if $(TLS),POOLHOUSE_TLS=local) exec $(BIN)/python manage.py up

test: install-tests  ## Run the tests; what needs Node or Chromium is skipped where they are absent
	@exec $(BIN)/pytest $(ARGS)

lint: install-tests  ## Check style, the floors of the house, and that no migration is missing
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python manage.py makemigrations --check --dry-run

types: install-tests  ## Check the types
	@exec $(BIN)/mypy .

format: install-tests  ## Put the code in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

spec: install-tests  ## Which requirement rows have a test (ARGS=API-53 or a file's number: the rows)
	@exec $(BIN)/python -m tests.spec.coverage $(ARGS)

messages: install-tests  ## Collect the words of the hosted pages, merge them into hostedui/locale and compile
	@exec $(BIN)/python -m tests.messages

bench: install-tests  ## Compare with moto's server and cognito-local (python -m tests.bench.oauth: with oidc-provider)
	@exec $(BIN)/python -m tests.bench $(ARGS)

# The requirement files as they were installed are kept in .venv; a difference installs again
install: $(BIN)/python
	@cmp -s requirements.txt .venv/installed.txt || { \
		echo -n "Installing what Poolhouse runs on (once) "; \
		$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt | $(DOTS); \
		cp requirements.txt .venv/installed.txt; }

install-tests: install
	@cmp -s tests/requirements.txt .venv/installed-tests.txt || { \
		echo -n "Installing what the tests need (once) "; \
		$(BIN)/python -m pip install --disable-pip-version-check -r tests/requirements.txt | $(DOTS); \
		cp tests/requirements.txt .venv/installed-tests.txt; }

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Poolhouse needs Python 3.11: no python3 was found." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Poolhouse needs Python 3.11 or newer, and $(PYTHON) is older (make PYTHON=/path/to/python3.11)." >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip' 2>/dev/null || { \
		echo "Poolhouse needs Python's venv module; on Debian: apt install python3-venv" >&2; exit 1; }
	@"$(PYTHON)" -m venv .venv || { rm -rf .venv; exit 1; }
