# The front door. Each word makes `.venv` by itself, from nothing but a python3, exactly as locked in requirements/.
# Bare `make` lists the words.

.DEFAULT_GOAL := words
.DELETE_ON_ERROR:
.PHONY: words setup run demo test check fix bench bench-study calibrate lock

PORT ?= 8000
DATA ?=
LAN ?=
ONLY ?=
BIN := .venv/bin
# One more than the cores of a small machine: whoever looks at pages mostly waits for them.
PYTEST := $(BIN)/python -m pytest -q -n 3 --dist worksteal
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet install --no-compile
# On all cores at once, which pip does not; not where a machine is thrown away before it would pay.
COMPILED := $(if $(CI),true,$(BIN)/python -m compileall -qq -j 0 .venv/lib || true)
COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-strip-extras --no-annotate --no-header

words:
	@awk -F ' *## *' '/^[a-z-]+:.*##/ { sub(/:.*/, "", $$1); printf "  make %-11s %s\n", $$1, $$2 }' Makefile

setup: .venv/dev.stamp ## everything needed to work on Intertwine, exactly as locked, into .venv

run: .venv/app.stamp messages ## the app, at http://localhost:8000 (PORT=8123 DATA=/some/dir LAN=1)
	@PYTHONPATH="$(CURDIR)/src" $(BIN)/python -P -m intertwine serve \
		--port "$(PORT)" $(if $(DATA),--data "$(DATA)") $(if $(LAN),--lan)

demo: DATA := $(or $(DATA),$(CURDIR)/.demo/data)
demo: .venv/app.stamp messages ## the app with a made-up couple in it, apart from your own data (PORT=8123)
	@PYTHONPATH="$(CURDIR)/src" $(BIN)/python -P -m intertwine demo --data "$(DATA)"
	@$(MAKE) --no-print-directory run DATA="$(DATA)"

test: .venv/dev.stamp messages ## the whole suite, with a real browser and a real PostgreSQL
	@packaging/need-browser
	@$(PYTEST) $(if $(ONLY),-m "($(ONLY)) and not nightly")

check: .venv/dev.stamp messages ## format, lint, imports, types, migrations, messages, documents; quick tests with coverage
	@packaging/check

fix: .venv/dev.stamp ## format, and mend what a machine can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/python packaging/messages.py update

bench: .venv/peers.stamp messages ## speed and size, each beside its yardstick; writes bench/results.json
	@$(BIN)/python -m bench

bench-study: .venv/peers.stamp ## the same for cohorts of couples; writes bench/study.json
	@$(BIN)/python -m bench.study

calibrate: .venv/peers.stamp ## how often the statistics are right; writes docs/calibration.md, takes its time
	@$(BIN)/python -m bench.calibrate

lock: .venv/dev.stamp ## new versions of everything we build on, pinned and hashed
	@$(COMPILE) requirements/app.in -o requirements/app.txt
	@$(COMPILE) --constraint requirements/app.txt requirements/study.in -o requirements/study.txt
	@$(COMPILE) --constraint requirements/study.txt requirements/dev.in -o requirements/dev.txt
	@$(COMPILE) --constraint requirements/dev.txt requirements/peers.in -o requirements/peers.txt

# --- what the words stand on ---

.PHONY: messages
messages: $(patsubst %.po,%.mo,$(wildcard src/intertwine/web/locale/*/LC_MESSAGES/django.po))

%.mo: %.po | .venv/app.stamp
	@$(BIN)/python packaging/messages.py compile

.venv/made:
	@packaging/make-venv
	@touch $@

.venv/app.stamp: requirements/app.txt | .venv/made
	@echo "Installing what Intertwine needs into .venv: once, a minute or so."
	@$(PIP) --require-hashes -r requirements/app.txt
	@$(COMPILED)
	@touch $@

# One list holds the other: whoever develops can run.
.venv/dev.stamp: requirements/dev.txt | .venv/made
	@echo "Installing what developing Intertwine needs into .venv: once, a few minutes."
	@$(PIP) --require-hashes -r requirements/dev.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(COMPILED)
	@touch $@ .venv/app.stamp

# The programs we are measured against. They are large, so only who measures installs them.
.venv/peers.stamp: requirements/peers.txt | .venv/dev.stamp
	@echo "Installing what Intertwine is compared with into .venv: once, a minute or so."
	@$(PIP) --require-hashes -r requirements/peers.txt
	@touch $@
