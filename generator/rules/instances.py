"""How many instances a scale set may come to have, and which settings of autoscale say so."""

from __future__ import annotations

from generator.rules.resource import Resource
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import Subject
from generator.rules.value import Value

AUTOSCALE = "Microsoft.Insights/autoscaleSettings"
OVERPROVISION = 1.2
"""With overprovision, Azure makes up to a fifth more instances for a while, and deletes the surplus."""


def settings_of(scale_set: ScaleSet) -> list[Resource]:
    """The autoscale settings of the template whose target is the scale set."""
    return [each for each in scale_set.subject.of_type(AUTOSCALE) if target_of(each).lower == scale_set.id.lower()]


def target_of(setting: Resource) -> Value:
    """The id of what an autoscale setting scales."""
    return setting.properties.member("targetResourceUri")


def target(subject: Subject, setting: Resource) -> ScaleSet | None:
    """The scale set of the template that an autoscale setting scales; None for all else."""
    found = subject.find(target_of(setting))
    return found if isinstance(found, ScaleSet) else None


def profiles(setting: Resource) -> list[Value]:
    """The profiles of an autoscale setting."""
    return setting.properties.member("profiles").items


def most_instances(scale_set: ScaleSet) -> tuple[int, str]:
    """The most instances that capacity or autoscale ask for, 0 where nothing is known, and which of them does."""
    most, why = scale_set.capacity.number or 0, "sku.capacity"
    for setting in settings_of(scale_set):
        for profile in profiles(setting):
            maximum = profile.at("capacity.maximum").number or 0
            if maximum > most:
                most, why = maximum, "the maximum of autoscale"
    return most, why


def overprovisions(scale_set: ScaleSet) -> bool:
    """Whether Azure may make more instances than asked for; Uniform sets do so unless told not to."""
    own = scale_set.at("properties.overprovision")
    return scale_set.uniform and (own.missing or own.flag is True)
