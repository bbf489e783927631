"""Which instances get the latest model, and in which batches. Pure: nothing is asked and nothing is changed here."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from generator.azure.instances_views import Instance
from generator.diagnostics import Diagnostic, DiagnosticError

_SHARE = re.compile(r"([0-9]{1,6})\s*(%?)")


class Grouping(StrEnum):
    """What the instances of a batch have in common, so that a batch takes down one such domain at most."""

    ZONE = "zone"
    FAULT_DOMAIN = "fault-domain"
    UPDATE_DOMAIN = "update-domain"


@dataclass(frozen=True, slots=True)
class Share:
    """A number of instances, or a percentage of all that there are."""

    number: int
    is_percentage: bool

    @classmethod
    def read(cls, text: str) -> Share:
        """From `20%` or `3`; raises ValueError for any other text."""
        found = _SHARE.fullmatch(text.strip())
        if found is None or (found[2] and int(found[1]) > 100):
            raise ValueError(text)
        return cls(int(found[1]), bool(found[2]))

    def of(self, total: int) -> int:
        """How many of `total` instances it is, rounded down."""
        return total * self.number // 100 if self.is_percentage else self.number

    def __str__(self) -> str:
        return f"{self.number}%" if self.is_percentage else str(self.number)


@dataclass(frozen=True, slots=True)
class Batch:
    """Instances that get the model together. `domain` is what all are in, such as `zone 1`."""

    number: int
    domain: str | None
    instances: tuple[Instance, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(each.id for each in self.instances)


@dataclass(frozen=True, slots=True)
class Plan:
    """The batches in their order.

    `total` is the number of all instances of the set; `up_to_date` are wanted and have the latest model; `protected`
    are kept from the scale set's actions, and stay as they are; `is_by_name` where somebody chose the instances.
    """

    batches: tuple[Batch, ...]
    total: int
    up_to_date: tuple[Instance, ...] = ()
    protected: tuple[Instance, ...] = ()
    is_by_name: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all instances in it."""
        return tuple(each for batch in self.batches for each in batch.ids)


def plan(
    instances: Sequence[Instance],
    *,
    size: Share,
    by: Grouping | None = None,
    wanted: Collection[str] | None = None,
    anew: bool = False,
) -> Plan:
    """The batches for the instances without the latest model, or for those of the ids `wanted`.

    A batch has at most `size` instances, at least one, and all in one domain; without `by` that is the zone where the
    instances have zones, as in Azure's own rolling upgrades. Within a domain unhealthy instances come first: they
    serve nobody. `anew` takes those that are wanted by their ids even where they have the latest model.

    Raises DiagnosticError where an instance does not say its domain, or Azure does not say which model instances have.
    """
    names = None if wanted is None else {each.lower() for each in wanted}
    chosen = [each for each in instances if names is None or each.id.lower() in names]
    protected = tuple(each for each in chosen if each.is_protected)
    open_to_change = [each for each in chosen if not each.is_protected]
    if names is None:
        _require_models(open_to_change)
    again = names is not None and anew
    up_to_date = tuple(each for each in open_to_change if each.is_latest and not again)
    outdated = [each for each in open_to_change if again or not each.is_latest]
    if by is None and all(each.zone for each in outdated):
        by = Grouping.ZONE
    most = max(1, size.of(len(instances)))
    groups = [(domain, slice_) for domain, found in _grouped(outdated, by) for slice_ in _sliced(found, most)]
    batches = tuple(Batch(number, domain, slice_) for number, (domain, slice_) in enumerate(groups, 1))
    return Plan(batches, len(instances), up_to_date, protected, is_by_name=names is not None)


def _grouped(instances: Sequence[Instance], by: Grouping | None) -> Iterable[tuple[str | None, list[Instance]]]:
    """The instances by domain, domains in their order."""
    if by is None:
        return [(None, _ill_first(instances))] if instances else []
    domain_of, kind = _DOMAINS[by], by.value.replace("-", " ")
    missing = [each.id for each in instances if domain_of(each) is None]
    if missing:
        raise DiagnosticError(
            Diagnostic(
                code="azure/no-domain",
                message=f"instance {missing[0]} is in no {kind}",
                hint="zones are of zonal sets, update domains of Uniform sets, and who is deallocated is in none; "
                "vmssgen instances shows which instance is where",
            )
        )
    domains = sorted({str(domain_of(each)) for each in instances}, key=lambda domain: (len(domain), domain))
    return [
        (f"{kind} {domain}", _ill_first([each for each in instances if str(domain_of(each)) == domain]))
        for domain in domains
    ]


_DOMAINS: Mapping[Grouping, Callable[[Instance], object]] = {
    Grouping.ZONE: lambda instance: instance.zone,
    Grouping.FAULT_DOMAIN: lambda instance: instance.fault_domain,
    Grouping.UPDATE_DOMAIN: lambda instance: instance.update_domain,
}


def _ill_first(instances: Sequence[Instance]) -> list[Instance]:
    return sorted(instances, key=lambda each: not each.ills)


def _sliced(instances: Sequence[Instance], most: int) -> Iterable[tuple[Instance, ...]]:
    return (tuple(instances[start : start + most]) for start in range(0, len(instances), most))


def _require_models(instances: Sequence[Instance]) -> None:
    untold = [each.id for each in instances if each.is_latest is None]
    if untold:
        raise DiagnosticError(
            Diagnostic(
                code="azure/model-not-told",
                message=f"Azure does not say whether instance {untold[0]} has the latest model",
                hint="name the instances that shall get it: --instances, or --instances all",
            )
        )
