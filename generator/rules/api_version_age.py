"""Rules of apiVersions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from generator.arm.schemas.store import find, known_types
from generator.rules.expression_uses import Use
from generator.rules.rule import INFO, rule
from generator.rules.subject import Subject, scopes, whole
from generator.rules.template_scope import TemplateScope
from generator.rules.value import Finding, Value
from generator.rules.written_types import type_asked_for
from generator.rules.written_values import expression, source

_CODE = "template/use-recent-api-versions"
_DATED = re.compile(r"(\d{4})-(\d\d)-(\d\d)(-\w+)?")


@rule(
    "template/literal-api-version",
    INFO,
    each=scopes,
    what="The apiVersion of a resource is written there, not a parameter or variable.",
    why="The properties of a resource are those of its apiVersion, and tools read it where it stands.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
    aliases=("apiVersions-Should-Be-Recent",),
    bad={"variables": {"version": "2026-03-01"}, "resources": [{"apiVersion": "[variables('version')]"}]},
    good={"resources": [{"apiVersion": "2026-03-01"}]},
)
def _literal(scope: TemplateScope) -> Iterator[Finding]:
    for resource in scope.resources:
        version = resource.member("apiVersion")
        if expression(version.raw) is not None:
            yield version.finding("the apiVersion is an expression", "write it as it is, such as 2026-03-01")


@rule(
    _CODE,
    INFO,
    each=whole,
    enabled=False,
    what="An apiVersion is not older than two years, and not a preview where a newer release is out.",
    why="Azure retires old versions, and they lack what the documentation shows.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-recent-api-versions",
    aliases=("use-recent-api-versions", "apiVersions-Should-Be-Recent-In-Reference-Functions"),
    options={"maxAgeInDays": 730},
    bad={"resources": [{"apiVersion": "2018-06-01"}]},
    good={"resources": [{"apiVersion": "2026-03-01"}]},
)
def _recent(subject: Subject) -> Iterator[Finding]:
    days = subject.option(_CODE, "maxAgeInDays")
    for scope in subject.scopes:
        for resource in scope.resources:
            version = source(scope, resource.member("apiVersion"))
            yield from _old(Value(version.raw, resource.member("apiVersion").path), resource.type, days)
        for use in scope.runtime_calls:
            yield from _old(Value(_version_asked_for(use), use.path), type_asked_for(scope, use) or "", days)


def _old(version: Value, kind: str, days: int) -> Iterator[Finding]:
    known = find(kind)
    dated = _DATED.fullmatch(version.text or "")
    if known is None or dated is None or version.lower >= known.api_version:
        return
    age = (_newest() - date(int(dated[1]), int(dated[2]), int(dated[3]))).days
    hint = f"use {known.api_version}"
    if age > days:
        shown = f"the apiVersion {version.text} of {known.type} is {age // 365} years older than the newest of Azure"
        yield version.finding(shown, hint)
    elif dated[4]:
        yield version.finding(f"the apiVersion {version.text} of {known.type} is a preview", hint)


@cache
def _newest() -> date:
    """The day of the newest version of any type that there is a schema of: so the rule needs no clock."""
    days = (_DATED.match(version) for _, version in known_types())
    return max((date(int(day[1]), int(day[2]), int(day[3])) for day in days if day), default=date.min + timedelta(1))


def _version_asked_for(use: Use) -> str | None:
    second = use.call.arguments[1] if len(use.call.arguments) > 1 else None
    value = getattr(second, "value", None)
    return value if isinstance(value, str) else None
