"""The table of consequences: what becomes of what runs when a resource changes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from generator.review import sources
from generator.review.changes import Fate, PropertyChange, ResourceChange
from generator.review.consequences_around import AROUND_RULES, COMMON_RULES, TEMPLATE_RULES
from generator.review.consequences_disks import DISK_RULES
from generator.review.consequences_extensions import CHILD_EXTENSION_RULES, EXTENSION_RULES
from generator.review.consequences_instances import INSTANCE_RULES
from generator.review.consequences_interfaces import INTERFACE_RULES
from generator.review.consequences_scale_set import SCALE_SET_RULES
from generator.review.effects import NOT_KNOWN, Consequence, Effect
from generator.review.rule import Case, Surroundings, Table

SCALE_SET = "microsoft.compute/virtualmachinescalesets"
TEMPLATE = "template"
"""Stands for the type of what a template has beside resources."""
_PART_OF_NEW = Consequence(Effect.NOTHING, "comes with the new resource", sources.TEMPLATE)
_FATES = {
    Fate.ADDED: Consequence(Effect.IN_PLACE, "it is made", sources.MODES),
    Fate.REMOVED: Consequence(
        Effect.NOTHING,
        "it is no longer in the template: it stays and lives on in incremental mode, and is deleted in complete mode",
        sources.MODES,
    ),
    Fate.REPLACED: Consequence(
        Effect.REPLACE,
        "another name is another resource: it is made beside the old one, which incremental mode leaves alone",
        sources.MODES,
        loses="what the old one holds, once it is deleted",
    ),
}


@cache
def table(resource_type: str) -> Table:
    """The rules for a type of resource, in lower case."""
    if resource_type == SCALE_SET:
        own = (*SCALE_SET_RULES, *INSTANCE_RULES, *DISK_RULES, *INTERFACE_RULES, *EXTENSION_RULES)
    elif resource_type == f"{SCALE_SET}/extensions":
        own = CHILD_EXTENSION_RULES
    elif resource_type == TEMPLATE:
        own = TEMPLATE_RULES
    else:
        own = AROUND_RULES.get(resource_type, ())
    return Table((*own, *COMMON_RULES))


def with_consequences(change: ResourceChange, surroundings: Surroundings) -> ResourceChange:
    """The change with the consequence of the whole, and that of each difference in it."""
    whole = _FATES.get(change.fate)
    if change.fate is Fate.REPLACED:
        properties = tuple(replace(each, consequence=_PART_OF_NEW) for each in change.properties)
    else:
        properties = tuple(_with_consequence(change, each, surroundings) for each in change.properties)
    return replace(change, properties=properties, consequence=whole)


def _with_consequence(change: ResourceChange, own: PropertyChange, surroundings: Surroundings) -> PropertyChange:
    case = Case(
        change=own,
        before=change.old.body if change.old else {},
        after=change.new.body if change.new else {},
        resource_id=change.new.id if change.new else "",
        surroundings=surroundings,
    )
    found = table(change.type.lower()).consequence(case)
    return replace(own, consequence=found or NOT_KNOWN)
