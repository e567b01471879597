# mubiao: from a folder of government reports to tables, figures and pages. `make help` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help report accuracy bench lab test lint update clean

# What a user may set on the command line. Recipes see them as environment variables, so that blanks are safe.
RAW      ?= data/raw
OUT      ?= data/processed
REPORTS  ?= reports
LANGUAGE  = zh
GOLD     ?= data/gold
PARAMETERS =
FORCE      =
WAIT      ?= 0
export RAW OUT REPORTS LANGUAGE GOLD WAIT

PYTHON := .venv/bin/python
READY  := .venv/.ready

help: ## list the targets
	@echo "usage: make TARGET [NAME=VALUE ...]"
	@echo
	@awk -F ' ## ' '/^[a-z]+:.* ## /{split($$1, t, ":"); printf "  %-10s %s\n", t[1], $$2}' Makefile
	@echo
	@echo "  RAW=$$RAW  OUT=$$OUT  REPORTS=$$REPORTS  LANGUAGE=$$LANGUAGE (zh or en)  GOLD=$$GOLD"
	@echo "  PARAMETERS=\"name=value ...\" for the notebooks  FORCE=1 to run all of it, whatever has changed"
	@echo "  WAIT=seconds to wait for another run to end"

report: $(READY) ## read what is new in RAW, write tables into OUT and pages into REPORTS
	@$(PYTHON) -m helpers.report --raw "$$RAW" --out "$$OUT" --reports "$$REPORTS" --language "$$LANGUAGE" \
	    --gold "$$GOLD" --wait "$$WAIT" $(if $(FORCE),--force) $(foreach parameter,$(PARAMETERS),--parameter '$(parameter)')

accuracy: $(READY) ## score what is extracted from RAW against hand-made annotations in GOLD
	@$(PYTHON) -m helpers.accuracy --gold "$$GOLD" --raw "$$RAW"

bench: $(READY) ## measure the speed on RAW: against segmentation, in characters per second, on hostile texts
	@$(PYTHON) tools/bench.py "$$RAW"

lab: $(READY) ## open the notebooks in JupyterLab, at their first page
	@$(PYTHON) -m jupyterlab --notebook-dir=. --LabApp.news_url=None \
	    --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate notebooks/00-start.ipynb

# The notebooks run in a copy, so that checking never overwrites the tables of a real run.
test: $(READY) ## check everything: style, helpers, and every notebook against its stored outputs
	@rm -rf build/check && mkdir -p build/check/data
	@cp -R notebooks build/check/ && for d in raw gold; do [ ! -d data/$$d ] || cp -R data/$$d build/check/data/; done
	@$(PYTHON) -m ruff check .; style=$$?; \
	$(PYTHON) -m pytest --nbval --nbval-cell-timeout=300 tests build/check/notebooks; tests=$$?; \
	exit $$((style + tests > 0))

lint: $(READY) ## check the style only
	@$(PYTHON) -m ruff check .

update: $(READY) ## show which rows of the embedded texts' tables have changed, then store tables and notebooks anew
	@$(PYTHON) -m helpers.update

clean: ## remove what was made: reports/, data/processed/, build/ and caches (not .venv)
	@rm -rf reports .reports.* build data/processed/* data/processed/.made data/processed/.cache data/.processed.*
	@rm -rf .pytest_cache .ruff_cache .hypothesis
	@find src tests notebooks -name __pycache__ -o -name .ipynb_checkpoints | while read -r d; do rm -rf "$$d"; done

# .venv is made on first use and brought up to date whenever what is pinned changes.
$(READY): requirements.txt pyproject.toml
	@if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    for p in python3.11 python3.12 python3.13 python3 python; do \
	        "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && break || p=; \
	    done; \
	    if [ -z "$$p" ]; then echo "mubiao needs Python 3.11 or later on the PATH; found: $$(python3 -V 2>&1)" >&2; exit 1; fi; \
	    echo "Setting up .venv with $$("$$p" -V) (once; a minute or two) ..."; \
	    rm -rf .venv; "$$p" -m venv .venv || { rm -rf .venv; exit 1; }; \
	else echo "Bringing .venv up to date ..."; fi
	@{ $(PYTHON) -m pip install -q --disable-pip-version-check -r requirements.txt && \
	   $(PYTHON) -m pip install -q --disable-pip-version-check --no-deps -e .; } >.venv/install.log 2>&1 \
	   || { tail -n 20 .venv/install.log; echo "Setting up failed; the whole log is .venv/install.log" >&2; exit 1; }
	@touch $(READY)
