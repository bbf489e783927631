"""How a function is declared, and what it refuses before it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from generator.arm.deferred import Deferred
from generator.arm.expression import Call, Node
from generator.arm.scope import EvaluationError, Scope
from generator.diagnostics import nearest

Evaluate = Callable[[Node, Scope], Any]
Form = Callable[[Call, Scope, Evaluate], Any]

_LONGEST_NAME = 60
_WORDS = {
    "null": "null",
    "boolean": "a boolean",
    "integer": "an integer",
    "float": "a number with a fraction",
    "string": "a string",
    "array": "an array",
    "object": "an object",
}
_GROUPS = {"any": frozenset(_WORDS), "number": frozenset({"integer", "float"})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function by its name as Azure writes it.

    `run` takes the evaluated arguments; after the scope if it is `scoped`; it never sees what Azure alone knows, except
    within arrays and objects if it is `shallow`. A `form` evaluates its arguments itself. One that has neither is
    computed by Azure alone, and where it is `runtime`, only after resources exist.
    """

    name: str
    kinds: tuple[frozenset[str], ...]
    """Of the arguments; the last repeats where there is no maximum."""
    minimum: int
    maximum: int | None
    run: Callable[..., Any] | None = None
    form: Form | None = None
    scoped: bool = False
    shallow: bool = False
    runtime: bool = False

    def check_count(self, count: int) -> None:
        """Refuse a number of arguments that the function does not take."""
        if self.minimum <= count and (self.maximum is None or count <= self.maximum):
            return
        if self.maximum is None:
            wanted = f"at least {_arguments(self.minimum)}"
        elif self.minimum == self.maximum:
            wanted = _arguments(self.minimum) if self.minimum else "no arguments"
        else:
            wanted = f"{self.minimum} to {_arguments(self.maximum)}"
        raise EvaluationError(f"{self.name} takes {wanted}, not {count}")

    def check_kinds(self, arguments: Sequence[Any]) -> None:
        """Refuse an argument of a type that the function does not take."""
        for place, argument in enumerate(arguments):
            allowed = self.kinds[min(place, len(self.kinds) - 1)]
            if not isinstance(argument, Deferred) and kind_of(argument) not in allowed:
                wanted = " or ".join(words for kind, words in _WORDS.items() if kind in allowed)
                raise EvaluationError(f"{self.name} takes {wanted} as argument {place + 1}, not {shown(argument)}")


def function(signature: str, run: Callable[..., Any] | None = None, **how: Any) -> Function:
    """Declare a function: its name and the kinds of its arguments.

    A kind is a type, `number`, `any`, or several of them with `|` between; `?` marks an argument that can be left out,
    `*` one that can stand any number of times.
    """
    name, *words = signature.split()
    kinds = tuple(
        frozenset().union(*(_GROUPS.get(kind, frozenset({kind})) for kind in word.rstrip("?*").split("|")))
        for word in words
    )
    minimum = sum(word[-1] not in "?*" for word in words)
    maximum = None if words and words[-1].endswith("*") else len(words)
    return Function(name=name, kinds=kinds, minimum=minimum, maximum=maximum, run=run, **how)


def kind_of(value: Any) -> str:
    """The type of the value, as the language names it."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "float"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def shown(value: Any) -> str:
    """The value in a message: what it is, without what may be secret."""
    return _WORDS[kind_of(value)]


def meant(name: str, known: Iterable[str]) -> str:
    """The end of a message about a name that is not known: the nearest one that is."""
    if len(name) > _LONGEST_NAME:
        return ""
    close = _nearest(name, tuple(islice(known, 500)))
    return f"; did you mean {close}?" if close else ""


@lru_cache(maxsize=256)
def _nearest(name: str, known: tuple[str, ...]) -> str | None:
    return nearest(name, [each for each in known if len(each) <= _LONGEST_NAME])


def _arguments(count: int) -> str:
    return "1 argument" if count == 1 else f"{count} arguments"
