"""What this target does natively and what it calls nothing, for planning to read."""

from migrator.model import Capabilities
from migrator.targets.dagster.bodies import WRITERS
from migrator.targets.dagster.expressions import RUN_VALUES
from migrator.targets.dagster.naming import RESERVED
from migrator.targets.dagster.systems import HOOK_METHODS, HOOKS, SYSTEMS

CAPABILITIES = Capabilities(
    target="dagster",
    bodies=tuple(WRITERS),
    sql_systems=tuple((system.name, tuple(field.suffix for field in system.fields)) for system in SYSTEMS),
    hook_classes=HOOKS,
    hook_methods=HOOK_METHODS,
    run_values=RUN_VALUES,
    values=True,
    reserved=RESERVED,
)
