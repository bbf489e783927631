"""What a template would deploy: its resources with everything evaluated that can be, offline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from generator.arm.declarations import Declarations, as_object
from generator.arm.deferred import Deferred
from generator.arm.expression import Call, Literal
from generator.arm.members import Members
from generator.arm.problems import Problems
from generator.arm.resource_dependencies import with_dependencies
from generator.arm.resource_ids import resource_id
from generator.arm.resources import ExpandedResource, Expansion
from generator.arm.scope import Budget, Deployment, EvaluationError, Scope
from generator.diagnostics import Diagnostic, Path

MOST_RESOURCES = 800
"""Resources of a template, copies counted ("Template limits")."""
_DEEPEST_DEPLOYMENT = 5
_NESTED = "microsoft.resources/deployments"
_DEEPEST = 100
"""Steps of a path to a resource."""
_TOO_DEEP = "the template is nested too deeply"
_MANAGEMENT_GROUP = "microsoft.management/managementgroups/"
_EARLY = ("apiVersion", "scope")
"""Members that Azure must know before it deploys anything, as it must the type, the name and the condition."""


def expand(
    template: Mapping[str, Any],
    parameters: Mapping[str, Any] | None = None,
    deployment: Deployment | None = None,
    *,
    complete: bool = False,
    other_branches: bool = False,
) -> Expansion:
    """Expand a template with the members of a parameter file.

    A parameter without value stays an expression, with a warning, or an error where the values should be `complete`.
    With `other_branches`, each `if` takes the branch that its condition leaves out, and the first where it is not
    known, unless condition and branch name the same parameter, variable or loop: the one guards the other then.
    Never raises for what is wrong with the template: that is in `problems`, each with its path in the template.
    """
    problems, budget, deployment = Problems(), Budget(), deployment or Deployment()
    declared = Declarations(
        template,
        parameters or {},
        deployment,
        problems,
        budget,
        complete=complete,
        other_branches=other_branches,
    )
    expander = _Expander(template, declared.scope, deployment, problems, depth=0)
    try:
        declared.settle()
        expander.expand()
    except EvaluationError as error:
        problems.add(Diagnostic(code="template/expression", message=str(error)))
    except RecursionError:
        problems.add(Diagnostic(code="template/expression", message=_TOO_DEEP))
    expander.found.problems = list(problems)
    expander.found.has_branches = budget.branches
    return expander.found


class _Expander:
    """Expands one template into `found`, in the scope of its expressions, to be deployed to `deployment`.

    `around` leads to the template within the one that nests it; the paths of what is found begin with it.
    """

    def __init__(
        self,
        template: Mapping[str, Any],
        scope: Scope,
        deployment: Deployment,
        problems: Problems,
        *,
        depth: int,
        around: Path = (),
    ) -> None:
        self.template = template
        self.scope = scope
        self.deployment = deployment
        self.problems = problems
        self.members = Members(problems)
        self.depth = depth
        self.around = around
        self.found = Expansion()
        self.own: list[int] = []

    def expand(self) -> None:
        """Evaluate resources and outputs; raises EvaluationError where the budget is spent."""
        for key, resource in _members(self.template.get("resources")):
            symbol = key if isinstance(key, str) else None
            self._resource(resource, (*self.around, "resources", key), symbol=symbol, parent=None)
        own = with_dependencies([self.found.resources[index] for index in self.own])
        for index, resource in zip(self.own, own, strict=True):
            self.found.resources[index] = resource
        for name, output in as_object(self.template.get("outputs")).items():
            if isinstance(output, dict):
                self._output(name, output, (*self.around, "outputs", name))

    # Resources

    def _resource(self, resource: Any, path: Path, *, symbol: str | None, parent: ExpandedResource | None) -> None:
        if not isinstance(resource, dict):
            self._problem("template/not-an-object", "a resource is an object", path)
            return
        if len(path) > _DEEPEST:
            self._problem("template/expression", _TOO_DEEP, path)
            return
        scope, loop = self.scope, resource.get("copy")
        if not isinstance(loop, dict):
            self._instance(resource, path, scope, symbol, parent)
            return
        name = str(loop.get("name", ""))
        times = self.members.count(loop, scope, (*path, "copy"))
        if isinstance(times, Deferred):
            index = Deferred(Call("copyIndex", (Literal(name, 0),), 0))
            self._instance(resource, path, scope.in_loop(name, index), symbol, parent)
            return
        for round_ in range(times):
            self._instance(resource, path, scope.in_loop(name, round_), symbol, parent)

    def _instance(
        self,
        resource: dict[str, Any],
        path: Path,
        scope: Scope,
        symbol: str | None,
        parent: ExpandedResource | None,
    ) -> None:
        if len(self.own) >= MOST_RESOURCES:
            self._problem("template/too-many-resources", f"more than {MOST_RESOURCES} resources", self.around)
            return
        scope.budget.spend(40)
        early = scope.before_deployment()

        def of(key: str, within: Scope, default: Any = None) -> Any:
            return self.members.value(resource.get(key, default), within, (*path, key))

        condition, name = of("condition", early, default=True), of("name", early, default="")
        kind = _text(of("type", early, default=""))
        if parent is not None and not kind.lower().startswith(f"{parent.type.lower()}/"):
            kind, name = f"{parent.type}/{kind}", f"{parent.name}/{_text(name)}"
        nested = kind.lower() == _NESTED
        deployment = self._target(of, scope) if nested else self.deployment
        evaluated = {"copy", "resources", "condition", "type", "name", *(("properties",) if nested else ())}
        body = {"type": kind, "name": name.text if isinstance(name, Deferred) else name}
        body |= {key: of(key, early if key in _EARLY else scope) for key in resource if key not in evaluated}
        if nested and "properties" in resource:
            body["properties"] = self._properties(resource["properties"], scope, (*path, "properties"))
        loop = resource.get("copy")
        expanded = ExpandedResource(
            id=resource_id(deployment, kind, name, None if nested else body.get("scope")),
            type=kind,
            name=_text(name),
            api_version=_text(body.get("apiVersion", "")),
            body=body,
            path=path,
            deployment=deployment,
            condition=_condition(condition, parent),
            existing=resource.get("existing") is True,
            symbol=symbol,
            loop=str(loop.get("name")) if isinstance(loop, dict) else None,
        )
        self.own.append(len(self.found.resources))
        self.found.resources.append(expanded)
        if nested and (expanded.condition is not False or scope.other_branches):
            self._nested(resource, expanded, scope)
        for key, child in _members(resource.get("resources")):
            self._resource(child, (*path, "resources", key), symbol=None, parent=expanded)

    def _target(self, of: Callable[[str, Scope], Any], scope: Scope) -> Deployment:
        """Where a nested deployment goes: it may name another group, subscription, management group, or the tenant."""
        changes: dict[str, Any] = {}
        target = _text(of("scope", scope) or "")
        if target == "/":
            changes["scope"] = "tenant"
        elif target.lower().lstrip("/").removeprefix("providers/").startswith(_MANAGEMENT_GROUP):
            changes |= {"scope": "managementGroup", "management_group": target.rpartition("/")[2]}
        for key, attribute in (("resourceGroup", "resource_group"), ("subscriptionId", "subscription_id")):
            if (value := of(key, scope)) is not None:
                changes[attribute] = _text(value)
        if "resource_group" in changes:
            changes["scope"] = "resourceGroup"
        elif "subscription_id" in changes:
            changes["scope"] = "subscription"
        return replace(self.deployment, **changes)

    def _properties(self, written: Any, scope: Scope, path: Path) -> Any:
        """The properties of a nested deployment without its template, which is expanded by itself."""
        if not isinstance(written, dict):
            return self.members.value(written, scope, path)
        keys = (key for key in written if key != "template")
        return {key: self.members.value(written[key], scope, (*path, key)) for key in keys}

    def _nested(self, resource: dict[str, Any], owner: ExpandedResource, scope: Scope) -> None:
        template = as_object(resource.get("properties")).get("template")
        if not isinstance(template, dict):
            return  # a linked template lies elsewhere
        path: Path = (*owner.path, "properties", "template")
        if self.depth >= _DEEPEST_DEPLOYMENT:
            self._problem("template/nested-too-deep", f"deployments nested more than {_DEEPEST_DEPLOYMENT} deep", path)
            return
        properties = owner.body["properties"]
        deployment = replace(owner.deployment, name=owner.name)
        inner = str(as_object(properties.get("expressionEvaluationOptions")).get("scope", "outer")).lower() == "inner"
        if inner:
            scope.budget.spend(100)
            declared = Declarations(
                template,
                as_object(properties.get("parameters")),
                deployment,
                self.problems,
                scope.budget,
                around=path,
                complete=True,
                other_branches=scope.other_branches,
            )
            declared.settle()
            scope = declared.scope
        nested = _Expander(template, scope, deployment, self.problems, depth=self.depth + 1, around=path)
        nested.expand()
        for each in nested.found.resources:
            self.found.resources.append(replace(each, condition=_condition(each.condition, owner)))

    # Outputs

    def _output(self, name: str, output: dict[str, Any], path: Path) -> None:
        scope, loop = self.scope, output.get("copy")
        condition = output.get("condition", True)
        if self.members.value(condition, scope.before_deployment(), (*path, "condition")) is False:
            return
        if isinstance(loop, dict):
            self.found.outputs[name] = self.members.copies(loop, "", scope, (*path, "copy"))
        else:
            self.found.outputs[name] = self.members.value(output.get("value"), scope, (*path, "value"))

    def _problem(self, code: str, message: str, path: Path) -> None:
        self.problems.add(Diagnostic(code=code, message=message, path=path))


def _text(value: Any) -> str:
    """The value as text; what is not known as its expression."""
    return value.text if isinstance(value, Deferred) else str(value)


def _members(resources: Any) -> Iterable[tuple[str | int, Any]]:
    """Resources by index, or by symbolic name."""
    if isinstance(resources, dict):
        return resources.items()
    return enumerate(resources) if isinstance(resources, list) else ()


def _condition(own: Any, parent: ExpandedResource | None) -> Any:
    if parent is None or parent.condition is True:
        return own
    return False if own is False else parent.condition
