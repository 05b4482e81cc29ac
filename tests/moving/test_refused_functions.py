"""What is not moved, and the reason that is given."""

from __future__ import annotations

import pytest
from moving_cases import EVERYTHING, Move, in_dag

from migrator.model import HookUse, Moved
from migrator.moving import Means, Refused, Why

IMPORTS = "import asyncio\nimport os\nfrom collections import defaultdict\n"
BODIES = {
    "a global is bound anew": ("COUNT = 0\ndef f():\n    global COUNT\n    COUNT += 1\n", Why.STATE, "`COUNT`"),
    "a container of the module is changed": ("SEEN = []\ndef f(ds):\n    SEEN.append(ds)\n", Why.STATE, "`SEEN`"),
    "an entry of the module is set": ("SEEN = {}\ndef f(ds):\n    SEEN[ds] = 1\n", Why.STATE, "`SEEN`"),
    "a helper changes the module": (
        "SEEN = defaultdict(list)\ndef h(d):\n    SEEN[d] = 1\ndef f(ds):\n    h(ds)\n",
        Why.STATE,
        "`SEEN`",
    ),
    "another function changes what it reads": (
        "SEEN = []\ndef register(x):\n    SEEN.append(x)\nregister(1)\ndef f():\n    return SEEN\n",
        Why.STATE,
        "`SEEN`",
    ),
    "the whole context is printed": ("def f(**kwargs):\n    print(kwargs)\n", Why.CONTEXT, "print(kwargs)"),
    "the context is handed on": ("def h(**k): ...\ndef f(**kwargs):\n    h(**kwargs)\n", Why.CONTEXT, "kwargs"),
    "the task instance is handed on": ("def h(t): ...\ndef f(ti):\n    h(ti)\n", Why.CONTEXT, "h(ti)"),
    "the context is stored": ("def f(**kwargs):\n    x = [kwargs]\n    return x\n", Why.CONTEXT, "[kwargs]"),
    "the context gets another name in a branch": (
        "def f(ds, **kwargs):\n    if ds:\n        c = kwargs\n    else:\n        c = {}\n    return c\n",
        Why.CONTEXT,
        "kwargs",
    ),
    "a key of the context is computed": ("def f(**kwargs):\n    return kwargs['d' + 's']\n", Why.CONTEXT, "key"),
    "a star import may give a name": ("from numpy import *\ndef f():\n    return mean([1])\n", Why.NAME, "`mean`"),
    "a star import may give a built-in name": (
        "from numpy import *\ndef f():\n    return sum([1])\n",
        Why.NAME,
        "`sum`",
    ),
    "a star import may give a name anew": (
        "import json\nfrom numpy import *\ndef f():\n    return json.dumps(1)\n",
        Why.NAME,
        "`json`",
    ),
    "a name is bound by nothing": ("def f():\n    return nowhere\n", Why.NAME, "`nowhere`"),
    "a name is bound in several ways": ("import json\njson = None\ndef f():\n    return json\n", Why.NAME, "`json`"),
    "text is run as code": ("def f():\n    return eval('1')\n", Why.NAME, "`eval`"),
    "it yields": ("def f():\n    yield 1\n", Why.SHAPE, "generator"),
    "it is asynchronous": ("async def f():\n    await asyncio.sleep(1)\n", Why.SHAPE, "asynchronous"),
    "it holds a password": ("def f():\n    password = 'xK9!qLz2Vt77'\n    return password\n", Why.SECRET, "secret"),
    "a constant it needs holds a token": (
        "API_TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ012345'\ndef f():\n    return API_TOKEN\n",
        Why.SECRET,
        "secret",
    ),
    "which output it pulls is computed": (
        "def f(ti, ds):\n    return ti.xcom_pull(task_ids=ds)\n",
        Why.XCOM,
        "xcom_pull(task_ids=ds)",
    ),
    "it pulls from whichever task": ("def f(ti):\n    return ti.xcom_pull(key='k')\n", Why.XCOM, "without a task"),
    "what it pushes is computed": ("def f(ti, ds):\n    ti.xcom_push(key=ds, value=1)\n", Why.XCOM, "xcom_push"),
    "it asks for Airflow's configuration": ("def f(conf):\n    return conf.get('a', 'b')\n", Why.RUN, "conf"),
    "it asks for what only a task instance has": ("def f(ti):\n    return ti.hostname\n", Why.RUN, "ti.hostname"),
    "a Variable is computed": (
        "from airflow.models import Variable\ndef f(ds):\n    return Variable.get(ds)\n",
        Why.AIRFLOW,
        "Variable",
    ),
    "a Variable is set": (
        "from airflow.models import Variable\ndef f(ds):\n    Variable.set('a', ds)\n",
        Why.ADMINISTERS,
        "Variable.set",
    ),
    "a connection is made": (
        "from airflow.models import Connection\nfrom airflow.settings import Session\n"
        "def f():\n    Session().add(Connection('c'))\n",
        Why.ADMINISTERS,
        "Session",
    ),
    "a Variable is part of a constant": (
        "from airflow.models import Variable\nURL = 'http://' + Variable.get('h')\ndef f():\n    return URL\n",
        Why.RUN,
        "Variable.get",
    ),
    "a Variable is a default": (
        "from airflow.models import Variable\ndef f(x=Variable.get('h')):\n    return x\n",
        Why.RUN,
        "when the function is defined",
    ),
    "a skip is caught": (
        "from airflow.exceptions import AirflowSkipException\ndef f():\n    try:\n        pass\n"
        "    except AirflowSkipException:\n        pass\n",
        Why.AIRFLOW,
        "AirflowSkipException",
    ),
    "a hook is made of what only run time knows": (
        "from airflow.providers.http.hooks.http import HttpHook\ndef f(ds):\n    return HttpHook('GET', ds)\n",
        Why.HOOK,
        "HttpHook",
    ),
    "a class uses Airflow": (
        "from airflow.models import BaseOperator\nclass K(BaseOperator): ...\ndef f():\n    return K()\n",
        Why.AIRFLOW,
        "BaseOperator",
    ),
    "a function that needs a hook is handed on": (
        "from airflow.providers.sqlite.hooks.sqlite import SqliteHook\n"
        "def h(x):\n    return SqliteHook('c').run(x)\ndef f():\n    return list(map(h, ['a']))\n",
        Why.RUN,
        "`h`",
    ),
    "its task is one that another task calls": (
        "from airflow.sdk import task\n@task\ndef h(): ...\ndef f():\n    return h()\n",
        Why.AIRFLOW,
        "`h`",
    ),
    "the DAG is used": ("def f():\n    return dag.dag_id\n", Why.AIRFLOW, "DAG"),
    "a parameter is given by nobody": ("def f(missing):\n    return missing\n", Why.CALL, "'missing'"),
}


@pytest.mark.parametrize("name", BODIES)
def test_it_is_refused(move: Move, name: str):
    body, why, words = BODIES[name]
    found = move(in_dag(IMPORTS + body))
    assert isinstance(found, Refused), found
    assert (found.why, words in found.because) == (why, True), found
    assert found.span.path == "dags/d.py"


def test_the_line_of_the_reason_is_that_of_the_code(move: Move):
    found = move(in_dag("# a comment\ndef f(ti):\n    x = 1\n    # more\n    return [x, ti]\n"))
    assert isinstance(found, Refused)
    # Three lines of imports stand above.
    assert found.span.line == 8


FACTORY = """\
from airflow.decorators import dag, task


@dag(schedule=None)
def flow({parameters}):
    {lines}

    @task
    def add():
        return {value}

    add()


flow({arguments})
"""


@pytest.mark.parametrize(
    ("parameters", "lines", "value", "arguments"),
    [("size", "pass", "size", "1"), ("", "x = 1; x += 1", "x", ""), ("", "for x in [1]: y = x", "y", "")],
)
def test_a_closure_is_refused(move: Move, parameters: str, lines: str, value: str, arguments: str):
    text = FACTORY.format(parameters=parameters, lines=lines, value=value, arguments=arguments)
    found = move(text, task="add")
    assert isinstance(found, Refused)
    assert (found.why, f"`{value}`" in found.because) == (Why.CLOSURE, True), found


def test_a_function_of_a_loop_that_uses_the_loop_is_refused_and_another_is_moved(move: Move):
    loop = """\
from airflow import DAG
from airflow.operators.python import PythonOperator

with DAG("d", schedule=None):
    for name in ["a", "b"]:

        def f(x={default}):
            return {value}

        PythonOperator(task_id=f"t_{{name}}", python_callable=f)
"""
    refused = move(loop.format(default="1", value="name"), task="t_b")
    assert isinstance(refused, Refused)
    assert refused.why is Why.CLOSURE
    assert isinstance(move(loop.format(default="1", value="x"), task="t_b"), Moved)


def test_hooks_without_a_resource_are_named_together(move: Move):
    body = """\
from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.providers.http.hooks.http import HttpHook


def f():
    rows = HttpHook(method="GET", http_conn_id="api").run("/x").json()
    PostgresHook("dw").insert_rows("t", rows)
"""
    found = move(in_dag(body), means=Means())
    assert isinstance(found, Refused)
    assert found.why is Why.HOOK
    assert found.because == "it uses Airflow's HttpHook (api), PostgresHook (dw)"
    assert [type(each) for each in found.hooks] == [HookUse, HookUse]
    known = Means(frozenset(each.hook for each in found.hooks))
    assert isinstance(move(in_dag(body), means=known), Moved)


def test_a_skip_is_refused_where_a_target_cannot_skip(move: Move):
    body = "from airflow.exceptions import AirflowSkipException\ndef f():\n    raise AirflowSkipException\n"
    found = move(in_dag(body), means=Means())
    assert isinstance(found, Refused)
    assert found.because == "it skips its task at run time (AirflowSkipException)"
    assert isinstance(move(in_dag(body), means=EVERYTHING), Moved)


def test_a_secret_in_an_argument_is_refused(move: Move):
    found = move(in_dag("def f(password): ...\n", "op_kwargs={'password': 'xK9!qLz2Vt77'}"))
    assert isinstance(found, Refused)
    assert found.why is Why.SECRET


def test_a_name_that_a_token_is_kept_under_is_code_and_no_secret(move: Move):
    body = "import os\ndef f(conn):\n    token = os.environ['API_TOKEN']\n    return dict(token=token)\n"
    assert isinstance(move(in_dag(body, "op_kwargs={'conn': 1}")), Moved)


@pytest.mark.parametrize(
    ("use", "refused"), [("p.stem", True), ("p / 'x'", True), ("p.upper()", False), ("open(p)", False)]
)
def test_a_path_that_reading_shows_as_a_text_is_refused_where_the_difference_counts(
    move: Move, use: str, refused: bool
):
    body = f"from pathlib import Path\n\n\ndef f(p):\n    return {use}\n"
    assert isinstance(move(in_dag(body, "op_args=[Path('a.csv')]")), Refused) is refused
