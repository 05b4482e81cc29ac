"""Pools as a person describes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrator.configuration import BadConfiguration, load_configuration
from migrator.limits import Pool


def configured(folder: Path, text: str) -> tuple[tuple[Pool, ...], bool]:
    (folder / "migrate.toml").write_text(text)
    found = load_configuration(folder)
    return found.pools, found.pools_complete


def test_pools_are_numbers_or_tables(tmp_path: Path) -> None:
    text = "[pools]\netl = 3\nslow = { slots = 1, include_deferred = true }\n"
    assert configured(tmp_path, text) == ((Pool("etl", 3), Pool("slow", 1, True)), False)


def test_a_file_of_airflow_pools_export_names_all_there_are(tmp_path: Path) -> None:
    exported = {"default_pool": {"slots": 8, "description": "d", "include_deferred": False}, "etl": {"slots": 2}}
    (tmp_path / "pools.json").write_text(json.dumps(exported))
    text = '[run]\npools = "pools.json"\n[pools]\netl = 5\n'
    assert configured(tmp_path, text) == ((Pool("default_pool", 8), Pool("etl", 5)), True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[pools]\netl = "3"\n', "pools.etl has '3' slots"),
        ("[pools]\netl = { slots = 1, colour = 2 }\n", "pools.etl.colour is unknown"),
        ('[run]\npools = "nowhere.json"\n', "nowhere.json is no file of `airflow pools export`"),
        ("[pools]\netl = { slots = 1, include_deferred = 1 }\n", "include_deferred is 1, not true or false"),
    ],
)
def test_what_is_no_pool_is_one_sentence(text: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="cannot be used") as refused:
        configured(tmp_path, text)
    assert why in str(refused.value)
