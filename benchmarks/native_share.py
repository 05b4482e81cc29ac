"""How much of the work on data becomes native, and what keeps the rest as it is.

    python benchmarks/native_share.py FOLDER... [--apart] [--target dagster] [--full] [--tasks] [--document FILE]

Reads each FOLDER (with --apart each sub-folder of it, as a project of its own) and plans it, once for the target as it
is and once for one that can do everything. Counted are the tasks that read or write data, apart from those that only
watch it (sensors) or clean up behind others (teardowns, trigger rules such as `all_done`); of the rest the share that
is native, and the reasons of what is not, most frequent first. Every item must have a disposition: planning fails
otherwise. With --document, writes the tables between the marks of that file.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from migrator.model import Becomes, Capabilities, Dag, Mode, Plan, Project, Task
from migrator.operators.facts import Catalogue
from migrator.operators.rule import Kind
from migrator.pipeline import analyze, decide
from migrator.targets import load_target

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "planning"))
from full_target import FULL

NATIVE = (
    Becomes.ASSET,
    Becomes.STEP,
    Becomes.CHECK,
    Becomes.HOOK,
    Becomes.AUTOMATION,
    Becomes.RESOURCE,
    Becomes.FOLDED,
)
# The trigger rules of tasks that do not clean up behind others.
PLAIN_RULES = ("all_success", "TriggerRule.ALL_SUCCESS", "none_failed", "none_failed_min_one_success")
MARK = "native share"
CATALOGUE = Catalogue()


@dataclass(slots=True)
class Count:
    """What was found: tasks by what became of them, and the reasons of what is wrapped."""

    items: int = 0
    becomes: Counter[str] = field(default_factory=Counter)
    moving: int = 0
    native: int = 0
    apart: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    tasks: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def share(self) -> float:
        """The native share of the tasks that move data, in percent."""
        return 100 * self.native / self.moving if self.moving else 100.0


def counted(projects: list[Project], capabilities: Capabilities) -> Count:
    """The native share over these projects."""
    count = Count()
    for project in projects:
        plan = decide(project, capabilities)
        moving = {each.task for each in project.accesses if each.mode in (Mode.READ, Mode.WRITE)}
        for dag, task, item in items(project, plan):
            count.items += 1
            becomes, because = item
            count.becomes[becomes.value] += 1
            if dag.ref(task) not in moving:
                continue
            if watches_or_cleans(task):
                count.apart += 1
                continue
            count.moving += 1
            if becomes in NATIVE:
                count.native += 1
            else:
                count.reasons[kind_of_reason(because)] += 1
                count.tasks[kind_of_reason(because)].append(
                    f"{dag.path}:{task.span.line} {task.operator} {task.id}: {because}"
                )
    return count


def items(project: Project, plan: Plan) -> Iterator[tuple[Dag, Task, tuple[Becomes, str]]]:
    """Each task with what becomes of it."""
    found: dict[tuple[str, int], list[tuple[Becomes, str]]] = defaultdict(list)
    for each in plan.dispositions:
        found[each.item, each.span.line].append((each.becomes, each.because))
    for dag in project.dags:
        for task in dag.tasks:
            yield dag, task, found[f"{dag.name}.{task.id}", task.span.line].pop(0)


def watches_or_cleans(task: Task) -> bool:
    """Whether a task only waits for data, or runs to clean up whatever came of those before it."""
    rule = CATALOGUE.rule_of(task)
    watches = rule is not None and rule.kind is Kind.SENSOR
    return watches or task.setup or task.teardown or task.trigger_rule not in PLAIN_RULES


def kind_of_reason(because: str) -> str:
    """The reason without the names in it, to count by: `x takes what it hands on` of every x."""
    text = re.sub(r"^[\w.\-{}]+: ", "", because)
    text = re.sub(r"^[\w.\-]+ (takes|waits|comes|runs|waits for it)\b", r"... \1", text)
    text = re.sub(r"argument [\w.]+", "argument ...", text)
    text = re.sub(r"(takes|what) [\w.\-]+ (hands|returns)", r"\1 ... \2", text)
    text = re.sub(r"\{\{.*?\}\}", "{{ ... }}", text)
    return re.sub(r"does not start \w+", "does not start ...", text)


def table(title: str, count: Count, reasons: int = 15) -> list[str]:
    """The figures of one count as Markdown."""
    told = ", ".join(f"{number} {name}" for name, number in sorted(count.becomes.items(), key=lambda item: -item[1]))
    lines = [
        f"**{title}**: {count.items} tasks, each with one disposition ({told}). Of {count.moving} that move data "
        f"{count.native} are native: **{count.share:.1f} %** ({count.apart} that watch or clean up are apart).",
        "",
    ]
    if count.reasons:
        lines += ["| what keeps the rest as it is | tasks |", "|---|---|"]
        lines += [f"| {because} | {number} |" for because, number in count.reasons.most_common(reasons)]
        rest = sum(count.reasons.values()) - sum(number for _, number in count.reasons.most_common(reasons))
        lines += [f"| other reasons | {rest} |"] if rest else []
        lines.append("")
    return lines


def main() -> None:
    """Print the tables; with --document, write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--apart", action="store_true", help="each sub-folder is a project of its own")
    parser.add_argument("--target", default="dagster")
    parser.add_argument("--tasks", action="store_true", help="name the tasks behind each reason")
    parser.add_argument("--document", type=Path)
    options = parser.parse_args()
    lines: list[str] = []
    for folder in options.folders:
        parts = [part for part in sorted(folder.iterdir()) if part.is_dir()] if options.apart else [folder]
        shared = [part for part in parts if part.name == "_shared"]
        projects = [analyze([part], shared) for part in parts if part not in shared]
        for title, capabilities in (
            (f"{folder.name}, a target that can do everything", FULL),
            (f"{folder.name}, {options.target}", load_target(options.target).CAPABILITIES),
        ):
            count = counted(projects, capabilities)
            lines += table(title, count)
            if options.tasks:
                for because, tasks in sorted(count.tasks.items(), key=lambda item: -len(item[1])):
                    print(f"# {because}", *tasks, sep="\n  ")
    print("\n".join(lines))
    if options.document:
        write(options.document, lines)


def write(document: Path, lines: list[str]) -> None:
    """The tables between the marks of a document."""
    text = document.read_text()
    begin, end = f"<!-- {MARK} -->", f"<!-- end of {MARK} -->"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    document.write_text(f"{before}{begin}\n\n" + "\n".join(lines) + f"\n{end}{after}")


if __name__ == "__main__":
    main()
