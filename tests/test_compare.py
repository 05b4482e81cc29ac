"""Two sides are equal only when every row and every byte they wrote is."""

import os
import shutil
import sqlite3
from collections import Counter
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.proof.compare import compare_homes, empty_table


@pytest.fixture
def homes(tmp_path):
    left, right = tmp_path / "left", tmp_path / "right"
    before = tmp_path / "before"
    left.mkdir(), right.mkdir(), before.mkdir()
    return left, right, before


def fill(home, rows, columns="day TEXT, amount"):
    (home / "w.db").unlink(missing_ok=True)
    with closing(sqlite3.connect(home / "w.db")) as connection, connection:
        connection.execute(f"CREATE TABLE fact ({columns})")
        connection.executemany("INSERT INTO fact VALUES (?, ?)", rows)


def test_the_same_rows_in_another_order_are_equal(homes):
    fill(homes[0], [("a", 1), ("b", 2)])
    fill(homes[1], [("b", 2), ("a", 1)])
    comparison = compare_homes(*homes)
    assert not comparison.differences
    assert [(output.name, output.amount, output.unit) for output in comparison.outputs] == [("w.db: fact", 2, "rows")]


def test_a_changed_row_is_named_on_both_sides(homes):
    fill(homes[0], [("a", 1), ("b", 2)])
    fill(homes[1], [("a", 1), ("b", 3)])
    (difference,) = compare_homes(*homes).differences
    assert difference.columns == ("day", "amount")
    assert {(row.values, row.left, row.right) for row in difference.rows} == {(("b", 2), 1, 0), (("b", 3), 0, 1)}


def test_a_row_that_occurs_twice_on_one_side_differs(homes):
    fill(homes[0], [("a", 1), ("a", 1)])
    fill(homes[1], [("a", 1)])
    (difference,) = compare_homes(*homes).differences
    assert [(row.values, row.left, row.right) for row in difference.rows] == [(("a", 1), 2, 1)]


def test_a_table_only_one_side_wrote_differs(homes):
    fill(homes[0], [])
    (difference,) = compare_homes(*homes).differences
    assert difference.because == "the assets did not write it"


def test_columns_may_stand_in_another_order_but_not_be_others(homes):
    fill(homes[0], [("a", 1)])
    fill(homes[1], [(1, "a")], columns="amount, day TEXT")
    assert not compare_homes(*homes).differences
    fill(homes[1], [("a", 1)], columns="day TEXT, total")
    assert "amount, total" in compare_homes(*homes).differences[0].because


def test_the_first_line_that_differs_is_shown(homes):
    for home, text in zip(homes[:2], ("a\nb\n", "a\nc\n"), strict=True):
        (home / "out").mkdir()
        (home / "out" / "report.csv").write_text(text)
    (difference,) = compare_homes(*homes).differences
    assert difference.because == "line 2 differs"
    assert [row.values for row in difference.rows] == [("b",), ("c",)]


def test_a_side_that_leaves_an_old_file_alone_is_not_equal_to_one_that_writes_it_again(homes):
    left, right, before = homes
    (before / "report.csv").write_text("a\n")
    for home in (left, right):
        shutil.copytree(before, home, dirs_exist_ok=True)
    assert [output.touched for output in compare_homes(*homes).outputs] == [False]
    os.utime(left / "report.csv", ns=(1, 1))
    (difference,) = compare_homes(*homes).differences
    assert difference.because == "the assets did not write it"


def test_a_table_neither_side_touched_proves_nothing(homes):
    fill(homes[2], [("a", 1)])
    for home in homes[:2]:
        shutil.copytree(homes[2], home, dirs_exist_ok=True)
    assert [output.touched for output in compare_homes(*homes).outputs] == [False]


def test_emptied_tables_keep_their_columns(homes):
    fill(homes[0], [("a", 1)])
    empty_table(homes[0] / "w.db", "FACT")
    with closing(sqlite3.connect(homes[0] / "w.db")) as connection:
        assert connection.execute("SELECT * FROM fact").fetchall() == []


CELLS = st.none() | st.integers(-5, 5) | st.text(alphabet="ab'\"\0é", max_size=2)


@settings(max_examples=60, deadline=None)
@given(left=st.lists(st.tuples(CELLS, CELLS), max_size=6), right=st.lists(st.tuples(CELLS, CELLS), max_size=6))
def test_tables_are_equal_exactly_when_their_multisets_of_rows_are(tmp_path_factory, left, right):
    folder = tmp_path_factory.mktemp("homes")
    (folder / "l").mkdir(), (folder / "r").mkdir(), (folder / "b").mkdir()
    fill(folder / "l", left, "a, b")
    fill(folder / "r", right, "a, b")
    differs = bool(compare_homes(folder / "l", folder / "r", folder / "b").differences)
    assert differs == (Counter(left) != Counter(right))
