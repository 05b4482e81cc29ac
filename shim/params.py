"""Whether a configuration fits a DAG's params."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shim.load import Loaded


def unfit(loaded: Loaded, conf: Mapping[str, Any]) -> str | None:
    """Why a configuration does not fit a DAG's params; None when it does."""
    params = loaded.dag.params.__class__(dict(loaded.dag.params.items()))
    try:
        params.update(conf)
        params.validate()
    except Exception as error:  # ParamValidationError, or whatever a param of the user's own raises
        return f"{loaded.dag.dag_id} does not take this configuration: {str(error).splitlines()[0]}"
    return None
