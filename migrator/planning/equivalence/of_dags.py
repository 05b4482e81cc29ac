"""What becomes of each argument of a DAG, one row each, whatever its value; `by_value.py` has those that hang on it.

https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dags.html, and the arguments of 2.x and 1.10.
"""

from __future__ import annotations

from migrator.planning.equivalence.row import APPROXIMATED, IMPOSSIBLE, ISLAND, SAME, Row

CANVAS = Row("nothing", SAME, "it only says how Airflow's own pages look")
FILES = Row("nothing", SAME, "it is about how Airflow finds and keeps DAG files, which a project does not need")
MACROS = Row("islands", ISLAND, "a task whose templates use them stays in an island, where Airflow fills them")

OF_DAGS: dict[str, Row] = {
    "dag_id": Row("the group of its assets, and a job", SAME, "a group shows together what one DAG held"),
    "dag_display_name": Row("nothing", APPROXIMATED, "Dagster shows a job by its name, which is the DAG's id"),
    "description": Row("the job's description", SAME, "shown with the job"),
    "doc_md": Row("the job's description", SAME, "Dagster shows Markdown there"),
    "tags": Row("tags of its native assets", SAME, "each is a tag without a value"),
    "owner_links": Row("nothing", IMPOSSIBLE, "Dagster has no link for an owner; write it into a description"),
    "access_control": Row(
        "nothing", IMPOSSIBLE, "open-source Dagster has no roles: whoever reaches it may do all; Dagster+ has teams"
    ),
    "auto_register": FILES,
    "disable_bundle_versioning": FILES,
    "rerun_with_latest_version": FILES,
    "full_filepath": FILES,
    "default_view": CANVAS,
    "orientation": CANVAS,
    "task_group": Row("nothing", SAME, "groups of tasks are part of the tasks' ids"),
    "template_searchpath": Row("sql/", SAME, "the SQL files it finds are copied into the project"),
    "template_undefined": Row(
        "nothing", APPROXIMATED, "what a template of a native step names must be known", kept=True
    ),
    "jinja_environment_kwargs": Row("nothing", APPROXIMATED, "templates of native steps are Jinja's own", kept=True),
    "user_defined_macros": MACROS,
    "user_defined_filters": MACROS,
    "max_consecutive_failed_dag_runs": Row(
        "nothing", IMPOSSIBLE, "Dagster stops no schedule because runs failed: a person is told, and stops it"
    ),
    "fail_fast": Row("nothing", APPROXIMATED, "a failed step stops what is below it, and the rest goes on", kept=True),
    "fail_stop": Row("nothing", APPROXIMATED, "a failed step stops what is below it, and the rest goes on", kept=True),
    "on_success_callback": Row(
        "nothing for native steps",
        IMPOSSIBLE,
        "write a run_status_sensor; it is called when the last island has ended",
        True,
    ),
    "on_failure_callback": Row(
        "nothing for native steps",
        IMPOSSIBLE,
        "write a run_failure_sensor; it is called when the last island has ended",
        True,
    ),
    "sla_miss_callback": Row("nothing", IMPOSSIBLE, "Airflow 3 does not call it either; freshness checks can alert"),
    "deadline": Row(
        "a freshness policy, if wanted",
        APPROXIMATED,
        "Airflow counts from a run, Dagster from the last materialization",
    ),
    "allowed_run_types": Row("nothing", IMPOSSIBLE, "anyone who may start a Dagster job may start any run of it"),
}
