"""From the levels of an error to what went wrong: each failure once, and the levels around it that say more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.azure.errors.bodies import Chain, Level
from generator.azure.errors.messages import group_of, tidy
from generator.azure.errors.places import Place, place_of

_WRAPPERS = frozenset(
    """
    DeploymentFailed DeploymentFailedCleanUp ResourceDeploymentFailure ResourceOperationFailure MultipleErrorsOccurred
    InvalidTemplateDeployment PreflightValidationCheckFailed ValidationForResourceFailed DeploymentWhatIfResourceError
    RetryableError BadRequest Conflict NotFound Forbidden Failed Canceled InternalServerError InvalidRequestFormat
    """.lower().split()
)
"""Codes that say no more than that something within failed."""
_SAYS_NOTHING = re.compile(
    r"At least one resource deployment operation failed|The deployment operation failed"
    r"|The resource (?:write )?operation (?:completed with|failed to complete successfully, because it reached)"
    r" terminal provisioning state .*|The template deployment '.*' is not valid according to the validation procedure"
    r"|The template deployment failed because of.*|Multiple errors? occurred:.*|A retryable error occurred"
    r"|Preflight validation failed|Validation failed for a resource.*|Marketplace purchase eligibil.*returned errors"
    r"|Deployment failed with one or more errors|Operation was canceled|Cannot parse the request",
    re.IGNORECASE,
)
_CONSEQUENCE = re.compile(r"Template output evaluation skipped|DeploymentOperationCancell?ed", re.IGNORECASE)
"""What Azure reports as failed only because something else did."""
_INSTANCE = re.compile(r"\b([A-Za-z][\w-]*)_(\d+)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One thing that went wrong: where, on how many instances, and in Azure's words from the outside in."""

    chain: Chain
    place: Place
    status: int | None = None
    times: int = 1
    instances: tuple[int, ...] = ()

    @property
    def innermost(self) -> Level:
        """What went wrong."""
        return self.chain[-1]

    @property
    def group(self) -> str | None:
        """The resource group of what failed."""
        return group_of(self.place.resource_id)


def failures_of(chains: Sequence[Chain], *, resource_id: str | None = None, status: int | None = None) -> list[Failure]:
    """A failure for each chain; those that differ in the instance alone are one. Consequences are left out."""
    causes = [chain for chain in chains if not is_consequence(chain)]
    found: dict[tuple[str, str, str], Failure] = {}
    for chain in causes or chains:
        place = place_of(chain, resource_id)
        key = (chain[-1].code, _without_instance(tidy(chain[-1].message).text), place.resource_id.lower())
        known = found.get(key)
        instances = {*(known.instances if known else ()), *_instances(chain[-1])}
        found[key] = Failure(
            chain=known.chain if known else chain,
            place=known.place if known else place,
            status=status,
            times=known.times + 1 if known else 1,
            instances=tuple(sorted(instances)),
        )
    return list(found.values())


def is_consequence(chain: Chain) -> bool:
    """Whether Azure reports only that it gave something up because something else failed."""
    return any(_CONSEQUENCE.search(f"{level.code} {level.message}") for level in chain)


def levels_that_say_more(failure: Failure, said: Iterable[str] = ()) -> list[tuple[Level, str]]:
    """Of the levels around a failure, innermost first, those whose text or code is not `said` yet, with that text."""
    texts = [*said, tidy(failure.innermost.message, group=failure.group).text]
    more = []
    for level in reversed(failure.chain[:-1]):
        text = tidy(level.message, group=failure.group).text
        if _SAYS_NOTHING.fullmatch(text) or any(_covers(known, text) for known in texts):
            text = ""
        if text or (level.code and level.code.lower() not in _WRAPPERS and level.code != failure.innermost.code):
            more.append((level, text))
            texts.append(text)
    return more


def says_nothing(level: Level) -> bool:
    """Whether neither its code nor its text says more than that something within failed."""
    return is_wrapper(level) and (not level.message or _SAYS_NOTHING.fullmatch(tidy(level.message).text) is not None)


def is_wrapper(level: Level) -> bool:
    """Whether the code says no more than that something within failed."""
    return level.code.lower() in _WRAPPERS


def _covers(known: str, text: str) -> bool:
    """Whether who has read `known` learns nothing from `text`: it is part of it, or it with a few words around."""
    known, text = known.lower().strip(" ."), text.lower().strip(" .")
    return text in known or (bool(known) and known in text and len(text) < 1.5 * len(known))


def _without_instance(text: str) -> str:
    return _INSTANCE.sub(r"\1_*", text)


def _instances(level: Level) -> set[int]:
    """The numbers of the instances that a level names: as its target, or as `SCALE-SET_3`."""
    numbers = {int(found[2]) for found in _INSTANCE.finditer(level.message[:2_000]) if len(found[2]) < 8}
    return numbers | ({int(level.target)} if level.target.isdecimal() and len(level.target) < 8 else set())
