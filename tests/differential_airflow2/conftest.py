"""A home for Airflow, before anything imports it."""

from __future__ import annotations

import tempfile

from shim.environment import prepare

prepare(tempfile.mkdtemp(prefix="runs-"))
