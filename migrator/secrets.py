"""Text made safe to show: every quote and every piece of evidence passes through `masked`."""

from __future__ import annotations

import re

MASK = "***"
LONGEST = 20_000
SECRET_NAMES = ("password", "passwd", "secret", "token", "api_key", "apikey", "private_key", "access_key", "credential")
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


def masked(text: str) -> str:
    """The text with passwords, tokens, keys and credentials replaced by `***`."""
    if not text:
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


def is_secret(name: str) -> bool:
    """Whether an argument or key of this name holds a secret, whatever its value looks like."""
    words = _WORD.findall(name)
    last = words[-1].lower() if words else ""
    return any(word in name.lower() for word in SECRET_NAMES) or last in SECRET_WORDS or last.endswith("pwd")


def _hidden(match: re.Match[str]) -> str:
    quote = match["quote"] or ""
    return f"{match['key']}{match['gap']}{quote}{MASK}{quote}"


def shown(text: str, width: int = 160) -> str:
    """The text on one line, masked, and shortened with `…`: the form in which people see a quote."""
    # What is masked is much longer than what is shown, so that no secret is cut in two unseen.
    line = masked(" ".join(text[:LONGEST].split())[: 20 * width])
    return line if len(line) <= width else f"{line[: width - 1]}…"
