"""Facts are data: each file's rules can be read, no path leads to two rules, and the arguments they name exist."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from types import ModuleType

import pytest

import migrator.operators
from migrator import identity
from migrator.operators.facts import LANGUAGE, Catalogue
from migrator.operators.rule import HOLE, PLACE, Kind, Rule

FACTS = Catalogue()
FILES = [m.name for m in pkgutil.iter_modules(migrator.operators.__path__) if m.name not in LANGUAGE]

# Holes of rules that no constructor names: older spellings that a file may still use, entries of a whole request, and
# the metastore that its sensor asks by SQL.
OLDER = {
    "airflow.providers.standard.operators.bash.BashOperator": {"command"},
    "airflow.providers.databricks.operators.databricks.DatabricksSubmitRunOperator": {"sql_task.query"},
    "airflow.providers.apache.hive.sensors.metastore_partition.MetastorePartitionSensor": {"metastore_conn_id"},
}


def module(name: str) -> ModuleType:
    return importlib.import_module(f"migrator.operators.{name}")


@pytest.mark.parametrize("name", FILES)
def test_every_place_of_a_file_is_a_uri_whose_holes_are_arguments(name: str) -> None:
    found = module(name)
    assert getattr(found, "RULES", ()) or getattr(found, "HOOKS", ())
    for rule in getattr(found, "RULES", ()):
        for place in (side for whole in rule.places for side in whole.split(" | ")):
            assert PLACE.match(place), f"{rule.name}: {place}"
            assert HOLE.search(place), f"{rule.name}: {place} names no argument"
            assert not re.sub(HOLE, "", place).count("{"), f"{rule.name}: {place}"
        if rule.system is not None:
            assert rule.system in (*identity.SYSTEMS, "cassandra", "spanner", "salesforce")


@pytest.mark.parametrize("name", FILES)
def test_a_provider_file_imports_only_the_rule_language(name: str) -> None:
    imported = re.findall(r"^(?:from|import) (\S+)", inspect.getsource(module(name)), re.MULTILINE)
    assert set(imported) <= {"migrator.operators.rule"}


@pytest.mark.parametrize("name", FILES)
def test_the_arguments_a_rule_names_exist_where_the_provider_is_installed(name: str) -> None:
    checked = {rule.name: parameters(rule) for rule in getattr(module(name), "RULES", ()) if arguments(rule)}
    if not any(known is not None for known in checked.values()):
        pytest.skip(f"no class of {name} with data arguments is installed here")
    wrong = []
    for rule in getattr(module(name), "RULES", ()):
        known = checked.get(rule.name)
        missing = {argument.partition(".")[0] for argument in arguments(rule)} - (known or set())
        if known is not None and missing:
            wrong.append(f"{rule.name} has no {', '.join(sorted(missing))}; it has {', '.join(sorted(known))}")
    assert not wrong, "\n".join(wrong)


def arguments(rule: Rule) -> set[str]:
    """Every argument of the operator that a rule names."""
    holes = {hole[0] for place in rule.places for hole in HOLE.findall(place)}
    said = {*holes, *(name for statement in rule.statements for name in statement[:2]), *rule.around}
    turns = (pair[0] for pair in (rule.turned_by, rule.deleted_by) if pair is not None)
    said |= {*rule.aside, *rule.passed, *rule.renamed.values(), *turns, *rule.defaults}
    said |= set((rule.write_by or "").split(" | ")) | {rule.shell or "", rule.partition or ""}
    return said - {""} - OLDER.get(rule.name, set())


def parameters(rule: Rule) -> set[str] | None:
    """The constructor's arguments of an operator's class and its bases; None when it is not installed."""
    path, _, name = rule.name.rpartition(".")
    if not path.startswith(("airflow.", "cosmos.")) or rule.positions:
        return None
    try:
        cls = getattr(importlib.import_module(path), name, None)
    except (ImportError, RuntimeError):
        # mysqlclient is missing with a RuntimeError.
        return None
    if not inspect.isclass(cls):
        return None
    if path.startswith("cosmos.operators.watcher"):
        # Which of the producer's and the watchers' arguments they take hangs on the command; they ignore the others.
        return None
    return {given for base in cls.__mro__ for given in inspect.signature(base.__init__).parameters}


# Methods that hooks have had, and have no more.
GONE = {f"BigQueryHook.{name}" for name in ("create_empty_table", "create_external_table")} | {
    f"BigQueryHook.run_{name}" for name in ("query", "load", "extract", "copy")
}


@pytest.mark.parametrize("name", FILES)
def test_what_a_rule_knows_of_a_method_is_in_its_signature_where_the_provider_is_installed(name: str) -> None:
    wrong, checked = [], 0
    for rule in getattr(module(name), "RULES", ()):
        owner, _, last = rule.name.rpartition(".")
        path, _, cls = owner.rpartition(".")
        if ".hooks." not in owner or not cls[:1].isupper():
            continue
        try:
            found = getattr(getattr(importlib.import_module(path), cls, None), last, None)
        except (ImportError, RuntimeError):
            continue
        checked += 1
        if found is None and f"{cls}.{last}" not in GONE:
            wrong.append(f"{owner} has no {last}")
        given = list(inspect.signature(found).parameters)[1:] if callable(found) else []
        told = {argument.partition(".")[0] for argument in arguments(rule)} - {"self", "on", *rule.defaults}
        if any(parameter.startswith("kw") or parameter == "args" for parameter in given):
            # What a method hands on to another is in that one's signature.
            told &= set(given)
        for number, parameter in enumerate(rule.positions):
            if given and parameter in told and given[number : number + 1] != [parameter]:
                wrong.append(f"{rule.name}: {parameter} is not at {number} of {given}")
        wrong += [f"{rule.name} has no {one}" for one in sorted(told - set(given)) if given]
    if not checked:
        pytest.skip(f"no hook of {name} is installed here")
    assert not wrong, "\n".join(wrong)


def test_no_import_path_leads_to_two_rules() -> None:
    seen: dict[str, str] = {}
    for number, rule in enumerate(FACTS.rules()):
        for path in (rule.name, *rule.old):
            # A number tells two rules apart that have one name.
            assert seen.setdefault(path, f"{rule.name} {number}") == f"{rule.name} {number}", f"{path} is in two rules"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("airflow.operators.python_operator.PythonOperator", "PythonOperator"),
        ("airflow.operators.PythonOperator", "PythonOperator"),
        ("airflow.operators.dummy_operator.DummyOperator", "EmptyOperator"),
        ("airflow.operators.postgres_operator.PostgresOperator", "PostgresOperator"),
        ("airflow.contrib.operators.bigquery_operator.BigQueryOperator", "BigQueryExecuteQueryOperator"),
        ("airflow.contrib.operators.gcs_to_bq.GoogleCloudStorageToBigQueryOperator", "GCSToBigQueryOperator"),
        ("airflow.operators.check_operator.CheckOperator", "SQLCheckOperator"),
        ("airflow.sensors.s3_key_sensor.S3KeySensor", "S3KeySensor"),
    ],
)
def test_old_import_paths_lead_to_the_same_facts(path: str, name: str) -> None:
    rule = FACTS.find(path)
    assert rule is not None
    assert rule.name.rpartition(".")[2] == name


def test_a_project_class_is_known_by_its_nearest_base() -> None:
    rule = FACTS.find("dags.own.OwnOperator", ["dags.own.Base", "airflow.operators.bash.BashOperator"])
    assert rule is not None
    assert rule.kind is Kind.BASH
    assert FACTS.find("dags.own.OwnOperator", ["airflow.models.BaseOperator"]) is None


def test_a_rule_that_writes_in_no_known_way_is_refused() -> None:
    with pytest.raises(ValueError, match="none of"):
        Rule("a.B", write="sideways")
