"""What command lines do to data: quotes, comments, variables and pipes, and each family of programs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator import shell


def said(command: str, **variables: str) -> list[str]:
    """Each step in a few words: `read x`, `overwrite y`, `sql postgres db select 1`."""
    found = []
    for step in shell.steps(command, variables):
        match step:
            case shell.Touch(place=place, mode=mode, write=write, database=database):
                where = f"{database.system} " if database is not None else ""
                found.append(f"{write.value if write else mode.value} {where}{place}")
            case shell.Sql(text=text, database=database):
                found.append(
                    f"sql {database.system} {'/'.join((database.authority, *database.within))}: {text.strip()}"
                )
            case shell.Start(system=system, folder=folder, words=words):
                found.append(f"start {system} {folder}: {' '.join(words)}")
            case shell.Script(path=path):
                found.append(f"script {path}")
    return found


CASES = [
    # words
    ("echo 'a && cat x' && cat y", ["read y"]),
    ('echo "a; cat x | cat z"; cat y', ["read y"]),
    ("cat x # cat y", ["read x"]),
    ("cat a#b", ["read a#b"]),
    ("cat 'my file' my\\ other", ["read my file", "read my other"]),
    ("cat <<EOF\ncat x\nEOF\ncat y", ["read y"]),
    ("cat <<-'E' > out\n\tcat x\n\tE\ncat y", ["overwrite out", "read y"]),
    ("cat {ds}/x.csv {params.a b}", ["read {ds}/x.csv", "read {params.a b}"]),
    ("{ cat x; cat y; } > z", ["read x", "read y", "overwrite z"]),
    ("cat x \\\n  y", ["read x", "read y"]),
    ("cat x 2>&1 >/dev/null 2>err", ["overwrite err", "read x"]),
    ("set -e; set -o pipefail\n\ncat x", ["read x"]),
    # variables
    ("DIR=/data; cat $DIR/x ${DIR}/y", ["read /data/x", "read /data/y"]),
    ("A=/a B=$A; export C=/c; cat $C/x", ["read /c/x"]),
    ("cat $UNKNOWN/x", ["read {$UNKNOWN}/x"]),
    ("for f in a b; do cat $f; done", ["read {$f}"]),
    ("if true; then D=/a; else D=/b; fi; cat $D/x", ["read {$D}/x"]),
    ("cat ${D:-/x}/y", ["read {$D}/y"]),
    ("X=$(cat secret.txt); cat y", ["read secret.txt", "read y"]),
    ("TZ=UTC cat x", ["read x"]),
    # programs of every machine
    ("sort -k 2 a b -o c", ["read a", "read b", "overwrite c"]),
    ("grep -v pattern a.csv | tee b.csv", ["read a.csv", "overwrite b.csv"]),
    ("sed -i 's/a/b/' x.csv", ["read x.csv", "overwrite x.csv"]),
    ("cp a b c/", ["read a", "read b", "overwrite c/"]),
    ("mv a b", ["read a", "overwrite b", "delete a"]),
    ("tar -czf out.tgz a b", ["read a", "read b", "overwrite out.tgz"]),
    ("tar xzf in.tgz -C there", ["read in.tgz", "overwrite there"]),
    ("gzip x.csv", ["read x.csv", "overwrite x.csv.gz", "delete x.csv"]),
    ("unzip -o a.zip -d there", ["read a.zip", "overwrite there"]),
    ("split -l 100 big.csv part_", ["read big.csv"]),
    ("curl -s https://x.org/a.csv -o a.csv", ["read https://x.org/a.csv", "overwrite a.csv"]),
    ("curl -X POST https://x.org/hook", []),
    ("my_program --input a --output b", []),
    # databases
    (
        "psql -h db -p 5432 -U me -d shop -c 'select 1'",
        ["sql postgres db:5432/shop: select 1"],
    ),
    ("psql postgresql://me:pw@db/shop -f x.sql", ["sql postgres db/shop: x.sql"]),
    ("cat x.sql | psql -d shop", ["read x.sql", "sql postgres {?}/shop: x.sql"]),
    ("psql shop < x.sql", ["sql postgres {?}/shop: x.sql"]),
    ("echo 'select 1' | mysql -h m shop", ["sql mysql m/shop: select 1"]),
    ("psql shop <<EOF\nselect 1\nEOF", ["sql postgres {?}/shop: select 1"]),
    ("psql shop <<< 'select 1'", ["sql postgres {?}/shop: select 1"]),
    ("psql -d s -c \"\\copy t(a, b) from 'x.csv' csv\"", ["read x.csv", "append postgres t"]),
    ("pg_dump -t orders a | psql b", ["read postgres orders"]),
    ("mysqldump shop orders > o.sql", ["overwrite o.sql", "read mysql orders"]),
    ("sqlcmd -S srv -d shop -Q 'select 1'", ["sql mssql srv/shop: select 1"]),
    ("bcp shop.dbo.t out t.csv -S srv", ["read mssql shop.dbo.t", "overwrite t.csv"]),
    ("sqlite3 x.db 'select 1'", ["sql sqlite x.db: select 1"]),
    ("snowsql -a acct -d db -q 'select 1'", ["sql snowflake acct/db: select 1"]),
    ("bq load --replace d.t gs://b/x.csv", ["read gs://b/x.csv", "overwrite bigquery d.t"]),
    ("bq extract 'p:d.t$20260101' gs://b/x", ["read bigquery p.d.t$20260101", "overwrite gs://b/x"]),
    ("bq cp -a d.a d.b", ["read bigquery d.a", "append bigquery d.b"]),
    ("bq rm -f -t d.t", ["ddl bigquery d.t"]),
    # stores
    ("aws s3 cp --acl private a.csv s3://b/a.csv", ["read a.csv", "overwrite s3://b/a.csv"]),
    ("aws s3 mv s3://b/a s3://b/c", ["read s3://b/a", "overwrite s3://b/c", "delete s3://b/a"]),
    ("aws s3 ls s3://b/", []),
    ("aws s3api put-object --bucket b --key k --body f", ["read f", "overwrite s3://b/k"]),
    ("gsutil -m rsync -r gs://a/x gs://b/y", ["read gs://a/x", "overwrite gs://b/y"]),
    ("gcloud storage rm gs://a/x", ["delete gs://a/x"]),
    (
        "az storage blob upload --account-name acc -c con -n k.csv -f k.csv",
        ["read k.csv", "overwrite abfss://con@acc.dfs.core.windows.net/k.csv"],
    ),
    ("hdfs dfs -put a /b", ["read a", "overwrite hdfs://{conn:hdfs_default}//b"]),
    # other work
    ("cd /opt/shop && dbt run -s a+", ["start dbt /opt/shop: run -s a+"]),
    ("bash scripts/load.sh 1", ["script scripts/load.sh"]),
    ("bash -c 'cat x && cat y'", ["read x", "read y"]),
]


@pytest.mark.parametrize(("command", "expected"), CASES)
def test_a_command_line_touches_what_it_names(command, expected):
    assert said(command) == expected


def test_the_variables_of_the_task_are_those_of_its_commands():
    assert said("cat $DIR/x", DIR="/data") == ["read /data/x"]


PIECES = st.sampled_from(
    ["'", '"', "\\", "$(", ")", "${", "}", "`", "<<E\n", "\nE\n", "#", " ", "\n", "&&", "|", ">", "<", "{ds}", "cat x",
     "$X", "X=$X$X", "psql -c", "for x in", "((", "bash -c "]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=60))
def test_any_text_comes_to_an_end(pieces):
    list(shell.steps("".join(pieces)))


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet=st.characters(blacklist_characters="'\0", blacklist_categories=("Cs",)), min_size=1, max_size=30)
)
def test_what_stands_in_quotes_is_one_word_and_nothing_else(text):
    places = [step.place for step in shell.steps(f"cat 'x{text}'") if isinstance(step, shell.Touch)]
    assert places == [f"x{text}".replace("\r\n", "\n")]
