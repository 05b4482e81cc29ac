"""Airflow 1's way to bring a class to DAGs: a plugin of the project lists it, and `airflow.operators...` has it.

`from airflow.operators.my_plugin import MyOperator` names the plugin; the oldest style, `from airflow.operators import
MyOperator`, only the class.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

from migrator.reading.classes import Class
from migrator.reading.frames import Frame, Module
from migrator.reading.values import unwrap

# What holds the modules: `imports.Modules`, which itself asks here.
Modules: TypeAlias = Any
KINDS = {"operators": "operators", "sensors": "sensors", "hooks": "hooks", "macros": "macros"}
# The modules that Airflow's own packages have: no plugin is looked for under these names.
OWN = frozenset(
    "bash branch check dagrun datetime docker druid_check druid dummy email empty generic_transfer hive hive_stats "
    "hive_to_druid hive_to_mysql hive_to_samba http jdbc latest_only mssql mssql_to_hive mysql mysql_to_hive oracle "
    "papermill pig postgres presto_check presto_to_mysql python redshift_to_s3 s3_file_transform s3_to_hive "
    "s3_to_redshift sensors slack smooth sql sql_branch sqlite subdag trigger_dagrun weekday base base_sensor "
    "date_time external_task hdfs hive_partition metastore_partition named_hive_partition s3_key s3_prefix time_delta "
    "time web_hdfs webhdfs filesystem S3 dbapi hive_hooks package_index presto samba subprocess zendesk".split()
)
MOST = 200


def plugged_in(name: str, part: str, frame: Frame) -> Any | None:
    """The class or function that a plugin of the project puts at `name.part`; None when there is none."""
    package, _, plugin = name.removeprefix("airflow.").partition(".")
    own = plugin.removesuffix("_operator").removesuffix("_sensor").removesuffix("_hook")
    if not name.startswith("airflow.") or package not in KINDS or own in OWN or "." in plugin:
        return None
    if not plugin and (part in OWN or not part[:1].isupper()):
        return None
    for cls in plugin_classes(frame):
        if plugin and unwrap(cls.names.get("name"))[0] != plugin:
            continue
        # Airflow puts the sensors that a plugin lists as operators under both names
        for kind in (KINDS[package], "operators"):
            listed, _ = unwrap(cls.names.get(kind, []))
            for each in listed if isinstance(listed, (list, tuple)) else []:
                if getattr(each, "name", None) == part:
                    return each
    return None


def plugin_classes(frame: Frame) -> list[Class]:
    """The `AirflowPlugin` classes in the `plugins` folders that the file's imports are looked for in."""
    modules = frame.machine.modules
    found: list[Class] = []
    for root in map(Path, modules.layout.import_roots(frame.module.source.folder)):
        if root.name != "plugins" or str(frame.module.source.file).startswith(f"{root}/"):
            continue
        for path in modules.disk.names(str(root), "*.py", deep=True)[:MOST]:
            if "AirflowPlugin" not in (modules.disk.text(path) or ""):
                continue
            name = path.removeprefix(f"{root}/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            file = modules.disk.module(name, frame.module.source.folder)
            module = None if file is None else modules.load_seen(file, name, frame)
            found += plugins_of(module) if module is not None else []
    return found


def plugins_of(module: Module) -> list[Class]:
    """The plugins that a module defines."""
    return [
        value
        for value in module.variables.values()
        if isinstance(value, Class) and any(base.endswith(".AirflowPlugin") for base in value.outside())
    ]
