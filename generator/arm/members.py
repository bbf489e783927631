"""Evaluate what a template says, member by member; what is wrong in one leaves the others as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from generator.arm.deferred import Deferred, to_node
from generator.arm.evaluation import evaluate_text
from generator.arm.expression import Call, ExpressionError, Literal, Node, parse
from generator.arm.functions.function import kind_of, shown
from generator.arm.problems import Problems
from generator.arm.scope import EvaluationError, Scope
from generator.diagnostics import Diagnostic, Path

MOST_COPIES = 800
"""Iterations of a copy ("Template limits")."""
MOST_REFUSED = 100
"""Expressions without value that are told, twice as many as anybody reads."""
_DEEPEST = 200
_PLAIN = (int, float, bool, type(None))


class Members:
    """Evaluates values, and tells `problems` of each expression that has none, by its place.

    Such an expression stays as a Deferred: that it is wrong is told once, not again wherever its value is used.
    """

    def __init__(self, problems: Problems, code: str = "template/expression") -> None:
        self.problems = problems
        self.code = code

    def value(self, written: Any, scope: Scope, path: Path) -> Any:
        """The value, each string in it replaced by what it stands for, each `copy` by the members that it makes.

        Raises EvaluationError only where the budget of the scope is spent.
        """
        return self._bounded(lambda: self._value(written, scope, path), written, scope, path)

    def count(self, loop: dict[str, Any], scope: Scope, path: Path) -> int | Deferred:
        """The iterations of a loop; Deferred where they are not known, or no number that ARM takes."""
        value = self.value(loop.get("count"), scope.before_deployment(), (*path, "count"))
        if isinstance(value, Deferred):
            return value
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_COPIES:
            return value
        given = value if kind_of(value) == "integer" else shown(value)
        message = f"the count of a copy is an integer from 0 to {MOST_COPIES}, not {given}"
        self.problems.add(Diagnostic(code=self.code, message=message, path=(*path, "count")))
        return Deferred(to_node(value))

    def copies(self, loop: dict[str, Any], name: str, scope: Scope, path: Path) -> Any:
        """The list that a loop of members makes; a `map` over a range where its length is not known.

        Raises EvaluationError only where the budget of the scope is spent.
        """
        return self._bounded(lambda: self._copies(loop, name, scope, path), None, scope, path)

    def _bounded(self, make: Callable[[], Any], written: Any, scope: Scope, path: Path) -> Any:
        """What is made, unless it is too large or too deep."""
        try:
            result = make()
        except RecursionError:
            return self._refused(EvaluationError("the value is nested too deeply"), scope, path, written)
        try:
            scope.budget.survey(result)
        except EvaluationError as error:
            return self._refused(error, scope, path, written)
        return result

    def _copies(self, loop: dict[str, Any], name: str, scope: Scope, path: Path) -> Any:
        times = self.count(loop, scope, path)
        written, path = loop.get("input"), (*path, "input")
        if isinstance(times, Deferred):
            index = Deferred(Call("lambdaVariables", (Literal(name, 0),), 0))
            each = to_node(self._value(written, scope.in_loop(name, index), path))
            body = Call("lambda", (Literal(name, 0), each), 0)
            return Deferred(Call("map", (Call("range", (Literal(0, 0), times.node), 0), body), 0))
        return [self._round(written, scope.in_loop(name, index), path) for index in range(times)]

    def _round(self, written: Any, scope: Scope, path: Path) -> Any:
        scope.budget.spend(1)
        return self._value(written, scope, path)

    def _value(self, written: Any, scope: Scope, path: Path) -> Any:
        if isinstance(written, str):
            return self._text(written, scope, path) if written[:1] == "[" else written
        if isinstance(written, dict | list):
            scope.budget.spend(1)
            if len(path) > _DEEPEST:
                return self._refused(EvaluationError("the value is nested too deeply"), scope, path, written)
            if isinstance(written, dict):
                return dict(self._object(written, scope, path))
            return [
                inner if isinstance(inner, _PLAIN) else self._value(inner, scope, (*path, index))
                for index, inner in enumerate(written)
            ]
        return written

    def _object(self, written: dict[str, Any], scope: Scope, path: Path) -> Iterator[tuple[str, Any]]:
        loops: Any = written.get("copy")
        copying = is_member_copy(loops)
        for key, inner in written.items():
            if copying and key == "copy":
                continue
            name = key if key[:1] != "[" else self._name(key, scope, (*path, key))
            yield name, inner if isinstance(inner, _PLAIN) else self._value(inner, scope, (*path, key))
        for index, loop in enumerate(loops if copying else ()):
            place = (*path, "copy", index)
            name = self._name(str(loop["name"]), scope, (*place, "name"))
            yield name, self._copies(loop, name, scope, place)

    def _text(self, text: str, scope: Scope, path: Path) -> Any:
        try:
            return evaluate_text(text, scope)
        except (EvaluationError, ExpressionError) as error:
            return self._refused(error, scope, path, text)

    def _name(self, text: str, scope: Scope, path: Path) -> str:
        name = self._text(text, scope, path)
        if isinstance(name, Deferred):
            return name.text
        if not isinstance(name, str):
            wrong = EvaluationError(f"the name of a property is a string, not {shown(name)}")
            self._refused(wrong, scope, path, text)
            return text
        return name

    def _refused(self, error: EvaluationError | ExpressionError, scope: Scope, path: Path, written: Any) -> Deferred:
        if scope.budget.spent:
            raise error
        scope.budget.spend(20)
        text = written if isinstance(written, str) else None
        self.problems.refuse(self.code, error, path, text)
        if self.problems.refused > MOST_REFUSED:
            scope.budget.stop(f"more than {MOST_REFUSED} expressions have no value; the rest is not looked at")
        return Deferred(_node(text))


def is_member_copy(loops: Any) -> bool:
    """Whether the value of `copy` makes members: a list of loops that each have an input."""
    return isinstance(loops, list) and all(
        isinstance(loop, dict) and {"name", "input"} <= loop.keys() for loop in loops
    )


def _node(text: str | None) -> Node:
    """The expression that is wrong; a string with its text where it is none at all."""
    try:
        return parse(text or "")
    except ExpressionError:
        return Literal(text or "", 0)
