"""Text made safe to show: every quote and every piece of evidence passes through `masked`.

A secret is known by its form (`secret_forms`) or by the name it stands under: `password = '...'`, `"token": "..."`.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator

from migrator.secret_forms import FORMS, FUNCTIONS, TABLE_FUNCTION, TABLE_FUNCTIONS
from migrator.secret_forms import MASK as MASK

LONGEST = 20_000
SECRET_NAMES = (
    "password", "passwd", "passphrase", "pwd", "secret", "token", "credential", "authorization", "privateenvironment",
    "apikey", "privatekey", "accesskey", "accountkey", "masterkey", "symmetrickey", "encryptionkey", "fernetkey",
    "signingkey",
)  # fmt: skip
# As the last word of a name: what it holds only points to a secret, or tells of one.
POINTERS = frozenset(
    str.split(
        "name path file filename arn url uri type ttl expiry scope endpoint provider backend policy "
        "table view column field schema database dataset topic queue bucket prefix suffix folder dir directory "
        "count length limit size index query sql model task dag event version format status enabled required "
        "date at age day hour minute second conn connection kind store manager metric row"
    )
)
# Short words that stand within innocent ones (`author`): secret only where one is the last of a name's words.
SECRET_WORDS = ("auth", "pass", "passphrase", "pw", "pwd", "cookie", "cookies")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

# The last of a dotted name decides (`users.password`), but for settings such as `fs.s3a.secret.key`.
_SETTING = re.compile(r"(?i)(?:secret|access|account|api|private|encryption)[.-]key\b")
# A value inside quotes runs to the closing one, any other to white space or a separator.
_NAMED = re.compile(
    r"""(?x) (?<![\w.\-/]) (?=[\w.\-]{0,200}?(?i:secret|token|key|pass|pwd|pw|credential|auth|cookie))
    (?P<key>-{0,2}[A-Za-z_][\w.\-]{0,200}) (?P<close>\\?["'`]\]?|\]|)
    (?P<gap>\s*(?:=>|:=|!=|<>|==?|(?<!:):(?!:)|\bis:)\s*|\s+(?:not\s+)?i?like\s+|\s+is:\s*|\s+(?='))
    (?: (?P<prefix>[A-Za-z]{0,2})(?P<quote>\\?['"])(?P<inner>(?:(?!(?P=quote)).|(?P=quote){2})*)(?P=quote)
      | (?P<bare>[^\s'",;&()\[\]{}\\]+) )"""
)
# ('API_TOKEN', '...'), get("password", default="..."), name="DB_PASSWORD", value="..."
_PAIRED = re.compile(
    r"""(?x) (?P<key>\\?(?P<mark>['"])(?P<name>[\w.\-]{2,100})(?P=mark))
    (?P<gap>\s*,\s*(?:["']?[a-z_]+["']?\s*[=:]\s*)?)
    (?P<quote>["']) (?P<inner>(?:(?!(?P=quote)).){1,500}) (?P=quote)"""
)
_IN = re.compile(r"(?i)(?<![\w.])([\w.]{1,100})\s+(?:not\s+)?in\s*\(\s*(?=')")
_INSERT = re.compile(r"(?i)\binsert\s+(?:into|overwrite)\s+[^\s(]{1,200}\s*\(([^()]{1,2000})\)\s*values\s*")
_ROW = re.compile(r"\s*,?\s*\(")
# How far the end of a call is looked for, and how often all calls of a text may go through it.
FARTHEST = 5000
MOST = 10
_SIGN = re.compile(r"['(),]")
_LITERAL = re.compile(r"'(?:[^']|'')*'")
# What is told is no secret: a number, a placeholder, an expression.
_OPEN = re.compile(
    r"""(?ix) (?: \*\*\* | [$:?%@{<].* | \{\{.*\}\} | null | none | true | false | default | current\w* | \d{1,3} )$""",
    re.S,
)
_DOTTED = re.compile(r"(?i)[a-z_]\w*(?:\.[a-z_]\w*)+$")
_RANDOM = re.compile(r"\d[A-Za-z]{2}|\d[A-Za-z]\d|[a-z][A-Z]+\d")
_PLAIN = re.compile(r"[a-z_]+$")
# One of these is in every text that `_NAMED` and the like can find something in.
_TRACES = ("secret", "token", "key", "pass", "pw", "credential", "auth", "cookie")
_FUNCTION_TRACES = (*_TRACES, "crypt", "hmac", "remote", "mysql", "postgresql", "mongodb")


def masked(text: str) -> str:
    """The text with passwords, tokens, keys and credentials replaced by `***`."""
    lowered = text.lower()
    for word, pattern, replacement in FORMS:
        if word in lowered:
            text = pattern.sub(replacement, text)
    if "(" in text and any(word in lowered for word in _FUNCTION_TRACES):
        text = _without_arguments(text)
    if any(word in lowered for word in _TRACES):
        text = _PAIRED.sub(_hidden_pair, _NAMED.sub(_hidden, text))
    return text


@functools.lru_cache(maxsize=10_000)
def is_secret(name: str) -> bool:
    """Whether an argument or key of this name holds a secret, whatever its value looks like: `db_password` and
    `accessToken` do, `tokenizer`, `secret_name`, `token_count` and `credentials_path` do not."""
    words = [word.lower().rstrip("s") if len(word) > 4 else word.lower() for word in _WORD.findall(name)]
    if not words or words[-1] in POINTERS or words[-2:] in (["conn", "id"], ["connection", "id"]):
        return False
    if words[0] in ("max", "min", "num") and words[-1] == "token":
        # What a language model may answer.
        return False
    pairs = {one + two for one, two in itertools.pairwise(words)}
    return any(word.endswith(SECRET_NAMES) for word in (*words, *pairs)) or words[-1] in SECRET_WORDS


def shown(text: str, width: int = 160) -> str:
    """The text on one line, masked, and shortened with `…`: the form in which people see a quote."""
    return cut(one_line(text, width), width)


def one_line(text: str, width: int = 160) -> str:
    """The text on one line, masked, much longer than will be shown, so that no secret is cut in two unseen."""
    return masked(" ".join(text[:LONGEST].split())[: 20 * width])


def cut(line: str, width: int = 160) -> str:
    """The line, shortened with `…`."""
    return line if len(line) <= width else f"{line[: width - 1]}…"


@functools.lru_cache(maxsize=10_000)
def _names_secret(key: str) -> bool:
    """Whether a name in a text is a secret's, dotted as it may be."""
    return is_secret(key.rpartition(".")[2]) or _SETTING.search(key) is not None


def _hidden(match: re.Match[str]) -> str:
    quote, gap = match["quote"], match["gap"]
    if not _names_secret(match["key"]):
        value = "inner" if quote else "bare"
        start, end = match.start(value) - match.start(), match.end(value) - match.start()
        return match[0][:start] + _NAMED.sub(_hidden, match[value]) + match[0][end:]
    if quote is None:
        is_code = _is_expression(match["bare"], match["key"], gap)
        return match[0] if is_code else f"{match['key']}{match['close']}{gap}{MASK}"
    if not match["inner"] or _OPEN.match(match["inner"]):
        return match[0]
    return f"{match['key']}{match['close']}{gap}{match['prefix']}{quote}{MASK}{quote}"


def _is_expression(value: str, key: str, gap: str) -> bool:
    """Whether a value without quotes is code rather than a secret: `a.token = b.token`, `token: str`, `pw = get_pw`."""
    if _OPEN.match(value) or (_DOTTED.match(value) and not _RANDOM.search(value)):
        return True
    if value.rpartition(".")[2].lower() == key.rpartition(".")[2].lower():
        return True
    is_random = len(value) >= 6 and bool(re.search(r"\d", value)) and bool(re.search(r"[A-Za-z]", value))
    if gap.strip() == ":":
        # YAML and headers have a space, paths into JSON have none: `data:token`
        return not is_random and (gap == ":" or bool(_PLAIN.match(value)))
    return not is_random and gap != gap.strip()


def _hidden_pair(match: re.Match[str]) -> str:
    if not _names_secret(match["name"]) or _PLAIN.match(match["inner"]) or _OPEN.match(match["inner"]):
        return match[0]
    return f"{match['key']}{match['gap']}{match['quote']}{MASK}{match['quote']}"


class _Arguments:
    """The literals among the arguments of calls in one text. What is looked through together is bounded."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.left = MOST * len(text)

    def literals(self, start: int) -> Iterator[tuple[int, tuple[int, int]]]:
        """(number of the argument, where the literal stands) for each in the parenthesis that was opened before."""
        number, depth, at = 0, 0, start
        while (found := _SIGN.search(self.text, at, start + FARTHEST)) is not None and self.left > 0:
            sign, end = found[0], found.end()
            if sign == "'":
                literal = _LITERAL.match(self.text, found.start())
                if literal is None:
                    return
                yield number, literal.span()
                end = literal.end()
            elif sign == ")" and not depth:
                return
            depth += (sign == "(") - (sign == ")")
            number += sign == "," and not depth
            self.left -= end - at
            at = end

    def inserted(self, match: re.Match[str]) -> Iterator[tuple[int, int]]:
        """Where the values of secret columns stand in the rows of an INSERT."""
        secret = [_names_secret(name.strip(' \t\n`"[]')) for name in match[1].split(",")]
        row = _ROW.match(self.text, match.end()) if any(secret) else None
        while row is not None and self.left > 0:
            end = row.end()
            for number, span in self.literals(row.end()):
                end = span[1]
                if number < len(secret) and secret[number]:
                    yield span
            closing = self.text.find(")", end)
            row = _ROW.match(self.text, closing + 1) if closing >= 0 else None


def _without_arguments(text: str) -> str:
    """The text without the secrets among the arguments of SQL functions, in lists, and in the columns of an INSERT."""
    spans: list[tuple[int, int]] = []
    arguments = _Arguments(text)
    for match in FUNCTIONS.finditer(text):
        spans += [span for _, span in arguments.literals(match.end())]
    for match in TABLE_FUNCTION.finditer(text):
        found = [span for _, span in arguments.literals(match.end())]
        spans += found[3:][-1:] if TABLE_FUNCTIONS[match[1].lower()] < 0 else found[4:5]
    for match in _IN.finditer(text):
        spans += [span for _, span in arguments.literals(match.end())] if _names_secret(match[1]) else []
    for match in _INSERT.finditer(text):
        spans += arguments.inserted(match)
    pieces, end = [], 0
    for start, stop in sorted(set(spans)):
        if start >= end:
            pieces += [text[end:start], f"'{MASK}'"]
            end = stop
    return "".join([*pieces, text[end:]])
