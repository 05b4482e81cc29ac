"""Which arguments of a task are Airflow's settings of it, and which are its work."""

from __future__ import annotations

from migrator.model import Arguments, Items, Known, Task

# Those that a step carries (`Step.settings`), that the plan honours otherwise, or that say nothing about what runs.
CARRIED = frozenset(
    str.split(
        "task_id task_group task_group_id dag dag_id doc doc_md doc_rst doc_json doc_yaml task_display_name owner "
        "start_date end_date trigger_rule depends_on_past wait_for_downstream ignore_first_depends_on_past "
        "retries retry_delay retry_exponential_backoff max_retry_delay email email_on_failure email_on_retry "
        "pool pool_slots priority_weight weight_rule execution_timeout sla inlets outlets params default_args "
        "do_xcom_push show_return_value_in_logs provide_context deferrable depends_on_setup max_active_tis_per_dag "
        "max_active_tis_per_dagrun task_concurrency dagrun_timeout catchup allow_nested_operators "
        "poll_interval polling_interval poke_interval mode wait_for_completion_interval max_active_runs "
        "concurrency schedule schedule_interval tags description logger_name"
    )
)
# Those of Airflow's that nothing outside of it has.
BOUND = frozenset(
    str.split(
        "run_as_user queue executor executor_config resources map_index_template pre_execute post_execute "
        "multiple_outputs retry_policy on_failure_callback on_success_callback on_retry_callback on_skipped_callback "
        "on_execute_callback on_failure_fail_dagrun start_from_trigger start_trigger_args"
    )
)
# What changes nothing where it is given so.
NOTHING = (Known(None), Known(""), Items(()))
QUIET = frozenset({"queue", "map_index_template", "multiple_outputs"})


def bound_setting(task: Task) -> str | None:
    """The first of the task's settings that only Airflow can honour; None where there is none."""
    given = (name for name, value in task.arguments if name in BOUND - QUIET and value not in NOTHING)
    return next((f"its {name} has no native form" for name in given), None)


def work_of(task: Task) -> Arguments:
    """The arguments that say what is to be done, as they were given."""
    return tuple((name, value) for name, value in task.arguments if name not in CARRIED | BOUND)
