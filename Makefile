# Targets of formcheck.  They need Python 3.11 or newer.
#
#   make demo            install formcheck, analyse a sample video, print the counts
#   make test            install the tools for developers, run the tests of the package
#   make check           lint, types, imports, weaknesses, unused code, spelling (the rest of what CI runs)
#   make check-security  look for weaknesses in the code, and for known ones in the installed packages
#   make check-web       types, style and unit tests of the pages (needs node 20.19 or newer, else it says so)
#   make format          correct what ruff can correct, and format
#   make test-tools      run the tests of tools/ and benchmark/
#   make test-browser    run some tests in Chromium and Firefox, where they are installed
#   make test-slow       run all tests, also those that take whole videos through the pose model
#   make schemas         write formcheck/schemas/ from the types of exercises and reports
#   make docs            build the documentation site into build/docs; a warning or a broken link fails
#   make notebooks       make the notebooks of docs/ ready for Jupyter (.ipynb) in build/notebooks
#   make check-links     try the links of the site to other hosts (needs the network)
#   make speed           measure how quick each part is
#   make accuracy        measure how right formcheck is, and write benchmark/ACCURACY.md
#   make real            measure how right it is on real people, and write benchmark/REAL.md
#   make latency         measure the age of a picture on the live screen (needs Xvfb, openbox)
#   make torture         run every command with thousands of hostile inputs, and write benchmark/TORTURE.md
#   make web             open formcheck in the browser
#   make web-latency     measure the age of a picture in the browser, without the browser itself
#   make soak            run the live mode for MINUTES=10: memory, threads, clock (needs Xvfb, openbox)
#   make starts          start the live mode 200 times: first card, white windows (needs Xvfb, openbox)
#   make listen          play FILMS to the live mode, in real time, and judge what is heard (also xdotool)
#   make silent          check that no command makes an internet socket (Linux)
#   make clean           remove everything that these targets created

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
BANDIT := $(BIN)/bandit --quiet --configfile pyproject.toml --recursive formcheck benchmark tools
MINUTES ?= 10
FILMS   ?=
SAMPLE := sample_videos/single_leg_bridge.mp4

.DEFAULT_GOAL := help
.PHONY: help demo docs notebooks check-links test test-tools test-browser test-slow check check-security check-web format speed accuracy real latency web web-latency torture soak starts listen silent schemas clean

help:
	@sed -n 's/^#   //p' Makefile

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "formcheck needs Python 3.11 or newer: run make PYTHON=python3.12 demo, for example."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/base: $(VENV)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/dev: $(VENV)/base pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@

demo: $(VENV)/base
	@mkdir -p demo
	$(BIN)/formcheck analyze $(SAMPLE) --exercise single_leg_bridge \
	  --json demo/report.json --video demo/annotated.mp4

test: $(VENV)/dev
	$(BIN)/python -m pytest -n auto --dist worksteal

test-tools: $(VENV)/dev
	$(BIN)/python -m pytest -n auto --dist worksteal tests/tools tests/benchmark

# A film as webcam plays in real time, so each test has both processors for itself.
test-browser: $(VENV)/dev
	$(BIN)/python -m pytest -m browser --timeout=300 tests/test_browser.py tests/test_firefox.py

test-slow: $(VENV)/dev
	$(BIN)/python -m pytest -m "slow or not slow" --timeout=600

check: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BANDIT)
	$(BIN)/vulture
	$(BIN)/codespell

check-security: $(VENV)/dev
	$(BANDIT)
	$(BIN)/python tools/audit_packages.py

# None of these tools is shipped: the pages run as they stand in formcheck/web/static.
check-web:
	@if node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null; then \
	  { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --loglevel=error; } && npm run --silent check; \
	else echo "check-web was skipped: it needs node 20.19 or newer."; fi

format: $(VENV)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

speed: $(VENV)/dev
	$(BIN)/python benchmark/speed.py

accuracy: $(VENV)/dev
	$(BIN)/python -m benchmark.accuracy

real: $(VENV)/dev
	$(BIN)/python -m benchmark.real_people

latency: $(VENV)/dev
	$(BIN)/python -m benchmark.latency

torture: $(VENV)/dev
	$(BIN)/python -m benchmark.torture

web: $(VENV)/base
	$(BIN)/formcheck web

web-latency: $(VENV)/dev
	$(BIN)/python -m benchmark.web_latency

soak: $(VENV)/dev
	$(BIN)/python -m benchmark.soak $(MINUTES)

silent: $(VENV)/dev
	$(BIN)/python -m benchmark.silent

starts: $(VENV)/dev
	$(BIN)/python -m benchmark.starts

listen: $(VENV)/dev
	$(BIN)/python -m benchmark.listen_live $(FILMS)

# The notebooks run in kernels of their own, which find the formcheck of this folder.
docs: $(VENV)/dev
	PYTHONPATH=$(CURDIR) $(BIN)/python -m sphinx --fresh-env --fail-on-warning --nitpicky --quiet \
	  --jobs auto --builder html docs build/docs
	$(BIN)/python -m tools.docs_site.built_pages build/docs

notebooks: $(VENV)/base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[notebooks]"
	@mkdir -p build/notebooks
	@for page in docs/notebooks/*.md; do \
	  $(BIN)/jupytext --quiet --to ipynb --output build/notebooks/$$(basename $$page .md).ipynb $$page || exit 1; \
	done
	@echo "Written into build/notebooks. To open them: $(BIN)/jupyter lab build/notebooks"

check-links: $(VENV)/dev
	$(BIN)/python -m tools.docs_site.other_hosts docs build/linkcheck

schemas: $(VENV)/base
	$(BIN)/python tools/build_schemas.py

clean:
	rm -rf $(VENV) demo build docs/generated dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
