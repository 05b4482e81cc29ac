"""What is raised, what catches it, and what suppresses it."""

from __future__ import annotations

from migrator.model import Known


def test_an_exception_of_the_project_is_caught_by_those_above_it(dag):
    found = dag("""
        import contextlib
        class Missing(KeyError):
            pass
        class NotThere(Missing):
            def __init__(self, name):
                self.name = name
        def find(name):
            raise NotThere(name)
        names = []
        for kind in (Missing, LookupError):
            try:
                find("a")
            except Missing as error:
                names.append(error.name)
        try:
            find("b")
        except (ValueError, LookupError) as error:
            names.append(error.name)
        with contextlib.suppress(KeyError):
            find("c")
            names.append("never")
        with contextlib.nullcontext("d") as name:
            names.append(name)
        with DAG("d"):
            EmptyOperator(task_id="t", value="_".join(names))
    """)
    assert found.tasks[0].argument("value") == Known("a_a_b_d")


def test_objects_are_sorted_as_they_say(dag):
    found = dag("""
        class Step:
            def __init__(self, name, order):
                self.name, self.order = name, order
            def __lt__(self, other):
                return self.order < other.order
        with DAG("d"):
            for step in sorted([Step("b", 2), Step("c", 3), Step("a", 1)], reverse=True):
                EmptyOperator(task_id=step.name)
    """)
    assert [task.id for task in found.tasks] == ["c", "b", "a"]


def test_what_is_asked_of_a_dicts_keys_and_of_the_environment(dag):
    found = dag("""
        keys = {"a": 1, "b": 2}.keys() | {"c"}
        if "SET_NOWHERE" in os.environ:
            keys = ["d"]
        with DAG("d"):
            for key in sorted(keys):
                EmptyOperator(task_id=key)
    """)
    assert [task.id for task in found.tasks if not task.when] == ["a", "b", "c"]
