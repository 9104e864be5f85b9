# The front door. `make` alone says what there is; every target sets up what it needs by itself.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test check faults bench accessibility windows serve build ha lock setup clean

RUN := .venv/bin
PYTHON_FOLDERS := crimint_domain crimint_desktop crimint_service resources accessibility bench demo ha setup tests
PYTEST := $(RUN)/python -m pytest
FAULTS_SECONDS ?= 3600
TESTS ?= tests
export LC_ALL ?= C.UTF-8

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## play the whole thread: with a display opens the program, without one writes out/demo
	@setup/ready.sh
	@setup/with-secret-service.sh --keep-display $(RUN)/python -m demo

test: ## run every test (TESTS=tests/keys for a part of them)
	@setup/ready.sh tests
	@setup/with-secret-service.sh $(PYTEST) --numprocesses 2 --dist loadfile $(TESTS)

check: ## style, types, layers and the rules of the house
	@setup/ready.sh
	@broken=; \
	for step in "ruff check ." "ruff format --check ." "mypy" "lint-imports --no-cache" "pytest tests/architecture"; do \
		echo "--- $$step"; $(RUN)/$$step || broken="$$broken; $$step"; \
	done; \
	[ -z "$$broken" ] || { echo "--- not in order: $${broken#; }" >&2; exit 1; }

faults: ## live schedules of faults towards a million (FAULTS_SECONDS=600), or hunt every planted bug (PLANTED=1)
	@setup/ready.sh tests
	@$(RUN)/python -m tests.simulation $(if $(PLANTED),planted,faults --seconds $(FAULTS_SECONDS))

bench: ## measure speed against floors taken in the same run; writes out/bench.json
	@setup/ready.sh tests
	@setup/with-secret-service.sh $(RUN)/python -m bench

accessibility: ## audit every screen, hear every journey; PLANTED=1: would it be found? MAGNIFIER=1: see them enlarged
	@setup/ready.sh accessibility
	@setup/with-secret-service.sh $(RUN)/python -m accessibility$(if $(PLANTED),.planted)$(if $(MAGNIFIER), --only magnifier)
	@$(if $(PLANTED)$(MAGNIFIER),,$(RUN)/python -m accessibility.conformance --gather out/accessibility)

windows: ## freeze the program for Windows under Wine and try it there
	@setup/ready.sh build
	@windows/run.sh

serve: ## start the service on this machine
	@setup/ready.sh
	@$(RUN)/crimint-service serve

build: ## freeze the program for this machine into dist/
	@setup/ready.sh build
	@$(RUN)/pyinstaller --noconfirm --log-level WARN build.spec
	@du -sh dist/crimint
	@setup/with-secret-service.sh dist/crimint/crimint self-check

ha: ## kill the leading database of three under load and count what was lost; writes out/ha.json
	@setup/ready.sh ha
	@$(RUN)/python -m ha

lock: ## renew requirements.lock from pyproject.toml
	@setup/ready.sh
	@$(RUN)/python setup/renew_lock.py

setup: ## make this machine ready for everything above
	@setup/ready.sh tests build accessibility

clean: ## remove what was made: environment, caches, builds, out/
	@rm -rf .venv .setup.lock out build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find $(PYTHON_FOLDERS) -name __pycache__ -type d -prune -exec rm -rf {} +
