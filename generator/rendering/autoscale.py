"""The profiles of an autoscale setting, from limits, rules and schedules."""

from __future__ import annotations

import json
from typing import Any

from generator.rendering.values import Expression, View, joined, plain

_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def autoscale_profiles(autoscale: View) -> list[dict[str, Any]]:
    """The profiles in Azure's form.

    A weekly schedule has a start alone in that form. Its end is the start of one more profile with the usual limits,
    whose name says in JSON which schedule it ends, as the portal and `az monitor autoscale profile create` write it;
    with such profiles one of them is always in force, and a default profile of its own would never be.
    """
    if not autoscale:
        return []
    weekly = any(schedule.at("recurrence") for schedule in autoscale.at("schedules"))
    profiles = [] if weekly else [_profile(autoscale.at("profileName"), autoscale, autoscale)]
    for schedule in autoscale.at("schedules"):
        recurrence = schedule.at("recurrence")
        name = plain(schedule.at("name"))
        profile = _profile(name, schedule, autoscale)
        if recurrence:
            profile["recurrence"] = _recurrence(recurrence, "start", recurrence.at("days"))
            back = _profile(_ending_name(autoscale.at("profileName"), name), autoscale, autoscale)
            profiles.append(profile)
            if ending_days := _ending_days(recurrence, autoscale.at("schedules")):
                profiles.append({**back, "recurrence": _recurrence(recurrence, "end", ending_days)})
        else:
            profiles.append({**profile, "fixedDate": schedule.at("fixedDate")})
    return profiles


def _ending_name(usual: View, schedule: Any) -> Any:
    """`{"name": USUAL, "for": SCHEDULE}`."""
    names = (plain(usual), schedule)
    inner = [name if isinstance(name, Expression) else json.dumps(name, ensure_ascii=False)[1:-1] for name in names]
    return joined('{"name": "', inner[0], '", "for": "', inner[1], '"}')


def _profile(name: Any, limits: View, usual: View) -> dict[str, Any]:
    rules = limits.at("rules")
    return {
        "name": name,
        "minimum": limits.at("minimum"),
        "maximum": limits.at("maximum"),
        "default": limits.at("default") or limits.at("minimum"),
        "rules": rules if rules.value is not None else usual.at("rules"),
        "recurrence": None,
        "fixedDate": None,
    }


def _recurrence(recurrence: View, moment: str, days: Any) -> dict[str, Any]:
    hours, minutes = str(recurrence.at(moment).value).split(":")
    return {"days": days, "timeZone": recurrence.at("timeZone"), "hours": [int(hours)], "minutes": [int(minutes)]}


def _ending_days(recurrence: View, schedules: View) -> list[str]:
    """The days on which a schedule ends: the next ones where it goes over midnight; none where another one follows."""
    start, end = str(recurrence.at("start").value), str(recurrence.at("end").value)
    later = 1 if end < start else 0
    days = [_WEEK[(_WEEK.index(day.value) + later) % 7] for day in recurrence.at("days")]
    zone = recurrence.at("timeZone")
    following = {
        day.value
        for other in (schedule.at("recurrence") for schedule in schedules)
        if other and other.at("start").value == end and other.at("timeZone") == zone
        for day in other.at("days")
    }
    return [day for day in days if day not in following]
