"""The text of a moved function: what is taken along, and how what it took from Airflow is handed in."""

from __future__ import annotations

import pytest
from moving_cases import Move, in_dag

from migrator.model import (
    Each,
    Hole,
    HookUse,
    Input,
    Known,
    Mapping,
    Moved,
    Output,
    Outputs,
    RunValue,
    Setting,
    Signal,
    Template,
)
from migrator.moving import module_text


def text(found: object) -> str:
    """The text of a moved function."""
    assert isinstance(found, Moved), found
    return module_text(found)


def feeds(found: object) -> dict[str, object]:
    """What each parameter is fed with."""
    assert isinstance(found, Moved), found
    return {each.parameter: each.feed for each in found.inputs}


def test_comments_docstring_and_formatting_are_kept(move: Move):
    body = '''\
# Rates, in cents.
RATES = {
    "nl": 21,  # since 2012
    "de": 19,
}


# How it is rounded
# was agreed with finance.
def f(ds):
    """Tax.

    Twice a year."""

    rate = RATES[ "nl" ]   # not the German one

    return rate * 2
'''
    assert text(move(in_dag(body))) == body


def test_a_context_that_is_asked_for_two_values_becomes_two_parameters(move: Move):
    found = move(in_dag('def f(**context):\n    print(context["ds"], context["params"]["size"], context["ds"])\n'))
    assert text(found) == 'def f(ds, params):\n    print(ds, params["size"], ds)\n'
    assert feeds(found) == {"ds": RunValue("ds"), "params": RunValue("params", ("size",))}


def test_a_local_name_for_a_value_of_the_run_becomes_the_parameter(move: Move):
    body = """\
def f(a, **kwargs):
    # the day
    day = kwargs["ds"]  # as text

    ti = kwargs["ti"]
    rows = ti.xcom_pull(task_ids="load")
    print(day, rows, a)
"""
    found = move(in_dag(body, "op_args=[1]"))
    assert text(found) == "def f(a, day, rows):\n    # the day\n    # as text\n    print(day, rows, a)\n"
    assert feeds(found) == {"a": Known(1), "day": RunValue("ds"), "rows": Output("load")}


def test_the_current_context_is_taken_apart_in_a_helper_and_handed_on_to_it(move: Move):
    body = """\
from airflow.sdk import get_current_context
import json


def day():
    context = get_current_context()
    return context["ds"]


def both(prefix):
    return json.dumps([prefix, day()])


def f():
    return both("x")
"""
    found = move(in_dag(body))
    assert text(found) == (
        "import json\n\n\ndef day(ds):\n    return ds\n\n\ndef both(prefix, ds):\n"
        '    return json.dumps([prefix, day(ds=ds)])\n\n\ndef f(ds):\n    return both("x", ds=ds)\n'
    )


def test_a_hook_becomes_a_parameter_named_as_the_code_names_it(move: Move):
    body = """\
from airflow.providers.postgres.hooks.postgres import PostgresHook


def f(ds, limit=10):
    db = PostgresHook(postgres_conn_id="warehouse", schema="dw")
    with db.get_conn() as connection:
        connection.execute("select 1")
    db.run("delete from t")
"""
    found = move(in_dag(body))
    assert text(found).startswith("def f(ds, limit=10, *, db):\n    with db.get_conn() as connection:\n")
    hook = "airflow.providers.postgres.hooks.postgres.PostgresHook"
    assert feeds(found)["db"] == HookUse(hook, "warehouse", (("schema", Known("dw")),), ("get_conn", "run"))


def test_variables_become_parameters_and_one_of_the_module_too(move: Move):
    body = """\
from airflow.models import Variable

BUCKET = Variable.get("bucket")


def f():
    size = Variable.get("size", default_var=3)
    return f"{BUCKET}/{size}", Variable.get("rules", deserialize_json=True)["a"]
"""
    found = move(in_dag(body))
    assert text(found) == 'def f(size, bucket, rules):\n    return f"{bucket}/{size}", rules["a"]\n'
    assert feeds(found) == {
        "size": Setting("size", Known(3)),
        "bucket": Setting("bucket"),
        "rules": Setting("rules", None, True),
    }


def test_pushes_fill_a_dict(move: Move):
    body = (
        'def f(ti, n):\n    if n:\n        ti.xcom_push(key="left", value=n - 1)  # less\n'
        '    ti.xcom_push("all", [n])\n'
    )
    found = move(in_dag(body, "op_kwargs={'n': 2}"))
    assert text(found) == (
        "def f(n, outputs):\n    if n:\n        outputs['left'] = n - 1  # less\n    outputs['all'] = [n]\n"
    )
    assert feeds(found) == {"n": Known(2), "outputs": Outputs(("left", "all"))}


def test_templates_in_arguments_become_named_holes(move: Move):
    more = (
        "op_args=['{{ ds }}', 's3://b/{{ ds_nodash }}/{{ params.part }}'], "
        "op_kwargs={'c': {'since': \"{{ macros.ds_add(ds, -7) }}\", 'x': [\"{{ ti.xcom_pull(task_ids='a') }}\"]}}"
    )
    found = move(in_dag("def f(a, b, c): ...\n", more))
    assert feeds(found)["a"] == RunValue("ds")
    assert feeds(found)["b"] == Template(
        "s3://b/{ds_nodash}/{params.part}",
        (Hole(7, "ds_nodash", "the run fills it"), Hole(19, "params.part", "the run fills it")),
    )
    entries = feeds(found)["c"]
    assert isinstance(entries, Mapping)
    assert entries.get("since") == Template("{ds_add:-7}", (Hole(0, "ds_add:-7", "the run fills it"),))


def test_a_taskflow_function_leaves_its_decorator_behind(move: Move):
    source = '''\
from airflow.decorators import dag, task


@dag(schedule="@daily")
def flow():
    LIMIT = 10

    @task
    def numbers():
        return [1, 2]

    @task(
        retries=3,
    )
    # kept
    def add(x, y=2, *, ds=None):
        """Adds.

        Slowly.
        """
        text = """
        as it is
        """
        return x + y + LIMIT

    add.expand(x=numbers())


flow()
'''
    found = move(source, task="add")
    assert text(found) == (
        'LIMIT = 10\n\n\n# kept\ndef add(x, y=2, *, ds=None):\n    """Adds.\n\n    Slowly.\n    """\n'
        '    text = """\n        as it is\n        """\n    return x + y + LIMIT\n'
    )
    assert feeds(found) == {"x": Each(Output("numbers")), "ds": RunValue("ds")}


def test_a_lambda_becomes_a_function_named_after_its_task(move: Move):
    source = in_dag("import json\n").replace("python_callable=f", "python_callable=lambda ds: json.dumps(ds)")
    assert text(move(source)) == "import json\n\n\ndef t(ds):\n    return json.dumps(ds)\n"


def test_exceptions_of_airflow_get_a_meaning(move: Move):
    body = """\
from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException


def f(n):
    if n == 1:
        raise AirflowSkipException
    if n == 2:
        raise AirflowFailException("no")
    raise AirflowException("again")
"""
    found = move(in_dag(body, "op_args=[1]"))
    assert 'raise RuntimeError("again")' in text(found)
    assert isinstance(found, Moved)
    assert found.signals == (("AirflowFailException", Signal.FAIL), ("AirflowSkipException", Signal.SKIP))


def test_the_path_of_the_file_gets_a_name(move: Move):
    body = "from pathlib import Path\n\nHERE = Path(__file__).parent\n\n\ndef f():\n    return HERE / 'x'\n"
    found = move(in_dag(body))
    assert isinstance(found, Moved)
    assert found.file_name == "DAG_FILE"
    assert "HERE = Path(DAG_FILE).parent\n" in text(found)


def test_what_only_airflow_needs_in_a_signature_goes(move: Move):
    body = """\
from __future__ import annotations
from airflow.sdk import Context
from airflow.models.taskinstance import TaskInstance


def f(
    ds: str,
    ti: TaskInstance,
    **context: Context,
) -> None:
    from airflow.sdk import Variable

    print(ds, Variable.get("x"), context.get("run_id"))
"""
    assert text(move(in_dag(body))) == (
        "from __future__ import annotations\n\n\ndef f(\n    ds: str,\n    x,\n    run_id,\n) -> None:\n"
        "    print(ds, x, run_id)\n"
    )


@pytest.mark.parametrize(
    ("uses", "plain"),
    [("m.strftime('%d')", True), ("m.add(days=1)", False), ("str(m)", False), ("f'{m:%Y}'", True)],
)
def test_a_moment_says_whether_it_needs_pendulum(move: Move, uses: str, plain: bool):
    found = move(in_dag(f"def f(data_interval_start):\n    m = data_interval_start\n    return {uses}\n"))
    assert feeds(found) == {"data_interval_start": RunValue("data_interval_start", (), plain)}


def test_a_function_of_a_package_without_airflow_is_imported(move: Move):
    source = in_dag("from company.load import f\n")
    company = 'import json\n\n\ndef f(n, **kwargs):\n    return json.dumps([n, kwargs["ds"]])\n'
    found = move(source.replace("python_callable=f", "python_callable=f, op_args=[1]"), dags__company__load=company)
    assert not isinstance(found, Moved)
    assert found.source.text == "from company.load import f"
    assert found.source.root == "dags"
    assert found.inputs == (Input("n", Known(1)), Input("ds", RunValue("ds")))


def test_a_function_of_a_package_with_airflow_is_moved_with_what_it_needs_from_there(move: Move):
    company = """\
from airflow.providers.sqlite.hooks.sqlite import SqliteHook

TABLE = "t"


def rows():
    return SqliteHook("db").get_records(f"select * from {TABLE}")
"""
    source = in_dag(
        "from company.load import rows\nfrom company.plain import double\n\n\ndef f():\n    return double(rows())\n"
    )
    found = move(source, dags__company__load=company, dags__company__plain="def double(x):\n    return x + x\n")
    assert text(found) == (
        'from company.plain import double\n\nTABLE = "t"\n\n\ndef rows(db):\n'
        '    return db.get_records(f"select * from {TABLE}")\n\n\ndef f(db):\n    return double(rows(db=db))\n'
    )


def test_what_only_a_lost_annotation_needed_is_not_taken_along(move: Move):
    body = """\
from typing import TYPE_CHECKING, Optional

from airflow.models.taskinstance import TaskInstance

if TYPE_CHECKING:
    from decimal import Decimal


def f(n: "Decimal", ti: Optional[TaskInstance] = None):
    if TYPE_CHECKING:
        assert ti
    # the task
    return [n, ti.task_id]
"""
    assert text(move(in_dag(body, "op_args=[1]"))) == (
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from decimal import Decimal\n\n\n"
        "def f(n: \"Decimal\"):\n    # the task\n    return [n, 't']\n"
    )
