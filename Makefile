# The commands of this project. `make demo` starts it, `make test` proves it; see README.md.
SHELL := /bin/bash
.DELETE_ON_ERROR:
# What setup needs does not wait for the fonts, which take longest.
MAKEFLAGS += --jobs=2
.PHONY: demo test check setup bench soak headers screenshots requirements messages clean

UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py
PACKAGES := lms courses sessions assessments certificates feedback
STAMPS := .venv/.stamps
PORT ?= 8000
export PORT
# Trust what this machine trusts: behind an office's proxy the usual list of authorities is not enough.
export UV_SYSTEM_CERTS ?= true

CATALOGUES := $(wildcard locale/*/LC_MESSAGES/*.po)
STATIC := $(shell find $(PACKAGES) -path '*/static/*' -type f 2>/dev/null)
# Settings of the demo world: this machine only, mails as files, no second step.
DEMO_ENV := DEMO=yes REQUIRE_MFA=no BASE_URL=http://127.0.0.1:$(PORT)

## demo: the site with sample people on http://127.0.0.1:$PORT; Ctrl-C stops it
demo: setup
	@$(DEMO_ENV) $(MANAGE) migrate --verbosity 0
	@$(DEMO_ENV) $(MANAGE) demo
	@exec env $(DEMO_ENV) $(MANAGE) serve --port $(PORT)

## test: everything that must hold
test: setup $(STAMPS)/dev
	@.ci/packages.sh
	@$(PYTHON) .ci/gate.py

## check: the fast half of it
check: setup $(STAMPS)/dev
	@$(PYTHON) .ci/gate.py --fast

## setup: Python, packages, fonts, catalogues, static files
setup: $(STAMPS)/base $(STAMPS)/fonts $(STAMPS)/catalogues $(STAMPS)/static

## bench: how fast it is, as a table and in bench/results.json
bench: setup $(STAMPS)/dev
	@$(PYTHON) -m bench.run

## soak: the long drills, as a table and in bench/soak.json; N= sets their size
soak: setup $(STAMPS)/dev
	@$(PYTHON) -m bench.soak $(if $(N),--n $(N))

## headers: the points of every page at the HTTP Observatory's scanner; needs node and npm
headers: setup $(STAMPS)/dev
	@$(PYTHON) -m bench.headers

## screenshots: the main pages, into build/screenshots/
screenshots: setup $(STAMPS)/dev
	@$(PYTHON) -m bench.screenshots

## requirements: pin what requirements/*.in ask for, by hash
requirements: $(UV)
	@for name in base dev; do \
	  $(UV) pip compile --quiet --python-version 3.13 --generate-hashes --no-emit-index-url --no-header \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; done
	@$(UV) pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header \
	  requirements/tools.in -o requirements/tools.txt

## messages: the texts of the interface, from the code into locale/
messages: $(STAMPS)/base
	@$(MANAGE) messages
	@$(MANAGE) compile_catalogues

clean:
	rm -rf build .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.tools/bin/uv: requirements/tools.txt
	@echo "getting uv"
	@python3 -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.txt
	@touch $@

.venv/bin/python: .python-version | $(UV)
	@[ -x $@ ] || $(UV) venv --quiet --python "$$(cat .python-version)" .venv
	@touch -h $@

$(STAMPS)/base: requirements/base.txt .venv/bin/python | $(UV)
	@echo "installing packages"
	@$(UV) pip install --quiet --python $(PYTHON) --require-hashes -r requirements/base.txt
	@mkdir -p $(@D) && touch $@

$(STAMPS)/dev: requirements/dev.txt requirements/base.txt $(STAMPS)/base | $(UV)
	@echo "installing what the tests need"
	@$(UV) pip install --quiet --python $(PYTHON) --require-hashes -r requirements/base.txt -r requirements/dev.txt
	@mkdir -p $(@D) && touch $@

$(STAMPS)/fonts: $(STAMPS)/base
	@$(MANAGE) build_fonts
	@touch $@

$(STAMPS)/catalogues: $(CATALOGUES) $(STAMPS)/base
	@$(MANAGE) compile_catalogues
	@touch $@

$(STAMPS)/static: $(STATIC) $(STAMPS)/base
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@touch $@
