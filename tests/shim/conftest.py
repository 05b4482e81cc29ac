"""A temporary home for Airflow."""

from __future__ import annotations

import tempfile

from hypothesis import settings

from shim.environment import prepare

settings.register_profile("shim", deadline=None, database=None)
settings.load_profile("shim")
prepare(tempfile.mkdtemp(prefix="shim-tests-"))
