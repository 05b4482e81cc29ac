"""Random DAGs as the text of DAG files."""

from __future__ import annotations

from collections.abc import Iterator

from .programs import Group, Node, Over, Program

IMPORTS = """\
from datetime import datetime, timedelta

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.latest_only import LatestOnlyOperator
from airflow.providers.standard.operators.python import BranchPythonOperator, PythonOperator, ShortCircuitOperator
from airflow.providers.standard.sensors.python import PythonSensor
from airflow.sdk import DAG, BaseOperator, TaskGroup, task, task_group
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException, AirflowTaskTerminated
from airflow.triggers.base import BaseTrigger, TriggerEvent
"""
# The same, as Airflow 2 has it.
OLD_IMPORTS = """\
from datetime import datetime, timedelta

from airflow import DAG
from airflow.decorators import task, task_group
from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.models.baseoperator import BaseOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.latest_only import LatestOnlyOperator
from airflow.operators.python import BranchPythonOperator, PythonOperator, ShortCircuitOperator
from airflow.sensors.python import PythonSensor
from airflow.triggers.base import BaseTrigger, TriggerEvent
from airflow.utils.task_group import TaskGroup
"""
HEAD = """
T, G, POKES = {}, {}, []


def act(outcome, ti):
    if outcome == "failed" or (outcome == "flaky" and ti.try_number < 2):
        raise ValueError(outcome)
    if outcome == "skipped":
        raise AirflowSkipException(outcome)
    if outcome == "gives_up":
        raise AirflowFailException(outcome)
    if outcome == "terminated":
        raise AirflowTaskTerminated(outcome)
    if outcome == "exits":
        raise SystemExit(3)


def plain(value):
    if isinstance(value, dict | str | int | None):
        return value
    return [plain(each) for each in value]


def work(name, outcome="success", value=None, reads=(), x="nothing", y="nothing", ti=None):
    act(outcome, ti)
    act(x, ti)
    if value is not None:
        return value
    return [name, ti.map_index, plain(reads)] if x == "nothing" else x if y == "nothing" else [x, y]


def pushes(name, ti=None):
    ti.xcom_push("own", [name, ti.map_index])
    return {"a": name, "b": [1, 2]}


def poke(outcome, ti=None):
    POKES.append(ti.task_id)
    act(outcome, ti)
    return outcome == "success" or (outcome == "later" and POKES.count(ti.task_id) > 2)


class Echo(BaseTrigger):
    def serialize(self):
        return f"{__name__}.Echo", {}

    async def run(self):
        yield TriggerEvent("echo")


class Deferring(BaseOperator):
    def __init__(self, *, outcome, **arguments):
        super().__init__(**arguments)
        self.outcome = outcome

    def execute(self, context):
        self.defer(trigger=Echo(), method_name="resume")

    def resume(self, context, event=None):
        act(self.outcome, context["ti"])
        return event


def value(name):
    return getattr(T[name], "output", T[name])


"""


def text(program: Program, dag_id: str, old: bool = False) -> str:
    """A DAG file with one DAG, as for Airflow 3 or, `old`, for Airflow 2."""
    more = f", {'fail_stop' if old else 'fail_fast'}=True" if program.fail_fast else ""
    lines = [
        f'with DAG("{dag_id}", schedule=None, start_date=datetime(2026, 1, 1), '
        f'default_args={{"retry_delay": timedelta(0)}}{more}):',
        *(f"    {line}" for line in _body(program, "", None)),
        *(f"    {line}" for line in _edges(program)),
    ]
    return (OLD_IMPORTS if old else IMPORTS) + HEAD + "\n".join(lines) + "\n"


def _body(program: Program, path: str, mapped: str | None) -> Iterator[str]:
    """The tasks and groups directly in a group, in order."""
    seen = set()
    for node in program.nodes:
        if node.group == path:
            yield f'T["{node.name}"] = {_task(node, program, mapped)}' + (".as_setup()" if node.role == "setup" else "")
        elif (node.group + "/").startswith(f"{path}/" if path else ""):
            name = "/".join(node.group.split("/")[: path.count("/") + 2 if path else 1])
            if name not in seen:
                seen.add(name)
                yield from _group(program, next(group for group in program.groups if group.name == name), mapped)
    if not seen and not any(node.group == path for node in program.nodes):
        yield "pass"


def _group(program: Program, group: Group, mapped: str | None) -> Iterator[str]:
    name = group.name.rpartition("/")[2]
    if group.over is None:
        yield f'with TaskGroup("{name}") as G["{group.name}"]:'
        yield from (f"    {line}" for line in _body(program, group.name, mapped))
        return
    names = "x, y" if group.over.form == "product" else "x"
    yield f'@task_group(group_id="{name}")'
    yield f"def {name}({names}):"
    yield from (f"    {line}" for line in _body(program, group.name, "x"))
    yield f'G["{group.name}"] = {name}.{_over(group.over)}'


def _task(node: Node, program: Program, mapped: str | None) -> str:
    common = [f'task_id="{node.name}"']
    if node.rule != "all_success" and node.role != "teardown":
        common.append(f'trigger_rule="{node.rule}"')
    if node.retries:
        common.append(f"retries={node.retries}")
    shared = ", ".join(common)
    given = [f'name="{node.name}"', f'outcome="{node.outcome}"']
    if node.value is not None:
        given.append(f"value={_plain(node.value)}")
    if node.reads:
        given.append(f"reads=[{', '.join(map(_read, node.reads))}]")
    if mapped and node.kind == "taskflow" and node.value is None:
        given.append(f"x={mapped}")
    match node.kind:
        case "mapped" if node.over:
            return f'task(work).override({shared}).partial(name="{node.name}").{_over(node.over)}'
        case "classic":
            pairs = ", ".join(f'"{each.partition("=")[0]}": {each.partition("=")[2]}' for each in given)
            return f"PythonOperator({shared}, python_callable=work, op_kwargs={{{pairs}}})"
        case "empty":
            return f"EmptyOperator({shared})"
        case "latest_only":
            return f"LatestOnlyOperator({shared})"
        case "pushes":
            more = "(multiple_outputs=True)" if node.flag else ""
            return f'task{more}(pushes).override({shared}, do_xcom_push={node.value is None})(name="{node.name}")'
        case "branch":
            return f"BranchPythonOperator({shared}, python_callable=lambda: {_follow(node, program)})"
        case "short_circuit":
            return (
                f"ShortCircuitOperator({shared}, python_callable=lambda: {bool(node.value)}, "
                f"ignore_downstream_trigger_rules={node.flag})"
            )
        case "sensor":
            return (
                f'PythonSensor({shared}, python_callable=poke, op_kwargs={{"outcome": "{node.outcome}"}}, '
                f'mode="{"reschedule" if node.flag else "poke"}", poke_interval=0, '
                f"timeout={0 if node.outcome == 'timeout' else 60}, soft_fail={bool(node.retries)})"
            )
        case "deferrable":
            return f'Deferring({shared}, outcome="{node.outcome}")'
    return f"task(work).override({shared})({', '.join(given)})"


def _read(name: str) -> str:
    return f'value("{name}")'


def _plain(value: object) -> str:
    return repr(list(value) if isinstance(value, tuple) else value)


def _follow(node: Node, program: Program) -> str:
    if node.follow is None:
        return "None"
    ids = []
    for name in node.follow:
        found = program.named(name)
        groups = [group.name for group in program.groups if group.name == name]
        ids += [found.id] if found else [group.replace("/", ".") for group in groups]
    return repr(ids[0] if node.flag and len(ids) == 1 else ids)


def _over(over: Over) -> str:
    items = _plain(over.items)
    sources = [_read(each) for each in over.sources]
    match over.form, sources:
        case "product", _:
            return f"expand(x={sources[0] if sources else items}, y=['p', 'q'])"
        case "kwargs", [source]:
            return f"expand_kwargs({source}.map(lambda e: {{'x': e}}))"
        case "kwargs", []:
            return f"expand_kwargs({[{'x': each} for each in over.items]!r})"
        case "dict", []:
            return f"expand(x={dict(enumerate(over.items))!r})"
        case "zip", [one, two]:
            return f"expand(x={one}.zip({two}).map(lambda e: e[0]))"
        case "longest", [one, two]:
            return f"expand(x={one}.zip({two}, fillvalue='z').map(lambda e: [*e]))"
        case "concat", [one, two]:
            return f"expand(x={one}.concat({two}))"
        case "map", [source]:
            return f"expand(x={source}.map(lambda e: None if e == 1 else e))"
        case _, [source, *_]:
            return f"expand(x={source})"
    return f"expand(x={items})"


def _edges(program: Program) -> Iterator[str]:
    for group in program.groups:
        for above in group.above:
            yield f'T["{above}"] >> G["{group.name}"]'
    for node in program.nodes:
        for above in node.above:
            yield f'T["{above}"] >> T["{node.name}"]'
    for node in program.nodes:
        if node.role == "teardown":
            setups = ", ".join(f'T["{each}"]' for each in node.setups)
            more = ", on_failure_fail_dagrun=True" if node.flag else ""
            yield f'T["{node.name}"].as_teardown(setups=[{setups}]{more})'
