"""What a person decided in `migrate.toml` at the project's root. `load.py` is the way in."""

from migrator.configuration.advising import ORDER_MEANS, ORDERS, OUR_ADVISING, Advising
from migrator.configuration.bounds import BOUNDS, SYNTAXES
from migrator.configuration.decided import Configuration
from migrator.configuration.facts import OURS
from migrator.configuration.load import FILE, load_configuration
from migrator.configuration.overrides import NO_OVERRIDES, Overrides
from migrator.configuration.tables import BadConfiguration, instead

__all__ = [
    "BOUNDS",
    "FILE",
    "NO_OVERRIDES",
    "ORDERS",
    "ORDER_MEANS",
    "OURS",
    "OUR_ADVISING",
    "SYNTAXES",
    "Advising",
    "BadConfiguration",
    "Configuration",
    "Overrides",
    "instead",
    "load_configuration",
]
