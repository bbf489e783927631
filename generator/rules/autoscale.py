"""Rules of autoscale settings: what they scale, whether they do so, and how that goes with the scale set's capacity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diagnostics import nearest
from generator.rules.autoscale_example import IN, OUT, TARGET, profile, setting
from generator.rules.instances import AUTOSCALE, profiles, settings_of, target, target_of
from generator.rules.literals import is_literal
from generator.rules.parts import last_name
from generator.rules.resource import Resource
from generator.rules.rule import ERROR, INFO, WARNING, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import SCALE_SET, Subject, scale_sets, whole
from generator.rules.value import Finding

_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.insights/autoscalesettings"
_PRACTICE = "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-best-practices"
_SETTINGS = "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-understanding-settings"
_DISABLED_BY_DEFAULT_SINCE = "2021-05-01"


def autoscale_settings(subject: Subject) -> list[Resource]:
    """Each autoscale setting."""
    return subject.of_type(AUTOSCALE)


def _with_capacity(capacity: Any) -> dict[str, Any]:
    return {"resources": [{"sku.capacity": capacity}, setting(profile(OUT, IN))]}


@rule(
    "autoscale/no-such-target",
    WARNING,
    each=autoscale_settings,
    what="An autoscale setting scales a scale set of the template, and its rules measure resources of the template.",
    why="With a misspelt id Azure refuses the setting, or it watches a resource that has nothing to do with it.",
    source=_SETTINGS,
    bad={"resources": [{"name": "web"}, setting(profile(OUT, IN), targetResourceUri=TARGET.replace("web", "wev"))]},
    good={"resources": [{"name": "web"}, setting(profile(OUT, IN))]},
)
def _no_such_target(setting: Resource) -> Iterator[Finding]:
    triggers = [
        each.at("metricTrigger.metricResourceUri") for one in profiles(setting) for each in one.at("rules").items
    ]
    names = [each.name for each in setting.subject.scale_sets if each.name]
    told = set()
    for uri in [target_of(setting), *triggers]:
        name = last_name(uri)
        strange = f"/{SCALE_SET}/" in uri.lower and setting.subject.find(uri) is None and uri.lower not in told
        if names and strange and (meant := nearest(name, names)) is not None and meant.lower() != name.lower():
            told.add(uri.lower)
            yield uri.finding(f"there is no scale set {name} in the template", hint=f"did you mean {meant}?")


@rule(
    "autoscale/one-per-target",
    ERROR,
    each=whole,
    what="A scale set has one autoscale setting.",
    why="Azure refuses a second one for the same resource; different hours are profiles of one setting.",
    source=_SETTINGS,
    bad={"resources": [setting(profile()), {**setting(profile()), "name": "second"}]},
    good={"resources": [setting(profile())]},
)
def _one_per_target(subject: Subject) -> Iterator[Finding]:
    taken: dict[str, Resource] = {}
    for each in autoscale_settings(subject):
        uri = target_of(each)
        if uri.lower in taken and each.deployed and taken[uri.lower].id != each.id:
            yield uri.finding(
                f"{taken[uri.lower].name} scales {last_name(uri)} already",
                hint="make profiles of one setting of them",
            )
        if uri.lower and each.deployed:
            taken.setdefault(uri.lower, each)


@rule(
    "autoscale/not-enabled",
    INFO,
    each=autoscale_settings,
    what="An autoscale setting says that it is enabled.",
    why="Without `enabled` it is off since apiVersion 2021-05-01-preview: nothing is scaled.",
    source=_REFERENCE,
    bad=setting(profile(OUT, IN), enabled=False),
    good=setting(profile(OUT, IN), enabled=True),
)
def _not_enabled(setting: Resource) -> Iterator[Finding]:
    enabled = setting.at("properties.enabled")
    if enabled.flag is False:
        yield enabled.finding("the setting is switched off, and scales nothing", hint='set "enabled": true')
    elif enabled.missing and setting.api_version >= _DISABLED_BY_DEFAULT_SINCE:
        yield setting.finding(
            "the setting does not say that it is enabled, so it is off and scales nothing",
            hint='add "enabled": true',
            severity=WARNING,
        )


@rule(
    "autoscale/capacity-outside",
    WARNING,
    each=scale_sets,
    what="sku.capacity lies within the limits of autoscale.",
    why="Azure makes that many instances, and autoscale changes them to its minimum or maximum at once.",
    source=_PRACTICE,
    bad=_with_capacity(1),
    good=_with_capacity(3),
)
def _capacity_outside(scale_set: ScaleSet) -> Iterator[Finding]:
    number = scale_set.capacity.number
    for each in settings_of(scale_set):
        if number is None or each.at("properties.enabled").flag is False:
            continue
        lows = [one.at("capacity.minimum").number for one in profiles(each)]
        highs = [one.at("capacity.maximum").number for one in profiles(each)]
        low = min((low for low in lows if low is not None), default=None)
        high = max((high for high in highs if high is not None), default=None)
        if low is None or high is None or None in lows or None in highs:
            continue
        if number < low:
            yield scale_set.capacity.finding(
                f"the capacity {number} is less than {low}, the minimum of {each.name}", hint=f"set it to {low} or more"
            )
        elif number > high:
            yield scale_set.capacity.finding(
                f"the capacity {number} is more than {high}, the maximum of {each.name}",
                hint=f"set it to {high} or less",
            )


@rule(
    "autoscale/capacity-reset",
    INFO,
    each=scale_sets,
    what="sku.capacity of a scale set with autoscale is a parameter, so that a deployment can give the present number.",
    why="A fixed capacity undoes at each deployment what autoscale has decided: at peak load, instances are deleted.",
    source=_PRACTICE,
    bad=_with_capacity(3),
    good={
        "parameters": {"instanceCount": {"type": "int", "defaultValue": 3}},
        **_with_capacity("[parameters('instanceCount')]"),
    },
)
def _capacity_reset(scale_set: ScaleSet) -> Iterator[Finding]:
    on = [each for each in settings_of(scale_set) if each.at("properties.enabled").flag is not False]
    if on and scale_set.capacity.number is not None and is_literal(scale_set.subject, scale_set.capacity.path):
        yield scale_set.capacity.finding(
            f"each deployment sets the capacity to {scale_set.capacity.number} again, whatever autoscale made of it",
            hint="make the capacity a parameter, and deploy with the present number of instances",
        )


@rule(
    "autoscale/over-capacity-limit",
    ERROR,
    each=autoscale_settings,
    what="The maximum of autoscale is at most 1000 instances, and 100 in a set with singlePlacementGroup.",
    why="A scale set takes no more instances, so the maximum is never reached.",
    source="https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-placement-groups",
    bad={
        "resources": [
            {"properties.singlePlacementGroup": True, "name": "web"},
            setting(profile(OUT, IN, maximum="200")),
        ]
    },
    good={
        "resources": [
            {"properties.singlePlacementGroup": False, "name": "web"},
            setting(profile(OUT, IN, maximum="200")),
        ]
    },
)
def _over_capacity_limit(setting: Resource) -> Iterator[Finding]:
    scaled = target(setting.subject, setting)
    if scaled is None:
        return
    single = scaled.at("properties.singlePlacementGroup").flag is True
    limit = 100 if single else 1000
    for one in profiles(setting):
        maximum = one.at("capacity.maximum")
        if maximum.number is not None and maximum.number > limit:
            reason = " with singlePlacementGroup true" if single else ""
            yield maximum.finding(f"a scale set{reason} has at most {limit} instances, not {maximum.number}")
