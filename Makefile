# Sluis: the one entry point a person must know. `make help` lists the targets.
# Needs python3 (3.11 or newer) and make; everything else is set up here.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2

# An office behind its own certificate authority has it in the system's store.
export UV_SYSTEM_CERTS ?= $(if $(wildcard /etc/ssl/certs/ca-certificates.crt),true,false)

BIN := .venv/bin
# The stamps carry the content they were made from, so a checkout that only
# touches file times installs nothing.
USER_KEY := $(shell cat requirements.lock pyproject.toml | cksum | cut -d' ' -f1)
DEV_KEY := $(shell cat requirements-dev.lock pyproject.toml | cksum | cut -d' ' -f1)
USER_STAMP := .venv/.sluis-user-$(USER_KEY)
DEV_STAMP := .venv/.sluis-dev-$(DEV_KEY)
PEER_KEY := $(shell cksum < benchmarks/peers/requirements.lock | cut -d' ' -f1)
PEER_STAMP := .venv-peers/.sluis-peers-$(PEER_KEY)
ASSETS := src/sluis/office/ui/static/build
ASSETS_KEY := $(shell cat frontend/*.* frontend/.npmrc frontend/sluis/* | cksum | cut -d' ' -f1)
ASSETS_STAMP := $(ASSETS)/.made-from-$(ASSETS_KEY)

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --no-header

.DEFAULT_GOAL := help
.PHONY: help env dev assets demo test check fix bench peers serve docs lock

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

env: $(USER_STAMP) $(ASSETS_STAMP) ## Set up .venv with what a user needs

dev: $(DEV_STAMP) $(ASSETS_STAMP)

assets: $(ASSETS_STAMP) ## Build the styles and scripts of the pages

demo: $(USER_STAMP) ## Replay the case of 2010 to 2021, from question to trace
	@echo "==> sluis demo"
	@$(BIN)/sluis demo

test: $(DEV_STAMP) $(ASSETS_STAMP) ## Run every test, and on PostgreSQL what uses a database
	@echo "==> Running on PostgreSQL what uses a database, with $(WORKERS) workers"
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --postgres
	@echo "==> Running every test with $(WORKERS) workers"
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

check: $(DEV_STAMP) ## Format, lint, types, layers, dependencies, texts, migrations, docs
	@.ci/check

fix: $(DEV_STAMP) ## Mend what a machine can mend: format, lint, translations
	@$(BIN)/ruff check --fix src tests benchmarks docs .ci
	@$(BIN)/ruff format src tests benchmarks docs .ci
	@$(BIN)/python .ci/messages.py

# A bench that takes long has --quick for this.
BENCHES := custody determination epcis lists screening serving

bench: $(DEV_STAMP) ## Short runs beside the peers; a wrong answer fails
	@set -e; for name in $(BENCHES); do file=benchmarks/$$name.py; \
		quick=$$(grep -o -m 1 -e '--quick' "$$file" || true); \
		echo "==> $$file $$quick"; $(BIN)/python "$$file" $$quick; done

# The peers have an environment of their own; PyICU among them is compiled and
# needs a compiler, pkg-config and ICU's headers (Debian: libicu-dev). Without
# the peers a bench says so and measures the rest.
peers: $(PEER_STAMP) ## Set up .venv-peers with the programs we are measured against

serve: $(USER_STAMP) $(ASSETS_STAMP) ## Open the pages and the API
	@$(BIN)/sluis serve --host $(HOST) --port $(PORT)

docs: $(DEV_STAMP) ## Build the documentation into docs/_build/html
	@$(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_build/html
	@echo "Open docs/_build/html/index.html"

lock: $(DEV_STAMP) ## Renew the lock files after a change of pyproject.toml
	@$(COMPILE) $(LOCKFLAGS) pyproject.toml -o requirements.lock
	@$(COMPILE) $(LOCKFLAGS) --constraint requirements.lock --all-extras \
		--group test --group check --group docs \
		pyproject.toml -o requirements-dev.lock
	@$(COMPILE) $(LOCKFLAGS) frontend/requirements.in -o frontend/requirements.lock
	@$(COMPILE) $(LOCKFLAGS) benchmarks/peers/requirements.in -o benchmarks/peers/requirements.lock

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Sluis needs Python 3.11 or newer; say which with: make PYTHON=python3.13" >&2; exit 1; }
	@echo "==> Making .venv"
	@$(PYTHON) -m venv .venv || { \
		echo "$(PYTHON) cannot make a virtual environment; on Debian: apt install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

# uv is fast; pip knows indexes that are configured for pip only.
define install
	@echo "==> Installing $(1), every file checked against its hash"
	@$(BIN)/uv pip install --python $(BIN)/python --require-hashes -r $(1) \
		|| $(BIN)/python -m pip install --require-hashes -r $(1)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e . \
		|| $(BIN)/python -m pip install --quiet --no-deps -e .
	@rm -f $(2)-*
	@touch $@
endef

$(USER_STAMP): | $(BIN)/uv
	$(call install,requirements.lock,.venv/.sluis-user)

$(DEV_STAMP): | $(BIN)/uv
	$(call install,requirements-dev.lock,.venv/.sluis-dev)

# The system's npm, or the one that comes as a Python package.
$(ASSETS_STAMP): | $(BIN)/uv
	@echo "==> Building the styles and scripts of the pages"
	@command -v npm >/dev/null || [ -x $(BIN)/npm ] || $(BIN)/uv pip install \
		--quiet --python $(BIN)/python --require-hashes -r frontend/requirements.lock
	@cd frontend && PATH="$$PATH:$(CURDIR)/$(BIN)" && export PATH \
		&& npm ci --silent && npm run --silent build
	@touch $@

$(PEER_STAMP): | $(BIN)/uv
	@echo "==> Installing the peers of the benchmarks"
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python .venv-peers
	@$(BIN)/uv pip install --quiet --python .venv-peers/bin/python \
		--require-hashes -r benchmarks/peers/requirements.lock
	@rm -f .venv-peers/.sluis-peers-*
	@touch $@
