# Everything one does with the portal. Each target sets up what it needs first.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help setup run test coverage test-services check bench format requirements clean
export PORT ?= 8000

help: ## Show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

setup: ## Install everything into .venv/, node_modules/ and var/
	@scripts/setup.sh

run: setup ## Start the portal with its demo authority on http://127.0.0.1:8000
	@scripts/run.sh

test: setup ## Run the whole suite on SQLite (ARGS="-k triage" runs a part)
	@scripts/test.sh $(ARGS)

coverage: setup ## The same, and fail below 90% of branches (twice as long)
	@scripts/test.sh --cov --cov-fail-under=90 $(ARGS)

test-services: setup ## Run the whole suite on PostgreSQL and Redis with a real worker
	@scripts/test_services.sh $(ARGS)

check: setup ## Run every check that is not a test
	@scripts/check.sh

bench: setup ## Measure the pages; also writes var/bench.json
	@.venv/bin/python manage.py bench $(ARGS)

format: setup ## Format code and templates
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format --quiet .
	@git ls-files '*.html' | xargs .venv/bin/djhtml --tabwidth 2

requirements: setup ## Compile requirements/ again from pyproject.toml (ARGS=--upgrade for newer ones)
	@scripts/requirements.sh $(ARGS)

clean: ## Remove what was installed and what the demo stored
	rm -rf .venv node_modules var
