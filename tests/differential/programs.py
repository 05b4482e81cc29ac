"""Whole projects: helper modules, a DAG file, and the DAGs in it, by every way there is to make one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from .definitions import define, flow
from .edges import watched
from .tasks import Place, airflow, statements
from .values import f_string, number, quoted, simple, text
from .writer import Name, Project, Writer

FILE = "dags/main.py"


@st.composite
def programs(draw: Any) -> Project:
    """A project of one DAG file and what it needs."""
    return program(Project(draw))


def program(project: Project) -> Project:
    """The project, written."""
    from .layouts import MORE_DAGS, re_exported

    project.old = project.chance(35)
    for _ in range(project.number(0, 2)):
        helper(project)
    main = Writer(project, FILE, "main")
    for module in project.modules:
        bring(main, module)
    for _ in range(project.number(1, 4)):
        define(main)
    if project.chance(12):
        re_exported(main)
    for _ in range(1 + project.chance(15)):
        project.pick(MORE_DAGS if project.chance(30) else DAGS)(main)
    project.files[FILE] = main.text()
    return project


def helper(project: Project) -> None:
    """A module of the project that DAG files import."""
    name = project.fresh(project.pick(["common", "settings", "steps", "operators_lib"]))
    package, folder = project.pick(
        [("", "dags"), ("shared_code", "dags"), ("", "plugins"), ("lib", "include"), ("pkg.deep", "dags")]
    )
    where = "/".join([folder, *package.split("."), name] if package else [folder, name])
    module = f"{package}.{name}" if package else name
    w = Writer(project, f"{where}.py", module)
    for earlier in project.modules:
        if project.chance(40):
            bring(w, earlier)
    own = len(w.names)
    for _ in range(project.number(1, 4)):
        define(w)
    w.names = w.names[own:]
    parts = package.split(".") if package else []
    for depth in range(len(parts)):
        if project.chance(70):
            project.files.setdefault("/".join([folder, *parts[: depth + 1], "__init__.py"]), "")
    project.files[w.path] = w.text()
    project.modules.append(w)


def bring(w: Writer, module: Writer) -> None:
    """Import what a module defines."""
    if not module.names:
        return
    w.project.reach("helpers imported from the project")
    plain = [name for name in module.names if name.text.isidentifier()]
    package, _, last = module.module.rpartition(".")
    form = w.project.number(0, 5)
    prefix = ""
    if form == 0:
        w.need(f"from {module.module} import {', '.join(name.text for name in plain)}")
    elif form == 1:
        w.need(f"import {module.module}")
        prefix = f"{module.module}."
    elif form == 2:
        w.need(f"import {module.module} as {last}_module")
        prefix = f"{last}_module."
    elif form == 3 and package:
        w.need(f"from {package} import {last}")
        prefix = f"{last}."
    elif form == 4:
        w.need(f"from {module.module} import *")
    else:
        w.need("from " + module.module + " import (\n    " + ",\n    ".join(name.text for name in plain) + ",\n)")
    for name in plain:
        more = name.more
        if name.kind == "builder":
            more = {**more, "imported": True}
        if name.kind == "text function":
            more = True
        if name.kind == "group function":
            more = "called" if more == "group" else more
        w.names.append(Name(name.kind, f"{prefix}{name.text}", more))


# ------------------------------------------------------------------------------------------------------------- DAGs


def dag_id(w: Writer, *unique: str) -> str:
    """The id of a DAG."""
    own = quoted(w.project.fresh("dag"))
    if unique:
        form = w.project.number(0, 2)
        if form == 0:
            w.project.reach("dag_id f-string")
            return f_string(w, own, *unique)
        w.project.reach("dag_id other")
        return " + '_' + ".join([own, *map(simple, unique)]) if form == 1 else f"'{{}}.{{}}'.format({own}, {unique[0]})"
    form = w.project.number(0, 5)
    if form < 2:
        w.project.reach("dag_id literal")
        return own
    if form == 2:
        w.project.reach("dag_id f-string")
        return f_string(w, own, text(w, 2))
    if form == 3 and not w.in_function:
        w.project.reach("dag_id a name")
        name = w.project.fresh("DAG_ID")
        w.line(f"{name} = {w.project.pick([own, f_string(w, own, text(w, 1))])}")
        return name
    w.project.reach("dag_id other")
    return f"{own} + {simple(text(w, 2))}"


def schedule(w: Writer) -> str | None:
    """A schedule, or None for a DAG that does not say."""
    w.need("from datetime import datetime, timedelta")
    plain = [
        "None", "'@daily'", "'0 5 * * *'", "'@hourly'", "timedelta(days=1)", "timedelta(hours=6, minutes=30)", "'@once'",
        "'@weekly'", f"f'{{{number(w, 0)}}} 3 * * 1'", "'*/15 * * * *'", "'@continuous'", "timedelta(weeks=2)",
    ]  # fmt: skip
    known = w.find("conf")
    if known:
        plain.append(f'{w.project.pick(known).text}["schedule"]')
    if w.project.old or w.project.chance(60):
        return w.project.pick(plain)
    if w.project.chance(15):
        return None
    w.need("from airflow.sdk import Asset, AssetAlias, AssetAll, AssetAny")
    uri = f'"s3://bucket/{w.project.fresh("asset")}"'
    one, two = f"Asset({uri})", f'Asset(name={text(w, 0)}, uri={uri[:-1]}_two")'
    w.project.reach("assets as schedules")
    tables = "CronTriggerTimetable CronDataIntervalTimetable DeltaDataIntervalTimetable MultipleCronTriggerTimetable AssetOrTimeSchedule"
    for table in tables.split():
        w.need(f"from airflow.sdk import {table}")
    return w.project.pick([
        f"[{one}]", f"[{one}, {two}]", f"({one} & {two})", f"({one} | {two})", f"({one} | ({two} & Asset('x')))", one,
        f"AssetAny({one}, {two})", f"AssetAll({one}, AssetAny({two}, Asset('y')))", f"[AssetAlias({text(w, 0)})]",
        "CronTriggerTimetable('0 1 * * *', timezone='UTC')", "CronDataIntervalTimetable('@daily', timezone='Europe/Zurich')",
        "DeltaDataIntervalTimetable(timedelta(days=2))", "MultipleCronTriggerTimetable('0 1 * * *', '0 2 * * *', timezone='UTC')",
        f"AssetOrTimeSchedule(timetable=CronTriggerTimetable('0 1 * * *', timezone='UTC'), assets=[{one}])",
    ])  # fmt: skip


def arguments(w: Writer, identity: str | None) -> str:
    """The arguments of a DAG."""
    found: list[str] = []
    when = schedule(w)
    if identity is not None:
        found.append(w.project.pick([identity, f"dag_id={identity}"]))
    if when is not None:
        found.append(f"schedule={when}")
    if w.project.chance(70) or (when and "continuous" in when):
        w.need("from datetime import datetime, timedelta")
        w.need("import pendulum")
        found.append(
            w.project.pick(["start_date=datetime(2024, 1, 1)", "start_date=pendulum.datetime(2024, 1, 1, tz='UTC')"])
        )
    if when and ("continuous" in when or "conf" in when.lower()):
        found.append("max_active_runs=1")
    known = w.find("default args")
    if known and w.project.chance(70):
        one = w.project.pick(known).text
        form = w.project.number(0, 3)
        if form == 3:
            w.project.reach("default_args merged")
            one = f'{{**{one}, "retries": {number(w, 0)}}}'
        found.append(f"default_args={one}")
    elif w.project.chance(40):
        confs = w.find("conf")
        forms = [f'{{"retries": {number(w, 1)}, "owner": {text(w, 1)}}}', f"dict(retries={number(w, 0)})"]
        forms += [f'{each.text}["default_args"]' for each in confs]
        found.append(f"default_args={w.project.pick(forms)}")
    if w.project.chance(30):
        found.append(f"tags=[{text(w, 1)}, 'x']")
    if w.project.chance(10):
        w.project.reach("template_searchpath")
        w.need("import os")
        found.append("template_searchpath=[os.path.join(os.path.dirname(__file__), 'sql')]")
        w.project.files["dags/sql/query.sql"] = "select 1\n"
    if w.project.chance(12):
        w.project.reach("**kwargs to DAG")
        found.append(f'**{{"catchup": False, "description": {text(w, 1)}}}')
    elif w.project.chance(30):
        found.append(w.project.pick(["catchup=False", "max_active_tasks=3", "render_template_as_native_obj=True"]))
    return ", ".join(found)


def body(w: Writer, at: Place) -> None:
    """What is inside a DAG."""
    if w.project.chance(30) and not at.explicit:
        flow(w)
    statements(w, at, w.project.number(1, 5), least=1)
    if at.dag and w.project.chance(15):
        watched(w, at.dag, at)
    if "dags/sql/query.sql" in w.project.files and w.project.chance(70):
        w.project.reach("SQL argument a file")
        w.need("from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator")
        more = f", dag={at.dag}" if at.explicit else ""
        w.line(f'SQLExecuteQueryOperator(task_id="{w.project.fresh("sql")}", sql="query.sql", conn_id="c"{more})')


def with_dag(w: Writer) -> None:
    """`with DAG(...) as dag:`"""
    name = w.project.fresh("dag_object")
    call = f"{airflow(w, 'DAG')}({arguments(w, dag_id(w))})"
    form = w.project.number(0, 4)
    if form == 3:
        group = w.project.fresh("outer")
        w.project.reach("TaskGroup")
        head = f"with {call} as {name}, {airflow(w, 'TaskGroup')}('{group}') as {group}:"
    elif form == 4:
        w.line(f"{name} = {call}")
        head = f"with {name}:"
    else:
        head = f"with {call} as {name}:"
    with w.block(head):
        body(w, Place(dag=name))


def assigned(w: Writer) -> None:
    """`dag = DAG(...)`, given to each task."""
    name = w.project.fresh("dag_object")
    w.line(f"{name} = {airflow(w, 'DAG')}({arguments(w, dag_id(w))})")
    before = list(w.names)
    body(w, Place(dag=name, explicit=True))
    w.names[:] = before


def decorated(w: Writer) -> None:
    """A function under `@dag`."""
    w.project.reach("@dag")
    name = w.project.fresh("my_dag")
    given = arguments(w, w.project.pick([None, dag_id(w)]))
    if not given:
        w.line(f"@{airflow(w, 'dag')}")
    else:
        w.line(f"@{airflow(w, 'dag')}({given})")
    with w.function(f"def {name}():"):
        body(w, Place())
    w.line(w.project.pick([f"{name}()", f"made_{name} = {name}()"]))


def factory(w: Writer) -> None:
    """DAGs made by a function."""
    w.project.reach("DAGs by a factory", "operators in a function")
    name = w.project.fresh("create_dag")
    identity = dag_id(w, "name")
    form = w.project.number(0, 1)
    with w.function(
        f"def {name}(name, schedule=None, default_args=None, size=2):", Name("text", "name"), Name("number", "size")
    ):
        given = f"dag_id={identity}, schedule=schedule, default_args=default_args or {{}}"
        if form == 0:
            with w.block(f"with {airflow(w, 'DAG')}({given}) as dag:"):
                body(w, Place(dag="dag", features=("operators in a function",)))
        else:
            w.line(f"dag = {airflow(w, 'DAG')}({given})")
            body(w, Place(dag="dag", explicit=True, features=("operators in a function",)))
        w.line("return dag")
    made = w.project.fresh("made_dag")
    confs, known = w.find("rows"), w.find("default args")
    more = f", default_args={w.project.pick(known).text}" if known else ""
    form = w.project.number(0, 4)
    if form == 0:
        w.line(f"{made} = {name}({text(w, 1)}, '@daily'{more})")
        return
    w.project.reach("DAGs in a loop")
    if form > 1:
        w.project.reach("globals()[...]")
    source, item = ("['a', 'b']", "each")
    if confs:
        source, item = w.project.pick(confs).text, 'each["name"]'
    forms = {
        1: f"for each in {source}:\n    with {name}({item}, '0 1 * * *'{more}) as {made}:\n        pass",
        2: f"for each in {source}:\n    globals()[f'dag_{{{item}}}'] = {name}({item}{more})".replace(
            'each["name"]}', "each['name']}"
        ).replace("f'dag_{each['name']}'", "'dag_' + each['name']"),
        3: f"for each in {source}:\n    {made} = {name}(name={item}, size={number(w, 0)}{more})\n    globals()[{made}.dag_id] = {made}",
        4: f"globals().update({{'d_' + {item}: {name}({item}) for each in {source}}})",
    }
    w.line(forms[form])


def looped(w: Writer) -> None:
    """DAGs made in a loop."""
    w.project.reach("DAGs in a loop")
    known = w.find("rows")
    item = w.project.fresh("each")
    head, unique, name = f"for {item} in ['north', 'south']:", item, Name("text", item)
    if known and w.project.chance(70):
        head, unique, name = f"for {item} in {w.project.pick(known).text}:", f'{item}["name"]', Name("row", item)
    dag = w.project.fresh("dag_object")
    with w.block(head):
        w.names.append(name)
        call = f"{airflow(w, 'DAG')}({arguments(w, dag_id(w, unique))})"
        if w.project.chance(60):
            with w.block(f"with {call} as {dag}:"):
                body(w, Place(dag=dag, unique=(unique,) if w.project.chance(50) else ()))
        else:
            w.line(f"{dag} = {call}")
            body(w, Place(dag=dag, explicit=True))
            if w.project.chance(80):
                w.project.reach("globals()[...]")
                w.line(f"globals()[f'dag_{{{dag}.dag_id}}'] = {dag}")


def by_class(w: Writer) -> None:
    """DAGs made by an object of a class."""
    w.project.reach("DAGs by a factory", "operators in a function")
    kind = w.project.fresh("Pipeline")
    with w.block(f"class {kind}:"):
        w.line(f"retries = {number(w, 0)}\n")
        with w.function("def __init__(self, name, **options):"):
            w.line("self.name = name\nself.options = options\nself.tasks = {}")
        w.line("")
        with w.function("def build(self):", Name("text", "self.name"), Name("number", "self.retries")):
            given = f"dag_id={dag_id(w, 'self.name')}, schedule=None, **self.options"
            w.project.reach("**kwargs to DAG")
            with w.block(f"with {airflow(w, 'DAG')}({given}) as dag:"):
                body(w, Place(dag="dag", features=("operators in a function",)))
            w.line("self.dag = dag\nreturn dag")
    made = w.project.fresh("built")
    w.line(w.project.pick([
        f"{made} = {kind}({text(w, 1)}).build()",
        f"{made} = {kind}({text(w, 1)}, tags=['a'], default_args={{'retries': 3}})\n{made}_dag = {made}.build()",
        f"for name in ['x', 'y']:\n    globals()['dag_' + name] = {kind}(name, catchup=False).build()",
    ]))  # fmt: skip


def asset_dag(w: Writer) -> None:
    """DAGs made by `@asset`, and one that hangs on it."""
    if w.project.old:
        return with_dag(w)
    w.need("from airflow.sdk import asset, Asset")
    w.project.reach("@asset")
    one, two = w.project.fresh("table"), w.project.fresh("view")
    w.line(w.project.pick([
        f'@asset(schedule="@daily")\ndef {one}():\n    return 1',
        f'@asset(uri="s3://bucket/{one}", schedule=None, tags=["a"])\ndef {one}(context):\n    return 1',
        f"@asset.multi(schedule=None, outlets=[Asset('{one}_a'), Asset('{one}_b')])\ndef {one}(self):\n    return 1",
    ]))  # fmt: skip
    w.line(w.project.pick([
        f"@asset(schedule={one})\ndef {two}({one}):\n    return 2",
        f"@asset(schedule='@hourly', name='{two}_named')\ndef {two}():\n    return 2",
    ]))  # fmt: skip
    if w.project.chance(50):
        with_dag(w)
    return None


DAGS: list[Callable[[Writer], None]] = [
    with_dag, with_dag, with_dag, assigned, assigned, decorated, decorated, factory, looped, by_class, asset_dag,
]  # fmt: skip
