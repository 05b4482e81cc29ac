"""How Dagster goes on after an island of which some tasks failed: with all that lies below the others.

An island is one step, and one that failed. Dagster then starts no step below it, unless its executor looks at outputs
instead of steps (`step_dependency_config`, of its own executors since 1.0): what a failed step has materialized is
there, and what it has not keeps those below from starting. The run has failed all the same.
"""

from __future__ import annotations

from typing import Any

import dagster as dg
from dagster import multi_or_in_process_executor

BY_OUTPUTS = {"require_upstream_step_success": False}


def _by_outputs(config: dict[str, Any]) -> dict[str, Any]:
    """The same choice between one process and several, with another default."""
    return {mode: {"step_dependency_config": BY_OUTPUTS, **(settings or {})} for mode, settings in config.items()}


# Dagster's default executor, with the same configuration, for code locations with islands.
island_executor: dg.ExecutorDefinition = multi_or_in_process_executor.configured(
    _by_outputs,
    name="multi_or_in_process_executor",
    config_schema=multi_or_in_process_executor.config_schema.as_field(),
)
