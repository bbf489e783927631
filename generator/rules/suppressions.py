"""Findings that a team accepts, each with the reason: what is written about them, and what it takes away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.diagnostics import Diagnostic, Path, Severity, did_you_mean, show_path
from generator.rules.codes import code_named, nearest_code

_KEYS = ("code", "reason", "path")
_PLACE: Path = ("metadata", "vmssgen", "suppress")


@dataclass(frozen=True, slots=True)
class Suppression:
    """Findings of one code are accepted, at a place and within it.

    `within` is that place as `show_path` writes it, "" for everywhere; `path` is where the suppression itself stands.
    """

    code: str
    reason: str
    within: str
    path: Path

    def covers(self, code: str, place: str | None) -> bool:
        """Whether it takes away a finding of that code at that place; None is a place that nobody wrote."""
        if code != self.code:
            return False
        if not self.within:
            return True
        outer, inner = self.within.lower(), (place or "").lower()
        return inner == outer or inner.startswith((f"{outer}.", f"{outer}["))


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that is accepted, and why."""

    finding: Diagnostic
    reason: str


@dataclass(slots=True)
class Suppressions:
    """All suppressions of a file, the mistakes in them, and, as findings are sorted, those that were of use."""

    all: tuple[Suppression, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    used: set[Suppression] = field(default_factory=set)

    def reason(self, code: str, place: str | None) -> str | None:
        """Why a finding is accepted; None where it is not."""
        found = [each for each in self.all if each.covers(code, place)]
        self.used.update(found)
        return found[0].reason if found else None

    def unused(self) -> Iterator[Diagnostic]:
        """A warning for each suppression that took nothing away."""
        for each in self.all:
            if each not in self.used:
                where = f" at {each.within}" if each.within else ""
                message = f"nothing is suppressed here: there is no finding {each.code}{where}"
                yield Diagnostic(
                    code="suppression/unused",
                    message=message,
                    severity=Severity.WARNING,
                    path=each.path,
                    hint="remove it",
                )


def of_template(template: Mapping[str, Any]) -> Suppressions:
    """What `metadata.vmssgen.suppress` of a template and of its resources says.

    A `path` there starts at the template, or at the resource, whose findings alone it is about.
    """
    found: list[Suppression] = []
    problems: list[Diagnostic] = []
    for path, owner in ((), template), *_resources(template, ()):
        metadata = owner.get("metadata")
        ours = metadata.get("vmssgen") if isinstance(metadata, dict) else None
        written = ours.get("suppress", []) if isinstance(ours, dict) else []
        own = suppressions(written, (*path, *_PLACE), show_path(path))
        found += own.all
        problems += own.problems
    return Suppressions(tuple(found), tuple(problems))


def suppressions(
    written: Any, path: Path, around: str = "", settled: Callable[[str], str] | None = None
) -> Suppressions:
    """The suppressions of a list that stands at `path`; their own paths start at the place `around`.

    `settled` makes a path as `show_path` writes it of one that a person wrote, and raises ValueError for what is none.
    """
    if not isinstance(written, list):
        return Suppressions(problems=(_wrong("suppress is a list of objects with code and reason", path),))
    found: list[Suppression] = []
    problems: list[Diagnostic] = []
    for index, entry in enumerate(written):
        mistakes = list(_mistakes(entry, (*path, index)))
        problems += mistakes
        if not mistakes:
            try:
                below = settled(entry["path"]) if settled and "path" in entry else entry.get("path", "")
            except ValueError as error:
                problems.append(_wrong(str(error), (*path, index, "path")))
                continue
            within = f"{around}.{below}" if around and below else around or below
            code = code_named(entry["code"]) or ""
            found.append(Suppression(code, entry["reason"].strip(), within, (*path, index)))
    return Suppressions(tuple(found), tuple(problems))


def _mistakes(entry: Any, path: Path) -> Iterator[Diagnostic]:
    if not isinstance(entry, dict):
        yield _wrong("a suppression is an object with code and reason", path)
        return
    for key in [key for key in entry if key not in _KEYS]:
        yield _wrong(f"a suppression has no {key}", (*path, key), did_you_mean(key, _KEYS))
    for key, value in entry.items():
        if key in _KEYS and not isinstance(value, str):
            yield _wrong(f"the {key} of a suppression is a text", (*path, key))
    code = entry.get("code")
    if code is None:
        yield _wrong("a suppression needs the code of the findings that it is about", path)
    elif isinstance(code, str) and code_named(code) is None:
        yield _unknown(code, (*path, "code"))
    reason = entry.get("reason", "")
    if isinstance(reason, str) and not reason.strip():
        message = f"the suppression of {code or 'a finding'} gives no reason"
        hint = "say for whoever reads it later why the finding is accepted"
        yield _wrong(message, (*path, "reason") if "reason" in entry else path, hint)


def _unknown(code: str, path: Path) -> Diagnostic:
    close = nearest_code(code)
    hint = f"did you mean {close}?" if close else "findings of rules and of schemas can be suppressed, errors cannot"
    message = f"there is no finding {code} that could be suppressed"
    return Diagnostic(code="suppression/unknown-code", message=message, path=path, hint=hint)


def _wrong(message: str, path: Path, hint: str | None = None) -> Diagnostic:
    return Diagnostic(code="suppression/wrong-form", message=message, path=path, hint=hint)


def _resources(owner: Mapping[str, Any], around: Path) -> Iterable[tuple[Path, Mapping[str, Any]]]:
    """Every resource as it is written: children and those of nested templates too."""
    written = owner.get("resources")
    members = written.items() if isinstance(written, dict) else enumerate(written if isinstance(written, list) else ())
    for key, resource in members:
        if isinstance(resource, dict):
            path: Path = (*around, "resources", key)
            yield path, resource
            yield from _resources(resource, path)
            properties = resource.get("properties")
            template = properties.get("template") if isinstance(properties, dict) else None
            if isinstance(template, dict):
                yield from _resources(template, (*path, "properties", "template"))
