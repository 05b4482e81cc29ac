"""More ways to lay out a project and to make its DAGs: packages that re-export, folders of configuration, settings as data."""

from __future__ import annotations

import json
from collections.abc import Callable

import yaml

from .definitions import conf_data
from .programs import arguments, body, dag_id, schedule
from .tasks import Place, airflow
from .values import number, text
from .writer import Name, Writer


def by_files(w: Writer) -> None:
    """A DAG for each file of configuration in a folder."""
    w.project.reach("DAGs in a loop", "YAML, JSON or CSV read")
    folder, kind = w.project.fresh("configs"), w.project.pick(["yaml", "json"])
    here = w.path.rpartition("/")[0]
    for name in w.project.some(["north", "south", "west"], 1, 3):
        data = {**conf_data(w), "name": name}
        shown = yaml.safe_dump(data) if kind == "yaml" else json.dumps(data)
        w.project.files[f"{here}/{folder}/{name}.{kind}"] = shown
    w.need("from pathlib import Path")
    w.need("import os")
    w.need("import yaml")
    w.need("import json")
    w.need("import glob")
    load = {"yaml": "yaml.safe_load({})", "json": "json.loads({})"}[kind]
    file, conf, dag = w.project.fresh("file"), w.project.fresh("conf"), w.project.fresh("dag_object")
    heads = [
        (
            f"for {file} in sorted((Path(__file__).parent / '{folder}').glob('*.{kind}')):",
            f"{load.format(f'{file}.read_text()')}",
        ),
        (
            f"for {file} in sorted(os.listdir(os.path.join(os.path.dirname(__file__), '{folder}'))):",
            load.format(f"open(os.path.join(os.path.dirname(__file__), '{folder}', {file})).read()"),
        ),
        (
            f"for {file} in sorted(Path(__file__).parent.joinpath('{folder}').iterdir()):",
            load.format(f"open({file}).read()"),
        ),
        (
            f"for {file} in sorted(glob.glob(os.path.join(os.path.dirname(__file__), '{folder}', '*.{kind}'))):",
            load.format(f"Path({file}).read_text()"),
        ),
    ]
    head, value = w.project.pick(heads)
    with w.block(head):
        w.line(f"{conf} = {value}")
        w.know("conf", conf)
        identity = dag_id(w, f'{conf}["name"]')
        more = w.project.pick(
            ["", f', default_args={conf}["default_args"]', f', schedule={conf}["schedule"], max_active_runs=1']
        )
        more = more if "schedule" in more else f"{more}, schedule=None"
        with w.block(f"with {airflow(w, 'DAG')}(dag_id={identity}{more}) as {dag}:"):
            body(w, Place(dag=dag))
        if w.project.chance(50):
            w.project.reach("globals()[...]")
            w.line(f"globals()[{dag}.dag_id] = {dag}")


def from_settings(w: Writer) -> None:
    """A DAG whose arguments are all data."""
    w.project.reach("**kwargs to DAG", "dag_id other")
    name, dag = w.project.fresh("DAG_SETTINGS"), w.project.fresh("dag_object")
    when = schedule(w) or "None"
    own = w.project.fresh("dag")
    forms = [
        f'{name} = {{"dag_id": "{own}", "schedule": {when}, "default_args": {{"retries": {number(w, 1)}}}}}',
        f'{name} = dict(dag_id="{own}" + {text(w, 1)}, schedule={when}, tags=[{text(w, 0)}])',
        f'{name} = {{"schedule": {when}}}\n{name}["dag_id"] = "{own}"\n{name}.update(default_args={{"owner": {text(w, 1)}}})',
    ]
    w.line(w.project.pick(forms))
    if "continuous" in when or "conf" in when.lower():
        w.line(f'{name}["max_active_runs"] = 1')
    w.line(f'{name}.setdefault("start_date", datetime(2024, 1, 1))')
    w.need("from datetime import datetime, timedelta")
    if w.project.chance(50):
        with w.block(f"with {airflow(w, 'DAG')}(**{name}) as {dag}:"):
            body(w, Place(dag=dag))
    else:
        w.line(f"{dag} = {airflow(w, 'DAG')}(**{name})")
        body(w, Place(dag=dag, explicit=True))


def in_parts(w: Writer) -> None:
    """A DAG entered several times, here and in a function, and changed outside its block."""
    dag = w.project.fresh("dag_object")
    w.line(f"{dag} = {airflow(w, 'DAG')}({arguments(w, dag_id(w))})")
    with w.block(f"with {dag}:", keep=True):
        body(w, Place(dag=dag))
    fill = w.project.fresh("fill")
    with w.function(f"def {fill}(dag):"), w.block("with dag:"):
        body(w, Place(dag="dag", features=("operators in a function",)))
    w.line(f"{fill}({dag})")
    w.line(
        w.project.pick(
            [f"{dag}.doc_md = 'about'", f"{dag}.description = 'late'", f"if __name__ == '__main__':\n    {dag}.test()"]
        )
    )
    w.names[:] = [name for name in w.names if name.kind != "node"]


def by_subclass(w: Writer) -> None:
    """A DAG of the project's own class."""
    kind, dag = w.project.fresh("TeamDAG"), w.project.fresh("dag_object")
    base = airflow(w, "DAG")
    own = w.project.fresh("dag")
    w.line(
        f"class {kind}({base}):\n    def __init__(self, dag_id, retries=1, **kwargs):\n"
        f"        kwargs.setdefault('schedule', '@daily')\n"
        f"        kwargs['default_args'] = {{'retries': retries, **kwargs.get('default_args', {{}})}}\n"
        f"        super().__init__(dag_id, tags=['team'], **kwargs)"
    )
    call = f"{kind}({w.project.pick([f'{chr(34)}{own}{chr(34)}', f'dag_id={chr(34)}{own}{chr(34)}'])}, retries={number(w, 1)})"
    with w.block(f"with {call} as {dag}:"):
        body(w, Place(dag=dag))


def decorated_with_arguments(w: Writer) -> None:
    """A function under `@dag` that takes arguments, and one called without the decorator's sign."""
    w.project.reach("@dag")
    name = w.project.fresh("my_dag")
    decorator = airflow(w, "dag")
    if w.project.chance(50):
        with w.function(f"@{decorator}(schedule=None)\ndef {name}(size=3, label='x'):"):
            body(w, Place())
        w.line(f"{name}_object = {name}()")
        return
    with w.function(f"def {name}():"):
        body(w, Place())
    w.line(f"{name}_object = {decorator}(dag_id='{w.project.fresh('dag')}', schedule='@daily')({name})()")


def nested_factory(w: Writer) -> None:
    """A factory that takes a function that fills the DAG."""
    w.project.reach("DAGs by a factory", "operators in a function")
    make, fill, made = w.project.fresh("make_dag"), w.project.fresh("fill"), w.project.fresh("made_dag")
    with w.function(f"def {fill}(dag, name='x'):", Name("text", "name")):
        body(w, Place(dag="dag", explicit=True))
    own = w.project.fresh("dag")
    w.line(
        f"def {make}(dag_id, fill, **kwargs):\n    def wrapper():\n        dag = {airflow(w, 'DAG')}(dag_id, schedule=None, **kwargs)\n"
        f"        fill(dag)\n        return dag\n    return wrapper()"
    )
    w.line(w.project.pick([
        f"{made} = {make}('{own}', {fill})",
        f"{made} = {make}(dag_id='{own}', fill=lambda dag: {fill}(dag, 'lambda'), tags=['a'])",
        f"{made}s = {{n: {make}(f'{own}_{{n}}', {fill}) for n in range(2)}}\nlocals().update({{f'dag_{{n}}': d for n, d in {made}s.items()}})",
        f"{made}, other_{made} = [{make}(n, {fill}) for n in ('{own}_a', '{own}_b')]",
    ]))  # fmt: skip


def re_exported(w: Writer) -> None:
    """A package whose `__init__` brings what its modules define, by relative imports; used at once."""
    package, w_text = w.project.fresh("package"), text(w, 0)
    here = w.path.rpartition("/")[0]
    w.project.reach("helpers imported from the project", "helpers of the project called while building")
    files = w.project.files
    files[f"{here}/{package}/__init__.py"] = w.project.pick([
        "from .names import full_name, PREFIX\nfrom .inner.deep import deepest\n",
        "from .names import *\nfrom .inner import deepest\n__all__ = ['full_name', 'PREFIX', 'deepest']\n",
        f"from {package}.names import full_name as full_name, PREFIX\nfrom . import names\nfrom .inner import deep\ndeepest = deep.deepest\n",
    ])  # fmt: skip
    files[f"{here}/{package}/names.py"] = (
        "from __future__ import annotations\n\nfrom ._base import BASE as _BASE\n\nPREFIX = _BASE + '_p'\n\n\n"
        "def full_name(name: str) -> str:\n    from .inner.deep import deepest\n\n    return f'{PREFIX}_{name}_{deepest()}'\n"
    )
    files[f"{here}/{package}/_base.py"] = f"BASE = {w.project.pick(['chr(98)', repr('base')])}\n"
    files[f"{here}/{package}/inner/__init__.py"] = "from .deep import deepest\n"
    files[f"{here}/{package}/inner/deep.py"] = (
        "from .. import _base\nfrom .._base import BASE\n\n\ndef deepest():\n    return BASE[::-1] + _base.BASE[:1]\n"
    )
    name = w.project.fresh("EXPORTED")
    forms = [
        (f"from {package} import full_name, PREFIX, deepest", f"{name} = full_name({w_text}) + PREFIX + deepest()"),
        (f"import {package}", f"{name} = {package}.full_name({w_text}) + {package}.deepest()"),
        (f"import {package}.names as {package}_names", f"{name} = {package}_names.full_name({w_text})"),
        (f"from {package}.inner import deep as {package}_deep", f"{name} = {package}_deep.deepest()"),
    ]
    line, use = w.project.pick(forms)
    w.need(line)
    w.line(use)
    w.know("text", name)


MORE_DAGS: list[Callable[[Writer], None]] = [
    by_files, from_settings, in_parts, by_subclass, decorated_with_arguments, nested_factory,
]  # fmt: skip
