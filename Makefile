# With Python 3.11, make and git: `make demo` shows the product, `make test` tests it. Both set up .venv themselves.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check docs operators fuzz differential bench compiled lock clean

demo: $(READY)
	PATH="$(CURDIR)/$(BIN):$$PATH" bash fixtures/demo.sh

test: $(READY)
	$(BIN)/python -m pytest -n auto --dist loadfile

# What .ci/run asks for beside the tests.
check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Writes docs/findings.md anew, of the rows in migrator/findings.
docs: $(READY)
	$(BIN)/python -m migrator.findings.document

# Reads 100,000 real files made wrong; `make fuzz FOLDER=dags` takes those of a folder. Failures go to .fuzz.
fuzz: $(READY)
	$(BIN)/python tests/fuzz/campaign.py $(FOLDER)

# Generates DAG programs and reads each twice, with real Airflow and with ours; `make differential SEED=7 PROGRAMS=500`.
# Then runs random DAGs, Airflow's examples and the fixtures twice, with `dag.test()` and with the shim; `DAGS=100`.
# Last, DAGs with limits, several runs and assets: under a standalone Airflow on PostgreSQL, and with the shim.
# Divides 5,000 random DAGs into native tasks and islands, and runs both worlds by the state machine: `PLANS=500`.
# Then the data intervals and dates of random schedules, by Airflow's timetables, by ours and by Dagster's partitions; `SCHEDULES=60`.
# Then files of Airflow 2: by `dag.test()` of 2.11, by `--python` there, and on Airflow 3.3; `OLD_DAGS=90`. The environment is made
# with uv in .differential, some ten seconds; `AIRFLOW2_PYTHON=` names one that is there.
# Then kills runs at random points and goes on with them; `KILLS=50`. Then asks real dbt what its selections choose, and runs
# the dbt project of the fixtures.
PROGRAMS ?= 2000
DAGS ?= 340
OLD_DAGS ?= 90
SCHEDULES ?= 500
PLANS ?= 5000
SEED ?= 0
KILLS ?= 100
differential: $(READY)
	PYTHONPATH=tests $(BIN)/python -m differential --programs $(PROGRAMS) --seed $(SEED) $(OPTIONS)
	PYTHONPATH=tests:. $(BIN)/python -m differential_runs --dags $(DAGS) --seed $(SEED) $(OPTIONS)
	PYTHONPATH=tests:. $(BIN)/python -m differential_scheduler $(OPTIONS)
	PYTHONPATH=tests:. $(BIN)/python -m differential_plans --dags $(PLANS) --seed $(SEED) $(OPTIONS)
	PYTHONPATH=tests:. $(BIN)/python -m differential_intervals --cases $(SCHEDULES) --seed $(SEED)
	PYTHONPATH=tests:. $(BIN)/python -m differential_airflow2 --dags $(OLD_DAGS) --seed $(SEED) $(OPTIONS)
	PYTHONPATH=tests:. $(BIN)/python -m kills --kills $(KILLS) --seed $(SEED)
	$(PYTHON) -m venv .dbt && .dbt/bin/python -m pip install --quiet --constraint constraints.txt dbt-core dbt-duckdb
	PYTHONPATH=tests .dbt/bin/python -m dbt_selections
	PATH="$$PATH:$(CURDIR)/.dbt/bin" $(BIN)/python -m pytest -q tests/lineage/test_dbt_runs.py

# Holds the facts about operators against the constructors of every provider, of today and older: about three minutes.
operators: $(READY)
	$(BIN)/python -m pip install --quiet uv
	for set in today older; do \
		$(BIN)/uv venv --quiet --clear --python $(BIN)/python .operators/$$set && \
		$(BIN)/uv pip install --quiet --python .operators/$$set/bin/python -r tests/operators/$$set.txt && \
		AIRFLOW_HOME=$(CURDIR)/.operators/home PYTHONPATH=. .operators/$$set/bin/python -m pytest -q -rs \
			-W ignore -p no:cacheprovider tests/operators/test_facts.py || exit 1; \
	done

# How fast reading, lineage and the shim are, as ratios; `make bench FOLDER=... SQL=...` takes the projects of a folder, and the
# .sql files of another or a file of cases.
bench: $(READY)
	$(BIN)/python benchmarks/reading_speed.py $(FOLDER)
	$(BIN)/python benchmarks/lineage.py $(SQL)
	$(BIN)/python benchmarks/shim.py

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	touch $(READY)

# The compiled build of the SQL parser, in an environment of its own: lineage must come out the same.
compiled: $(READY)
	$(PYTHON) -m venv $(VENV)-compiled
	$(VENV)-compiled/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
		--editable ".[dev,fast]"
	$(VENV)-compiled/bin/python -c "import sqlglot.parser as p; assert not p.__file__.endswith('.py'), p.__file__"
	$(VENV)-compiled/bin/python -m pytest tests/lineage

# Pins every version anew, for Python 3.10 to 3.13 and every extra at once.
lock: $(READY)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.10 --upgrade \
		--no-header --no-annotate --no-emit-index-url --output-file constraints.txt
	$(BIN)/uv pip compile tests/differential_airflow2/requirements.in --universal --python-version 3.10 --upgrade \
		--no-header --no-annotate --no-emit-index-url --output-file tests/differential_airflow2/requirements.txt

clean:
	rm -rf $(VENV) $(VENV)-compiled .demo .fuzz .operators .differential fixtures/dags/.migrate build dist
