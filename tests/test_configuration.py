"""`migrate.toml` is read strictly: a decision we cannot follow is an error that says what there should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.configuration import Configuration, load_configuration
from migrator.errors import MigratorError
from migrator.running import Request, store


def test_no_file_means_no_decisions(tmp_path: Path) -> None:
    assert load_configuration(tmp_path) == Configuration()


def test_connections_and_the_environment_of_a_run_are_read(tmp_path: Path) -> None:
    text = '[connections]\nwarehouse = { system = "SQLite" }\n[run.environment]\nDATA = "{home}/data"\n'
    (tmp_path / "migrate.toml").write_text(text, encoding="utf-8")
    configuration = load_configuration(tmp_path)
    assert configuration.system("warehouse") == "sqlite"
    assert configuration.system("other") is None
    assert configuration.environment == (("DATA", "{home}/data"),)


def test_a_store_is_a_path_of_the_project_or_a_url_and_the_nearer_word_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MIGRATE_STORE", raising=False)
    assert store(tmp_path, Request()) is None
    (tmp_path / "migrate.toml").write_text('[run]\nstore = "kept/store.db"\n', encoding="utf-8")
    assert store(tmp_path, Request()) == str(tmp_path / "kept" / "store.db")
    (tmp_path / "migrate.toml").write_text('[run]\nstore = "postgresql://db/x"\n', encoding="utf-8")
    assert store(tmp_path, Request()) == "postgresql://db/x"
    monkeypatch.setenv("MIGRATE_STORE", "here.db")
    assert store(tmp_path, Request()) == str(Path("here.db").resolve())
    assert store(tmp_path, Request(store="sqlite:///there.db")) == "sqlite:///there.db"


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
        "[run]\nstore = 1",
        '[run]\nstore = ""',
    ],
)
def test_what_cannot_be_followed_is_an_error_that_names_the_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "migrate.toml").write_text(text, encoding="utf-8")
    with pytest.raises(MigratorError, match=r"migrate\.toml"):
        load_configuration(tmp_path)
