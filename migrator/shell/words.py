"""A command line as simple commands: words without their quotes, redirections, here-documents, what is piped where.

One pass over the text, so that any text ends in time that grows with its length alone. A hole of Jinja's, `{ds}`, stays
whole; `$DAY`, `${DAY}` and `$(date)` become such holes, `{$DAY}`, where nothing says what they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

# Longest first.
OPERATORS = (
    "<<<",
    "<<-",
    "&>>",
    ";;",
    "&&",
    "||",
    "|&",
    "<<",
    ">>",
    ">&",
    "<&",
    ">|",
    "&>",
    ";",
    "|",
    "&",
    "(",
    ")",
    "<",
    ">",
)
REDIRECTIONS = ("<", ">", ">>", ">|", "&>", "&>>", "<<<", "<<", "<<-", ">&", "<&")
HOLE = re.compile(r"\{[^{}\s,;][^{}\n]{0,500}\}|\{[^{}\s]\}")
NAME = re.compile(r"[A-Za-z_]\w{0,200}|[0-9@*#?!$-]")
DEFAULTED = re.compile(r"^([A-Za-z_]\w{0,200})\s{0,3}(:?[-=+?%#/^,].{0,500})?$", re.S)
DEEPEST = 6


@dataclass(slots=True)
class Simple:
    """One simple command: its words, (sign, target) of its redirections, the text it is handed as input, the operator
    that follows it, and the command lines in its `$(...)`."""

    words: list[str] = field(default_factory=list)
    redirections: list[tuple[str, str]] = field(default_factory=list)
    text: str | None = None
    end: str = ";"
    inner: list[str] = field(default_factory=list)


class Scanner:
    """Reads one text."""

    def __init__(self, text: str, variables: Mapping[str, str]) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.variables = variables
        self.found: list[Simple] = []
        self.now = Simple()
        # Signs that wait for their target, and here-documents that wait for the next line.
        self.sign = ""
        self.heres: list[tuple[Simple, str, bool]] = []

    def scan(self) -> list[Simple]:
        """The simple commands of the text, in order."""
        text = self.text
        while self.at < len(text):
            letter = text[self.at]
            if letter == "\n":
                self.at += 1
                self._end("\n")
                self._documents()
            elif letter in " \t\r":
                self.at += 1
            elif text.startswith("\\\n", self.at):
                self.at += 2
            elif letter == "#":
                end = text.find("\n", self.at)
                self.at = len(text) if end < 0 else end
            else:
                self._operator_or_word()
        self._end(";")
        return self.found

    def _operator_or_word(self) -> None:
        operator = next((one for one in OPERATORS if self.text.startswith(one, self.at)), None)
        if operator is None:
            word, is_plain = self._word()
            if self.sign:
                self._redirected(word)
            elif is_plain and word in ("{", "}"):
                self._end(";")
            else:
                self.now.words.append(word)
            return
        self.at += len(operator)
        if operator in REDIRECTIONS:
            # 2>&1: the number is no word.
            if self.now.words and self.now.words[-1] in ("1", "2") and self.text[self.at - len(operator) - 1].isdigit():
                self.now.words.pop()
            self.sign = operator
        else:
            self._end(operator)

    def _redirected(self, word: str) -> None:
        if self.sign in ("<<", "<<-"):
            self.heres.append((self.now, word, self.sign == "<<-"))
        elif self.sign == "<<<":
            self.now.text = word
        else:
            self.now.redirections.append((self.sign, word))
        self.sign = ""

    def _documents(self) -> None:
        """The here-documents that begin on this line."""
        for command, mark, is_indented in self.heres:
            lines: list[str] = []
            while self.at < len(self.text):
                end = self.text.find("\n", self.at)
                end = len(self.text) if end < 0 else end
                line = self.text[self.at : end]
                self.at = end + 1
                if (line.lstrip("\t") if is_indented else line).rstrip("\r") == mark:
                    break
                lines.append(line)
            command.text = self._filled("\n".join(lines))
        self.heres.clear()

    def _filled(self, text: str) -> str:
        """A here-document with the variables that are known; others are holes."""
        return re.sub(
            r"\$\{(\w{1,200})\}|\$([A-Za-z_]\w{0,200})", lambda found: self._variable(found[1] or found[2]), text
        )

    def _end(self, operator: str) -> None:
        if self.now.words or self.now.redirections:
            self.now.end = ";" if operator == "\n" else operator
            self.found.append(self.now)
            self.now = Simple()
        elif self.found and operator == "|":
            self.found[-1].end = operator
        self.sign = ""

    def _word(self) -> tuple[str, bool]:
        """The next word without its quotes; and whether nothing in it was quoted."""
        text, pieces, is_plain = self.text, [], True
        while self.at < len(text):
            letter = text[self.at]
            if letter in " \t\r\n;|&()<>":
                break
            if letter == "\\":
                # A line that goes on in the next one.
                pieces.append(text[self.at + 1 : self.at + 2].replace("\n", ""))
                self.at += 2
            elif letter == "'":
                end = text.find("'", self.at + 1)
                end = len(text) if end < 0 else end
                pieces.append(text[self.at + 1 : end])
                self.at, is_plain = end + 1, False
            elif letter == '"':
                self.at, is_plain = self.at + 1, False
                pieces.append(self._quoted())
            elif letter == "$":
                pieces.append(self._dollar())
            elif letter == "`":
                end = text.find("`", self.at + 1)
                end = len(text) if end < 0 else end
                pieces.append(self._substituted(text[self.at + 1 : end]))
                self.at = end + 1
            elif letter == "{" and (hole := HOLE.match(text, self.at)):
                pieces.append(hole[0])
                self.at = hole.end()
            else:
                pieces.append(letter)
                self.at += 1
        return "".join(pieces), is_plain

    def _quoted(self) -> str:
        text, pieces = self.text, []
        while self.at < len(text) and text[self.at] != '"':
            letter = text[self.at]
            if letter == "\\" and text[self.at + 1 : self.at + 2] in ('"', "\\", "$", "`"):
                pieces.append(text[self.at + 1])
                self.at += 2
            elif text.startswith("\\\n", self.at):
                self.at += 2
            elif letter == "$":
                pieces.append(self._dollar())
            elif letter == "{" and (hole := HOLE.match(text, self.at)):
                # A hole may have quotes of its own: {xcom:"a"}
                pieces.append(hole[0])
                self.at = hole.end()
            else:
                pieces.append(letter)
                self.at += 1
        self.at += 1
        return "".join(pieces)

    def _dollar(self) -> str:
        text = self.text
        if text.startswith("$((", self.at):
            end = text.find("))", self.at)
            self.at, inner = (len(text) if end < 0 else end + 2), text[self.at + 3 : end if end > 0 else None]
            return hole_of(inner)
        if text.startswith("$(", self.at):
            end = self._closing(self.at + 2)
            inner, self.at = text[self.at + 2 : end], end + 1
            return self._substituted(inner)
        if text.startswith("${", self.at):
            end = text.find("}", self.at)
            end = len(text) if end < 0 else end
            inner, self.at = text[self.at + 2 : end], end + 1
            found = DEFAULTED.match(inner)
            name, rest = (found[1], found[2] or "") if found else (inner, "?")
            return self._variable(name) if not rest or (name in self.variables and rest[0] in ":-") else hole_of(name)
        named = NAME.match(text, self.at + 1)
        if named is None:
            self.at += 1
            return "$"
        self.at = named.end()
        return self._variable(named[0])

    def _closing(self, at: int) -> int:
        """Where the bracket closes that is open here; quotes are passed over."""
        depth, quote = 1, ""
        for place in range(at, len(self.text)):
            letter = self.text[place]
            if quote:
                quote = "" if letter == quote else quote
            elif letter in "'\"":
                quote = letter
            elif letter in "()":
                depth += 1 if letter == "(" else -1
                if depth == 0:
                    return place
        return len(self.text)

    def _substituted(self, inner: str) -> str:
        self.now.inner.append(inner)
        return hole_of(inner)

    def _variable(self, name: str) -> str:
        return self.variables.get(name) or hole_of(name)


def hole_of(source: str) -> str:
    """A hole that spells what only a run knows."""
    return "{$" + " ".join(re.sub(r"[{}\n]", " ", source[:500]).split()) + "}"
