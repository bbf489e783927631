"""The words that all reports share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.arm.resources import ExpandedResource
from generator.diagnostics import Location
from generator.review.changes import Fate, Kind, PropertyChange, ResourceChange
from generator.review.comparison import Comparison
from generator.review.consequences import SCALE_SET, TEMPLATE
from generator.review.effects import TITLES, Consequence, Effect
from generator.review.rollout import RollOut
from generator.showing.texts import printable

SIGNS = {Fate.ADDED: "+", Fate.REMOVED: "-", Fate.CHANGED: "~", Fate.REPLACED: "!"}
FATES = {Fate.ADDED: "Added", Fate.REMOVED: "Removed", Fate.CHANGED: "Changed", Fate.REPLACED: "Replaced"}
NOTHING = "nothing changes"


def resource_title(change: ResourceChange) -> str:
    """`virtualMachineScaleSets web`: the type without its provider, and the name, or both names."""
    if change.type == TEMPLATE:
        return f"{change.name} of the template"
    kind = printable(change.type.partition("/")[2] or change.type)
    names = " -> ".join(dict.fromkeys(_name(each) for each in (change.old, change.new) if each is not None))
    return f"{kind} {names}"


def _name(resource: ExpandedResource) -> str:
    return printable(resource.name)


def consequence_text(consequence: Consequence) -> str:
    """What happens, why, and what to do instead."""
    text = f"{TITLES[consequence.effect]}: {consequence.note}" if consequence.note else TITLES[consequence.effect]
    return f"{text}. Instead: {consequence.instead}" if consequence.instead else text


def place_text(old: Location | None, new: Location | None) -> str:
    """`web.yaml:4 -> web.yaml:6`: the lines on both sides, as far as they are known."""
    places = [f"{each.file}:{each.line}" for each in (old, new) if each is not None and each.line is not None]
    return " -> ".join(dict.fromkeys(places))


def place_of(comparison: Comparison, change: ResourceChange, own: PropertyChange) -> str:
    """The lines that made a property, on the sides that have it."""
    old, new = comparison.locations(change, own)
    return place_text(None if own.kind is Kind.ADDED else old, None if own.kind is Kind.REMOVED else new)


def set_lines(comparison: Comparison, roll_out: RollOut) -> Iterator[str]:
    """What becomes of the instances of a scale set, one sentence each; none where nothing does."""
    if roll_out.how:
        yield f"{roll_out.mode}: {roll_out.how}"
    for each in comparison.redeployments:
        if each.resource_id == roll_out.resource_id:
            reasons = ", ".join(map(printable, each.reasons))
            yield f"the extension {printable(each.extension)} runs on each instance: {reasons}"
    if len(roll_out.reruns) > 1:
        yield f"extensions run in this order: {', '.join(map(printable, roll_out.reruns))}"
    if roll_out.loses:
        yield f"lost: {'; '.join(roll_out.loses)}"
    yield from roll_out.notes


def set_title(comparison: Comparison, roll_out: RollOut) -> str:
    """The set with the gravest that becomes of its instances."""
    effects = [
        each.consequence.effect
        for change in comparison.resources
        if change.type.lower() == SCALE_SET and change.new is not None and change.new.id == roll_out.resource_id
        for each in change.properties
    ]
    gravest = max(effects, key=lambda effect: effect.rank, default=Effect.NOTHING)
    return f"{printable(roll_out.name)}: {TITLES[gravest]}"


def summary(comparison: Comparison) -> str:
    """How much changes, and the gravest of it."""
    if comparison.gravest is None:
        return NOTHING
    fates = Counter(each.fate for each in comparison.resources if each.type != TEMPLATE)
    counted = [f"{fates[fate]} {FATES[fate].lower()}" for fate in Fate if fates[fate]]
    text = f"{', '.join(counted) or 'no resource changes'}; the gravest: {TITLES[comparison.gravest]}"
    unknown = sum(each.effect is Effect.UNKNOWN for change in comparison.resources for each in change.consequences)
    return f"{text} ({unknown} not known)" if unknown and comparison.gravest is not Effect.UNKNOWN else text
