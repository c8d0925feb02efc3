# Comity. `make` alone lists what there is; each target does its own set-up (tools/setup.sh).

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test test-postgresql test-peers test-data test-long faults fuzz check bench comity messages requirements reference clean

PYTHON_IN := .venv/bin/python
ARGS ?=
# A test starts hundreds of processes of the node's: none of them compiles the whole program anew, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE
# What `make check` has run already; .ci/run, which has just run it, says CHECKED=yes.
HELD_BY_CHECK := $(if $(CHECKED),--ignore tests/doors/web/test_every_word.py)
# What a worker asks of a node or a browser it waits for. So these folders are begun first, while the second database, with one worker of its
# own, and what else is made beside them (BESIDE, from .ci/run) take the processors that are idle; the many tests that are work alone, of
# seconds a file, are the end, where three workers have two processors to themselves.
WAITING := tests/processes tests/browser
FOLDERS := $(WAITING) $(filter-out $(WAITING) tests/__pycache__ tests/data tests/peers $(if $(CHECKED),tests/architecture tests/docs),\
	$(patsubst %/,%,$(sort $(wildcard tests/*/)))) $(wildcard tests/test_*.py)
PYTEST := $(PYTHON_IN) -m pytest --ignore tests/peers --dist loadscope --no-loadscope-reorder --durations=25 --durations-min=5 -m "not data and not long" -n
# Where what is tested stands on the tables: a whole run on SQLite sees that PostgreSQL is sent every statement that these send
# (tests/statements.py), by those of all tests that are marked `both_databases`. They alone run there; what takes longest begins first.
ON_TABLES := tests/courier tests/desk tests/records tests/intel tests/doors/api tests/register tests/picture tests/bad tests/evidence/test_custody.py \
	tests/directory tests/benchmarks tests/doors/web/test_searching.py
MARKED := both_databases or twin
FILES_OF_MARKED = $(shell grep -lrE --include='test_*.py' 'pytest\.mark\.(both_databases|twin\("postgresql"\))' tests | sort)
ON_POSTGRESQL = $(filter tests/processes/% tests/doors/%,$(FILES_OF_MARKED)) $(filter-out tests/processes/% tests/doors/%,$(FILES_OF_MARKED))

# Make runs a line that names $(MAKE) even when it is asked what it would do (make -n): one that names it by another word is only shown.
BESIDE_IT = $(MAKE) --no-print-directory

# Where tests with large data are.
ON_DATA := tests/data tests/desk/proving/test_second.py

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

demo: ## two nodes on this machine, and one request that crosses the border (ARGS=--once: play it, verify, stop)
	@tools/setup.sh run
	@exec .venv/bin/comity demo $(ARGS)

test: ## all tests, in a real browser and on both databases too (ARGS="tests/seal -k name" for some, on SQLite)
	@tools/setup.sh dev chromium gettext postgresql softhsm
ifdef ARGS
	@$(PYTEST) 3 $(ARGS)
else
	@$(PYTHON_IN) tools/beside.py env COMITY_ON_POSTGRESQL='$(strip $(ON_TABLES))' $(PYTEST) 3 $(HELD_BY_CHECK) $(FOLDERS) \
		-- $(BESIDE_IT) --keep-going WORKERS=0 test-postgresql $(BESIDE)
endif

test-postgresql: ## what is marked for both databases, on a PostgreSQL server of its own (ARGS="tests/desk": all there that stands on tables)
	@tools/setup.sh dev postgresql softhsm
	@$(PYTHON_IN) tools/cluster.py $(PYTEST) $(or $(WORKERS),2) $(or $(ARGS),-m "not data and not long and ($(MARKED))" $(ON_POSTGRESQL))

test-peers: ## beside servers and converters of others, which have an environment of their own (.venv-peers)
	@tools/setup.sh dev peers
	@$(PYTHON_IN) -m pytest tests/peers $(ARGS)

test-data: ## the tests that need large data; COMITY_DATA names the folder
	@test -n "$(COMITY_DATA)" || { echo "make test-data: COMITY_DATA is not set; name the folder of the large data: make test-data COMITY_DATA=/path" >&2; exit 2; }
	@test -d "$(COMITY_DATA)" || { echo "make test-data: there is no folder $(COMITY_DATA)" >&2; exit 2; }
	@tools/setup.sh dev
	@COMITY_DATA="$(abspath $(COMITY_DATA))" $(PYTHON_IN) -m pytest -m data --durations=10 --durations-min=2 --dist worksteal -n 2 $(or $(ARGS),$(ON_DATA))

test-long: ## all tests but those of `make test` in a browser, with every example, other ones each time, then what stands on tables on PostgreSQL (ARGS="tests/treaty" for some)
	@tools/setup.sh dev chromium gettext postgresql softhsm
	@COMITY_EXAMPLES=all $(PYTHON_IN) -m pytest --ignore tests/peers -m "not data and (long or not browser)" --dist loadscope -n 2 $(ARGS)
ifndef ARGS
	@$(PYTHON_IN) tools/cluster.py $(PYTEST) 2 $(ON_TABLES)
endif

faults: ## two real nodes under kill -9 and every fault of wire, disk and clock (ARGS="--rounds 200 --seed 7"); prints one line of JSON
	@tools/setup.sh dev
	@PYTHONPATH=tools:tests:tests/processes $(PYTHON_IN) tests/processes/play_faults.py $(ARGS)

fuzz: ## every parser of strangers' bytes, guided by coverage; one line of JSON each (ARGS="--seconds 600 act stix" for some)
	@tools/setup.sh dev
	@PYTHONPATH=tools:tests:tests/fuzzing:tests/wire/misp:tests/wire/stix $(PYTHON_IN) tests/fuzzing/play_fuzz.py $(ARGS)

check: ## lint, format, types, rooms and floors, migrations, requirements, translations, docs
	@tools/setup.sh dev gettext
	@$(PYTHON_IN) tools/check.py $(ARGS)

bench: ## measured beside the peer; prints a table and one line of JSON, fails when a target is missed
	@tools/setup.sh dev gnupg peers postgresql
	@PYTHONPATH=tools $(PYTHON_IN) -m benchmarks $(ARGS)

comity: ## the command itself: make comity ARGS="verify proof.comity.zip"
	@tools/setup.sh run
	@exec .venv/bin/comity $(ARGS)

messages: ## bring the Vietnamese and English catalogues up to date with the sources
	@tools/setup.sh dev gettext
	@$(PYTHON_IN) tools/messages.py write

reference: ## print docs/reference/ again from the code
	@tools/setup.sh dev
	@$(PYTHON_IN) tools/reference.py write

requirements: ## compile requirements/ again from pyproject.toml (ARGS=--upgrade: take newer releases, seven days old or more)
	@tools/setup.sh dev
	@$(PYTHON_IN) tools/pins.py write $(ARGS)

clean: ## remove .venv, caches and the demo's folder
	rm -rf .venv .venv-peers .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist demo
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
