"""Random DAGs that differ in when they run: a schedule, a zone, the dates between which, the Airflow they are for."""

from __future__ import annotations

import random
from dataclasses import dataclass

VERSIONS = ("1.10", "2", "3")
# Half of the cases are in zones whose clocks change, by an hour or by half of one, at midnight or at night.
ZONES = (
    "UTC",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Asia/Beirut",
    "Pacific/Chatham",
    "America/Havana",
    "America/Santiago",
    "Australia/Adelaide",
    "Europe/Dublin",
)
PRESETS = ("@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@quarterly", "@yearly", "@annually")
MINUTES = (60, 90, 300, 5, 7, 720, 1440, 1440, 2880, 10080, 360, 180, 120, 20, 50)
HEADS = {
    "1.10": "from airflow.operators.python_operator import PythonOperator\n",
    "2": "from airflow.operators.python import PythonOperator\n",
    "3": "from airflow.providers.standard.operators.python import PythonOperator\nimport airflow.sdk\n",
}
# What a task is told of its run, by templates: in every version, and those that only 2.x has.
TOLD = (
    "ds",
    "ds_nodash",
    "ts",
    "ts_nodash",
    "data_interval_start | ds",
    "data_interval_end | ds",
    "data_interval_end | ts",
    "logical_date.strftime('%Y/%m/%d/%H')",
    "macros.ds_add(ds, -7)",
    "macros.ds_format(ds, '%Y-%m-%d', '%d.%m.%Y')",
    "(logical_date - macros.timedelta(hours=5)).strftime('%Y-%m-%d %H:%M')",
    "ds.replace('-', '')",
)
TOLD_BEFORE_3 = ("prev_ds", "next_ds", "yesterday_ds", "tomorrow_ds", "prev_ds_nodash", "execution_date.isoformat()")
TIMETABLES = {
    "CronTriggerTimetable": "airflow.timetables.trigger",
    "CronDataIntervalTimetable": "airflow.timetables.interval",
}


@dataclass(frozen=True)
class Case:
    """A DAG's name, its version, and its source: a call that makes it."""

    name: str
    version: str
    source: str


def case(seed: int) -> Case:
    """The DAG with this number: always the same."""
    chance = random.Random(f"intervals {seed}")
    version, zone = chance.choice(VERSIONS), chance.choice(ZONES)
    start = _date(chance, 2023, zone if chance.random() < 0.8 else None)
    arguments = [f"schedule={_schedule(chance, version, zone)}"]
    if version == "1.10":
        arguments = [arguments[0].replace("schedule=", "schedule_interval=")]
    match chance.randrange(5):
        case 0:
            arguments.append(f"default_args={{'start_date': {start}}}")
        case _:
            arguments.append(f"start_date={start}")
    if chance.random() < 0.2:
        arguments.append(f"end_date={_date(chance, 2025, zone if chance.random() < 0.5 else None)}")
    earlier = f", start_date={_date(chance, 2023, None)}" if chance.random() < 0.1 else ""
    name = f"case_{seed}"
    return Case(name, version, f"made({name!r}, {{{_pairs(arguments)}}}{_task(earlier)})\n")


def text_of(cases: list[Case], version: str) -> str:
    """A file with all cases of a version."""
    lines = [HEADS[version], "import datetime\nimport pendulum\nfrom airflow import DAG\n"]
    lines += [f"from {module} import {name}\n" for name, module in TIMETABLES.items() if version != "1.10"]
    lines.append(f"TOLD = {told_in(version)!r}\n{ROW}")
    return "".join([*lines, *(each.source for each in cases if each.version == version)])


ROW = """
def row(told):
    return told


def made(name, given, task={}):
    with DAG(name, catchup=True, **given):
        PythonOperator(task_id="row", python_callable=row, op_kwargs={"told": TOLD}, **task)


"""


def told_in(version: str) -> dict[str, str]:
    """The templates of a version, by what stands between their braces."""
    names = TOLD if version == "3" else (*TOLD, *TOLD_BEFORE_3)
    return {name: f"{{{{ {name} }}}}" for name in names}


def _pairs(arguments: list[str]) -> str:
    return ", ".join(f"{name!r}: {value}" for name, _, value in (each.partition("=") for each in arguments))


def _task(earlier: str) -> str:
    return f", {{'start_date': {earlier.removeprefix(', start_date=')}}}" if earlier else ""


def _date(chance: random.Random, year: int, zone: str | None) -> str:
    parts = [year, chance.randrange(1, 13), chance.randrange(1, 29)]
    parts += [chance.choice((0, 0, 1, 2, 5, 23)), chance.choice((0, 0, 0, 30, 17))] if chance.random() < 0.5 else []
    said = ", ".join(map(str, parts))
    return f"datetime.datetime({said})" if zone is None else f"pendulum.datetime({said}, tz={zone!r})"


def _schedule(chance: random.Random, version: str, zone: str) -> str:
    kind = chance.random()
    if kind < 0.15:
        return repr(chance.choice(PRESETS))
    if kind < 0.3:
        return f"datetime.timedelta(minutes={chance.choice(MINUTES)})"
    if kind < 0.4 and version != "1.10":
        return f"{chance.choice(sorted(TIMETABLES))}({_cron(chance)!r}, timezone={chance.choice(ZONES)!r})"
    return repr(_cron(chance))


def _cron(chance: random.Random) -> str:
    minute = chance.choice((0, 0, 5, 15, 30, 45, 59, chance.randrange(60)))
    hour = chance.choice((0, 1, 2, 3, 23, chance.randrange(24)))
    day, weekday = chance.randrange(1, 32), chance.randrange(7)
    return chance.choice(
        (
            f"{minute} * * * *",
            f"*/{chance.choice((5, 10, 15, 20, 30))} * * * *",
            f"{minute} {hour} * * *",
            f"{minute} {hour} * * *",
            f"{minute} {hour} * * *",
            f"{minute} {hour} * * {weekday}",
            f"{minute} {hour} * * 1-5",
            f"{minute} {hour} * * MON,WED,FRI",
            f"{minute} {hour} {day} * *",
            f"{minute} {hour} {min(day, 28)},L * *",
            f"{minute} {hour} {day} */3 *",
            f"{minute} {hour} 29 2 *",
            f"{minute} {hour} {day} 1,7 {weekday}",
            f"{minute} {hour} * * {weekday}#2",
            f"{minute} */{chance.choice((2, 3, 4, 6, 8, 12))} * * *",
            f"{minute} {hour},{(hour + 7) % 24} * * *",
            f"{minute},{(minute + 25) % 60} {hour} * * *",
            f"{minute} {min(hour, 20)}-23 * * *",
        )
    )
