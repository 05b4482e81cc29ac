"""`migrate.toml` is read strictly: a decision we cannot follow is an error that says what there should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.configuration import Configuration, load_configuration
from migrator.errors import MigratorError


def test_no_file_means_no_decisions(tmp_path: Path) -> None:
    assert load_configuration(tmp_path) == Configuration()


def test_connections_and_the_environment_of_a_run_are_read(tmp_path: Path) -> None:
    text = '[connections]\nwarehouse = { system = "SQLite" }\n[run.environment]\nDATA = "{home}/data"\n'
    (tmp_path / "migrate.toml").write_text(text, encoding="utf-8")
    configuration = load_configuration(tmp_path)
    assert configuration.system("warehouse") == "sqlite"
    assert configuration.system("other") is None
    assert configuration.environment == (("DATA", "{home}/data"),)


@pytest.mark.parametrize(
    "text",
    [
        "connections_from = 1",
        "[connections_from]\nfile = true",
        "[connections_from]\nfiles = 1",
        "connections = 1",
        "[connections",
        '[connections]\nw = "sqlite"',
        "[run.environment]\nN = 1",
        "run = []",
    ],
)
def test_what_cannot_be_followed_is_an_error_that_names_the_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "migrate.toml").write_text(text, encoding="utf-8")
    with pytest.raises(MigratorError, match=r"migrate\.toml"):
        load_configuration(tmp_path)
