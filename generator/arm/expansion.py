"""What a template would deploy: its resources with everything evaluated that can be, offline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from generator.arm.copies import count, is_member_copy, made, with_member_copies
from generator.arm.deferred import Deferred
from generator.arm.evaluation import EvaluationError, evaluate_value
from generator.arm.expression import ExpressionError
from generator.arm.parameters import Parameters
from generator.arm.resource_dependencies import with_dependencies
from generator.arm.resource_ids import resource_id
from generator.arm.resources import ExpandedResource, Expansion
from generator.arm.scope import Deployment, Scope, UserFunction
from generator.diagnostics import Diagnostic, Path, nearest

MOST_RESOURCES = 800
"""Resources of a template, copies counted ("Template limits")."""
_DEEPEST_DEPLOYMENT = 5
_NESTED = "microsoft.resources/deployments"


def expand(
    template: Mapping[str, Any],
    parameters: Mapping[str, Any] | None = None,
    deployment: Deployment | None = None,
    *,
    complete: bool = False,
) -> Expansion:
    """Expand a template with the members of a parameter file.

    A parameter without value stays an expression, with a warning, or an error where the values should be `complete`.
    Never raises for what is wrong with the template: that is in `problems`, each with its path in the template.
    """
    return _Expander(template, parameters or {}, deployment or Deployment(), 0, complete=complete).expansion()


class _Expander:
    def __init__(
        self,
        template: Mapping[str, Any],
        given: Mapping[str, Any],
        deployment: Deployment,
        depth: int,
        around: Path = (),
        *,
        complete: bool = True,
    ) -> None:
        self.template = template
        self.deployment = deployment
        self.depth = depth
        self.around = around
        self.found = Expansion()
        definitions = self._object("definitions")
        self.parameters = Parameters(self._object("parameters"), definitions, given, deployment, complete=complete)
        self.variables = {name.lower(): (name, value) for name, value in self._object("variables").items()}
        self.settled: dict[str, Any] = {}
        self.waiting: set[str] = set()
        self.functions = dict(self._functions())
        self.scope = self._scope(runtime=True)
        self.early = self._scope(runtime=False)

    def _scope(self, *, runtime: bool) -> Scope:
        return Scope(
            self.deployment,
            parameter=self.parameters.value,
            variable=self.variable,
            functions=self.functions,
            allow_runtime=runtime,
        )

    def expansion(self) -> Expansion:
        self.found.problems += [self._placed(problem) for problem in self.parameters.problems()]
        for name in [name for name, _ in self.variables.values() if name.lower() != "copy"]:
            self._try(("variables", name), lambda name=name: self.variable(name))
        self._resources()
        self._outputs()
        return self.found

    # Declarations

    def _object(self, key: str) -> dict[str, Any]:
        return _as_object(self.template.get(key))

    def _functions(self) -> Iterator[tuple[str, UserFunction]]:
        namespaces = self.template.get("functions")
        for space in map(_as_object, namespaces if isinstance(namespaces, list) else ()):
            for name, written in _as_object(space.get("members")).items():
                function = _as_object(written)
                declared = function.get("parameters")
                names = [_as_object(each).get("name") for each in (declared if isinstance(declared, list) else ())]
                output = _as_object(function.get("output")).get("value")
                yield f"{space.get('namespace')}.{name}".lower(), UserFunction(tuple(map(str, names)), output)

    def variable(self, name: str) -> Any:
        """The value of a variable; raises EvaluationError for one that is not there, or that needs itself."""
        key = name.lower()
        if key in self.settled:
            return self.settled[key]
        if key in self.waiting:
            raise EvaluationError(f"the variable {name} needs itself")
        self.waiting.add(key)
        try:
            self.settled[key] = self._variable(name, key)
        finally:
            self.waiting.discard(key)
        return self.settled[key]

    def _variable(self, name: str, key: str) -> Any:
        loops: Any = self._object("variables").get("copy")
        if key in self.variables and not (key == "copy" and is_member_copy(loops)):
            return with_member_copies(self.variables[key][1], self.early, {})
        if is_member_copy(loops):
            for loop in loops:
                if str(loop["name"]).lower() == key:
                    return next(made([loop], self.early, {}))[1]
        close = nearest(name, [known for known, _ in self.variables.values()])
        raise EvaluationError(f"the variable {name} is not defined" + (f"; did you mean {close}?" if close else ""))

    # Resources

    def _resources(self) -> None:
        for key, resource in _members(self.template.get("resources")):
            symbol = key if isinstance(key, str) else None
            self._resource(resource, ("resources", key), symbol=symbol, parent=None)
        self.found.resources = with_dependencies(self.found.resources)

    def _resource(self, resource: Any, path: Path, *, symbol: str | None, parent: ExpandedResource | None) -> None:
        if not isinstance(resource, dict):
            self._problem("template/not-an-object", "a resource is an object", path)
            return
        loop = resource.get("copy")
        if not isinstance(loop, dict):
            self._try(path, lambda: self._instance(resource, path, {}, symbol, parent))
            return
        name = str(loop.get("name", ""))
        times = self._try((*path, "copy", "count"), lambda: count(loop.get("count"), self.early)) or 0
        for index in range(times):
            copies = {name.lower(): index, "": index}
            self._try(path, lambda copies=copies: self._instance(resource, path, copies, symbol, parent))

    def _instance(
        self,
        resource: dict[str, Any],
        path: Path,
        copies: dict[str, int],
        symbol: str | None,
        parent: ExpandedResource | None,
    ) -> None:
        if len(self.found.resources) == MOST_RESOURCES:
            self._problem("template/too-many-resources", f"more than {MOST_RESOURCES} resources", path)
        if len(self.found.resources) >= MOST_RESOURCES:
            return
        scope, early = self.scope.in_loops(copies), self.early.in_loops(copies)
        condition = evaluate_value(resource.get("condition", True), early)
        kind, name = (
            str(evaluate_value(resource.get("type", ""), early)),
            evaluate_value(resource.get("name", ""), early),
        )
        if parent is not None and not kind.lower().startswith(f"{parent.type.lower()}/"):
            kind, name = f"{parent.type}/{kind}", self._child_name(parent, name)
        deployment = self._target(resource, scope)
        where = evaluate_value(resource.get("scope"), early) if "scope" in resource else None
        nested = kind.lower() == _NESTED
        skipped = {"copy", "resources", "condition", "type", "name", *(("properties",) if nested else ())}
        body = {key: with_member_copies(value, scope, copies) for key, value in resource.items() if key not in skipped}
        loop = resource.get("copy")
        expanded = ExpandedResource(
            id=resource_id(deployment, kind, name, where),
            type=kind,
            name=name.text if isinstance(name, Deferred) else str(name),
            api_version=str(body.get("apiVersion", "")),
            body={"type": kind, "name": name.text if isinstance(name, Deferred) else name, **body},
            path=(*self.around, *path),
            deployment=deployment,
            condition=_condition(condition, parent),
            existing=resource.get("existing") is True,
            symbol=symbol,
            loop=str(loop.get("name")) if isinstance(loop, dict) else None,
        )
        self.found.resources.append(expanded)
        if nested and condition is not False:
            self._nested(resource, expanded, scope, copies)
        for key, child in _members(resource.get("resources")):
            self._resource(child, (*path, "resources", key), symbol=None, parent=expanded)

    def _child_name(self, parent: ExpandedResource, name: Any) -> Any:
        return f"{parent.name}/{name.text if isinstance(name, Deferred) else name}"

    def _target(self, resource: dict[str, Any], scope: Scope) -> Deployment:
        """Where the resource goes: nested deployments may name another group or subscription."""
        changes: dict[str, Any] = {}
        for key, attribute in (("resourceGroup", "resource_group"), ("subscriptionId", "subscription_id")):
            if key in resource and str(resource.get("type", "")).lower() == _NESTED:
                value = evaluate_value(resource[key], scope)
                changes[attribute] = value.text if isinstance(value, Deferred) else str(value)
        if "resource_group" in changes:
            changes["scope"] = "resourceGroup"
        elif "subscription_id" in changes:
            changes["scope"] = "subscription"
        return replace(self.deployment, **changes) if changes else self.deployment

    def _nested(self, resource: dict[str, Any], owner: ExpandedResource, scope: Scope, copies: dict[str, int]) -> None:
        properties = _as_object(resource.get("properties"))
        template = properties.get("template")
        if not isinstance(template, dict):
            return  # a linked template lies elsewhere
        path: Path = (*owner.path, "properties", "template")
        if self.depth >= _DEEPEST_DEPLOYMENT:
            self._problem("template/nested-too-deep", f"deployments nested more than {_DEEPEST_DEPLOYMENT} deep", path)
            return
        options = _as_object(properties.get("expressionEvaluationOptions"))
        name = owner.name
        deployment = replace(owner.deployment, name=name)
        if str(options.get("scope", "outer")).lower() == "inner":
            given = with_member_copies(_as_object(properties.get("parameters")), scope, copies)
            inner = _Expander(template, given, deployment, self.depth + 1, path)
        else:
            inner = _Expander({**self.template, **_outer(template)}, {}, deployment, self.depth + 1, path)
            inner.parameters, inner.variables, inner.settled = self.parameters, self.variables, self.settled
            inner.scope, inner.early = inner._scope(runtime=True), inner._scope(runtime=False)
        found = inner.expansion()
        self.found.resources += found.resources
        self.found.problems += found.problems

    # Outputs

    def _outputs(self) -> None:
        for name, output in self._object("outputs").items():
            path: Path = ("outputs", name)
            if (
                isinstance(output, dict)
                and self._try(path, lambda output=output: evaluate_value(output.get("condition", True), self.early))
                is not False
            ):
                value = self._try(path, lambda output=output: self._output(output))
                self.found.outputs[name] = value

    def _output(self, output: dict[str, Any]) -> Any:
        loop = output.get("copy")
        if isinstance(loop, dict):
            return next(made([{"name": "", **loop}], self.scope, {}))[1]
        return evaluate_value(output.get("value"), self.scope)

    # Problems

    def _try(self, path: Path, action: Any) -> Any:
        try:
            return action()
        except (EvaluationError, ExpressionError) as error:
            message = str(error)
        except RecursionError:
            message = "nested too deeply"
        self._problem("template/expression", message, path)
        return None

    def _problem(self, code: str, message: str, path: Path) -> None:
        self.found.problems.append(self._placed(Diagnostic(code=code, message=message, path=path)))

    def _placed(self, problem: Diagnostic) -> Diagnostic:
        return replace(problem, path=(*self.around, *problem.path))


def _as_object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _members(resources: Any) -> Iterable[tuple[str | int, Any]]:
    """Resources by index, or by symbolic name."""
    if isinstance(resources, dict):
        return resources.items()
    return enumerate(resources) if isinstance(resources, list) else ()


def _outer(template: Mapping[str, Any]) -> dict[str, Any]:
    """What a nested template with outer scope has of its own: it sees the outer parameters and variables."""
    return {key: template.get(key) for key in ("resources", "outputs")}


def _condition(own: Any, parent: ExpandedResource | None) -> Any:
    if parent is None or parent.condition is True:
        return own
    return False if own is False else parent.condition
