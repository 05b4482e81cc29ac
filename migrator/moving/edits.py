"""Writes a definition anew where it asked something of Airflow; all else stays as it is, comments and spaces too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import libcst as cst

from migrator.moving.things import Leaf
from migrator.moving.uses import Found


@dataclass(frozen=True, slots=True)
class Changes:
    """What changes in one definition: the parameters that go and those that are new, what each value is called, what
    is handed on to which function, and the name of the dict for what it used to push."""

    dropped: frozenset[str] = frozenset()
    added: tuple[str, ...] = ()
    names: Mapping[Leaf, str] = field(default_factory=dict)
    handed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    outputs: str = "outputs"
    called: str | None = None


def rewritten(found: Found, changes: Changes) -> str:
    """The definition's text with these changes."""
    return found.tree.visit(Edits(found, changes)).code


class Edits(cst.CSTTransformer):
    """Changes a tree, node by node."""

    def __init__(self, found: Found, changes: Changes) -> None:
        super().__init__()
        self.found, self.changes = found, changes
        self.outer = next((each for each in found.tree.body if isinstance(each, cst.FunctionDef)), None)
        self.calls = {call: name for name, calls in found.calls.items() for call in calls if name in changes.handed}
        aliases = {node for node, (name, leaf) in found.aliases.items() if changes.names.get(leaf) == name}
        self.gone = found.gone | aliases

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        updated = super().on_leave(original_node, updated_node)
        if original_node in self.found.leaves:
            return self.value(self.found.leaves[original_node], original_node)
        if original_node in self.found.lists:
            leaves = self.found.lists[original_node]
            return cst.List([cst.Element(self.value(leaf, original_node)) for leaf in leaves])
        if original_node in self.found.renamed:
            name = self.found.renamed[original_node]
            return cst.Name(name, lpar=original_node.lpar, rpar=original_node.rpar)
        if original_node in self.calls:
            return handing_on(updated, self.changes.handed[self.calls[original_node]])
        return updated

    def value(self, leaf: Leaf, original: Any) -> cst.BaseExpression:
        """The name of a value, or the constant itself."""
        if leaf.inline:
            return cst.parse_expression(repr(getattr(leaf.feed, "value", None)))
        return cst.Name(self.changes.names[leaf], lpar=original.lpar, rpar=original.rpar)

    def leave_Expr(self, original_node: cst.Expr, updated_node: cst.Expr) -> cst.BaseSmallStatement:
        if original_node not in self.found.pushes:
            return updated_node
        key, value = self.found.pushes[original_node]
        before, after = original_node.value, updated_node.value
        assert isinstance(before, cst.Call)
        assert isinstance(after, cst.Call)
        place = next(number for number, argument in enumerate(before.args) if argument.value is value)
        target = cst.parse_expression(f"{self.changes.outputs}[{key!r}]")
        assert isinstance(target, cst.Subscript)
        return cst.Assign([cst.AssignTarget(target)], after.args[place].value, semicolon=updated_node.semicolon)

    def leave_Param(self, original_node: cst.Param, updated_node: cst.Param) -> cst.Param:
        is_bare = original_node.annotation in self.found.bare
        return updated_node.with_changes(annotation=None) if is_bare else updated_node

    def leave_AnnAssign(self, original_node: cst.AnnAssign, updated_node: cst.AnnAssign) -> cst.BaseSmallStatement:
        if original_node.annotation not in self.found.bare or updated_node.value is None:
            return updated_node
        return cst.Assign([cst.AssignTarget(updated_node.target)], updated_node.value, semicolon=updated_node.semicolon)

    def leave_FunctionDef(self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef) -> cst.FunctionDef:
        if original_node.returns in self.found.bare:
            updated_node = updated_node.with_changes(returns=None)
        if original_node is not self.outer:
            return updated_node
        if self.changes.called is not None:
            updated_node = updated_node.with_changes(name=cst.Name(self.changes.called))
        return updated_node.with_changes(params=parameters(updated_node.params, self.changes))

    def leave_IndentedBlock(self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock) -> Any:
        if not any(self.is_gone(line) for line in original_node.body):
            return updated_node
        lines: list[cst.BaseStatement] = []
        comments: list[cst.EmptyLine] = []
        for before, after in zip(original_node.body, updated_node.body, strict=True):
            if self.is_gone(before):
                comments += comments_of(before)
                continue
            lead = list(getattr(after, "leading_lines", ()))
            if not lines:
                lead = lead if comments else without_blank(lead)
            if comments or not lines:
                after = after.with_changes(leading_lines=[*comments, *lead])
            lines.append(after)
            comments = []
        if not lines:
            lines = [cst.SimpleStatementLine([cst.Pass()], leading_lines=comments)]
            comments = []
        return updated_node.with_changes(body=lines, footer=[*comments, *updated_node.footer])

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine:
        if self.is_gone(original_node) or not any(small in self.gone for small in original_node.body):
            return updated_node
        pairs = zip(original_node.body, updated_node.body, strict=True)
        kept = [after for before, after in pairs if before not in self.gone]
        kept[-1] = kept[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
        return updated_node.with_changes(body=kept)

    def is_gone(self, line: cst.CSTNode) -> bool:
        """Whether nothing of a line stays; nor of an `if TYPE_CHECKING:` around such lines."""
        if isinstance(line, cst.If) and isinstance(line.test, cst.Name) and line.test.value == "TYPE_CHECKING":
            return line.orelse is None and all(self.is_gone(inner) for inner in line.body.body)
        return isinstance(line, cst.SimpleStatementLine) and all(small in self.gone for small in line.body)


def comments_of(line: cst.CSTNode) -> list[cst.EmptyLine]:
    """The comments above a line and at its side, each on a line of its own."""
    found = [empty for empty in getattr(line, "leading_lines", ()) if empty.comment is not None]
    beside = line.trailing_whitespace.comment if isinstance(line, cst.SimpleStatementLine) else None
    if beside is not None and not beside.value.startswith(("# noqa", "# type:", "# pylint", "# pragma")):
        found.append(cst.EmptyLine(comment=beside))
    return found


def without_blank(lines: list[cst.EmptyLine]) -> list[cst.EmptyLine]:
    """The lines without the blank ones they begin with."""
    while lines and lines[0].comment is None:
        lines = lines[1:]
    return lines


def parameters(old: cst.Parameters, changes: Changes) -> cst.Parameters:
    """The parameters without those that go, with those that are new, set as they were."""
    before = in_order(old)
    if not changes.added and not any(each.name.value in changes.dropped for each in before):
        return old
    new = [cst.Param(cst.Name(name)) for name in changes.added]
    first, plain, named = (
        [each for each in group if each.name.value not in changes.dropped]
        for group in (old.posonly_params, old.params, old.kwonly_params)
    )
    star = old.star_arg
    by_name = isinstance(star, cst.Param) or bool(named) or any(each.default is not None for each in (*first, *plain))
    plain, named = (plain, [*named, *new]) if by_name else ([*plain, *new], named)
    if not named and isinstance(star, cst.ParamStar):
        star = cst.MaybeSentinel.DEFAULT
    elif named and not isinstance(star, cst.Param | cst.ParamStar):
        star = cst.ParamStar()
    last = old.star_kwarg if old.star_kwarg and old.star_kwarg.name.value not in changes.dropped else None
    groups = [first, plain, [star] if isinstance(star, cst.Param) else [], named, [last] if last else []]
    set_anew = iter(spaced([each for group in groups for each in group], before))
    first, plain, stars, named, lasts = ([next(set_anew) for _ in group] for group in groups)
    return old.with_changes(
        posonly_params=first,
        posonly_ind=old.posonly_ind if first else cst.MaybeSentinel.DEFAULT,
        params=plain,
        star_arg=stars[0] if stars else star,
        kwonly_params=named,
        star_kwarg=lasts[0] if lasts else None,
    )


def in_order(old: cst.Parameters) -> list[cst.Param]:
    """The parameters in the order in which they stand."""
    star = [old.star_arg] if isinstance(old.star_arg, cst.Param) else []
    last = [old.star_kwarg] if old.star_kwarg is not None else []
    return [*old.posonly_params, *old.params, *star, *old.kwonly_params, *last]


def spaced(new: list[Any], old: Sequence[Any]) -> list[Any]:
    """Parameters or arguments with commas between them set as those before were, and the last one's end as it was."""
    if not new:
        return []
    commas = [each.comma for each in old[:-1] if isinstance(each.comma, cst.Comma)]
    between = commas[0] if commas else cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    after = "whitespace_after_param" if isinstance(new[0], cst.Param) else "whitespace_after_arg"
    end = old[-1] if old else new[-1]
    nothing = cst.SimpleWhitespace("")
    result = [
        each.with_changes(comma=between, **{after: nothing})
        if each is end or not isinstance(each.comma, cst.Comma)
        else each
        for each in new[:-1]
    ]
    comma = end.comma if old else cst.MaybeSentinel.DEFAULT
    return [*result, new[-1].with_changes(comma=comma, **{after: getattr(end, after)})]


def handing_on(call: Any, names: Sequence[str]) -> cst.Call:
    """The call with these names handed on, each under its own."""
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    new = [cst.Arg(cst.Name(name), keyword=cst.Name(name), equal=equal) for name in names]
    result: cst.Call = call.with_changes(args=spaced([*call.args, *new], call.args))
    return result
