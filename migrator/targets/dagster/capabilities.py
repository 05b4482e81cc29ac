"""What this target does natively and what it calls nothing, for planning to read."""

from migrator.model import Capabilities

# What Dagster lets no asset, job or group be called, beside Python's keywords.
RESERVED = tuple(
    str.split(
        "arg_dict bool conf config context dict float input input_arg_dict int meta output output_arg_dict str type"
    )
)
CAPABILITIES = Capabilities(target="dagster", sql_systems=(("sqlite", ("PATH",)),), reserved=RESERVED)

# The resource that stands for each system, as `templates/resources.py.jinja` names it.
RESOURCE_CLASSES = {"sqlite": "SqliteResource"}
