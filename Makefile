.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
SAM := .venv-sam/bin/sam
AWS_PORT ?= 4566
WEB_PORT ?= 8080
STUDENTS ?= 5000
PYTEST_ARGS ?= -n auto --dist loadfile
export AWS_DEFAULT_REGION ?= us-west-2
export SAM_CLI_TELEMETRY := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Trust what the machine trusts, such as a certificate of its own network.
export UV_SYSTEM_CERTS := 1

##@ Run
.PHONY: sandbox localcloud
sandbox: .venv/.ready web/dist/.ready  ## Everything on this machine, with fictitious data: web on :8080, AWS on :4566
	$(BIN)/python -m localcloud --sandbox --students $(STUDENTS) --aws-port $(AWS_PORT) --web-port $(WEB_PORT)

localcloud: .venv/.ready web/dist/.ready  ## The same without data
	$(BIN)/python -m localcloud --no-sandbox --aws-port $(AWS_PORT) --web-port $(WEB_PORT)

##@ Check
.PHONY: test fuzz test-trino check docs fix
test: .venv/.ready web/dist/.ready .venv/.browser  ## Run every test
	npm --prefix web test
	$(BIN)/pytest $(PYTEST_ARGS)

FUZZ ?= 200
fuzz: .venv/.ready  ## Mutate deliveries of every feed for long; FUZZ=1000 for longer
	CERS_FUZZ=$(FUZZ) $(BIN)/pytest -n auto --dist load tests/fuzz

TRINO := 476
TRINO_HOME ?= build/trino/$(TRINO)
test-trino: .venv/.ready $(TRINO_HOME)/lib  ## The reports' SQL on a real Trino too; needs a JDK (24 or newer), and Maven to fetch it
	CERS_TRINO=$(TRINO_HOME) $(BIN)/pytest tests/trino

check: .venv/.ready .venv-sam/.ready web/node_modules/.ready build/api/sam.yaml  ## Lint, types, import rules, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	npm --prefix web run check
	$(BIN)/cfn-lint template.yaml infra/*.yaml build/api/sam.yaml
	$(SAM) validate --lint --template template.yaml

docs: .venv/.ready web/node_modules/.ready  ## Write anew what documents and templates take from the code
	$(BIN)/python docs/make_data_contract.py
	$(BIN)/python docs/make_layouts.py
	$(BIN)/python docs/make_openapi.py
	npm --prefix web run -s types
	$(BIN)/python infra/make_catalog.py

fix: .venv/.ready  ## Repair what a machine can repair
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

##@ Build
.PHONY: build bench pictures lock clean
build: .venv/.ready .venv-sam/.ready web/dist/.ready build/api/sam.yaml  ## Build the deployable application
	PATH="$(CURDIR)/$(BIN):$$PATH" $(SAM) build --template template.yaml

bench: build  ## Measure, and write docs/performance.md
	$(BIN)/python -m bench

pictures: .venv/.ready web/dist/.ready .venv/.browser  ## Take the README's pictures anew, from a sandbox
	$(BIN)/python -m tests.e2e.web.pictures

lock: .venv/.ready  ## Resolve the pinned versions anew
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile -q pyproject.toml --group local --group dev --no-emit-index-url --python-version 3.11 -o requirements.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile -q requirements-sam.in --no-emit-index-url --python-version 3.11 -o requirements-sam.lock

clean:  ## Remove everything that was made here
	rm -rf .venv .venv-sam .aws-sam build .sandbox web/dist web/node_modules

##@ Set up (done by the others as needed)
.PHONY: setup help
setup: .venv/.ready .venv-sam/.ready web/dist/.ready .venv/.browser  ## Install everything

.venv/.ready: requirements.lock layers/cers/pyproject.toml
	@echo "Setting up Python…"
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q uv==0.13.9
	$(BIN)/uv pip sync -q requirements.lock
	$(BIN)/uv pip install -q --no-deps --editable layers/cers
	@touch $@

.venv-sam/.ready: requirements-sam.lock .venv/.ready
	@echo "Setting up the SAM command line…"
	$(PYTHON) -m venv .venv-sam
	$(BIN)/uv pip sync -q --python .venv-sam requirements-sam.lock
	@touch $@

.venv/.browser: .venv/.ready
	$(BIN)/python -m tests.support.browser install
	@touch $@

web/node_modules/.ready: web/package-lock.json
	@echo "Setting up the web client…"
	npm --prefix web ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/.ready: web/node_modules/.ready $(shell find web/src web/public web/index.html web/vite.config.ts -type f 2>/dev/null)
	npm --prefix web run build
	@touch $@

API_SOURCES := $(shell find functions/api layers -type f -not -path '*__pycache__*' -not -path '*/deployments/*' -not -path '*egg-info*' 2>/dev/null)
build/api/sam.yaml: .venv/.ready infra/api-overlay.yaml infra/finish_api.py $(API_SOURCES)
	cd functions/api && ../../$(BIN)/chalice package --pkg-format cloudformation --template-format yaml --merge-template ../../infra/api-overlay.yaml ../../build/api
	$(BIN)/python infra/finish_api.py build/api/sam.yaml

build/trino/$(TRINO)/lib:
	@echo "Fetching Trino (450 MB)…"
	rm -rf build/trino
	mkdir -p build/trino/new
	mvn -q dependency:copy -Dartifact=io.trino:trino-server-core:$(TRINO):tar.gz -DoutputDirectory=build/trino
	mvn -q dependency:copy -Dartifact=io.trino:trino-hive:$(TRINO):zip -DoutputDirectory=build/trino
	tar -xzf build/trino/trino-server-core-$(TRINO).tar.gz -C build/trino/new --strip-components=1
	$(PYTHON) -m zipfile -e build/trino/trino-hive-$(TRINO).zip build/trino/new/plugin
	mv build/trino/new/plugin/trino-hive-$(TRINO) build/trino/new/plugin/hive
	rm build/trino/trino-*
	mv build/trino/new build/trino/$(TRINO)

help:
	@awk 'BEGIN {FS = ":.*##"} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*##/ {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
