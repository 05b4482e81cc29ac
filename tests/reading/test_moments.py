"""Ids made of dates, moved and shown by pendulum, dateutil and the calendar."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migrator.model import Dag

CASES = {
    "f'{date(2023, 1, 30) + relativedelta(months=1):%Y%m%d}'": "20230228",
    "f'{datetime(2023, 3, 15) - relativedelta(months=1, day=31):%Y%m%d}'": "20230228",
    "pendulum.datetime(2023, 1, 1).add(months=1).format('YYYYMMDD')": "20230201",
    "pendulum.datetime(2023, 1, 1).subtract(days=1).to_date_string()": "2022-12-31",
    "pendulum.parse('2023-05-17').start_of('month').strftime('%d')": "01",
    "pendulum.datetime(2024, 2, 1).end_of('month').format('DD')": "29",
    "str(pendulum.datetime(2024, 2, 5).quarter)": "1",
    "str(calendar.monthrange(2024, 2)[1])": "29",
    "str(parser.parse('2023-05-06').year)": "2023",
}


@pytest.mark.parametrize("code", CASES)
def test_a_date_is_moved_and_shown(dag: Callable[[str], Dag], code: str) -> None:
    found = dag(
        "import calendar, pendulum\nfrom datetime import date\nfrom dateutil import parser\n"
        f"from dateutil.relativedelta import relativedelta\nwith DAG('d') as dag:\n    EmptyOperator(task_id={code})"
    )

    assert [task.id for task in found.tasks] == [CASES[code]]
