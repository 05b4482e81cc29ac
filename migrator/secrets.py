"""Text made safe to show: every quote and every piece of evidence passes through `masked`."""

from __future__ import annotations

import functools
import itertools
import re

MASK = "***"
LONGEST = 20_000
SECRET_NAMES = (
    "password", "passwd", "passphrase", "pwd", "secret", "token", "credential",
    "apikey", "privatekey", "accesskey", "accountkey", "masterkey",
)  # fmt: skip
# As the last word of a name: what it holds only points to a secret, or tells of one.
POINTERS = frozenset(
    "name path file filename arn url uri type ttl expiry scope endpoint provider backend policy".split()
)
# Short words that stand within innocent ones (`author`): secret only where one is the last of a name's words.
SECRET_WORDS = ("auth", "pass", "passphrase", "pw", "pwd")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

# A value ends at a quote, white space or a separator; inside quotes it runs to the closing one.
_KEY = (
    r"(?:aws_)?(?:secret_?(?:access_?)?key|access_?key(?:_?id)?|session_?token)|master_symmetric_key|account_?key|"
    r"sas_?token|azure_sas_token|client_?secret|api_?key|private_?key(?:_?passphrase)?|pass(?:word|wd|phrase)|(?:[a-z0-9]+_)*pw|"
    r"master_key|(?:[a-z]+_)*[a-z]*(?:secret|token|password|passwd|passphrase|pwd|credentials?)"
)
_NAMED = re.compile(
    rf"""(?ix) (?P<key>["'`]?\b(?:{_KEY})\b["'`]?) (?P<gap>\s*(?:=>|:=|=|:)\s*|\s+(?=['"]))
    (?: (?P<quote>['"])(?P<inner>(?:(?!(?P=quote)).|(?P=quote){{2}})*)(?P=quote) | (?P<bare>[^\s'",;&()\[\]{{}}]+) )"""
)
_BY = re.compile(r"""(?ix) \b(identified\s+by|password|with\s+password|encrypted\s+password)\s+(['"])(?:(?!\2).)*\2""")
# Command lines: `--password x`, `curl -u user:password`, `mysql -ppassword`.
_FLAG = re.compile(
    r"(?i)(--[a-z-]{0,30}(?:password|passwd|passphrase|pwd|secret|token|api-key)[a-z-]{0,30})(\s+)(?!-)(\S+)"
)
_CURL = re.compile(r"((?:^|\s)(?:-u|--user)[\s=]+['\"]?[^\s:'\"]+):([^\s'\"]+)")
_MYSQL = re.compile(r"(\bmysql(?:dump|import)?\b[^\n;|]{0,200}?\s-p)([^\s'\"]+)")
# The secret stands beside its key: `'AKIA...', '...'`.
_PAIR = re.compile(r"""(['"]?(?:AKIA|ASIA)[A-Z0-9]{16}['"]?\s*,\s*)(['"])[^'"]+\2""")
_URI = re.compile(r"(?i)\b([a-z][a-z0-9+.\-]{0,40}://)([^\s/:@'\"]*):([^\s/@'\"]+)@")
_AWS = re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[a-z0-9._~+/\-]{12,}=*")
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S)
_QUERY = re.compile(r"(?i)([?&](?:sig|signature|token|x-amz-(?:signature|credential|security-token))=)[^&\s'\"]+")

# Something of each form above: most texts have none, and one search is enough for them.
_TRACE = re.compile(
    r"secret|token|key|pass|pw|credential|://|(?:^|\s)-u|--user|mysql|akia|asia|[?&]|bearer|basic|begin|identified"
)


def masked(text: str) -> str:
    """The text with passwords, tokens, keys and credentials replaced by `***`."""
    if not _TRACE.search(text.lower()):
        return text
    text = _PEM.sub(MASK, text)
    text = _URI.sub(rf"\1\2:{MASK}@", text)
    text = _BY.sub(rf"\1 \2{MASK}\2", text)
    text = _FLAG.sub(rf"\1\2{MASK}", text)
    text = _CURL.sub(rf"\1:{MASK}", text)
    text = _MYSQL.sub(rf"\1{MASK}", text)
    text = _PAIR.sub(rf"\1\2{MASK}\2", text)
    text = _NAMED.sub(_hidden, text)
    text = _QUERY.sub(rf"\g<1>{MASK}", text)
    text = _BEARER.sub(rf"\1 {MASK}", text)
    return _AWS.sub(MASK, text)


@functools.lru_cache(maxsize=10_000)
def is_secret(name: str) -> bool:
    """Whether an argument or key of this name holds a secret, whatever its value looks like: `db_password` and
    `accessToken` do, `tokenizer`, `secret_name` and `credentials_path` do not."""
    words = [word.lower().rstrip("s") if len(word) > 4 else word.lower() for word in _WORD.findall(name)]
    if not words or words[-1] in POINTERS:
        return False
    pairs = {one + two for one, two in itertools.pairwise(words)}
    return any(word.endswith(SECRET_NAMES) for word in (*words, *pairs)) or words[-1] in SECRET_WORDS


def _hidden(match: re.Match[str]) -> str:
    quote = match["quote"] or ""
    return f"{match['key']}{match['gap']}{quote}{MASK}{quote}"


def shown(text: str, width: int = 160) -> str:
    """The text on one line, masked, and shortened with `…`: the form in which people see a quote."""
    # What is masked is much longer than what is shown, so that no secret is cut in two unseen.
    line = masked(" ".join(text[:LONGEST].split())[: 20 * width])
    return line if len(line) <= width else f"{line[: width - 1]}…"
