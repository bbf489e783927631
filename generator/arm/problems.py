"""What is wrong with a template, each thing told once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.arm.expression import ExpressionError
from generator.arm.scope import EvaluationError
from generator.diagnostics import Diagnostic, Path

_SHOWN = 30
"""Characters of an expression on each side of a mistake."""


class Problems:
    """The problems of a template: the same message at the same place counts once, as in all rounds of a loop."""

    def __init__(self) -> None:
        self._found: dict[tuple[Path, str], Diagnostic] = {}
        self.refused = 0
        """Expressions among them."""

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._found.values())

    def add(self, problem: Diagnostic) -> None:
        """Tell of a problem; where it is told already, only of causes that are new."""
        key = (problem.path, problem.message)
        known = self._found.setdefault(key, problem)
        new = tuple(cause for cause in problem.causes if cause not in known.causes)
        if known is not problem and new:
            self._found[key] = replace(known, causes=(*known.causes, *new))

    def refuse(self, code: str, error: EvaluationError | ExpressionError, path: Path, text: str | None = None) -> None:
        """Tell of an expression without value: `text` at `path`.

        What is wrong within a function of the template is told there, with the call as its cause.
        """
        if isinstance(error, EvaluationError) and error.function is not None:
            call = Diagnostic(code=code, message=f"called here as {error.function.name}", path=path)
            inner = error.function
            hint = _hint(inner.text, inner.position)
            problem = Diagnostic(code=code, message=inner.message, path=inner.path, hint=hint, causes=(call,))
        else:
            problem = Diagnostic(code=code, message=str(error), path=path, hint=_hint(text, error.position))
        before = len(self._found)
        self.add(problem)
        self.refused += len(self._found) - before


def _hint(text: str | None, position: int | None) -> str | None:
    """Where in the expression it is, unless it is all of it."""
    if text is None or position is None or position <= 1:
        return None
    before, after = text[max(0, position - _SHOWN) : position], text[position : position + _SHOWN]
    start = "…" if position > _SHOWN else ""
    end = "…" if position + _SHOWN < len(text) else ""
    shown = " ".join(f"{start}{before}▸{after}{end}".split())
    return f"at character {position + 1}: {shown}"
