"""What a person decided in `migrate.toml` at the project's root. `load.py` is the way in."""

from migrator.configuration.bounds import BOUNDS, SYNTAXES
from migrator.configuration.decided import Configuration
from migrator.configuration.facts import OURS
from migrator.configuration.load import FILE, load_configuration
from migrator.configuration.tables import BadConfiguration

__all__ = ["BOUNDS", "FILE", "OURS", "SYNTAXES", "BadConfiguration", "Configuration", "load_configuration"]
