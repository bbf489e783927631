"""Failures as a diagnostic: the most telling one first, what surrounds it and what else failed as causes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from http import HTTPStatus

from generator.azure.errors.extensions import read_extension
from generator.azure.errors.failures import Failure, levels_that_say_more
from generator.azure.errors.kinds import VAGUE, Kind, by_status, kind_of
from generator.azure.errors.messages import cut, on_one_line, short_id, tidy
from generator.azure.errors.places import POSITION, Locate, is_scale_set
from generator.azure.errors.policies import Policy, read_policies, without_identifiers
from generator.diagnostics import Diagnostic, Location, Path, show_path

MOST = 20
"""Other failures, and levels around one, that are shown; more are counted."""
_PROFILE = ("virtualMachineProfile",)
_USUAL: dict[str, Path] = {
    "azure/sku-not-available": ("sku", "name"),
    "azure/capacity": ("sku", "name"),
    "azure/quota-exceeded": ("sku",),
    "azure/image-not-found": (*_PROFILE, "storageProfile", "imageReference"),
    "azure/terms-not-accepted": (*_PROFILE, "storageProfile", "imageReference"),
    "azure/os-provisioning-timed-out": (*_PROFILE, "storageProfile", "imageReference"),
    "azure/subnet-full": (*_PROFILE, "networkProfile"),
    "azure/unhealthy-upgrade": ("upgradePolicy",),
}
"""The property of a scale set that a failure is about, where Azure does not name one."""
_SUPPORT = {"azure/failed", "azure/unavailable"}
"""Codes of what Azure's support may be asked about."""


def report(failures: Sequence[Failure], locate: Locate) -> Diagnostic:
    """One diagnostic of one failure or more."""
    kinds = [kind_of(failure) for failure in failures]
    first = min(range(len(failures)), key=lambda index: kinds[index].code in VAGUE)
    main = _alone(failures[first], kinds[first], locate)
    others = [index for index in range(len(failures)) if index != first]
    causes = [*main.causes]
    for index in others[:MOST]:
        other = _alone(failures[index], kinds[index], locate, around=failures[first].place.resource_id)
        causes.append(_beside(other, main))
    if len(others) > MOST:
        causes.append(Diagnostic(code=main.code, message=f"and {len(others) - MOST} more failures"))
    return replace(main, causes=tuple(causes))


def _beside(other: Diagnostic, main: Diagnostic) -> Diagnostic:
    """Another failure without what the first one has said for both: advice, and the levels around both."""
    said = {cause.message for cause in main.causes}
    advised = other.hint == main.hint
    return replace(
        other,
        hint=None if advised else other.hint,
        docs=None if advised else other.docs,
        causes=tuple(cause for cause in other.causes if cause.message not in said),
    )


def without_reason(status: int | None, resource_id: str | None, locate: Locate) -> Diagnostic:
    """The diagnostic of an answer that gives no error that could be read."""
    kind = by_status(status)
    phrase = (
        f"{status} {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else str(status or "that something failed")
    )
    about = f"{short_id(resource_id)}: " if resource_id else ""
    location = locate(resource_id, ()) if resource_id else None
    message = f"{about}Azure answered {phrase}, and does not say why"
    # Hints read a message, and there is none; those that are plain text hold all the same.
    hint = kind.hint if isinstance(kind.hint, str) else None
    return Diagnostic(code=kind.code, message=message, location=location, hint=hint, docs=kind.docs)


def _alone(failure: Failure, kind: Kind, locate: Locate, around: str = "") -> Diagnostic:
    """The diagnostic of one failure, whose resource is named unless it is `around`."""
    text, notes, path = _words(failure, kind, locate)
    location = _location(failure, kind, path, locate)
    name = failure.innermost.code
    about = [short_id(failure.place.resource_id)] if failure.place.resource_id not in ("", around) else []
    said = ": ".join([*about, *([f"{name}{_where(failure)}"] if name else []), text or "Azure gives no message"])
    return Diagnostic(
        code=kind.code,
        message=said,
        path=path if location and path[:1] != (POSITION,) else _telling(failure.place.path, said),
        location=location,
        hint=kind.hint_for(failure),
        docs=kind.docs,
        causes=(*notes, *_around(failure, kind, text)),
    )


def _telling(path: Path, said: str) -> Path:
    """The path, where it helps without a place in a file: it is one of a property, which the message does not name."""
    named = bool(path) and str(path[0])[:1].islower() and show_path(path) not in said
    return path if named and path[:1] != (POSITION,) else ()


def _words(failure: Failure, kind: Kind, locate: Locate) -> tuple[str, tuple[Diagnostic, ...], Path]:
    """The innermost message, what of it is better said apart, and the property that it is about."""
    message, path = failure.innermost.message, failure.place.path
    if failure.innermost.unreadable and not failure.innermost.code:
        return f"the answer is {cut(on_one_line(message), 200)}", (), ()
    if kind.code == "azure/extension-failed":
        read = read_extension(message)
        lines = [*(f"stdout: {line}" for line in read.stdout), *(f"stderr: {line}" for line in read.stderr)]
        notes = tuple(Diagnostic(code=kind.code, message=cut(line)) for line in lines)
        if not path and read.name and is_scale_set(failure.place.resource_id):
            path = (*_PROFILE, "extensionProfile", "extensions", read.name)
        return tidy(read.says, group=failure.group).text, notes, path
    if kind.code == "azure/policy-denied" and (policies := read_policies(failure.innermost)):
        notes = tuple(_policy(policy, kind, failure, locate) for policy in policies[:MOST])
        compared = (comparison.path for policy in policies for comparison in policy.tests)
        return (
            tidy(without_identifiers(message), group=failure.group).text,
            notes,
            path or next((each for each in compared if each), ()),
        )
    return tidy(message, group=failure.group).text, (), path


def _policy(policy: Policy, kind: Kind, failure: Failure, locate: Locate) -> Diagnostic:
    looked_at = tuple(
        Diagnostic(code=kind.code, message=str(each), location=locate(failure.place.resource_id, each.path))
        for each in policy.tests[:MOST]
    )
    return Diagnostic(code=kind.code, message=str(policy), causes=looked_at)


def _around(failure: Failure, kind: Kind, text: str) -> Iterator[Diagnostic]:
    levels = levels_that_say_more(failure, [text])
    for level, said in levels[:MOST]:
        yield Diagnostic(code=kind.code, message=": ".join(filter(None, (level.code, said))))
    if len(levels) > MOST:
        yield Diagnostic(code=kind.code, message=f"and {len(levels) - MOST} more levels around it")
    if kind.code in _SUPPORT:
        ids = dict.fromkeys(each for level in reversed(failure.chain) for each in tidy(level.message).ids)
        if ids:
            yield Diagnostic(code=kind.code, message=f"for Azure's support: {'; '.join(list(ids)[:3])}")


def _location(failure: Failure, kind: Kind, path: Path, locate: Locate) -> Location | None:
    """The place of the property, else of the resource."""
    resource_id = failure.place.resource_id
    if not path and is_scale_set(resource_id):
        path = _USUAL.get(kind.code, ())
    if path and (found := locate("" if failure.place.in_template else resource_id, path)):
        return found
    return locate(resource_id, ()) if resource_id else None


def _where(failure: Failure) -> str:
    """On which instances, or how often."""
    if failure.times > 1 and len(failure.instances) > 1:
        *some, last = (str(number) for number in failure.instances[:50])
        return f" (instances {', '.join(some)} and {last})"
    return f" ({failure.times} times)" if failure.times > 1 else ""
