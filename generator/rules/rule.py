"""What a rule is: one declared thing that can be listed, explained, configured and run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from generator.diagnostics import Severity
from generator.rules.subject import Subject, scopes
from generator.rules.value import Finding

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

T = TypeVar("T")
Example = Mapping[str, Any]
"""A part of a template: members of the template itself, or of one resource, a scale set where it has no type.

A key `a.b.c` stands for objects within each other, as in TOML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule.

    - `code` is `stage/kebab-slug`, the slug Bicep's where its linter has the rule; `aliases` are its ids elsewhere;
    - `severity` is its level unless configured; one that is not `enabled` runs only when configured;
    - `what` says in one sentence what must hold, `why` what happens otherwise, `source` where that is documented;
    - `options` are its settings with their defaults;
    - it is `static` where it looks only at what is written, whatever the parameters;
    - `security` is how severe it is for security, 0.1 to 10.0 as in CVSS; None where it is no such matter.
    """

    code: str
    severity: Severity
    what: str
    why: str
    source: str
    bad: Example
    good: Example
    check: Callable[[Subject], Iterator[Finding]] = field(repr=False)
    aliases: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    enabled: bool = True
    security: float | None = None
    static: bool = False

    @property
    def slug(self) -> str:
        """The code without its stage."""
        return self.code.partition("/")[2]


def rule(
    code: str,
    severity: Severity,
    *,
    each: Callable[[Subject], Iterable[T]],
    what: str,
    why: str,
    source: str,
    bad: Example,
    good: Example,
    aliases: tuple[str, ...] = (),
    options: Mapping[str, Any] | None = None,
    enabled: bool = True,
    security: float | None = None,
) -> Callable[[Callable[[T], Iterator[Finding]]], Rule]:
    """Declare that the decorated function checks `each` of what that picks from a template; see Rule."""

    def declare(function: Callable[[T], Iterator[Finding]]) -> Rule:
        def check(subject: Subject) -> Iterator[Finding]:
            for one in each(subject):
                yield from function(one)

        return Rule(
            code=code,
            severity=severity,
            what=what,
            why=why,
            source=source,
            bad=bad,
            good=good,
            check=check,
            aliases=aliases,
            options=options or {},
            enabled=enabled,
            security=security,
            static=each is scopes,
        )

    return declare
