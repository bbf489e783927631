"""Conditions of rules: what they ask of a change and of the resource that it is in."""

from __future__ import annotations

from typing import Any

from generator.review.changes import ABSENT
from generator.review.equality import is_unknown
from generator.review.rule import Case, Condition


def becomes(value: Any, *, default: Any = None) -> Condition:
    """Whether the new value is this one; `default` is what Azure takes where there is none."""

    def condition(case: Case) -> bool | None:
        after = case.change.after
        return None if is_unknown(after) else _plain(after, default) == _plain(value, default)

    return condition


def was(value: Any, *, default: Any = None) -> Condition:
    """Whether the old value was this one."""

    def condition(case: Case) -> bool | None:
        before = case.change.before
        return None if is_unknown(before) else _plain(before, default) == _plain(value, default)

    return condition


def stays(value: Any) -> Condition:
    """Whether it is this value on both sides, which is what Azure takes where there is none."""
    return all_of(becomes(value, default=value), was(value, default=value))


def is_usual_fault_domain_count(case: Case) -> bool | None:
    """Whether both sides have the count that Azure takes where none is given.

    Source: https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-manage-fault-domains
    """
    is_regional_uniform = no(mode_is("Flexible"))(case) and not case.at("zones")
    return stays(5 if is_regional_uniform else 1)(case)


def grows(case: Case) -> bool | None:
    """Whether a number gets larger; None where one of them is not known, or is left to Azure."""
    before, after = _number(case.change.before), _number(case.change.after)
    return None if before is None or after is None else after > before


def all_of(*conditions: Condition) -> Condition:
    """Whether all of them hold; None where that depends on one of which it is not known."""

    def condition(case: Case) -> bool | None:
        found = [each(case) for each in conditions]
        return False if False in found else None if None in found else True

    return condition


def no(condition: Condition) -> Condition:
    """Whether it does not hold."""

    def opposite(case: Case) -> bool | None:
        found = condition(case)
        return None if found is None else not found

    return opposite


def mode_is(mode: str) -> Condition:
    """Whether the set has that orchestration mode; Uniform is what Azure takes where none is said."""

    def condition(case: Case) -> bool | None:
        found = case.at("properties.orchestrationMode")
        return None if is_unknown(found) else str(found or "Uniform").lower() == mode.lower()

    return condition


def has(path: str, *, old: bool = False) -> Condition:
    """Whether there is anything at a path of the resource, as it will be or as it was."""
    return lambda case: bool(case.at(path, old=old))


def same_virtual_network(case: Case) -> bool | None:
    """Whether two ids of subnets are of one virtual network."""
    ids = [case.change.before, case.change.after]
    if any(is_unknown(each) or not isinstance(each, str) for each in ids):
        return None
    before, after = (each.lower().partition("/subnets/")[0] for each in ids)
    return bool(before == after)


def is_probe_rule(case: Case) -> bool:
    """Whether the load-balancing rule uses a probe by which a scale set tells the health of its instances."""
    item = case.change.items[0]
    if not isinstance(item, dict):
        return False
    probe = (item.get("properties") or {}).get("probe") or {}
    return str(probe.get("id", "")).lower() in case.surroundings.health_probes


def is_autoscaled(case: Case) -> bool:
    """Whether autoscale governs the number of instances of the set."""
    return case.resource_id.lower() in case.surroundings.autoscaled


def _plain(value: Any, default: Any) -> Any:
    value = default if value is ABSENT else value
    return value.lower() if isinstance(value, str) else value


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None
