"""Ids made with libraries: digests, templates, settings files, Python 2's names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.model import Dag
from migrator.reading import read

CASES = {
    "hashlib.md5('a'.encode()).hexdigest()[:6]": "0cc175",
    "string.Template('make_${what}_$$').substitute(what='x')": "make_x_$",
    "jinja2.Template('load_{{ table }}').render(table='users')": "load_users",
    "'_'.join(k for k, v in six.iteritems({'a': 1, 'b': 2}))": "a_b",
    "calendar.month_name[3].lower()": "march",
    "importlib.import_module('string').digits": "0123456789",
    "'new' if sys.version_info >= (3, 8) else 'old'": "new",
    "'_'.join(str(n) for n in builtins.range(2))": "0_1",
}


@pytest.mark.parametrize("code", CASES)
def test_an_id_is_what_the_library_makes_of_it(dag: Callable[[str], Dag], code: str) -> None:
    found = dag(
        "import builtins, calendar, hashlib, importlib, jinja2, six, string, sys\n"
        f'dag = DAG("d", start_date=datetime(2024, 1, 1), schedule=None)\nEmptyOperator(task_id={code}, dag=dag)'
    )

    assert [task.id for task in found.tasks] == [CASES[code]]


def test_a_settings_file_and_the_files_of_a_pattern_are_read(tmp_path: Path) -> None:
    (tmp_path / "app.ini").write_text("[first]\nsize = big\nn = 3\n[second]\nsize = small\nn = 5\n")
    (tmp_path / "sql").mkdir()
    for name in ("b.sql", "a.sql", "readme.txt"):
        (tmp_path / "sql" / name).touch()
    (tmp_path / "d.py").write_text(
        "import configparser, glob, os\nfrom airflow import DAG\nfrom airflow.operators.empty import EmptyOperator\n"
        "HERE = os.path.dirname(os.path.abspath(__file__))\nparser = configparser.ConfigParser()\n"
        "parser.read(os.path.join(HERE, 'app.ini'))\nwith DAG('d') as dag:\n"
        "    for name in parser.sections():\n"
        '        EmptyOperator(task_id=f\'{name}_{parser.get(name, "size")}_{parser[name].getint("n")}\')\n'
        "    for path in glob.glob(os.path.join(HERE, 'sql', '*.sql')):\n"
        "        EmptyOperator(task_id=os.path.basename(path))\n"
    )

    (found,) = read([tmp_path]).dags

    assert [task.id for task in found.tasks] == ["first_big_3", "second_small_5", "a.sql", "b.sql"]


def test_the_parts_of_a_url_are_known(tmp_path: Path) -> None:
    (tmp_path / "d.py").write_text(
        "import dataclasses, os\nfrom urllib.parse import urlparse, urlsplit\nfrom airflow import DAG\n"
        "from airflow.operators.empty import EmptyOperator\n"
        "where = urlparse(os.environ.get('LANDING', 's3://landing/raw/x.csv?v=1'))\n"
        "with DAG('d') as dag:\n"
        "    EmptyOperator(task_id=f'{where.scheme}_{where.netloc}_{where.path[1:].rsplit(\"/\")[0]}_{where.query}')\n"
        "    EmptyOperator(task_id=urlsplit('gs://b/k')[1])\n"
        "    scheme, host, *rest = urlsplit('gs://c/k')\n"
        "    EmptyOperator(task_id=host)\n"
        "@dataclasses.dataclass\nclass Place:\n    where: object\n"
        "with dag:\n"
        "    EmptyOperator(task_id=dataclasses.asdict(Place(urlsplit('gs://d/k')))['where'][1])\n"
    )

    (found,) = read([tmp_path]).dags

    assert [task.id for task in found.tasks] == ["s3_landing_raw_v=1", "b", "c", "d"]


def test_a_folder_put_on_the_path_is_one_to_import_from(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "made.py").write_text("TABLES = ['a', 'b']\n")
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "d.py").write_text(
        "import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'scripts'))\n"
        "from airflow import DAG\nfrom airflow.operators.empty import EmptyOperator\nfrom made import TABLES\n"
        "with DAG('d') as dag:\n    [EmptyOperator(task_id=t) for t in TABLES]\n"
    )

    (found,) = read([tmp_path]).dags

    assert [task.id for task in found.tasks] == ["a", "b"]
