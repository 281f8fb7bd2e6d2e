# Two commands are enough: `make run` and `make test`.
SHELL := /bin/sh
.DEFAULT_GOAL := help
VENV := .venv
PY := $(VENV)/bin/python
UV := .tools/uv/bin/uv
PYTHON3 := $(shell command -v python3.10 || command -v python3 || command -v python)

export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export TF_CPP_MIN_LOG_LEVEL := 3

.PHONY: help run test shell train check lint types data install browser lock nlu-report bench clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: install ## install, train if needed, start everything, print the chat page's address
	@$(PY) -m bot serve

# Playwright keeps an event loop in its thread, so the browser tests have a process of their own.
test: install browser ## the whole test suite
	@$(PY) -m bot train
	@$(PY) -m pytest tests/browser
	@$(PY) -m pytest tests --ignore=tests/browser

shell: install ## rasa shell on the same flows
	@$(PY) -m bot chat

train: install ## train the model if data or configuration changed
	@$(PY) -m bot train

check: lint types data ## lint, types, data consistency

lint: install
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

types: install
	@$(VENV)/bin/mypy

data: install
	@$(PY) -m bot kb check $(if $(wildcard ../shared/laws),--laws ../shared/laws,)

nlu-report: install ## accuracy, confusions and worst topics on the development samples
	@$(PY) -m tests.benchmarks.nlu_report

bench: install ## understanding, statute search, booking and small parts, each against a baseline
	@$(PY) -m tests.benchmarks.understanding
	@$(PY) -m tests.benchmarks.statute_search
	@$(PY) -m tests.benchmarks.booking
	@$(PY) -m tests.benchmarks.small_parts

install: $(VENV)/installed

$(VENV)/installed: requirements.lock pyproject.toml | $(UV)
	@$(UV) venv -q --allow-existing --python 3.10 $(VENV) || { echo "legalbot: Python 3.10 was not found and could not be fetched; install it (pyenv install 3.10)."; exit 1; }
	@echo "Installing the locked packages ..."
	@$(UV) pip sync -q --python $(PY) requirements.lock
	@$(UV) pip install -q --python $(PY) --no-deps -e .
	@touch $@

$(UV):
	@test -n "$(PYTHON3)" || { echo "legalbot: no Python found; install Python 3.10 (pyenv install 3.10)."; exit 1; }
	@$(PYTHON3) -m venv .tools/uv || { echo "legalbot: $(PYTHON3) cannot make a virtual environment; install Python 3.10 (pyenv install 3.10)."; exit 1; }
	@.tools/uv/bin/pip install -q --disable-pip-version-check uv

browser: ## what the browser and PostgreSQL tests need (Debian packages)
	@sh tests/install_tools.sh

lock: $(UV) ## resolve the dependencies anew into requirements.lock
	@$(UV) pip compile pyproject.toml --extra dev --python-version 3.10 --generate-hashes -q -o requirements.lock

clean: ## remove the environment, models and local data
	@rm -rf $(VENV) .tools var models
