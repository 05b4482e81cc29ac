"""The forms of commands that the parser does not know, each a pattern and what it says about data."""

from __future__ import annotations

import re
from collections.abc import Callable

from migrator.lineage.sql import acts
from migrator.lineage.sql.acts import NAME, STRING
from migrator.lineage.sql.command import Command

Match = re.Match[str]
_FLAGS = re.I | re.S
EXISTS = r"(?:IF\s+(?:NOT\s+)?EXISTS\s+)?"
_DOLLAR = r"(\$\w*\$)(.*?)\1"
_DEFINED = r"(?:OR\s+(?:REPLACE|ALTER)\s+)?(?:TEMP(?:ORARY)?\s+)?"
_COLUMNS = r"(?:\([^()]*\)\s*)?"
_ENDS = r"\s*\)?\s*(?=$|;|,|USING\b|INTO\b|AT\b|AS\b)"
_RUN = r"(?:EXECUTE\s+IMMEDIATE|EXECUTE|EXEC)"
_OUTFILE_OPTIONS = (
    r"(?:\s+(?:CHARACTER\s+SET\s+\w+|FORMAT\s+(?:AS\s+)?\w+|PROPERTIES\s*\([^()]*\)|TRUNCATE|APPEND|COMPRESSION\s+'[^']*'|AND\s+STDOUT"
    r"|(?:FIELDS|COLUMNS|LINES)(?:\s+(?:OPTIONALLY\s+)?(?:TERMINATED|ENCLOSED|ESCAPED|STARTING)\s+BY\s+'[^']*')+))*"
)
# Objects that hold no data.
_ADMIN = (
    r"(?:ROLE|USER|LOGIN|GROUP|PROFILE|WAREHOUSE|RESOURCE|NETWORK|SECURITY|STORAGE|NOTIFICATION|API|INTEGRATION|SHARE"
    r"|DATASHARE|TAG|MASKING|ROW\s+(?:ACCESS\s+)?POLICY|AGGREGATION|PROJECTION|SESSION|PASSWORD|AUTHENTICATION|POLICY"
    r"|SECRET|EXTENSION|DOMAIN|COLLATION|CONVERSION|CAST|OPERATOR|AGGREGATE|STATISTICS|TABLESPACE|PUBLICATION"
    r"|SUBSCRIPTION|SERVER|CATALOG|SYSTEM|(?:\w+\s+){0,2}INDEX|SEQUENCE|SCHEMA|DATABASE|KEYSPACE"
    r"|EXTERNAL\s+(?:SCHEMA|VOLUME|DATA\s+SOURCE|FILE\s+FORMAT|FUNCTION|ACCESS|LOCATION|CATALOG)|FILE\s+FORMAT"
    r"|PARTITION\s+(?:FUNCTION|SCHEME)|TEXT\s+SEARCH|ACCESS|CREDENTIAL|MASTER|CERTIFICATE|(?:A?SYMMETRIC)\s+KEY"
    r"|CONNECTION|CONSTRAINT|TYPE|DIRECTORY|LIBRARY|JAVA|CONTEXT|CLUSTER|CAPACITY|RESERVATION|ASSIGNMENT|WORKLOAD"
    r"|QUOTA|SETTINGS|GIT|IMAGE|COMPUTE|APPLICATION|FAILOVER|REPLICATION|(?:PUBLIC\s+)?DATABASE\s+LINK|FOREIGN\s+DATA"
    r"|EVENT\s+TRIGGER|LANGUAGE|DEFAULT|VOLUME|RECIPIENT|PROVIDER)\b"
)
# Altering these settles how they run, not what they do.
_SETTLED = (
    r"ALTER\s+(?:TASK|PIPE|STAGE|ALERT|STREAM|FUNCTION|PROCEDURE|EVENT|TRIGGER|MODEL|SERVICE|DICTIONARY)\b(?!.*\bAS\b)"
)
_QUERY = r"((?:SELECT\b|WITH\b|VALUES\b|TABLE\b|FROM\b|\().*)"
_KIND = r"(?:ICEBERG\s+|EXTERNAL\s+|DYNAMIC\s+|MATERIALIZED\s+|FOREIGN\s+|STREAMING\s+)?(?:TABLE|VIEW)\s+"
_OVER = r"(?:EXTERNAL\s+|DYNAMIC\s+|EVENT\s+|DIRECTORY\s*)?(?:TABLE|VIEW|STAGE)\s+"

FORMS: tuple[tuple[re.Pattern[str], Callable[[Command, Match], None]], ...] = tuple(
    (re.compile(pattern, _FLAGS), act)
    for pattern, act in (
        (rf"UNLOAD\s*\(\s*{STRING}\s*\)\s*TO\s+{STRING}", acts.unload),
        (rf"UNLOAD\s*\(\s*{_DOLLAR}\s*\)\s*TO\s+{STRING}", acts.unload_dollar),
        (rf"UNLOAD\s*\((.*)\)\s*TO\s+{STRING}", acts.unload_query),
        (rf"((?:SELECT|WITH|TABLE)\b.*?)\s+INTO\s+(?:OUTFILE|DUMPFILE)\s+{STRING}{_OUTFILE_OPTIONS}(.*)", acts.outfile),
        (
            rf"INSERT\s+OVERWRITE\s+(?:LOCAL\s+)?DIRECTORY\s+(?:{STRING}\s+)?USING\s+\w+\s*(?:OPTIONS\s*\((.*?)\))?\s*"
            rf"{_QUERY}",
            acts.directory,
        ),
        (rf"EXPORT\s+TABLE\s+{NAME}(.*?)\s+TO\s+{STRING}", acts.export_table),
        (rf"EXPORT\s+MODEL\s+{NAME}", acts.export_model),
        (rf"EXPORT\s+TO\s+(?:PARQUET|ORC|DELIMITED|JSON)\s*(\(.*?\)).*?\bAS\s+{_QUERY}", acts.export_parquet),
        (rf"EXPORT\s+TO\s+VERTICA\s+{NAME}\s*{_COLUMNS}AS\s+{_QUERY}", acts.export_rows),
        (rf"EXPORT\s+TO\s+('[^']+'|\S+)\s+OF\s+\w+\b.*?\s{_QUERY}", acts.export_file),
        (rf"(EXPORT|IMPORT)\s+DATABASE\s+{STRING}", acts.whole_database),
        (rf"EXPORT\s+(?:\((.*?)\)|{NAME}\s*{_COLUMNS})\s*INTO\s+(.*)", acts.exasol_export),
        (rf"IMPORT\s+INTO\s+{NAME}\s*{_COLUMNS}FROM\s+(.*)", acts.exasol_import),
        (rf"CONVERT\s+TO\s+DELTA\s+{NAME}", acts.restored),
        (rf"CREATE\s+{_DEFINED}SINK\s+{EXISTS}{NAME}\s+INTO\s+{NAME}\s+FROM\s+{NAME}", acts.sink_into),
        (rf"CREATE\s+{_DEFINED}SINK\s+{EXISTS}{NAME}.*?\sFROM\s+{NAME}", acts.over),
        (rf"CREATE\s+{_DEFINED}SOURCE\s+{EXISTS}{NAME}", acts.restored),
        (
            rf"LOAD\s+(?:DATA|XML)\s+(?:LOW_PRIORITY\s+|CONCURRENT\s+)?(?:LOCAL\s+)?IN(?:PATH|FILE)\s+{STRING}\s+"
            rf"(OVERWRITE\s+|REPLACE\s+)?(?:IGNORE\s+)?INTO\s+TABLE\s+{NAME}",
            acts.load,
        ),
        (
            rf"LOAD\s+DATA\s+(INTO|OVERWRITE)\s+(?:TEMP(?:ORARY)?\s+TABLE\s+)?{NAME}.*?\bFROM\s+FILES\s*\("
            r".*?\buris\s*=\s*\[(.*?)\]",
            acts.load_files,
        ),
        (
            r"(?:LOAD|IMPORT)\s+(?:CLIENT\s+)?FROM\s+('[^']+'|\S+)\s+OF\s+\w+\b.*?"
            rf"\b(INSERT\s+INTO|REPLACE\s+INTO|INSERT_UPDATE\s+INTO)\s+{NAME}",
            acts.load_rows,
        ),
        (r"LOAD\s+LABEL\b(.*)", acts.load_label),
        (
            r"(?:CREATE\s+(?:OR\s+REPLACE\s+)?PIPELINE\s+\S+\s+AS\s+)?LOAD\s+DATA\s+(S3|GCS|KAFKA|FS|HDFS|AZURE)\s+"
            rf"{STRING}.*?\bINTO\s+(?:TABLE\s+)?{NAME}",
            acts.load_from,
        ),
        (rf"IMPORT\s+INTO\s+{NAME}\s*{_COLUMNS}\w+\s+DATA\s*\((.*?)\)", acts.import_data),
        (rf"EXPORT\s+INTO\s+\w+\s+{STRING}.*?\bFROM\s+(?:TABLE\s+)?(SELECT\b.*|WITH\b.*)", acts.export_into),
        (rf"IMPORT\s+(?:EXTERNAL\s+)?TABLE\s+{NAME}.*?\bFROM\s+{STRING}", acts.import_table),
        (rf"IMPORT\s+FROM\s+{STRING}", acts.import_any),
        (r"IMPORT\s+FOREIGN\s+SCHEMA\b", acts.quiet),
        (rf"BULK\s+INSERT\s+{NAME}\s+FROM\s+{STRING}", acts.from_file),
        (rf"INSERT\s+INTO\s+(?:TABLE\s+)?{NAME}\s*{_COLUMNS}(?:SETTINGS\b.*?)?FORMAT\s+\w+", acts.insert_format),
        (rf"INSERT\s+(?:INTO\s+)?{NAME}\s*{_COLUMNS}(EXEC(?:UTE)?\b.*)", acts.insert_exec),
        (
            r"SELECT\b.*?\bFROM\s+(?:FINAL|NEW|OLD)\s+TABLE\s*\(\s*((?:INSERT|UPDATE|DELETE|MERGE)\b.*)\)",
            acts.run_query,
        ),
        (rf"ALTER\s+TABLE\s+{NAME}\s+EXCHANGE\s+PARTITION\b.*?\bWITH\s+TABLE\s+{NAME}", acts.exchange),
        (rf"ALTER\s+TABLE\s+{NAME}\s+(?:ATTACH|REPLACE)\s+PARTITION\b.*?\bFROM\s+{NAME}", acts.append_from),
        (rf"ALTER\s+TABLE\s+{NAME}\s+ATTACH\s+PARTITION\s+(?!ID\b|ALL\b){NAME}", acts.append_from),
        (rf"ALTER\s+TABLE\s+{NAME}\s+APPEND\s+FROM\s+{NAME}", acts.append_from),
        (rf"ALTER\s+TABLE\s+{NAME}\s+SWITCH\s+(?:PARTITION\s+\S+\s+)?TO\s+{NAME}", acts.move),
        (rf"ALTER\s+TABLE\s+{NAME}\s+MOVE\s+PARTITION\b.*?\bTO\s+TABLE\s+{NAME}", acts.move),
        (rf"ALTER\s+TABLE\s+{EXISTS}{NAME}\s+SWAP\s+WITH\s+{NAME}", acts.swap),
        (rf"EXCHANGE\s+TABLES\s+{NAME}\s+AND\s+{NAME}", acts.swap),
        (rf"RENAME\s+(?:TABLES?\s+|OBJECT\s+(?:::\s*)?)?({NAME}\s+TO\s+.*)", acts.rename),
        (
            rf"EXEC(?:UTE)?\s+(?:sys\.)?sp_rename\s+(?:@objname\s*=\s*)?N?{STRING}\s*,\s*"
            rf"(?:@newname\s*=\s*)?N?{STRING}(\s*,.*)?",
            acts.sp_rename,
        ),
        (rf"ALTER\s+TABLE\s+{EXISTS}{NAME}\s+(?:ON\s+CLUSTER\s+\S+\s+)?UPDATE\s", acts.alter_rows),
        (rf"ALTER\s+MATERIALIZED\s+VIEW\s+{EXISTS}{NAME}\s+(?:REBUILD|REFRESH)", acts.refresh),
        (rf"ALTER\s+(?:DYNAMIC|EXTERNAL)\s+TABLE\s+{EXISTS}{NAME}\s+REFRESH", acts.refresh),
        (rf"ALTER\s+{_KIND}{EXISTS}{NAME}", acts.alter),
        (rf"CREATE\s+{_DEFINED}STREAM\s+{EXISTS}{NAME}\s.*?\bON\s+{_OVER}{NAME}", acts.over),
        (rf"CREATE\s+{_DEFINED}STREAM\s+{EXISTS}{NAME}\s+(?:ON\s+{_OVER}|CLONE\s+){NAME}", acts.over),
        (
            rf"CREATE\s+{_DEFINED}(?:PUBLIC\s+)?(?:SYNONYM|ALIAS)\s+{EXISTS}{NAME}\s+FOR\s+(?:TABLE\s+)?{NAME}",
            acts.over,
        ),
        (
            rf"CREATE\s+{_DEFINED}MATERIALIZED\s+VIEW\s+REPLICA\s+{EXISTS}{NAME}.*?\bAS\s+REPLICA\s+OF\s+{NAME}",
            acts.clone,
        ),
        (rf"CREATE\s+{_DEFINED}PIPE\b.*?\bAS\s+(COPY\s.*)", acts.pipe),
        (rf"CREATE\s+{_DEFINED}STAGE\s+{EXISTS}{NAME}", acts.stage),
        (
            rf"CREATE\s+{_DEFINED}(?:SNAPSHOT\s+)?TABLE\s+{EXISTS}{NAME}\s+(?:AS\s+)?(?:SHALLOW\s+|DEEP\s+)?"
            rf"(?:CLONE|COPY)\s+(?:OF\s+)?{NAME}",
            acts.clone,
        ),
        (rf"CREATE\s+MODEL\s+{NAME}\s+FROM\s+(?:\((.*?)\)\s*TARGET\b|{NAME})", acts.model),
        (rf"CREATE\s+{_DEFINED}CORTEX\s+SEARCH\s+SERVICE\s+{EXISTS}{NAME}\b.*?\bAS\s*{_QUERY}", acts.service),
        (rf"CREATE\s+EXTERNAL\s+TABLE\s+{EXISTS}{NAME}\s*{_COLUMNS}AS\s+COPY\s+FROM\s+{STRING}", acts.defined_over),
        (rf"UNDROP\s+(?:TABLE|VIEW)\s+{NAME}", acts.restored),
        (rf"REFRESH\s+MATERIALIZED\s+VIEW\s+(?:CONCURRENTLY\s+)?{NAME}", acts.refresh),
        (rf"REFRESH\s+TABLE\s+{NAME}", acts.quiet),
        (r"CALL\s+BQ\.REFRESH_MATERIALIZED_VIEW\s*\(\s*['\"]([^'\"]+)['\"]", acts.refresh),
        (rf"(?:CALL|EXEC(?:UTE)?)\s+DBMS_MVIEW\.REFRESH\s*\(\s*{STRING}", acts.refresh),
        (rf"CALL\s+SYSPROC\.ADMIN_CMD\s*\(\s*{STRING}\s*\)", acts.run_text),
        (
            rf"REPLACE\s+INTO\s+{NAME}\s*{_COLUMNS}OVERWRITE\s+(?:ALL|WHERE\b.*?)\s*((?:SELECT|WITH)\b.*)",
            acts.replace_range,
        ),
        (r"UPSERT\s+(?:INTO\s+)?(.*)", acts.replace),
        (
            r"REPLACE\s+(?:(?:LOW_PRIORITY|DELAYED)\s+)?(?:INTO\s+)?(?!VIEW\b|PROCEDURE\b|MACRO\b|FUNCTION\b|TABLE\b)(.*)",
            acts.replace,
        ),
        (rf"{_RUN}\s*\(?\s*N?{STRING}{_ENDS}", acts.run_text),
        (rf"{_RUN}\s*\(?\s*[rR]?(\"\"\"|'''|\")(.*?)\1{_ENDS}", acts.run_quoted),
        (rf"EXEC(?:UTE)?\s+(?:sys\.)?sp_executesql\s+(?:@\w+\s*=\s*)?N?{STRING}\s*(?:$|,)", acts.run_text),
        (r"EXEC(?:UTE)?\s+(?:sys\.)?sp_executesql\s+(?:@\w+\s*=\s*)?(@\w+)\s*(?:$|,)", acts.run_variable),
        (r"EXEC(?:UTE)?\s*\(\s*(@\w+)\s*\)", acts.run_variable),
        (r"EXECUTE\s+IMMEDIATE\s+[:$]?(\w+)\s*(?=$|USING\b|INTO\b)", acts.run_variable),
        (rf"(?:EXECUTE\s+IMMEDIATE|DO)\s+(?:LANGUAGE\s+\w+\s+)?{_DOLLAR}", acts.run_quoted),
        (r"EXECUTE\s+IMMEDIATE\b|EXEC(?:UTE)?\s*\(|EXEC(?:UTE)?\s+(?:sys\.)?sp_executesql\b", acts.run_unknown),
        (r"EXECUTE\s+(?:format|concat|quote_|')", acts.run_unknown),
        (rf"PREPARE\s+\w+\s+FROM\s+{STRING}", acts.run_text),
        (rf"COPY\s+(?:INTO\s+)?{NAME}\s*{_COLUMNS}FROM\s+{STRING}", acts.from_file),
        (rf"COPY\s+INTO\s+{NAME}\s*{_COLUMNS}FROM\s+(@[^\s;()]+)", acts.copy_stage),
        (r"PUT\s+('[^']*'|file:\S+)\s+('[^']*'|@\S+)", acts.put),
        (r"GET\s+('[^']*'|@\S+)\s+('[^']*'|file:\S+)", acts.put),
        (r"(?:REMOVE|RM)\s+('@[^']*'|@\S+)", acts.remove),
        (rf"(?:CREATE|ALTER|DROP|UNDROP)\s+(?:OR\s+REPLACE\s+)?{_ADMIN}", acts.quiet),
        (_SETTLED, acts.quiet),
        (r"UPDATE\s+STATISTICS\b|DO\s+\w+\s*\(|HANDLER\s", acts.quiet),
    )
)
