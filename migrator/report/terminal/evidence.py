"""The words and lines of an explanation: names, headings, accesses, and the code that a fact rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from migrator.model import Access, Certainty, Dag, Evidence, Ground, Mode, Span, TaskRef, Write
from migrator.secrets import masked

VERB = {Mode.READ: "reads", Mode.WRITE: "writes", Mode.CHECK: "checks", Mode.WAIT: "waits for"}
VERB_STYLE = {Mode.READ: "blue", Mode.WRITE: "magenta", Mode.CHECK: "cyan", Mode.WAIT: "cyan"}
GROUND = {
    Ground.DECLARED: "declared",
    Ground.OPERATOR: "the operator does so",
    Ground.SQL: "the SQL says so",
    Ground.CODE: "the code does so",
    Ground.XCOM: "an XCom",
    Ground.ORDER: "declared order",
}


@dataclass(frozen=True, slots=True)
class Words:
    """How an explanation names things, and where it prints."""

    names: dict[str, str]
    out: Console

    def say(self, what: RenderableType, indent: int = 0) -> None:
        """Prints at an indent, wrapped within it."""
        text = Text(what) if isinstance(what, str) else what
        self.out.print(Padding(text, (0, 0, 0, indent), expand=False))

    def safe(self, text: str) -> str:
        """A text without secrets."""
        return masked(text)

    def name(self, key: str) -> str:
        """What people call an asset."""
        return masked(self.names.get(key, key))

    def column(self, text: str) -> str:
        """A column of an asset, by the asset's name: `KEY.column` => `name.column`."""
        key, _, column = text.rpartition(".")
        return f"{self.name(key)}.{masked(column)}" if key else masked(text)

    def task(self, ref: TaskRef) -> str:
        """A task with its DAG."""
        return f"{ref.dag}.{ref.task}"

    def end(self, end: TaskRef | str, dag: Dag | None) -> str:
        """An end of an edge; a task of the DAG at hand by its own id."""
        if isinstance(end, str):
            return self.name(end)
        inside = dag is not None and (end.path, end.dag) == (dag.path, dag.name)
        return end.task if inside else self.task(end)

    def accesses(self, accesses: Sequence[Access], indent: int, *, with_asset: bool) -> None:
        """What is read and written, alike ones once, each with all it rests on."""
        alike: dict[str, tuple[Text, dict[Evidence, None]]] = {}
        for access in accesses:
            line = self._access(access, with_asset)
            alike.setdefault(line.plain, (line, {}))[1].update(dict.fromkeys(access.evidence))
        for line, evidence in alike.values():
            self.say(line, indent)
            why(evidence, self, indent + 2)

    def _access(self, access: Access, with_asset: bool) -> Text:
        line = Text(VERB[access.mode], style=VERB_STYLE[access.mode])
        if with_asset:
            line.append(f" {self.name(access.asset)}", style="default")
        how = [access.write.value] if access.write and access.write is not Write.UNKNOWN else []
        how += [f"of {masked(access.partition)}"] if access.partition else []
        how += ["after filling it itself"] if access.own else []
        line.append(f"  {', '.join(how)}" if how else "", style="dim")
        if access.certainty is Certainty.PARTIAL:
            line.append(f"  only run time knows {', '.join(access.unknown_parts)}", style="yellow")
        elif access.when:
            line.append(f"  only if {masked(access.when.text())}", style="yellow")
        return line


def heading(name: str, kind: str, span: Span | None, words: Words, more: str) -> None:
    """What is explained, what it is and where it stands."""
    words.out.print()
    words.out.print(Rule(Text.assemble((name, "bold"), (f"  {kind}", "dim")), align="left", style="dim"))
    place = f"{span.path}:{span.line}" if span else ""
    words.say(Text("  ".join(filter(None, (place, more))), style="dim"))


def part(title: str, words: Words, *, empty: bool = False) -> None:
    """The heading of a part; nothing for an empty one."""
    if not empty:
        words.out.print()
        words.say(Text(title.upper(), style="bold cyan"))


def why(evidence: Iterable[Evidence], words: Words, indent: int) -> None:
    """What a fact rests on: the place, the ground and the code that stands there."""
    for each in evidence:
        line = Text.assemble((f"{each.span.path}:{each.span.line}", "dim"), (f"  {GROUND[each.ground]}", "dim italic"))
        words.say(line, indent)
        if each.quote:
            words.say(Text(masked(each.quote)), indent + 2)
