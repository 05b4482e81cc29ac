"""A temporary home for Airflow."""

from __future__ import annotations

import tempfile

from shim.environment import prepare

prepare(tempfile.mkdtemp(prefix="kills-"))
