"""A Python function: called with what its run, other assets, the environment and the resources give."""

from __future__ import annotations

from migrator.model import Function, Imported, Outputs
from migrator.targets.dagster.emitted import Emitted, Place
from migrator.targets.dagster.feeds import Feeding, fed


def function_lines(body: Function, place: Place) -> Emitted:
    """One call of the function; what it returns is the task's value, with what it pushed beside it under its keys."""
    code = body.code
    feeding = Feeding(place, dict(body.resources))
    arguments = []
    for given in code.inputs:
        source = fed(given.feed, given.parameter, feeding)
        arguments.append(source if given.positional else f"{given.parameter}={source}")
    if isinstance(code, Imported):
        called, imports = code.function, (code.source.text,)
    else:
        module = place.around.code[place.task]
        alias = f"{module}_code"
        called, imports = f"{alias}.{code.function}", (f"from {place.package}.code import {module} as {alias}",)
    pushed = [feeding.names[given.parameter] for given in code.inputs if isinstance(given.feed, Outputs)]
    wanted = place.is_taken
    call = f"{called}({', '.join(arguments)})"
    value = None
    lines = [*feeding.before, f"value = {call}" if code.returns and wanted else call]
    if wanted:
        value = "value" if code.returns else "None"
    if wanted and pushed:
        value = "{" + f'"return_value": {value}, ' + ", ".join(f"**{name}" for name in pushed) + "}"
    return Emitted(
        lines=tuple(lines),
        parameters=tuple(feeding.parameters.items()),
        inputs=tuple(feeding.inputs.items()),
        window=tuple(feeding.window),
        imports=(*imports, *feeding.imports),
        value=value,
        kinds=("python", *sorted(system for system in feeding.systems)),
    )
