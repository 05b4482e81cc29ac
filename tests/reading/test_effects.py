"""What the code of a task does, in order."""

from __future__ import annotations

from migrator.model import Call, Known, Output, Template, argument
from migrator.reading import read


def calls(task):
    return [effect.call for effect in task.effects]


def test_methods_are_named_after_what_made_their_object(dag):
    found = dag("""
        import sqlite3
        from airflow.providers.sqlite.hooks.sqlite import SqliteHook
        def work(table, ds, **kwargs):
            with sqlite3.connect("/db") as c:
                c.execute(f"delete from {table} where d = '{ds}' or n = '{kwargs['ds_nodash']}'")
            hook = SqliteHook(sqlite_conn_id="x")
            hook.run("select 1")
        with DAG("d"): PythonOperator(task_id="t", python_callable=work, op_kwargs={"table": "raw"})
    """)
    effects = found.tasks[0].effects
    assert calls(found.tasks[0]) == [
        "sqlite3.connect",
        "sqlite3.Connection.execute",
        "airflow.providers.sqlite.hooks.sqlite.SqliteHook",
        "airflow.providers.sqlite.hooks.sqlite.SqliteHook.run",
    ]
    assert effects[1].receiver == Call("sqlite3.connect", (("0", Known("/db")),))
    sql = argument(effects[1].arguments, "0")
    assert isinstance(sql, Template)
    assert sql.text == "delete from raw where d = '{ds}' or n = '{ds_nodash}'"
    assert argument(effects[3].receiver.arguments, "sqlite_conn_id") == Known("x")


def test_project_functions_are_followed_and_branches_noted(dag):
    found = dag("""
        import requests
        from pathlib import Path
        def save(path, text):
            Path(path).write_text(text)
        @task
        def fetch(day):
            response = requests.get(f"https://x/{day}")
            if response.ok:
                save("/data/out.json", response.text)
            return response.text
        @task
        def use(text):
            open("/data/copy", "w").write(text)
        with DAG("d"): use(fetch("monday"))
    """)
    fetch, use = found.tasks
    assert calls(fetch) == ["requests.get", "pathlib.Path.write_text"]
    assert fetch.effects[1].when.text() == "response.ok"
    assert fetch.effects[1].receiver == Call("pathlib.Path", (("0", Known("/data/out.json")),))
    assert argument(use.effects[1].arguments, "0") == Output("fetch")


def test_context_comes_by_every_way_airflow_gives_it(dag):
    found = dag("""
        from airflow.operators.python import get_current_context
        def one(**context): open(context["ds"])
        def two(ti, **kwargs): open(ti.xcom_pull(task_ids="one"))
        def three():
            context = get_current_context()
            open(context["ds"])
        with DAG("d"):
            for f in (one, two, three):
                PythonOperator(task_id=f.__name__, python_callable=f)
    """)
    opened = [next(effect for effect in task.effects if effect.call == "builtins.open") for task in found.tasks]
    values = [argument(effect.arguments, "0") for effect in opened]
    assert values[0] == values[2]
    assert isinstance(values[0], Template) and values[0].text == "{ds}"
    assert values[1] == Output("one")


def test_the_execute_of_a_project_operator_is_read(dag):
    found = dag("""
        from airflow.models import BaseOperator
        class Export(BaseOperator):
            def __init__(self, path, **kwargs):
                super().__init__(**kwargs)
                self.path = path
            def execute(self, context):
                open(self.path, "w")
        with DAG("d"): Export(task_id="t", path="/x")
    """)
    assert argument(found.tasks[0].effects[0].arguments, "0") == Known("/x")


def test_paths_that_only_run_time_completes_keep_what_is_known(dag):
    found = dag("""
        from pathlib import Path
        def work(ds):
            target = Path(os.environ["H"]) / "invoices" / f"{ds}.json"
            target.parent.mkdir(parents=True)
            target.write_text("x")
            target.read_text()
            with target.open("w") as file:
                file.write("x")
            open(target)
            (Path("/known") / ds).read_text()
            open(os.environ.get("FILE"))
        with DAG("d"): PythonOperator(task_id="t", python_callable=work)
    """)
    effects = found.tasks[0].effects
    assert calls(found.tasks[0]) == [
        *(f"pathlib.Path.{name}" for name in ("mkdir", "write_text", "read_text", "open")),
        "io.TextIOWrapper.write", "builtins.open", "pathlib.Path.read_text", "builtins.open",
    ]  # fmt: skip
    folder, target, known = (argument(effects[n].receiver.arguments, "0").text for n in (0, 1, 6))
    assert (folder, target, known) == ("{env.H}/invoices", "{env.H}/invoices/{ds}.json", "/known/{ds}")
    assert effects[1].receiver == argument(effects[5].arguments, "0")
    assert argument(effects[7].arguments, "0").source == "env.FILE"


def test_a_task_that_would_add_tasks_to_its_dag_adds_none(tmp_path):
    (tmp_path / "d.py").write_text("""
from airflow.sdk import dag, task
@dag
def d():
    @task
    def first(x):
        later.partial(x=1).expand_kwargs(other)
        later.expand(x=other)
    first(1)
    @task
    def later(x):
        pass
    @task
    def made():
        pass
    other = made()
d()
""")
    (found,) = read([tmp_path]).dags
    assert [each.id for each in found.tasks] == ["first", "made"] and found.order == ()
