"""A value of an expanded template as rules look at it: by the names of its members, without asking what is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.arm.deferred import Deferred
from generator.diagnostics import Path, Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule is broken: its path in the template, and what is wrong there.

    `severity` is set where it is not the rule's own.
    """

    path: Path
    message: str
    hint: str | None = None
    severity: Severity | None = None


class Value:
    """A value with its path in the template.

    What is not there is a Value too, with `raw` None, as is what holds null: ARM does not tell them apart. What only
    Azure knows is `unknown`, with all within it; the typed properties are None then, so that a rule stays silent.
    """

    __slots__ = ("path", "raw")

    def __init__(self, raw: Any, path: Path) -> None:
        self.raw = raw
        self.path = path

    def at(self, dotted: str) -> Value:
        """The member that `a.b.c` leads to; names without regard to case, as Azure has them."""
        raw, path = self.raw, self.path
        for name in dotted.split("."):
            raw, key = _member(raw, name)
            path = (*path, key)
        return Value(raw, path)

    def member(self, name: str) -> Value:
        """The member of that very name, dots included."""
        raw, key = _member(self.raw, name)
        return Value(raw, (*self.path, key))

    @property
    def unknown(self) -> bool:
        """Whether only Azure knows the value, as that of a parameter without value or of `reference()`."""
        return isinstance(self.raw, Deferred)

    @property
    def exists(self) -> bool:
        """Whether there is a value, known or not."""
        return self.raw is not None

    @property
    def missing(self) -> bool:
        """Whether there is surely no value."""
        return self.raw is None

    @property
    def text(self) -> str | None:
        """The string; None where it is none."""
        return self.raw if isinstance(self.raw, str) else None

    @property
    def lower(self) -> str:
        """The string in lower case, to compare what Azure compares without regard to case; "" where it is none."""
        return self.raw.lower() if isinstance(self.raw, str) else ""

    @property
    def number(self) -> int | None:
        """The integer, also one that is written as a string, which Azure converts."""
        if isinstance(self.raw, str):
            text = self.raw.strip()
            return int(text) if text.lstrip("+-").isdecimal() and len(text) < 20 else None
        return self.raw if isinstance(self.raw, int) and not isinstance(self.raw, bool) else None

    @property
    def flag(self) -> bool | None:
        """The boolean, also one that is written as a string, which Azure converts."""
        if isinstance(self.raw, str):
            return {"true": True, "false": False}.get(self.raw.strip().lower())
        return self.raw if isinstance(self.raw, bool) else None

    @property
    def items(self) -> list[Value]:
        """The items of a list; none where it is no list."""
        raw = self.raw if isinstance(self.raw, list) else ()
        return [Value(inner, (*self.path, index)) for index, inner in enumerate(raw)]

    @property
    def members(self) -> list[tuple[str, Value]]:
        """The members of an object by name; none where it is no object."""
        raw = self.raw if isinstance(self.raw, dict) else {}
        return [(key, Value(inner, (*self.path, key))) for key, inner in raw.items()]

    def walk(self) -> Iterator[Value]:
        """The value and all within it, outermost first."""
        yield self
        for _, inner in self.members:
            yield from inner.walk()
        for inner in self.items:
            yield from inner.walk()

    def finding(self, message: str, hint: str | None = None, severity: Severity | None = None) -> Finding:
        """The finding that this value is at fault."""
        return Finding(self.path, message, hint, severity)


def _member(raw: Any, name: str) -> tuple[Any, str]:
    """The member of a raw value, and its name as it is written; what is within an unknown value is unknown too."""
    if isinstance(raw, dict):
        if name in raw:
            return raw[name], name
        length, lowered = len(name), name.lower()
        for key in raw:
            if len(key) == length and key.lower() == lowered:
                return raw[key], key
        return None, name
    return (raw if isinstance(raw, Deferred) else None), name
