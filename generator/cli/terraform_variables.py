"""Terraform variables for the parameters of an ARM template."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.arm.expression import is_expression
from generator.cli.terraform_text import RESERVED, as_template, code, expression, identifier

_TYPES = {"string": "string", "securestring": "string", "int": "number", "bool": "bool"}
"""ARM's arrays and objects are `any`: a list or map of Terraform would give all members one type."""


@dataclass(frozen=True, slots=True)
class Variables:
    """The variables, by name, and the members of a parameter file that are made of their values.

    `may_be_null` where one of them can be null, so that its member has to be left out.
    """

    blocks: dict[str, dict[str, Any]]
    members: dict[str, Any]
    may_be_null: bool


def variables(
    declared: Mapping[str, Mapping[str, Any]],
    secure: frozenset[str],
    given: Mapping[str, Any],
    first: Mapping[str, Any],
) -> Variables:
    """The variables for parameters, by their declarations.

    `secure` are the names of secret ones, `given` the members of a parameter file: a value is a default, unless it is a
    secret's, and a reference to a Key Vault stays one. `first` are further variables, which have their names already.
    """
    blocks = {name: dict(block) for name, block in first.items()}
    members: dict[str, Any] = {}
    known = {name.lower(): entry for name, entry in given.items()}
    may_be_null = False
    for name, declaration in declared.items():
        entry = known.get(name.lower(), {})
        if "reference" in entry:
            members[as_template(name)] = {"reference": as_template(entry["reference"])}
            continue
        variable = identifier(name, {*blocks, *RESERVED})
        blocks[variable] = _block(variable, name, declaration, entry, is_secret=name in secure)
        may_be_null = may_be_null or "nullable" not in blocks[variable]
        members[as_template(name)] = {"value": expression(f"var.{variable}")}
    return Variables(blocks, members, may_be_null)


def arm_value(value: Any) -> Any:
    """What a value of a template stands for, without its escapes; raises ValueError where that takes an evaluation."""
    match value:
        case str():
            if is_expression(value):
                raise ValueError(value)
            return value[1:] if value.startswith("[[") and value.endswith("]") else value
        case list():
            return [arm_value(each) for each in value]
        case dict():
            return {arm_value(key): arm_value(inner) for key, inner in value.items()}
    return value


def _block(
    variable: str, name: str, declaration: Mapping[str, Any], entry: Mapping[str, Any], *, is_secret: bool
) -> dict[str, Any]:
    kind = str(declaration.get("type", "")).lower()
    described = [str((declaration.get("metadata") or {}).get("description") or "")]
    is_optional = declaration.get("nullable") is True
    defaults: list[Any] = []
    if is_secret:
        is_optional = is_optional or "defaultValue" in declaration
    elif "value" in entry:
        defaults = [entry["value"]]
    elif "defaultValue" in declaration:
        try:
            defaults = [arm_value(declaration["defaultValue"])]
        except ValueError:
            is_optional = True
            described.append(f"Null is the template's default: {_shown(declaration['defaultValue'])}")
    # Descriptions and defaults of variables are no templates, as everything else is.
    block: dict[str, Any] = {"type": _TYPES.get(kind, "any")}
    if any(described):
        block["description"] = "\n".join(filter(None, described))
    if defaults or is_optional:
        block["default"] = defaults[0] if defaults else None
    if not is_optional:
        block["nullable"] = False
    if is_secret:
        block["sensitive"] = True
    rules = [
        _validation(name, f"var.{variable}", condition, says, is_optional=is_optional)
        for condition, says in _rules(f"var.{variable}", kind, declaration)
    ]
    return block | ({"validation": rules} if rules else {})


def _validation(name: str, value: str, condition: str, says: str, *, is_optional: bool) -> dict[str, str]:
    guarded = f"{value} == null ? true : {condition}" if is_optional else condition
    return {"condition": expression(guarded), "error_message": as_template(f"The parameter {name} {says}.")}


def _rules(value: str, kind: str, declaration: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What Azure demands of a value, as far as Terraform can check it: a condition, and the words for it."""
    if kind == "int":
        yield f"floor({value}) == {value}", "is a whole number"
    elif kind == "array":
        yield f"can(concat({value}, []))", "is an array"
    elif kind in ("object", "secureobject"):
        yield f"can(keys({value}))", "is an object"
    allowed = declaration.get("allowedValues")
    if isinstance(allowed, list):
        yield from _allowed(value, kind, allowed)
    measured = value if kind == "int" else f"length({value})"
    for limit, sign, words in _LIMITS.get(kind, ()):
        number = declaration.get(limit)
        if isinstance(number, int):
            yield f"{measured} {sign} {number}", f"{words} {number}"


_OF_NUMBERS = (("minValue", ">=", "is at least"), ("maxValue", "<=", "is at most"))
_OF_LENGTHS = (("minLength", ">=", "has a length of at least"), ("maxLength", "<=", "has a length of at most"))
_LIMITS = {"int": _OF_NUMBERS, "string": _OF_LENGTHS, "securestring": _OF_LENGTHS, "array": _OF_LENGTHS}


def _allowed(value: str, kind: str, allowed: list[Any]) -> Iterator[tuple[str, str]]:
    """One of the allowed values, without regard to case; an array may be a selection of them."""
    try:
        known = arm_value(allowed)
    except ValueError:
        return
    says = f"takes {', '.join(each if isinstance(each, str) else code(each) for each in known)}"
    if all(isinstance(each, str) for each in known):
        lowered = f"[for each in {code(known)} : lower(each)]"
        if kind in ("string", "securestring"):
            yield f"contains({lowered}, lower({value}))", says
        elif kind == "array":
            yield f"alltrue([for item in {value} : contains({lowered}, try(lower(item), item))])", says
    elif kind in ("int", "bool") and not any(isinstance(each, dict | list) for each in known):
        yield f"contains({code(known)}, {value})", says


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
