"""What expressions of a template can name: its parameters, variables and functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.arm.functions.function import meant
from generator.arm.members import Members, is_member_copy
from generator.arm.parameters import Parameters
from generator.arm.problems import Problems
from generator.arm.scope import Budget, Deployment, EvaluationError, Scope, UserFunction
from generator.diagnostics import Path

_NAMES = re.compile(r"\b(?:variables|parameters)\s*\(\s*'([^']+)'", re.IGNORECASE)


class Declarations:
    """The parameters, variables and functions of a template, and the scopes of expressions that name them.

    `scope` is that of properties and outputs; `early` that of all that must be known before anything is deployed.
    `around` leads to the template within the one that nests it.
    """

    def __init__(
        self,
        template: Mapping[str, Any],
        given: Mapping[str, Any],
        deployment: Deployment,
        problems: Problems,
        budget: Budget,
        *,
        around: Path = (),
        complete: bool,
        other_branches: bool,
    ) -> None:
        self.around = around
        self.members = Members(problems)
        functions = dict(_functions(template, around))
        self.parameters = Parameters(
            as_object(template.get("parameters")),
            as_object(template.get("definitions")),
            given,
            around,
            problems,
            complete=complete,
        )
        written = as_object(template.get("variables"))
        self.variables: dict[str, tuple[str, Path, Any]] = {
            name.lower(): (name, (*around, "variables", name), value)
            for name, value in written.items()
            if not (name.lower() == "copy" and is_member_copy(value))
        }
        self.loops: dict[str, tuple[str, Path, Any]] = {
            str(loop["name"]).lower(): (str(loop["name"]), (*around, "variables", "copy", index), loop)
            for index, loop in enumerate(_loops(written.get("copy")))
        }
        self.settled: dict[str, Any] = {}
        self.waiting: dict[str, str] = {}
        self.scope = Scope(
            deployment,
            parameter=self.parameters.value,
            variable=self.variable,
            functions=functions,
            other_branches=other_branches,
            budget=budget,
        )
        self.early = self.scope.before_deployment()
        self.parameters.scope = Scope(
            deployment,
            parameter=self.parameters.value,
            variable=None,
            functions=functions,
            allow_runtime=False,
            in_parameter_default=True,
            other_branches=other_branches,
            budget=budget,
        )

    def settle(self) -> None:
        """Evaluate all parameters and variables, each after those that it needs, and tell of what is wrong."""
        self.parameters.settle(_in_order({key: entry for key, (_, entry) in self.parameters.declared.items()}))
        declared = {**self.loops, **self.variables}
        for key in _in_order({key: written for key, (_, _, written) in declared.items()}):
            self.variable(key)

    def variable(self, name: str) -> Any:
        """The value of a variable; raises EvaluationError for one that is not there, or that needs itself."""
        key = name.lower()
        if key in self.settled:
            return self.settled[key]
        if key in self.waiting:
            names = [*self.waiting.values()][[*self.waiting].index(key) :]
            way = f": {' → '.join((*names, names[0]))}" if len(names) > 1 else ""
            raise EvaluationError(f"the variable {names[0]} needs itself{way}")
        if key not in self.variables and key not in self.loops:
            known = (each for each, _, _ in (*self.variables.values(), *self.loops.values()))
            raise EvaluationError(f"the variable {name[:60]} is not defined", suggestion=lambda: meant(name, known))
        self.waiting[key] = name
        try:
            self.settled[key] = self._variable(key)
        finally:
            del self.waiting[key]
        return self.settled[key]

    def _variable(self, key: str) -> Any:
        if key in self.variables:
            _, path, value = self.variables[key]
            return self.members.value(value, self.early, path)
        name, path, loop = self.loops[key]
        return self.members.copies(loop, name, self.early, path)


def as_object(value: Any) -> dict[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def _loops(written: Any) -> Iterable[dict[str, Any]]:
    return written if is_member_copy(written) else ()


def _functions(template: Mapping[str, Any], around: Path) -> Iterator[tuple[str, UserFunction]]:
    namespaces = template.get("functions")
    for index, space in enumerate(map(as_object, namespaces if isinstance(namespaces, list) else ())):
        for name, written in as_object(space.get("members")).items():
            function = as_object(written)
            declared = function.get("parameters")
            names = [as_object(each).get("name") for each in (declared if isinstance(declared, list) else ())]
            path: Path = (*around, "functions", index, "members", name, "output", "value")
            output = as_object(function.get("output")).get("value")
            yield f"{space.get('namespace')}.{name}".lower(), UserFunction(tuple(map(str, names)), output, path)


def _in_order(declared: Mapping[str, Any]) -> Iterator[str]:
    """The names, each after those that its value seems to mention: no long chain is then evaluated within itself."""
    seen: set[str] = set()
    for first in declared:
        waiting = [first]
        while waiting:
            name = waiting[-1]
            if name not in seen:
                seen.add(name)
                waiting += [each for each in _mentions(declared[name]) if each in declared and each not in seen]
            if waiting[-1] == name:
                yield waiting.pop()


def _mentions(value: Any) -> Iterator[str]:
    level = [value]
    while level:
        each = level.pop()
        if isinstance(each, str):
            yield from (name.lower() for name in _NAMES.findall(each))
        elif isinstance(each, dict):
            level += each.values()
        elif isinstance(each, list):
            level += each
