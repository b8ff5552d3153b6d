# Everything a person does with a clone of insight_synth. `make help` lists it.

PYTHON    ?= python3.11
WORKSPACE ?= demo-workspace
REPORT    ?= report.pdf
PORT      ?= 8501

VENV := .venv
BIN  := $(VENV)/bin
BENCHMARKS := $(filter-out benchmarks/train_%.py benchmarks/_%.py,$(wildcard benchmarks/*.py))
CODE := $(wildcard insight_synth tests benchmarks tools app.py)

# An installation is done once for each content of the locks (and place on the disk: scripts in .venv hold its path).
RUN_ID    := $(shell { pwd; cat requirements.lock pyproject.toml; } | sha256sum | cut -c1-16)
TEST_ID   := $(shell { pwd; cat requirements.lock requirements-test.lock pyproject.toml; } | sha256sum | cut -c1-16)
INSTALLED      := $(VENV)/.installed-$(RUN_ID)
TEST_INSTALLED := $(VENV)/.installed-test-$(TEST_ID)

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input

# Threads beyond the cores slow numerical code down, and nothing is fetched from a model hub.
export HF_HUB_OFFLINE := 1
export TOKENIZERS_PARALLELISM := false

.DEFAULT_GOAL := help
.PHONY: help demo install serve test lint bench clean test-programs

help: ## this list
	@echo "insight_synth: from a folder of feedback exports to a cited report."
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'
	@echo
	@echo "Settings: PYTHON=$(PYTHON)  WORKSPACE=$(WORKSPACE)  REPORT=$(REPORT)  PORT=$(PORT)"

demo: install ## install, analyse the demo company in sources/, write report.pdf
	@$(BIN)/insight-synth demo -w $(WORKSPACE) -o $(REPORT)

install: $(INSTALLED) ## make .venv and install the locked versions in it

serve: install ## open the workbench on the demo company (WORKSPACE=… for a workspace of your own)
	@$(BIN)/insight-synth serve -w $(WORKSPACE) --port $(PORT) $(if $(filter demo-workspace,$(WORKSPACE)),--demo)

test: $(TEST_INSTALLED) test-programs ## install what the tests need and run them all (ARGS=… goes to pytest)
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(TEST_INSTALLED) ## ruff, mypy --strict, and the test of the public API
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy --strict $(CODE)
	@$(BIN)/python -m pytest -q tests/test_public_api.py

bench: $(TEST_INSTALLED) ## run every benchmark in benchmarks/ and print its figures
	@set -e; for file in $(BENCHMARKS); do echo "== $$file"; $(BIN)/python $$file; done

clean: ## remove .venv, caches and what the demo wrote; a workspace of your own stays
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist demo-workspace report.pdf
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- how it is installed ------------------------------------------------------------------------------------------

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "$(PYTHON) is missing. On Debian 12: apt-get install python3.11 python3.11-venv. Elsewhere name one: make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is older than Python 3.11. Name a newer one: make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments. On Debian: apt-get install $(notdir $(PYTHON))-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(INSTALLED): | $(BIN)/python
	@echo "Installing the locked versions into $(VENV); the first time this takes some minutes …"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@rm -f $(VENV)/.installed-[0-9a-f]*
	@touch $@

$(TEST_INSTALLED): $(INSTALLED)
	@echo "Installing what the tests need into $(VENV) …"
	@$(PIP) install --requirement requirements.lock --requirement requirements-test.lock
	@rm -f $(VENV)/.installed-test-*
	@touch $@

# The browser tests drive Debian's Chromium; the report's tests look at its pages with pdftoppm and pdftotext.
test-programs:
	@missing=""; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v pdftoppm >/dev/null || missing="$$missing poppler-utils"; \
	[ -z "$$missing" ] || if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Debian packages:$$missing"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else \
	  echo "The tests need$$missing. Install them and try again: sudo apt-get install$$missing" >&2; exit 1; \
	fi
