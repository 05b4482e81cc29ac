"""What becomes of each argument that every operator or sensor has, one row each, whatever its value.

https://airflow.apache.org/docs/apache-airflow/stable/_api/airflow/sdk/bases/operator/index.html
"""

from __future__ import annotations

from migrator.planning.equivalence.row import APPROXIMATED, IMPOSSIBLE, ISLAND, SAME, Row

CALLED = Row("islands", ISLAND, "a task with it stays in an island, where it is called as in Airflow")
MACHINE = Row(
    "nothing",
    IMPOSSIBLE,
    "where a step runs is the run launcher's and executor's to say: tags of the deployment, such as dagster-k8s/config",
)
STRUCTURE = Row("nothing", SAME, "it says only where the task stands in its DAG")
DOCUMENT = Row("the asset's description", SAME, "shown with the asset")
NAMED = Row("metadata of its assets", SAME, "each asset names the tasks it came from")
WAITING = Row("nothing for native steps", APPROXIMATED, "no native step waits by itself", kept=True)

OF_TASKS: dict[str, Row] = {
    "task_id": NAMED,
    "task_display_name": NAMED,
    "dag": STRUCTURE,
    "default_args": STRUCTURE,
    "inlets": Row("what its assets depend on", SAME, "inlets are read like any other access"),
    "outlets": Row("its assets", SAME, "outlets are read like any other access"),
    "owner": Row(
        "owners of its native assets, if an address, else a tag", SAME, "Dagster's owners are addresses or teams"
    ),
    "doc": DOCUMENT,
    "doc_md": DOCUMENT,
    "doc_rst": DOCUMENT,
    "doc_json": DOCUMENT,
    "doc_yaml": DOCUMENT,
    "retry_delay": Row("RetryPolicy(delay)", SAME, "in seconds"),
    "retry_policy": Row(
        "islands", ISLAND, "a task with it stays in an island: Dagster asks no code whether to try again"
    ),
    "priority_weight": Row(
        "op tag dagster/priority", APPROXIMATED, "it orders the steps of one run; between runs a run's own tag does"
    ),
    "weight_rule": Row(
        "nothing", APPROXIMATED, "Dagster counts a step's own priority and not those of steps above or below it"
    ),
    "pool": Row(
        "pool= of native steps", APPROXIMATED, "how many at a time is set once, by `dagster instance concurrency set`"
    ),
    "execution_timeout": Row(
        "nothing for native steps", IMPOSSIBLE, "Dagster bounds whole runs (dagster/max_runtime), not steps", kept=True
    ),
    "max_active_tis_per_dag": Row(
        "nothing for native steps", APPROXIMATED, "a pool with as many slots does the same: give the step one"
    ),
    "task_concurrency": Row(
        "nothing for native steps", APPROXIMATED, "a pool with as many slots does the same: give the step one"
    ),
    "max_active_tis_per_dagrun": Row(
        "nothing for native steps",
        APPROXIMATED,
        "a native step is one in each run; mapped tasks are in islands",
        kept=True,
    ),
    "sla": Row("a freshness policy, if wanted", APPROXIMATED, "Airflow 3 has none either; see the plan's freshness"),
    "trigger_rule": Row(
        "islands, where it is not all_success",
        SAME,
        "a task with another rule stays with what it hangs on in an island",
    ),
    "ignore_first_depends_on_past": Row("nothing", SAME, "the first partition has none before it to wait for"),
    "wait_for_past_depends_before_skipping": Row("the island", APPROXIMATED, "no native step is skipped so", kept=True),
    "on_execute_callback": CALLED,
    "on_failure_callback": CALLED,
    "on_retry_callback": CALLED,
    "on_skipped_callback": CALLED,
    "on_success_callback": CALLED,
    "pre_execute": CALLED,
    "post_execute": CALLED,
    "queue": MACHINE,
    "executor": MACHINE,
    "executor_config": MACHINE,
    "resources": MACHINE,
    "run_as_user": Row("nothing", IMPOSSIBLE, "a step runs as the user that Dagster runs as"),
    "do_xcom_push": Row("nothing", SAME, "what nobody takes is not kept"),
    "multiple_outputs": Row("a dict, taken by key", SAME, "who takes an entry asks the dict for it"),
    "map_index_template": Row("nothing", SAME, "mapped tasks are in islands, where it names them", kept=True),
    "logger_name": Row("nothing", APPROXIMATED, "a native step logs to Dagster's own logger", kept=True),
    "allow_nested_operators": STRUCTURE,
    "provide_context": STRUCTURE,
    # Of sensors.
    "poke_interval": WAITING,
    "timeout": WAITING,
    "soft_fail": WAITING,
    "silent_fail": WAITING,
    "never_fail": WAITING,
    "exponential_backoff": WAITING,
    "max_wait": WAITING,
    "deferrable": WAITING,
}
