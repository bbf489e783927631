"""Read the literals of a PowerShell script, by the rules of its documentation (about_Quoting_Rules, about_Arrays)."""

import re
from typing import Any

QUOTES = "'\u2018\u2019\u201a\u201b"
"""PowerShell takes the typographic single quotes for plain ones: each opens and closes a string."""
WORDS = {"$true": True, "$false": False, "$null": None}


class Variable(str):
    """The name of a variable that a value is taken from."""

    __slots__ = ()


def assigned(script: str, variable: str) -> Any:
    """The value that the script assigns to the variable, of that name with its dollar sign."""
    start = re.search(rf"^{re.escape(variable)} = ", script, re.MULTILINE)
    assert start is not None, f"nothing is assigned to {variable}"
    return _Reader(script, start.end()).value()


def arguments(script: str, command: str) -> dict[str, Any]:
    """The arguments of a command by the names of its parameters."""
    start = re.search(rf"^{re.escape(command)}(?= )", script, re.MULTILINE)
    assert start is not None, f"there is no {command}"
    reader = _Reader(script, start.end())
    found = {}
    while name := reader.parameter():
        found[name] = reader.value()
    return found


class _Reader:
    def __init__(self, text: str, position: int) -> None:
        self.text = text
        self.position = position

    def parameter(self) -> str | None:
        found = re.compile(r"(?: |`\n)*-(\w+) ").match(self.text, self.position)
        if found is None:
            return None
        self.position = found.end()
        return found[1]

    def value(self) -> Any:
        values = [self.item()]
        while self.skip(r" *, *"):
            values.append(self.item())
        return values if len(values) > 1 else values[0]

    def item(self) -> Any:
        if self.skip(r"@\{\s*"):
            return self.hashtable()
        if self.skip(r"@\(\s*"):
            return self.array()
        if self.text[self.position] in QUOTES:
            return self.string()
        found = re.compile(r"\$?[\w.+-]+").match(self.text, self.position)
        assert found is not None, f"no literal: {self.text[self.position : self.position + 40]!r}"
        self.position = found.end()
        word = found[0]
        if word in WORDS:
            return WORDS[word]
        if word.startswith("$"):
            return Variable(word)
        return int(word) if re.fullmatch(r"[+-]?\d+", word) else float(word)

    def string(self) -> str:
        """Within quotes nothing is special but a quote, which stands there twice."""
        self.position += 1
        read = ""
        while True:
            character = self.text[self.position]
            self.position += 1
            if character in QUOTES:
                if self.text[self.position] not in QUOTES:
                    return read
                character = self.text[self.position]
                self.position += 1
            read += character

    def array(self) -> list[Any]:
        """`@( )` gives what is within as one list; a list that alone is within is not nested in it."""
        if self.skip(r"\)"):
            return []
        # A unary comma makes a list with the one item that follows.
        given = [self.item()] if self.skip(r", *") else self.value()
        assert self.skip(r"\s*\)"), "the array does not end"
        return given if isinstance(given, list) else [given]

    def hashtable(self) -> dict[str, Any]:
        """Keys that differ in case alone are the same key, and an error."""
        found: dict[str, Any] = {}
        while not self.skip(r"\}"):
            key = self.item()
            assert key.lower() not in {each.lower() for each in found}, f"the key {key} stands twice"
            assert self.skip(r" *= *"), f"the key {key} has no value"
            found[key] = self.value()
            assert self.skip(r"\s*;?\s*(?=[^\s;])"), "the hashtable does not end"
        return found

    def skip(self, pattern: str) -> bool:
        found = re.compile(pattern).match(self.text, self.position)
        if found is None:
            return False
        self.position = found.end()
        return True
