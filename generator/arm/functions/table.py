"""All functions of the language by name."""

from __future__ import annotations

import re

from generator.arm.functions import (
    collections,
    context,
    dates,
    dotnet_format,
    hashing,
    lambdas,
    logical,
    network,
    numbers,
    objects,
    resource_ids,
    strings,
    uris,
)
from generator.arm.functions.function import Function, meant
from generator.arm.scope import EvaluationError

_MODULES = (
    *(logical, numbers, strings, dotnet_format, collections, objects, lambdas),
    *(dates, network, uris, hashing, resource_ids, context),
)
FUNCTIONS: dict[str, Function] = {each.name.lower(): each for module in _MODULES for each in module.FUNCTIONS}
"""By name in lower case."""

_NAMES = [each.name for each in FUNCTIONS.values()]
_LISTING = re.compile(r"list\w*", re.IGNORECASE)
_ELSEWHERE = {
    **dict.fromkeys(("field", "adddays", "policy", "requestcontext"), "Azure Policy"),
    **dict.fromkeys(
        (
            *("any", "nameof", "getsecret", "loaddirectoryfileinfo", "loadfileasbase64", "loadjsoncontent"),
            *("loadtextcontent", "loadyamlcontent", "readcliarg", "readenvironmentvariable", "readenvvar"),
            "externalinput",
        ),
        "Bicep",
    ),
}


def find(name: str) -> Function:
    """The function of that name, in any case; raises EvaluationError where there is none."""
    lowered = name.lower()
    known = FUNCTIONS.get(lowered)
    if known is not None:
        return known
    if _LISTING.fullmatch(name):
        return context.LISTING
    if lowered in _ELSEWHERE:
        raise EvaluationError(f"{name} is a function of {_ELSEWHERE[lowered]}, not of templates")
    raise EvaluationError(f"there is no function {name[:60]}", suggestion=lambda: meant(name, _NAMES))
