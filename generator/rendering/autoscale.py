"""The profiles of an autoscale setting, from limits, rules and schedules."""

from __future__ import annotations

import json
from typing import Any

from generator.rendering.values import Expression, View, plain


def autoscale_profiles(autoscale: View) -> list[dict[str, Any]]:
    """The profiles in Azure's form.

    A weekly schedule has a start alone in that form. Its end is the start of one more profile with the usual limits,
    whose name says in JSON which schedule it ends, as the portal and `az monitor autoscale profile create` write it;
    with such profiles one of them is always in force, and a default profile of its own would never be.
    """
    if not autoscale:
        return []
    weekly = any(schedule.at("recurrence") for schedule in autoscale.at("schedules"))
    profiles = [] if weekly else [_profile("default", autoscale, autoscale)]
    for schedule in autoscale.at("schedules"):
        recurrence = schedule.at("recurrence")
        name = plain(schedule.at("name"))
        profile = _profile(name, schedule, autoscale)
        if recurrence:
            profile["recurrence"] = _recurrence(recurrence, "start")
            ending = name.text if isinstance(name, Expression) else name
            back = _profile(json.dumps({"name": "default", "for": ending}, ensure_ascii=False), autoscale, autoscale)
            profiles += [profile, {**back, "recurrence": _recurrence(recurrence, "end")}]
        else:
            profiles.append({**profile, "fixedDate": schedule.at("fixedDate")})
    return profiles


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


def _recurrence(recurrence: View, moment: str) -> dict[str, Any]:
    hours, minutes = str(recurrence.at(moment).value).split(":")
    days, zone = recurrence.at("days"), recurrence.at("timeZone")
    return {"days": days, "timeZone": zone, "hours": [int(hours)], "minutes": [int(minutes)]}
