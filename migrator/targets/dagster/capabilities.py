"""What this target does natively, for planning to read."""

from migrator.model import Capabilities

CAPABILITIES = Capabilities(target="dagster", sql_systems=(("sqlite", ("PATH",)),))
