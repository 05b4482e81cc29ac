"""When are two mentions the same data? The only maker of an asset's key.

Keys follow OpenLineage's naming: `postgres://{conn:warehouse}/public.orders`, `s3://bucket/key`, `file:/data/x.csv`.
What only run time knows stays as a readable hole. A hole that is a date is the asset's partition, and every date is
spelled `{date}` in the key: `s3://b/dt={ds}/x` and `s3://b/dt={prev_ds}/x` are two parts of one asset.

A key says what the text says, and what a connection map says beside it is the asset's address: keys stay when the map
changes, and two keys of one address are the same data. docs/lineage.md lists every system's names.
"""

from migrator.identity.authorities import Database, Home, connection, database, dsn, host_of, system_at
from migrator.identity.dates import DATE
from migrator.identity.holes import STEADY, holes, split_name
from migrator.identity.locations import declared, file, location, result
from migrator.identity.places import ADDRESS, Place, address_of
from migrator.identity.relations import contains, related
from migrator.identity.systems import ALIASES, EMBEDDED, STORES, SYSTEMS, Fold, System, rules_of, system_named
from migrator.identity.tables import stage, table

__all__ = [
    "ADDRESS",
    "ALIASES",
    "DATE",
    "EMBEDDED",
    "STEADY",
    "STORES",
    "SYSTEMS",
    "Database",
    "Fold",
    "Home",
    "Place",
    "System",
    "address_of",
    "connection",
    "contains",
    "database",
    "declared",
    "dsn",
    "file",
    "holes",
    "host_of",
    "location",
    "related",
    "result",
    "rules_of",
    "split_name",
    "stage",
    "system_at",
    "system_named",
    "table",
]
