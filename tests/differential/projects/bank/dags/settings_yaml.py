import configparser
import csv
import glob
import json
import os
from datetime import datetime
from pathlib import Path

import yaml
from airflow.decorators import dag, task
from airflow.operators.bash import BashOperator
from jinja2 import Template

BASE = Path(__file__).resolve().parent
conf = yaml.safe_load((BASE / "config" / "settings.yml").read_text())
meta = json.loads(BASE.joinpath("config/meta.json").read_text(encoding="utf-8"))
parser = configparser.ConfigParser()
parser.read(os.path.join(str(BASE), "config", "app.ini"))
with (BASE / "config/tables.csv").open(newline="") as fh:
    tables = [row for row in csv.DictReader(fh)]


@dag(
    dag_id=conf["dag"]["id"],
    schedule=conf["dag"]["schedule"],
    start_date=datetime.fromisoformat(conf["dag"]["start"]),
    catchup=False,
    default_args=conf["dag"]["default_args"],
)
def settings_yaml():
    @task
    def begin():
        return 1

    b = begin()
    for sql in sorted(glob.glob(str(BASE / "sql" / "*.sql"))):
        b >> BashOperator(task_id="sql_" + os.path.splitext(os.path.basename(sql))[0], bash_command=f"psql -f {sql}")
    for f in sorted(os.listdir(BASE / "sql")):
        if f.endswith(".sql"):
            BashOperator(task_id=f"list_{f[:-4]}", bash_command=open(BASE / "sql" / f).read())
    for row in tables:
        if row["active"] == "1":
            b >> BashOperator(task_id=Template("table_{{ t }}").render(t=row["name"]), bash_command="x")
    for name in parser.sections():
        BashOperator(task_id=f"ini_{name}_{parser.get(name, 'size')}_{parser[name].getint('n')}", bash_command="x")
    for key, values in meta.items():
        for v in values:
            BashOperator(task_id=f"{key}.{v}".lower().replace(" ", "_"), bash_command="x")


settings_yaml()
