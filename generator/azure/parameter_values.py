"""Values for the parameters of a template, from wherever whoever deploys keeps them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from generator.arm.parameter_definitions import parameter_definitions, secure_parameters
from generator.diagnostics import Diagnostic, DiagnosticError, did_you_mean

ENVIRONMENT_PREFIX = "VMSSGEN_PARAM_"
Ask = Callable[[str, Mapping[str, Any], bool], str | None]
"""Asks a person for a parameter: its name, its declaration, whether it is a secret. None where nobody can be asked."""


def parameter_values(
    template: Mapping[str, Any],
    files: Sequence[Mapping[str, Any]],
    *,
    environ: Mapping[str, str],
    arguments: Mapping[str, str],
    ask: Ask,
) -> dict[str, Any]:
    """The members of a parameter file for the template: from files, environment, arguments, and at last by asking.

    A later source wins over an earlier one, and a later file over an earlier one. Names are compared without regard
    to case, as Azure does; in the environment, every character that a variable cannot have is `_`. Raises
    DiagnosticError for a parameter that has no value, that does not exist, or whose text is not of its type.
    """
    declared = parameter_definitions(template)
    names = {name.lower(): name for name in declared}
    values: dict[str, Any] = {}
    problems: list[Diagnostic] = []
    for file in files:
        values |= {names.get(name.lower(), name): entry for name, entry in file.items()}
    by_variable = {variable(name): name for name in declared}
    texts = {by_variable[key.upper()]: text for key, text in environ.items() if key.upper() in by_variable}
    for given, text in arguments.items():
        if given.lower() in names:
            texts[names[given.lower()]] = text
        else:
            problems.append(_unknown(given, declared))
    missing = [name for name in declared if name not in values and name not in texts and _needs_value(declared[name])]
    secure = set(secure_parameters(template))
    for name in missing:
        answer = ask(name, declared[name], name in secure)
        if answer is None:
            problems.append(_missing(name, secret=name in secure))
        else:
            texts[name] = answer
    for name, text in texts.items():
        try:
            values[name] = {"value": _typed(text, str(declared[name].get("type", "string")).lower())}
        except ValueError as error:
            problems.append(_not_of_type(name, error))
    if problems:
        raise DiagnosticError(*problems)
    return values


def secret_arguments(template: Mapping[str, Any], arguments: Mapping[str, str]) -> list[str]:
    """The names among the arguments whose values are secrets, and would stand in the list of processes."""
    secure = {name.lower() for name in secure_parameters(template)}
    return [name for name in arguments if name.lower() in secure]


def variable(name: str) -> str:
    """The environment variable that holds the value of a parameter."""
    return ENVIRONMENT_PREFIX + "".join(each if each.isascii() and each.isalnum() else "_" for each in name).upper()


def _needs_value(declaration: Mapping[str, Any]) -> bool:
    return "defaultValue" not in declaration and declaration.get("nullable") is not True


def _typed(text: str, kind: str) -> Any:
    """The value that a text means for a parameter of this type; raises ValueError."""
    match kind:
        case "int":
            try:
                return int(text)
            except ValueError:
                raise ValueError("it is an int, such as 3") from None
        case "bool":
            if text.lower() not in ("true", "false"):
                raise ValueError("it is a bool: true or false")
            return text.lower() == "true"
        case "array" | "object" | "secureobject":
            return _parsed(text, list if kind == "array" else dict)
    return text


def _parsed(text: str, wanted: type) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if isinstance(value, wanted):
        return value
    raise ValueError(f"it is an {'array' if wanted is list else 'object'}, written as JSON")


def _missing(name: str, *, secret: bool) -> Diagnostic:
    ways = f"set {variable(name)}, or give it in a file of --parameters"
    hint = f"{ways}, as a Key Vault reference for example" if secret else f"{ways}, or --parameter {name}=VALUE"
    return Diagnostic(
        code="parameter/missing", message=f"the parameter {name} has no value", path=("parameters", name), hint=hint
    )


def _unknown(name: str, declared: Mapping[str, Any]) -> Diagnostic:
    hint = did_you_mean(name, declared) or "the template has no parameters"
    message = f"the template has no parameter {name}"
    return Diagnostic(code="parameter/unknown", message=message, path=("parameters", name), hint=hint)


def _not_of_type(name: str, error: ValueError) -> Diagnostic:
    message = f"the text given for the parameter {name} does not fit: {error}"
    return Diagnostic(code="parameter/wrong-type", message=message, path=("parameters", name))
