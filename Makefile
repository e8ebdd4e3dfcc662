# The project's verbs. Needs Python 3.11 or later (with venv) and the package registries, nothing else.
#   make run      all scenarios on the embedded system, with their report
#   make test     lint, types, static checks of the suite, and the tests
# PYTHON=/path/to/python3.12 overrides the choice of interpreter.

CANDIDATES := python3 python3.13 python3.12 python3.11
PROBE := import sys, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in $(CANDIDATES); do $$p -c "$(PROBE)" 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.marketsim-installed
ALLURE := reports/allure/node_modules/.package-lock.json
ARGS ?=

.PHONY: run test lint bench report serve install allure clean

run: install allure
	$(BIN)/marketsim run $(if $(findstring --target,$(ARGS)),,-n 2) $(ARGS)

test: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/marketsim lint
	$(BIN)/pytest tests -m "not nightly" -n 2 --dist loadfile --durations=20 $(ARGS)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/marketsim lint

bench: install
	$(BIN)/python -m benchmarks $(ARGS)

report: install allure
	$(BIN)/marketsim report $(or $(RUN),reports/out/latest)

serve: install
	$(BIN)/marketsim serve $(ARGS)

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "marketsim needs Python 3.11 or later with ensurepip; none of $(CANDIDATES) is one. Install it, or name one: make PYTHON=/path/to/python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	@touch $@

# Allure's HTML needs Node; without one of the system's, Node comes as a Python wheel. A run goes on without it.
allure: $(ALLURE)

$(ALLURE): reports/allure/package.json reports/allure/package-lock.json | install
	@$(BIN)/python -m marketsim.readiness.allure_install reports/allure || echo "Allure could not be installed: the run goes on, without allure/index.html"

clean:
	rm -rf $(VENV) reports/out reports/allure/node_modules dist build
