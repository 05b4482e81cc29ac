"""Truth of conditions, exactly: binary decision diagrams, in which conditions that hold alike are one.

How a DAG's tasks end is a condition of how each of them would end. Whether one of them implies another is a question
about all outcomes at once; a diagram answers it without going through them.
"""

from __future__ import annotations

from collections.abc import Iterable

FALSE, TRUE = 0, 1
# A DAG whose conditions need more than this many nodes is too entangled to be divided.
MOST_NODES = 150_000


class TooEntangled(Exception):
    """The conditions of a DAG grow beyond what can be worked with."""


class Diagrams:
    """Conditions over variables, each a number. Later variables stand on top, so that what is built from above in a DAG
    grows at the top."""

    def __init__(self, most: int = MOST_NODES) -> None:
        self._most = most
        self._variables = 0
        # By number: which variable a node asks, and what follows from no and from yes.
        self._nodes: list[tuple[int, int, int]] = [(-1, 0, 0), (-1, 1, 1)]
        self._known: dict[tuple[int, int, int], int] = {}
        self._chosen: dict[tuple[int, int, int], int] = {}

    def variable(self) -> int:
        """A condition that nothing else decides."""
        self._variables += 1
        return self._node(self._variables, FALSE, TRUE)

    def choose(self, condition: int, yes: int, no: int) -> int:
        """`yes` where the condition holds, `no` elsewhere."""
        asked = (condition, yes, no)
        pending = [asked]
        while pending:
            key = pending[-1]
            if (plain := _plain(*key)) is not None:
                self._chosen[key] = plain
            elif key not in self._chosen:
                top = max(self._nodes[each][0] for each in key)
                sides = [self._sides(each, top) for each in key]
                low, high = ((sides[0][at], sides[1][at], sides[2][at]) for at in (0, 1))
                missing = [each for each in (low, high) if each not in self._chosen]
                if missing:
                    pending += missing
                    continue
                self._chosen[key] = self._node(top, self._chosen[low], self._chosen[high])
            pending.pop()
        return self._chosen[asked]

    def no(self, condition: int) -> int:
        """Where it does not hold."""
        return self.choose(condition, FALSE, TRUE)

    def all(self, conditions: Iterable[int]) -> int:
        """Where all hold."""
        found = TRUE
        for each in conditions:
            found = self.choose(each, found, FALSE)
        return found

    def any(self, conditions: Iterable[int]) -> int:
        """Where one holds."""
        found = FALSE
        for each in conditions:
            found = self.choose(each, TRUE, found)
        return found

    def implies(self, condition: int, other: int) -> bool:
        """Whether the other holds wherever the condition does."""
        return self.choose(condition, other, TRUE) == TRUE

    def _sides(self, node: int, top: int) -> tuple[int, int]:
        variable, low, high = self._nodes[node]
        return (low, high) if variable == top else (node, node)

    def _node(self, variable: int, low: int, high: int) -> int:
        if low == high:
            return low
        key = (variable, low, high)
        if key not in self._known:
            if len(self._nodes) >= self._most:
                raise TooEntangled
            self._known[key] = len(self._nodes)
            self._nodes.append(key)
        return self._known[key]


def _plain(condition: int, yes: int, no: int) -> int | None:
    if condition in (FALSE, TRUE):
        return yes if condition == TRUE else no
    if yes == no:
        return yes
    return condition if (yes, no) == (TRUE, FALSE) else None
