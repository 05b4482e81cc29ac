"""The forms in which secrets stand in text: addresses, keys of services, SQL, command lines.

Data, in the order applied. Each form is (a word that every such text has, in lower case; the pattern; what takes its
place). Where the word is not in a text the pattern is never tried. A pattern ends at a quote or white space, and is
bounded: no text makes it slow.
"""

from __future__ import annotations

import re

MASK = "***"
# What run time fills is no secret: `$PASSWORD`, `{{ conn.x.password }}`, `{hole}`, `%s`, an option.
_VALUE = r"(?![-$<{%:@?*])[^\s'\"]{1,500}"
_WORD = rf"(?:'(?![${{])[^'\n]{{1,500}}'|\"(?![${{])[^\"\n]{{1,500}}\"|{_VALUE})"
# What follows the @ of an address: a host, or several, and the end of it.
_HOST = r"(?=[\w.\-\[\]{}%$*]{1,255}(?::[\d{$*]|[/?#\s'\",;)\]\\]|$))"

ADDRESSES = (
    ("-----begin", r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|\Z)", MASK),
    # The password ends at the first @ behind which a host stands; it may hold any sign when there is no other way.
    ("://", rf"(?i)\b([a-z][a-z0-9+.\-]{{0,40}}://[^\s/:@'\"]*):(?!\d+(?:[/?#]|$))([^\s/@'\"]+)@{_HOST}", rf"\1:{MASK}@"),
    ("://", rf"(?i)\b([a-z][a-z0-9+.\-]{{0,40}}://[^\s/:@'\"{{}}]*):(?!\d+(?:[/?#]|$)|/)((?:(?!://)[^\s'\"{{}}])+?)@{_HOST}", rf"\1:{MASK}@"),
    ("://", r"(?i)\b([a-z][a-z0-9+.\-]{0,40}://[^\s/:@'\"]*):([^\s/@'\"]+)@", rf"\1:{MASK}@"),
    # A token alone before the host.
    ("://", r"(?i)\b((?:git\+)?https?://)(?=[\w\-]{0,60}\d)[\w\-]{20,}@", rf"\1{MASK}@"),
    ("jdbc:oracle", r"(?i)(jdbc:oracle:\w+:[^\s/@:'\"]+/)[^\s@'\"]+@", rf"\1{MASK}@"),
    ("/services/", r"(?i)(hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/\w+/\w+/)[\w\-/]+", rf"\1{MASK}"),
    ("/webhook", r"(?i)(discord(?:app)?\.com/api/webhooks/\d+/|/IncomingWebhook/)[\w\-/]+", rf"\1{MASK}"),
    ("telegram.org/bot", r"(?i)(telegram\.org/bot(?:\d+:|(?!\d)))[\w\-]+", rf"\1{MASK}"),
    ("chat.googleapis", r"(chat\.googleapis\.com/[^\s'\"?]*\?key=)[^\s'\"]+", rf"\1{MASK}"),
    ("=", r"(?i)([?&](?:sig|signature|token|code|x-amz-(?:signature|credential|security-token))=)[^&\s'\"]+", rf"\g<1>{MASK}"),
)  # fmt: skip

# The keys that services give out, known by how they begin.
KEYS = (
    ("akia", r"""(['"]?AKIA[A-Z0-9]{16}['"]?\s*,\s*)(['"])[^'"]+\2""", rf"\1\2{MASK}\2"),
    ("asia", r"""(['"]?ASIA[A-Z0-9]{16}['"]?\s*,\s*)(['"])[^'"]+\2""", rf"\1\2{MASK}\2"),
    ("akia", r"\bAKIA[A-Z0-9]{16}\b", MASK),
    ("asia", r"\bASIA[A-Z0-9]{16}\b", MASK),
    ("gh", r"\bgh[oprsu]_[A-Za-z0-9]{30,}", MASK),
    ("github_pat_", r"\bgithub_pat_\w{30,}", MASK),
    ("xox", r"\bxox[abeoprs]-[\w\-]{10,}", MASK),
    ("xapp-", r"\bxapp-[\w\-]{10,}", MASK),
    ("_live_", r"\b[prs]k_live_\w{16,}", MASK),
    ("_test_", r"\b[rs]k_test_\w{16,}", MASK),
    ("whsec_", r"\bwhsec_\w{16,}", MASK),
    ("aiza", r"\bAIza[\w\-]{35}", MASK),
    ("ya29.", r"\bya29\.[\w\-]{20,}", MASK),
    ("glpat-", r"\bglpat-[\w\-]{20,}", MASK),
    ("sk-", r"(?<![\w\-])sk-(?=[\w\-]{0,60}\d)[\w\-]{32,}", MASK),
    ("sg.", r"\bSG\.[\w\-]{16,32}\.[\w\-]{32,}", MASK),
    ("npm_", r"\bnpm_[A-Za-z0-9]{36}\b", MASK),
    ("pypi-", r"\bpypi-[\w\-]{32,}", MASK),
    ("dapi", r"\bdapi[0-9a-f]{32}(?:-\d)?\b", MASK),
    ("hv", r"\bhv[brs]\.[\w\-]{20,}", MASK),
    ("eyj", r"\beyJ[\w\-]{8,}\.eyJ[\w\-]{8,}\.[\w\-]*", MASK),
    ("dckr_pat_", r"\bdckr_pat_[\w\-]{20,}", MASK),
    ("hf_", r"\bhf_[A-Za-z0-9]{30,}", MASK),
    ("shp", r"\bshp(?:at|ca|pa|ss)_[0-9a-f]{32}", MASK),
    ("bearer", rf"(?i)\b(bearer)\s+(?=[^\s'\"]*[\d.\-]){_VALUE}", rf"\1 {MASK}"),
    ("basic", r"(?i)\b(basic)\s+[a-z0-9+/]{12,}=*", rf"\1 {MASK}"),
    ("authorization", rf"(?i)\b((?:proxy-)?authorization['\"]?\s*[:=,]\s*['\"]?(?:(?:basic|bearer|token|apikey|negotiate|digest)\s+)?)(?!(?:basic|bearer)\s){_VALUE}", rf"\1{MASK}"),
    ("cookie:", r"(?i)\b((?:set-)?cookie:\s*)[^'\"\n]+", rf"\1{MASK}"),
)  # fmt: skip

_TEXT = r"[nbeuNBEU]?(['\"])(?:(?!\2).)*\2"

SQL = (
    ("identified", rf"(?i)\b(identified\s+(?:with\s+[\w'\"`]+\s+)?(?:by|as)\s+(?:password\s+)?){_TEXT}", rf"\1'{MASK}'"),
    ("identified", r"(?i)\b(identified\s+by\s+(?!password\b|values\b))[^\s'\";,()]+", rf"\1{MASK}"),
    ("identified", r"(?i)\b(identified\s+by\s+\S+\s+replace\s+)[^\s'\";,()]+", rf"\1{MASK}"),
    ("password", rf"(?i)\b((?:with\s+|encrypted\s+)?password\s+){_TEXT}", rf"\1'{MASK}'"),
    ("password", rf"(?i)\b(set\s+password\s+for\s+[^\s=]+\s*=\s*(?:password\s*\(\s*)?){_TEXT}", rf"\1'{MASK}'"),
    ("openrowset", r"(?i)(openrowset\s*\([^()]{0,200}'[^']*'\s*;\s*'[^']*'\s*;\s*)'[^']*'", rf"\1'{MASK}'"),
    ("sp_", r"(?i)\b(sp_(?:addlinkedsrvlogin|addlogin|password)\b[^;\n]{0,300},\s*N?)'[^']*'", rf"\1'{MASK}'"),
    (".logon", r"(?i)(\.logon\s+[^\s,;]+,\s*)[^\s'\";]+", rf"\1{MASK}"),
)  # fmt: skip

# SQL functions whose literals are keys, or phrases from which keys are made.
FUNCTIONS = re.compile(
    r"(?i)\b(?:aes_(?:en|de)crypt|des_(?:en|de)crypt|pgp_(?:sym|pub)_(?:en|de)crypt(?:_bytea)?|(?:en|de)cryptbypassphrase"
    r"|(?:en|de)crypt(?:_raw)?|crypt|hmac|password|old_password|sha2?_hmac|keys\.\w+)\s*\("
)
# ClickHouse's table functions -> which of their literals is a password; -1 is the last.
TABLE_FUNCTIONS = {"mysql": 4, "postgresql": 4, "mongodb": 4, "remote": -1, "remotesecure": -1}
TABLE_FUNCTION = re.compile(r"(?i)\b(mysql|postgresql|mongodb|remote|remoteSecure)\s*\(\s*(?=')")

# Programs -> the option behind which a password stands.
_OPTIONS = (
    ("sshpass", "-p"),
    ("docker login", "-p"),
    ("podman login", "-p"),
    ("az login", "-p"),
    ("mongo", "-p"),
    ("beeline", "-p"),
    ("cqlsh", "-p"),
    ("hdbsql", "-p"),
    ("plink", "-pw"),
    ("pscp", "-pw"),
    ("sqlcmd", "-P"),
    ("bcp", "-P"),
    ("isql", "-P"),
    ("osql", "-P"),
    ("redis-cli", "-a"),
    ("ldap", "-w"),
    ("vsql", "-w"),
)
_COMMAND = r"[^\n;|]{0,300}?\s"
COMMANDS = (
    ("--", r"(?i)((?<![-\w])--(?![a-z-]{0,60}-(?:file|path|name|type|stdin|url|uri|env|ttl)\b)[a-z-]{0,30}(?:password|passwd|passphrase|pwd|secret|token|api-key|-pass)[a-z-]{0,30}[\s=]+)(?![-$\s{])(?:'[^'\n]*'|\"[^\"\n]*\"|[^\s'\"]+)", rf"\1{MASK}"),
    ("-u", r"((?:^|\s)-u[\s=]+['\"]?[^\s:'\"]+):(?![${])[^\s'\"]+", rf"\1:{MASK}"),
    ("--user", r"((?:^|\s)--user[\s=]+['\"]?[^\s:'\"]+):(?![${])[^\s'\"]+", rf"\1:{MASK}"),
    ("curl", rf"(\bcurl\b{_COMMAND}-u['\"]?[^\s:'\"]+):(?![${{])[^\s'\"]+", rf"\1:{MASK}"),
    ("configure set", rf"(?i)(\bconfigure\s+set\s+\S*(?:secret|token|password|key)\S*\s+){_WORD}", rf"\1{MASK}"),
    ("mysql", rf"(\bmysql(?:dump|import|admin|sh)?\b{_COMMAND}-p){_WORD}", rf"\1{MASK}"),
    *((name.split()[0], rf"(\b{name}\w*\b{_COMMAND}{option}\s*){_WORD}", rf"\1{MASK}") for name, option in _OPTIONS),
    ("sql", r"(?i)(\b(?:sqlplus|sqlldr)\b[^\n;|]{0,80}?\s['\"]?[\w.$]+/)(?![/$])[^\s@'\"]+@", rf"\1{MASK}@"),
    ("lftp", rf"(\blftp\b{_COMMAND}-u\s+[^\s,'\"]+,){_VALUE}", rf"\1{MASK}"),
    ("smb", rf"(\bsmb\w+\b{_COMMAND}-U\s*['\"]?[^\s%'\"]+%){_VALUE}", rf"\1{MASK}"),
    ("htpasswd", rf"(\bhtpasswd\s+-\w*b\w*\s+\S+\s+\S+\s+){_WORD}", rf"\1{MASK}"),
    ("pass", r"(\bpass:)[^\s'\"]+", rf"\1{MASK}"),
    ("pass", rf"(?i)(\s-(?:store|key|src\w*|dest\w*|trust\w*)pass(?:wd)?\s+){_WORD}", rf"\1{MASK}"),
    ("echo", rf"(\becho\s+(?:-\w+\s+)?){_WORD}(?=\s*\|\s*(?:sudo|su|kinit|docker|podman|openssl|gpg2?|passwd|chpasswd|vault|cryptsetup)\b)", rf"\1{MASK}"),
    ("kinit", rf"(\bkinit\b[^\n;|]{{0,200}}?<<<\s*){_WORD}", rf"\1{MASK}"),
)  # fmt: skip

FORMS = tuple(
    (word, re.compile(pattern), replacement) for word, pattern, replacement in (*ADDRESSES, *KEYS, *SQL, *COMMANDS)
)
