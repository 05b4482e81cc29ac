"""Names for all that is handed in, threaded through the functions that need it, and the text of each definition."""

from __future__ import annotations

import symtable
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from migrator.model import Definition, Feed, Import, Origin, Outputs
from migrator.moving.asked import Cannot, Why
from migrator.moving.calling import Call
from migrator.moving.edits import Changes, rewritten
from migrator.moving.free import free_names
from migrator.moving.gather import Piece, Unit, future_imports
from migrator.moving.spelling import identifier
from migrator.moving.things import Leaf
from migrator.moving.uses import FILE_NAME, learned

# Stands for the dict that is filled in place of XCom pushes.
PUSHED = Leaf(Outputs(()), "outputs")


@dataclass(frozen=True, slots=True)
class Written:
    """The text: `feeds` are those of the parameters that are new, or of which more is known now."""

    function: str
    definitions: tuple[Definition, ...]
    imports: tuple[Import, ...]
    feeds: dict[str, Feed]
    file_name: str | None


@dataclass(slots=True)
class Threads:
    """What each definition needs handed in, for itself and for those it calls."""

    unit: Unit
    needs: dict[int, list[Leaf]] = field(default_factory=dict)

    def of(self, piece: Piece) -> list[Leaf]:
        """What must be handed to a definition."""
        return self.needs.get(id(piece), [])


def write(unit: Unit, main: Piece, call: Call) -> Written:
    """The definitions of a unit, written anew where they asked something of Airflow."""
    threads = threaded(unit)
    names = named(threads, main, call)
    definitions = []
    feeds: dict[str, Feed] = {}
    for piece in unit.in_order():
        changes = changes_of(piece, main, threads, names, call)
        text = rewritten(piece.found, changes) if is_changed(piece, changes) else piece.text
        definitions.append(Definition(piece.binds, text if text.endswith("\n") else f"{text}\n", piece.span))
    definitions, imports = reached(definitions, main.binds[0], unit.imports)
    for leaf in threads.of(main):
        feeds[names[leaf]] = fed(leaf, unit)
    for name, thing in call.things.items():
        if isinstance(thing, Leaf):
            feeds.setdefault(name, fed(thing, unit))
    files = {piece.file.path for piece in unit.in_order() if piece.found.asks_file}
    if files - {main.file.path} or (files and any(FILE_NAME in piece.binds for piece in unit.in_order())):
        raise Cannot("it uses the path of a file that is not its own", main.span, Why.NAME)
    future = futures(unit)
    return Written(main.binds[0], tuple(definitions), (*future, *imports), feeds, FILE_NAME if files else None)


def reached(
    definitions: list[Definition], function: str, imports: Mapping[str, Import]
) -> tuple[list[Definition], list[Import]]:
    """The definitions and imports that the function still needs as it is written now."""
    free = {id(each): free_names(each.text) for each in definitions}
    names: set[str] = {function}
    kept: list[Definition] = []
    is_growing = True
    while is_growing:
        # A statement that binds nothing changes what it names.
        new = [e for e in definitions if e not in kept and names & (set(e.names) or free[id(e)])]
        kept += new
        names |= {name for each in new for name in free[id(each)]}
        is_growing = bool(new)
    used = [each for name, each in imports.items() if name.partition(" ")[0] in names]
    origins = list(Origin)
    order = sorted(used, key=lambda each: (origins.index(each.origin), each.text))
    return [each for each in definitions if each in kept], order


def threaded(unit: Unit) -> Threads:
    """What each definition needs: its own, then what those it calls need, until nothing is added."""
    threads = Threads(unit)
    pieces = unit.in_order()
    for piece in pieces:
        own = [leaf for leaf in piece.found.needs() if not leaf.inline]
        threads.needs[id(piece)] = [*own, *([PUSHED] if piece.found.pushes else [])]
    is_growing = True
    while is_growing:
        is_growing = False
        for piece in pieces:
            mine = threads.needs[id(piece)]
            for other in callees(piece, threads):
                new = [leaf for leaf in threads.of(other) if leaf not in mine]
                mine += new
                is_growing = is_growing or bool(new)
    for piece in pieces:
        check_threads(piece, threads)
    return threads


def callees(piece: Piece, threads: Threads) -> list[Piece]:
    """The definitions that a definition calls by name and that need something."""
    owners = threads.unit.owners
    needing = [name for name in sorted(piece.free) if name in owners and threads.of(owners[name])]
    if needing:
        piece.read()
    return [owners[name] for name in needing if name in piece.found.calls]


def check_threads(piece: Piece, threads: Threads) -> None:
    """Refuse where nothing can be handed on: outside of functions, and to functions that are not called by name."""
    if threads.of(piece) and not piece.is_function:
        what = f"`{piece.binds[0]}`" if piece.binds else "a statement"
        raise Cannot(f"{what} of its module asks the run, or Airflow, for something", piece.span, Why.RUN)
    for name in sorted(piece.found.loose):
        other = threads.unit.owners.get(name)
        if other is not None and threads.of(other) and other.is_function:
            raise Cannot(f"it hands on `{name}`, which asks the run for something", piece.span, Why.RUN)


def named(threads: Threads, main: Piece, call: Call) -> dict[Leaf, str]:
    """A name for everything that is handed in: a parameter's that receives it already, the code's own local one, else
    one that is free wherever it is handed to."""
    names: dict[Leaf, str] = {}
    pieces = threads.unit.in_order()
    for leaf in threads.of(main):
        users = [piece for piece in pieces if leaf in threads.of(piece)]
        own = [name for name, thing in call.things.items() if thing == leaf and name in call.feeds]
        aliases = [name for piece in (main, *users) for name, other in piece.found.aliases.values() if other == leaf]
        names[leaf] = free_name(leaf, [*own, *aliases, identifier(leaf.hint)], users, main, names.values(), call)
    return names


def free_name(leaf: Leaf, wanted: list[str], users: list[Piece], main: Piece, given: Iterable[str], call: Call) -> str:
    """The first of the wanted names that means nothing else in any of the users."""
    taken = set(given)
    for piece in users:
        own = {name for name, other in piece.found.aliases.values() if other == leaf}
        parameters = {name for name, thing in call.things.items() if thing == leaf} if piece is main else set()
        taken |= (bound_inside(piece.text) - own - parameters) | free_names(piece.text)
    last = wanted[-1]
    numbered = (f"{last}_{number}" for number in range(2, 2 + len(taken) + len(wanted)))
    return next(name for name in (*wanted, f"{last}_given", *numbered) if name not in taken)


def bound_inside(text: str) -> set[str]:
    """The names that functions and other scopes in a text bind."""
    found: set[str] = set()
    waiting = list(symtable.symtable(text, "moved", "exec").get_children())
    while waiting:
        table = waiting.pop()
        waiting += table.get_children()
        found |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_local()}
    return found


def changes_of(piece: Piece, main: Piece, threads: Threads, names: dict[Leaf, str], call: Call) -> Changes:
    """What changes in one definition."""
    mine = [names[leaf] for leaf in threads.of(piece)]
    handed = {
        name: [names[leaf] for leaf in threads.of(threads.unit.owners[name])]
        for name in piece.found.calls
        if name in threads.unit.owners
    }
    is_main = piece is main
    kept = set(call.feeds) if is_main else set()
    return Changes(
        dropped=frozenset(call.dropped() - kept) if is_main else frozenset(),
        added=tuple(name for name in dict.fromkeys(mine) if name not in kept),
        names=names,
        handed={name: given for name, given in handed.items() if given},
        outputs=names.get(PUSHED, "outputs"),
    )


def is_changed(piece: Piece, changes: Changes) -> bool:
    """Whether anything of a definition is written anew."""
    found = piece.found
    touched = (found.leaves, found.lists, found.pushes, found.gone, found.bare, found.renamed, found.aliases)
    return any(touched) or bool(changes.added or changes.handed or changes.dropped)


def fed(leaf: Leaf, unit: Unit) -> Feed:
    """What a parameter is fed with, and all that any definition asks of it."""
    asked: set[str] | None = set()
    for piece in unit.in_order():
        names = piece.found.asked.get(leaf, set())
        asked = None if asked is None or names is None else asked | names
    if leaf == PUSHED:
        return Outputs(tuple(dict.fromkeys(key for p in unit.in_order() for key, _ in p.found.pushes.values())))
    return learned(leaf, asked).feed


def futures(unit: Unit) -> tuple[Import, ...]:
    """What the files take from the future."""
    files = {piece.file.path: piece.file for piece in unit.in_order()}
    return tuple(dict.fromkeys(each for file in files.values() for each in future_imports(file)))
