"""Rules of the profiles of an autoscale setting: their number, their limits, and when they hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generator.diagnostics import nearest
from generator.rules.autoscale import autoscale_settings
from generator.rules.autoscale_example import IN, OUT, profile, setting
from generator.rules.durations import seconds
from generator.rules.instances import profiles
from generator.rules.resource import Resource
from generator.rules.rule import ERROR, WARNING, rule
from generator.rules.time_zones import TIME_ZONES
from generator.rules.value import Finding, Value

_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.insights/autoscalesettings"
_PRACTICE = "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-best-practices"
_MULTIPLE = "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-multiprofile"
_PREDICTIVE = "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-predictive"
_MOST_PROFILES, _MOST_RULES = 20, 10
_LIMITS = ("minimum", "maximum", "default")
_DAYS = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}


def _weekly(**schedule: Any) -> dict[str, Any]:
    usual = {"timeZone": "W. Europe Standard Time", "days": ["Monday"], "hours": [7], "minutes": [0]}
    return {"recurrence": {"frequency": "Week", "schedule": {**usual, **schedule}}}


_WORK = {**profile(OUT, IN, **_weekly()), "name": "work"}
_BACK = {**profile(OUT, IN, **_weekly(hours=[19])), "name": '{"name": "default", "for": "work"}'}


@rule(
    "autoscale/too-many",
    ERROR,
    each=autoscale_settings,
    what="An autoscale setting has at most 20 profiles, and a profile at most 10 rules.",
    why="Azure refuses more.",
    source=_REFERENCE,
    bad=setting(profile(*[OUT] * 11)),
    good=setting(profile(OUT, IN)),
)
def _too_many(setting: Resource) -> Iterator[Finding]:
    found = setting.at("properties.profiles")
    if len(found.items) > _MOST_PROFILES:
        yield found.finding(f"{len(found.items)} profiles, and {_MOST_PROFILES} are allowed")
    for one in found.items:
        rules = one.at("rules")
        if len(rules.items) > _MOST_RULES:
            yield rules.finding(f"{len(rules.items)} rules in a profile, and {_MOST_RULES} are allowed")


@rule(
    "autoscale/no-profile",
    ERROR,
    each=autoscale_settings,
    what="An autoscale setting has a profile.",
    why="Azure refuses a setting that says nothing.",
    source=_REFERENCE,
    bad=setting(),
    good=setting(profile(OUT, IN)),
)
def _no_profile(setting: Resource) -> Iterator[Finding]:
    found = setting.at("properties.profiles")
    if found.raw == []:
        yield found.finding("the setting has no profile", hint="add one with capacity and rules")


@rule(
    "autoscale/capacity-order",
    ERROR,
    each=autoscale_settings,
    what="In each profile minimum, default and maximum are whole numbers, and minimum <= default <= maximum.",
    why="Azure refuses the setting.",
    source=_REFERENCE,
    bad=setting(profile(OUT, IN, minimum="5", maximum="3")),
    good=setting(profile(OUT, IN, minimum="3", maximum="5")),
)
def _capacity_order(setting: Resource) -> Iterator[Finding]:
    for one in profiles(setting):
        capacity = one.member("capacity")
        low, high, usual = (capacity.member(name) for name in _LIMITS)
        for each, name in zip((low, high, usual), _LIMITS, strict=True):
            if each.text is not None and (each.number is None or each.number < 0):
                yield each.finding(f"{name} {each.text!r} is no whole number")
        if low.number is not None and high.number is not None and low.number > high.number:
            yield low.finding(f"the minimum {low.number} is more than the maximum {high.number}", hint="swap them")
        elif usual.number is not None:
            if low.number is not None and usual.number < low.number:
                yield usual.finding(f"the default {usual.number} is less than the minimum {low.number}")
            elif high.number is not None and usual.number > high.number:
                yield usual.finding(f"the default {usual.number} is more than the maximum {high.number}")


@rule(
    "autoscale/nothing-to-scale",
    WARNING,
    each=autoscale_settings,
    what="The minimum of a profile with rules is less than its maximum.",
    why="Where the two are equal, the rules can change nothing.",
    source=_PRACTICE,
    bad=setting(profile(OUT, IN, minimum="3", maximum="3")),
    good=setting(profile(OUT, IN, minimum="3", maximum="6")),
)
def _nothing_to_scale(setting: Resource) -> Iterator[Finding]:
    for one in profiles(setting):
        low, high = one.at("capacity.minimum"), one.at("capacity.maximum")
        if one.at("rules").items and low.number is not None and low.number == high.number:
            yield high.finding(
                f"minimum and maximum are both {low.number}, so the rules can change nothing",
                hint="choose a range, or drop the rules",
            )


@rule(
    "autoscale/schedule",
    ERROR,
    each=autoscale_settings,
    what="A profile has fixedDate or recurrence, not both; a recurrence is weekly, with days, hours and minutes.",
    why="Azure refuses the setting.",
    source=_REFERENCE,
    bad=setting(profile(OUT, IN, **_weekly(hours=[24]))),
    good=setting(_WORK, _BACK),
)
def _schedule(setting: Resource) -> Iterator[Finding]:
    for one in profiles(setting):
        recurrence, fixed = one.member("recurrence"), one.member("fixedDate")
        if recurrence.exists and fixed.exists:
            yield fixed.finding("a profile has fixedDate or recurrence, not both", hint="make two profiles of it")
        start, end = fixed.member("start"), fixed.member("end")
        if start.text and end.text and start.text[:19] >= end.text[:19]:
            yield end.finding(f"the profile ends at {end.text}, not after its start at {start.text}")
        if recurrence.exists and not recurrence.unknown:
            yield from _recurrence(recurrence)


def _recurrence(recurrence: Value) -> Iterator[Finding]:
    frequency, schedule = recurrence.member("frequency"), recurrence.member("schedule")
    if frequency.text and frequency.lower != "week":
        yield frequency.finding(
            f"the frequency {frequency.text} does not exist here", hint='use "Week" and name the days'
        )
    if not schedule.unknown:
        for name, most in (("hours", 23), ("minutes", 59)):
            numbers = schedule.member(name)
            if numbers.missing:
                yield schedule.finding(f"the schedule has no {name}", hint=f'such as "{name}": [0]')
            for number in numbers.items:
                if number.number is not None and not 0 <= number.number <= most:
                    yield number.finding(f"{number.number} in {name} is not between 0 and {most}")
        days = schedule.member("days")
        if days.missing:
            yield schedule.finding("the schedule has no days", hint='such as "days": ["Monday"]')
        for day in days.items:
            if day.text and day.lower not in _DAYS:
                meant = nearest(day.text, [each.capitalize() for each in _DAYS])
                yield day.finding(f"{day.text!r} is no day", hint=f"did you mean {meant}?" if meant else None)


@rule(
    "autoscale/time-zone",
    WARNING,
    each=autoscale_settings,
    what="A time zone has its Windows name, such as W. Europe Standard Time, or is UTC.",
    why="Azure does not know the names that other systems use, as Europe/Berlin.",
    source=_REFERENCE,
    bad=setting(profile(OUT, IN, **_weekly(timeZone="Europe/Berlin"))),
    good=setting(profile(OUT, IN, **_weekly(timeZone="W. Europe Standard Time"))),
)
def _time_zone(setting: Resource) -> Iterator[Finding]:
    for one in profiles(setting):
        for zone in (one.at("fixedDate.timeZone"), one.at("recurrence.schedule.timeZone")):
            if zone.text and zone.lower not in TIME_ZONES:
                meant = nearest(zone.text, TIME_ZONES.values(), likeness=0.75)
                hint = f"did you mean {meant}?" if meant else "use a Windows name, such as W. Europe Standard Time"
                yield zone.finding(f"{zone.text!r} is no time zone that Windows knows", hint=hint)


@rule(
    "autoscale/recurrence-without-end",
    WARNING,
    each=autoscale_settings,
    what='To each weekly profile belongs one that ends it, named as {"name": "default", "for": "its name"}.',
    why="A recurrence has a start only: without another one after it, the profile holds for the rest of the week.",
    source=_MULTIPLE,
    bad=setting(_WORK, profile(OUT, IN)),
    good=setting(_WORK, _BACK),
)
def _recurrence_without_end(setting: Resource) -> Iterator[Finding]:
    found = profiles(setting)
    recurring = [one for one in found if one.member("recurrence").exists]
    if len(recurring) != 1 or any(one.member("recurrence").unknown or one.unknown for one in found):
        return
    name, recurrence = recurring[0].at("name"), recurring[0].at("recurrence")
    if name.text and not _ends_another(name.text):
        closing = json.dumps({"name": "default", "for": name.text}, ensure_ascii=False)
        yield recurrence.finding(
            f"nothing ends the profile {name.text}: once begun, it holds for good",
            hint=f"add a profile named {closing} with the usual limits, and with the time of the end as its recurrence",
        )


def _ends_another(name: str) -> bool:
    """Whether the name is JSON with `for`, as of a profile that ends another one."""
    return name.startswith("{") and '"for"' in name


@rule(
    "autoscale/predictive",
    ERROR,
    each=autoscale_settings,
    what="predictiveAutoscalePolicy has a scaleMode, and a scaleLookAheadTime from PT1M to PT1H.",
    why="Azure refuses the setting.",
    source=_PREDICTIVE,
    bad=setting(profile(OUT, IN), predictiveAutoscalePolicy={"scaleMode": "Enabled", "scaleLookAheadTime": "PT2H"}),
    good=setting(profile(OUT, IN), predictiveAutoscalePolicy={"scaleMode": "Enabled", "scaleLookAheadTime": "PT15M"}),
)
def _predictive(setting: Resource) -> Iterator[Finding]:
    policy = setting.at("properties.predictiveAutoscalePolicy")
    if policy.exists and policy.member("scaleMode").missing:
        yield policy.finding("no scaleMode", hint="one of Disabled, ForecastOnly, Enabled")
    ahead = policy.member("scaleLookAheadTime")
    length = seconds(ahead.text) if ahead.text else 60
    if length is None or not 60 <= length <= 3600:
        yield ahead.finding(f"{ahead.text} is not between PT1M and PT1H")


@rule(
    "autoscale/notification",
    WARNING,
    each=autoscale_settings,
    what="A notification has an e-mail address or a webhook, and each is written as one.",
    why="Nobody is told otherwise.",
    source="https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-webhook-email",
    bad=setting(profile(), notifications=[{"operation": "Scale", "email.customEmails": ["ops"]}]),
    good=setting(profile(), notifications=[{"operation": "Scale", "email.customEmails": ["ops@contoso.com"]}]),
)
def _notification(setting: Resource) -> Iterator[Finding]:
    for one in setting.at("properties.notifications").items:
        email, hooks = one.member("email"), one.member("webhooks")
        if email.missing and not hooks.items and not hooks.unknown and not one.unknown:
            yield one.finding("the notification tells nobody", hint="add email.customEmails or webhooks")
        for address in email.member("customEmails").items:
            if address.text is not None and not 0 < address.text.find("@") < len(address.text) - 1:
                yield address.finding(f"{address.text!r} is no e-mail address")
        for hook in hooks.items:
            uri = hook.member("serviceUri")
            if uri.text is not None and not uri.lower.startswith(("https://", "http://")):
                yield uri.finding(f"{uri.text!r} is no https:// address")
