"""What names mean in an expression, and how much work it may cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from generator.arm.deferred import Deferred, parts
from generator.arm.expression import Node, parse
from generator.diagnostics import Path

NO_ID = "00000000-0000-0000-0000-000000000000"
LARGEST = 4 * 1024 * 1024
"""Characters of a value, `PART` for each part of it: no template is larger than 4 MB."""
PART = 16
_DEEPEST = 200
_SMALL = (int, float, bool, type(None))


@dataclass(frozen=True, slots=True)
class InFunction:
    """What is wrong within a function of the template: where in its output, and where in the expression there."""

    name: str
    message: str
    path: Path
    text: str | None
    position: int | None


class EvaluationError(ValueError):
    """An expression that has no value; `position` counts characters from the opening bracket.

    `function` says where it is wrong if that is within a function of the template. `suggestion` gives the end of the
    message; it is asked for only when the message is told, since to find what was meant takes long.
    """

    def __init__(
        self,
        message: str,
        position: int | None = None,
        function: InFunction | None = None,
        suggestion: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(message)
        self.position = position
        self.function = function
        self.suggestion = suggestion

    def __str__(self) -> str:
        return super().__str__() + (self.suggestion() if self.suggestion else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """Where and when a template is deployed, with placeholders for what is not told."""

    name: str = "deployment"
    scope: str = "resourceGroup"
    """Or `subscription`, `managementGroup`, `tenant`."""
    subscription_id: str = NO_ID
    tenant_id: str = NO_ID
    resource_group: str = "resource-group"
    location: str = "westeurope"
    management_group: str = "management-group"
    cloud: str = "AzureCloud"
    """Or `AzureUSGovernment`, `AzureChinaCloud`, or the name of another, of which nothing is known."""
    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class UserFunction:
    """A function that the template defines: the names of its parameters, its output as it is written, and where."""

    parameters: tuple[str, ...]
    output: Any
    path: Path = ()


class Budget:
    """The work that remains, so that no expression takes all time or memory.

    A step is about a microsecond. `branches` says whether any of the work was to choose between two values; `parsed`
    holds the expressions of which there is a tree already.
    """

    __slots__ = ("branches", "left", "parsed", "reason")

    def __init__(self, left: int = 500_000) -> None:
        self.left = left
        self.branches = False
        self.parsed: dict[str, Node] = {}
        self.reason = "the expressions take more work than any template needs"

    @property
    def spent(self) -> bool:
        """Whether nothing remains: whatever comes next is refused too."""
        return self.left < 0

    def spend(self, steps: int) -> None:
        """Take so many steps off, or refuse."""
        self.left -= steps
        if self.left < 0:
            raise EvaluationError(self.reason)

    def stop(self, reason: str) -> None:
        """Refuse all further work."""
        self.reason = reason
        self.spend(max(self.left, 0) + 1)

    def tree(self, text: str) -> Node:
        """The syntax tree of an expression; raises ExpressionError where it has none."""
        node = self.parsed.get(text)
        if node is None:
            self.spend(10 + len(text) // 4)
            node = self.parsed[text] = parse(text)
        return node

    def survey(self, value: Any) -> bool:
        """Whether the value is known in all its parts; refuses what is too large or too deep."""
        if isinstance(value, _SMALL) or (isinstance(value, str) and len(value) < 128):
            return True
        known, characters, wide, nodes, depth = True, 0, 0, 0, 0
        level = [value]
        while level:
            depth += 1
            below: list[Any] = []
            for each in level:
                if isinstance(each, str):
                    characters += len(each)
                    wide += 0 if each.isascii() else len(each)
                elif isinstance(each, dict):
                    below.extend(each)
                    below.extend(each.values())
                elif isinstance(each, list):
                    below.extend(each)
                elif not isinstance(each, _SMALL):
                    known = False
                    below.extend(parts(each))
                if characters + PART * (nodes + len(below)) > LARGEST:
                    self.spend(nodes)
                    raise EvaluationError("the value is larger than a template can be")
            if depth > _DEEPEST:
                raise EvaluationError("the value is nested too deeply")
            nodes += len(level)
            level = below
        self.spend(nodes // 4 + characters // 128 + wide // 4)
        return known


class Scope:
    """What parameters, variables, functions and loops an expression can name.

    `parameter` and `variable` give the value of a name or raise EvaluationError; None stands for "not available here".
    `copies` holds the index of each loop by its name in lower case, under "" that of the innermost. With
    `other_branches`, `if` takes the branch that its condition leaves out.
    """

    __slots__ = (
        "allow_runtime",
        "budget",
        "copies",
        "deployment",
        "functions",
        "in_parameter_default",
        "local",
        "other_branches",
        "parameter",
        "variable",
    )

    def __init__(
        self,
        deployment: Deployment,
        *,
        parameter: Callable[[str], Any] | None,
        variable: Callable[[str], Any] | None,
        functions: Mapping[str, UserFunction] | None = None,
        copies: Mapping[str, int | Deferred] | None = None,
        allow_runtime: bool = True,
        in_parameter_default: bool = False,
        other_branches: bool = False,
        budget: Budget | None = None,
    ) -> None:
        self.deployment = deployment
        self.parameter = parameter
        self.variable = variable
        self.functions = {name.lower(): function for name, function in (functions or {}).items()}
        self.copies = copies or {}
        self.allow_runtime = allow_runtime
        self.in_parameter_default = in_parameter_default
        self.other_branches = other_branches
        self.budget = budget or Budget()
        self.local: Mapping[str, Any] = {}

    def within(self, local: Mapping[str, Any]) -> Scope:
        """The scope of a lambda's body, where its variables (names in lower case) have these values."""
        inner = self._like(self)
        inner.local = {**self.local, **local}
        return inner

    def inside(self, function: UserFunction, arguments: list[Any]) -> Scope:
        """The scope of the output of a function of the template: its own parameters, and no runtime functions."""
        values = dict(zip(map(str.lower, function.parameters), arguments, strict=True))

        def parameter(name: str) -> Any:
            if name.lower() not in values:
                raise EvaluationError(f"the function has no parameter {name!r}")
            return values[name.lower()]

        inner = self._like(self)
        inner.parameter, inner.copies, inner.allow_runtime = parameter, {}, False
        return inner

    def before_deployment(self) -> Scope:
        """The scope of what must be known before anything is deployed: no runtime functions."""
        if not self.allow_runtime:
            return self
        inner = self._like(self)
        inner.local, inner.allow_runtime = self.local, False
        return inner

    def in_loop(self, name: str, index: int | Deferred) -> Scope:
        """The scope of one round of a loop within those that are around it already."""
        return self.in_loops({**self.copies, name.lower(): index, "": index})

    def in_loops(self, copies: Mapping[str, int | Deferred]) -> Scope:
        """The scope within these loops: the index of each by its name in lower case, under "" that of the innermost."""
        inner = self._like(self)
        inner.copies, inner.local = copies, self.local
        return inner

    @staticmethod
    def _like(scope: Scope) -> Scope:
        inner = object.__new__(Scope)
        inner.deployment, inner.parameter, inner.variable = scope.deployment, scope.parameter, scope.variable
        inner.functions, inner.copies, inner.budget = scope.functions, scope.copies, scope.budget
        inner.allow_runtime, inner.in_parameter_default = scope.allow_runtime, scope.in_parameter_default
        inner.other_branches = scope.other_branches
        inner.local = {}
        return inner
