"""The clients of databases: where they connect to, and the SQL they run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migrator import identity
from migrator.model import Mode, Write
from migrator.shell.acts import GOOGLE, Sql, Step, Touch, option, plain, read, wrote


@dataclass(frozen=True, slots=True)
class Client:
    """A client's options: for SQL, for files of it, for where the database is, and others that take a word; `first`
    says what its first plain word is."""

    system: str
    texts: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    host: tuple[str, ...] = ("-h", "--host")
    port: tuple[str, ...] = ("-p", "--port")
    database: tuple[str, ...] = ("-d", "--dbname")
    taking: tuple[str, ...] = ()
    first: str = "database"


_POSTGRES = Client(
    "postgres",
    ("-c", "--command"),
    ("-f", "--file"),
    taking=("-U", "--username", "-v", "--set", "--variable", "-o", "-L", "-F", "-R", "-P", "-T"),
)
_MYSQL = Client(
    "mysql", ("-e", "--execute"), (), port=("-P", "--port"), database=("-D", "--database"), taking=("-u", "--user")
)
CLIENTS = {
    "psql": _POSTGRES,
    "mysql": _MYSQL,
    "mariadb": _MYSQL,
    "snowsql": Client(
        "snowflake",
        ("-q", "--query"),
        ("-f", "--filename"),
        host=("-a", "--accountname"),
        port=(),
        database=("-d", "--dbname"),
        taking=("-u", "-s", "-r", "-w", "-c", "-o", "-D", "--schemaname", "--config", "--username", "--variable"),
        first="",
    ),
    "sqlcmd": Client(
        "mssql", ("-Q", "-q"), ("-i",), ("-S",), (), ("-d",), ("-U", "-P", "-o", "-v", "-s", "-W", "-t"), first=""
    ),
    "hive": Client(
        "hive", ("-e",), ("-f",), (), (), ("--database",), ("--hiveconf", "--hivevar", "-i", "-d", "--define"), first=""
    ),
    "beeline": Client(
        "hive", ("-e",), ("-f",), (), (), (), ("-u", "-n", "-p", "-d", "-w", "-i", "--hiveconf", "--hivevar"), first=""
    ),
    "clickhouse-client": Client(
        "clickhouse", ("-q", "--query"), ("--queries-file",), database=("-d", "--database"), port=("--port",), first=""
    ),
    "spark-sql": Client("spark", ("-e",), ("-f",), (), (), ("--database",), ("--conf", "--master"), first=""),
    "duckdb": Client("duckdb", ("-c", "-s"), ("-f", "-init"), (), (), (), ("-cmd", "-separator"), first="file"),
    "sqlite3": Client("sqlite", (), ("-init",), (), (), (), ("-cmd", "-separator"), first="file"),
}
# Variables that say where Postgres' clients connect to.
HOSTS, DATABASES, PORTS = {"postgres": "PGHOST"}, {"postgres": "PGDATABASE"}, {"postgres": "PGPORT"}


def database_of(client: Client, words: list[str], variables: dict[str, str]) -> identity.Database:
    """Where a client connects to, as far as its words and variables say."""
    plains = plain(words, _taking(client))
    for word in words:
        if ("://" in word and not word.startswith("-")) or word.startswith("jdbc:"):
            return identity.database(word)
        if client.system == "postgres" and "dbname=" in word and "://" not in word:
            return identity.dsn("postgres", word)
    if client.first == "file":
        return identity.database(f"{client.system}:///{plains[0] if plains else ''}")
    host = option(words, *client.host) or variables.get(HOSTS.get(client.system, ""), "")
    port = option(words, *client.port) or variables.get(PORTS.get(client.system, ""), "")
    named = option(words, *client.database) or (plains[0] if client.first == "database" and plains else "")
    named = named or variables.get(DATABASES.get(client.system, ""), "")
    if host and port.isdigit():
        host = f"{host}:{port}"
    return identity.Database(client.system, host or "{?}", (named,) if named else ())


def queried(program: str, words: list[str], handed: str | None, variables: dict[str, str]) -> Iterator[Step]:
    """The SQL a client runs: of its options, of a file, and what it is handed."""
    client = CLIENTS[program]
    database = database_of(client, words, variables)
    taken = ""
    for number, word in enumerate(words):
        taken, before = word, taken
        if before in (*client.texts, *client.files) and number:
            yield from _ran(word, database)
            taken = ""
            continue
        flag, _, value = word.partition("=")
        if value and flag.startswith("--") and flag in (*client.texts, *client.files):
            yield from _ran(value, database)
    if client.first == "file":
        for text in plain(words, _taking(client))[1:]:
            yield from _ran(text, database)
    if handed is not None:
        yield from _ran(handed, database)


def _ran(text: str, database: identity.Database) -> Iterator[Step]:
    """SQL, and `\\copy` of psql's, which moves a file of this machine."""
    statement = text.strip()
    if statement.startswith("\\copy ") and "\n" not in statement:
        yield from _copied(statement[len("\\copy ") :], database)
    elif not statement.startswith(("\\", ".")):
        yield Sql(text, database)
    elif "\n" in statement:
        kept = [line for line in statement.split("\n") if not line.startswith(("\\", "."))]
        yield Sql("\n".join(kept), database)
        for line in statement.split("\n"):
            if line.startswith("\\copy "):
                yield from _copied(line[len("\\copy ") :], database)


def _copied(rest: str, database: identity.Database) -> Iterator[Step]:
    """`\\copy t(a, b) from 'x.csv' with csv`: the table, the way, the file."""
    words = rest.replace("(", " ( ").replace(")", " ) ").split()
    if not words or words[0] == "(":
        head, _, tail = rest.rpartition(") to ")
        if head:
            yield Sql(head.lstrip(" ("), database)
            yield wrote(tail.split()[0].strip("'\""))
        return
    way = next((number for number, word in enumerate(words) if word.lower() in ("from", "to")), None)
    if way is None or way + 1 >= len(words):
        return
    file = words[way + 1].strip("'\"")
    is_file = file.lower() not in ("stdin", "stdout", "pstdin", "pstdout", "program")
    if words[way].lower() == "from":
        yield from [read(file)] if is_file else []
        yield Touch(words[0], Mode.WRITE, Write.APPEND, database)
    else:
        yield Touch(words[0], Mode.READ, None, database)
        yield from [wrote(file)] if is_file else []


def _taking(client: Client) -> tuple[str, ...]:
    return (*client.taking, *client.texts, *client.files, *client.host, *client.port, *client.database)


def dumped(program: str, words: list[str], variables: dict[str, str]) -> Iterator[Step]:
    """Dumps and restores of tables that are named: `pg_dump -t`, `mysqldump db t`, `pg_restore -t`."""
    if program == "mysqldump":
        client = _MYSQL
        names = plain(words, _taking(client))
        database = database_of(client, words, variables)
        yield from (Touch(name, Mode.READ, None, database) for name in names[1:])
        return
    client = _POSTGRES
    taking = ("-t", "--table", "-n", "--schema", "-F", "--format", "-j", "--jobs", "-f", "--file", "-U", "-Z", "-T")
    database = database_of(client, words, variables)
    tables = [words[number + 1] for number, word in enumerate(words[:-1]) if word in ("-t", "--table")]
    tables += [word.partition("=")[2] for word in words if word.startswith("--table=")]
    tables = [table for table in tables if "*" not in table]
    if program == "pg_dump":
        yield from (Touch(table, Mode.READ, None, database) for table in tables)
        target = option(words, "-f", "--file")
        yield from [wrote(target)] if target else []
        return
    named = [*taking, *client.host, *client.port, *client.database]
    yield from (read(place) for place in plain(words, tuple(named))[:1])
    yield from (Touch(table, Mode.WRITE, Write.APPEND, database) for table in tables)


def bulk_copied(words: list[str]) -> Iterator[Step]:
    """`bcp db.schema.table in file -S server`: a table and a file, one way or the other."""
    names = plain(words, ("-S", "-d", "-U", "-P", "-f", "-t", "-r", "-F", "-L", "-b", "-e", "-h", "-a", "-m"))
    if len(names) < 3:
        return
    what, way, file = names[:3]
    named = option(words, "-d")
    database = identity.Database("mssql", option(words, "-S") or "{?}", (named,) if named else ())
    if way == "queryout":
        yield Sql(what, database)
        yield wrote(file)
    elif way == "out":
        yield Touch(what, Mode.READ, None, database)
        yield wrote(file)
    elif way == "in":
        yield read(file)
        yield Touch(what, Mode.WRITE, Write.APPEND, database)


# Options of bq's that take the next word; most are written with `=`.
_BQ: tuple[str, ...] = (
    "--project_id",
    "--location",
    "--dataset_id",
    "--destination_table",
    "--schema",
    "--source_format",
    "--format",
)
_BQ += ("--field_delimiter", "--time_partitioning_field", "--time_partitioning_type", "--max_rows", "-n", "--job_id")


def bigquery(words: list[str], handed: str | None) -> Iterator[Step]:
    """`bq query`, `load`, `extract`, `cp`, `mk` and `rm`."""
    names = plain(words, _BQ)
    project = option(words, "--project_id")
    database = GOOGLE if not project else identity.Database("bigquery", GOOGLE.authority, (project,))

    def table(name: str, mode: Mode, write: Write | None = None) -> Touch:
        return Touch(name.replace(":", ".", 1), mode, write, database)

    def flag(name: str) -> bool:
        return any(word in (f"--{name}", f"--{name}=true", f"-{name}") for word in words)

    match names:
        case ["query", *rest] if rest or handed:
            yield Sql(rest[-1] if rest else handed or "", database)
            target = option(words, "--destination_table")
            if target:
                write = Write.OVERWRITE if flag("replace") else Write.APPEND
                yield table(target, Mode.WRITE, write)
        case ["load", name, sources, *_]:
            yield from (read(source) for source in sources.split(","))
            yield table(name, Mode.WRITE, Write.OVERWRITE if flag("replace") else Write.APPEND)
        case ["extract", name, targets, *_] if not flag("m"):
            yield table(name, Mode.READ)
            yield from (wrote(target) for target in targets.split(","))
        case ["cp", sources, target, *_]:
            yield from (table(source, Mode.READ) for source in sources.split(","))
            appends = flag("append_table") or flag("a")
            yield table(target, Mode.WRITE, Write.APPEND if appends else Write.OVERWRITE)
        case ["mk", name, *_] if flag("table") or flag("t") or flag("external_table_definition"):
            yield table(name, Mode.WRITE, Write.DDL)
        case ["rm", name, *_] if flag("t") or flag("table"):
            yield table(name, Mode.WRITE, Write.DDL)
