"""Evaluate an expression with the parameters and variables of a test."""

from collections.abc import Mapping
from typing import Any

from generator.arm.deferred import Deferred
from generator.arm.evaluation import EvaluationError, evaluate_text, evaluate_value
from generator.arm.scope import Deployment, Scope


def value_of(
    code: str,
    *,
    parameters: Mapping[str, Any] | None = None,
    variables: Mapping[str, Any] | None = None,
    deployment: Deployment | None = None,
    **scope: Any,
) -> Any:
    """The value of the code between brackets; for what Azure alone knows, the expression that stays."""
    return shown(evaluate_text(f"[{code}]", scope_with(parameters, variables, deployment, **scope)))


def scope_with(
    parameters: Mapping[str, Any] | None = None,
    variables: Mapping[str, Any] | None = None,
    deployment: Deployment | None = None,
    **scope: Any,
) -> Scope:
    def parameter(name: str) -> Any:
        return found(parameters, name)

    def variable(name: str) -> Any:
        return evaluate_value(found(variables, name), made)

    made = Scope(deployment or Deployment(), parameter=parameter, variable=variable, **scope)
    return made


def found(values: Mapping[str, Any] | None, name: str) -> Any:
    lowered = {each.lower(): value for each, value in (values or {}).items()}
    if name.lower() not in lowered:
        raise EvaluationError(f"{name!r} is not defined")
    return lowered[name.lower()]


def shown(value: Any) -> Any:
    match value:
        case Deferred():
            return value.text
        case list():
            return [shown(each) for each in value]
        case dict():
            return {key: shown(each) for key, each in value.items()}
    return value
