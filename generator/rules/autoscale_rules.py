"""Rules of the rules of autoscale: their durations, and whether scaling out and in go together."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import nearest
from generator.rules.autoscale import autoscale_settings
from generator.rules.autoscale_example import IN, OUT, profile, scaling, setting
from generator.rules.durations import seconds
from generator.rules.instances import profiles
from generator.rules.resource import Resource
from generator.rules.rule import ERROR, WARNING, rule
from generator.rules.subject import SCALE_SET
from generator.rules.value import Finding, Value

_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.insights/autoscalesettings"
_PRACTICE = "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-best-practices"
_FLAPPING = "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-flapping"
_METRICS = (
    "https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics"
    "/microsoft-compute-virtualmachinescalesets-metrics"
)
_MINUTE, _HALF_DAY, _WEEK = 60, 12 * 3600, 7 * 86400
_DURATIONS = (
    ("metricTrigger.timeGrain", _MINUTE, _HALF_DAY, "PT1M and PT12H"),
    ("metricTrigger.timeWindow", 5 * _MINUTE, _HALF_DAY, "PT5M and PT12H"),
    ("scaleAction.cooldown", _MINUTE, _WEEK, "PT1M and P7D"),
)


def _rules(setting: Resource) -> Iterator[Value]:
    for one in profiles(setting):
        yield from one.at("rules").items


def _direction(rule: Value) -> str:
    return rule.at("scaleAction.direction").lower


@rule(
    "autoscale/duration",
    ERROR,
    each=autoscale_settings,
    what="timeGrain is from PT1M to PT12H, timeWindow from PT5M to PT12H, cooldown from PT1M to P7D.",
    why="Azure refuses the setting; the window holds one measurement or more, so it is no shorter than timeGrain.",
    source=_REFERENCE,
    bad=setting(profile(scaling("Increase", "GreaterThan", 70, timeWindow="PT1M"), IN)),
    good=setting(profile(scaling("Increase", "GreaterThan", 70, timeWindow="PT5M"), IN)),
)
def _duration(setting: Resource) -> Iterator[Finding]:
    for each in _rules(setting):
        for dotted, least, most, between in _DURATIONS:
            value = each.at(dotted)
            length = seconds(value.text) if value.text else None
            name = dotted.rpartition(".")[2]
            if value.text and length is None:
                yield value.finding(f"{name} {value.text!r} is no duration", hint="such as PT5M for five minutes")
            elif length is not None and not least <= length <= most:
                yield value.finding(f"{name} {value.text} is not between {between}")
        grain, window = each.at("metricTrigger.timeGrain"), each.at("metricTrigger.timeWindow")
        lengths = [seconds(value.text) if value.text else None for value in (grain, window)]
        if lengths[0] is not None and lengths[1] is not None and lengths[1] < lengths[0]:
            yield window.finding(
                f"timeWindow {window.text} is shorter than timeGrain {grain.text}: no measurement falls into it",
                hint="make it as long as timeGrain or longer",
            )


@rule(
    "autoscale/scale-action",
    ERROR,
    each=autoscale_settings,
    what="A rule adds or removes one instance or more at a time.",
    why="Azure refuses a value less than 1.",
    source=_REFERENCE,
    bad=setting(profile({**OUT, "scaleAction": {"direction": "Increase", "type": "ChangeCount", "value": "0"}})),
    good=setting(profile({**OUT, "scaleAction": {"direction": "Increase", "type": "ChangeCount", "value": "1"}})),
)
def _scale_action(setting: Resource) -> Iterator[Finding]:
    for each in _rules(setting):
        value = each.at("scaleAction.value")
        exact = each.at("scaleAction.type").lower == "exactcount"
        if value.number is not None and value.number < 1 and not exact:
            yield value.finding(f"the value {value.number} changes nothing", hint='such as "value": "1"')


@rule(
    "autoscale/unpaired-rule",
    WARNING,
    each=autoscale_settings,
    what="A profile that scales out by a metric also scales in by it, and the other way.",
    why="Otherwise the set grows to its maximum, or shrinks to its minimum, and stays there.",
    source=_PRACTICE,
    bad=setting(profile(OUT)),
    good=setting(profile(OUT, IN)),
)
def _unpaired_rule(setting: Resource) -> Iterator[Finding]:
    for one in profiles(setting):
        rules = one.at("rules").items
        if any(each.unknown or not _direction(each) for each in rules):
            continue
        for direction, other, verb in (("increase", "decrease", "out"), ("decrease", "increase", "in")):
            metrics = {_metric(each) for each in rules if _direction(each) == other}
            for each in rules:
                name = each.at("metricTrigger.metricName")
                if _direction(each) == direction and name.text and _metric(each) not in metrics:
                    opposite = "in" if verb == "out" else "out"
                    yield name.finding(
                        f"the profile scales {verb} by {name.text}, and never {opposite} by it",
                        hint=f"add a rule with the direction {other.capitalize()} for {name.text}",
                    )


def _metric(rule: Value) -> tuple[str, str]:
    return rule.at("metricTrigger.metricName").lower, rule.at("metricTrigger.metricResourceUri").lower


@rule(
    "autoscale/flapping",
    WARNING,
    each=autoscale_settings,
    what="The threshold for scaling in is so far below that for scaling out that fewer instances do not reach that.",
    why="Azure foresees that it would scale out again at once, and does not scale in at all.",
    source=_FLAPPING,
    bad=setting(profile(OUT, scaling("Decrease", "LessThan", 65))),
    good=setting(profile(OUT, scaling("Decrease", "LessThan", 30))),
)
def _flapping(setting: Resource) -> Iterator[Finding]:
    for one in profiles(setting):
        rules = one.at("rules").items
        low = one.at("capacity.minimum").number
        for each in rules:
            for other in rules:
                if (
                    _direction(each) == "increase"
                    and _direction(other) == "decrease"
                    and _metric(each) == _metric(other)
                ):
                    yield from _too_near(each, other, low)


def _too_near(increase: Value, decrease: Value, low: int | None) -> Iterator[Finding]:
    """Told with the smallest number of instances that can scale in, where the load of each rises most."""
    out, back = increase.at("metricTrigger.threshold"), decrease.at("metricTrigger.threshold")
    kind, fewer = decrease.at("scaleAction.type").lower, decrease.at("scaleAction.value").number
    upwards = increase.at("metricTrigger.operator").lower.startswith("greaterthan")
    downwards = decrease.at("metricTrigger.operator").lower.startswith("lessthan")
    high, below = _float(out), _float(back)
    if high is None or below is None or not (upwards and downwards):
        return
    if below >= high:
        yield back.finding(
            f"it scales in below {below:g} and out above {high:g}: between them it does both",
            hint=f"choose a threshold well below {high:g}",
        )
    elif kind == "changecount" and fewer and low:
        fewest = max(low, 1)
        now = fewest + fewer
        then = below * now / fewest
        if then >= high and _never(below, high, now, fewer):
            yield back.finding(
                f"where {now} instances have {below:g} each, {fewest} would have {below:g} x {now} / {fewest} ="
                f" {then:.4g}, which is {'at' if then == high else 'above'} {high:g}, where it scales out again",
                hint=f"choose a threshold below {high * fewest / now:.4g}",
            )


def _never(below: float, high: float, now: int, fewer: int) -> bool:
    """Whether the two thresholds are so near that even twice as many instances could not scale in."""
    return below * (2 * now) / max(2 * now - fewer, 1) >= high


def _float(value: Value) -> float | None:
    if isinstance(value.raw, int | float) and not isinstance(value.raw, bool):
        return float(value.raw)
    return float(value.number) if value.number is not None else None


@rule(
    "autoscale/direction",
    WARNING,
    each=autoscale_settings,
    what="A set scales out where a metric is greater than a threshold, and in where it is less.",
    why="The other way round, the set grows while there is nothing to do; only metrics of what is free are meant so.",
    source=_PRACTICE,
    bad=setting(profile(scaling("Increase", "LessThan", 30), IN)),
    good=setting(profile(scaling("Increase", "GreaterThan", 70), IN)),
)
def _wrong_direction(setting: Resource) -> Iterator[Finding]:
    for each in _rules(setting):
        operator, name = each.at("metricTrigger.operator"), each.at("metricTrigger.metricName")
        if name.lower not in _LOADS:
            continue
        direction = _direction(each)
        if direction == "increase" and operator.lower.startswith("lessthan"):
            yield operator.finding(f"it scales out where {name.text} is low", hint="use GreaterThan, or Decrease")
        elif direction == "decrease" and operator.lower.startswith("greaterthan"):
            yield operator.finding(f"it scales in where {name.text} is high", hint="use LessThan, or Increase")


@rule(
    "autoscale/metric-name",
    WARNING,
    each=autoscale_settings,
    what="A rule that measures the scale set names a metric that scale sets have, such as Percentage CPU.",
    why="A metric that does not exist is never measured, and nothing is scaled.",
    source=_METRICS,
    bad=setting(profile(scaling("Increase", "GreaterThan", 70, metricName="Percentage CPUs"))),
    good=setting(profile(scaling("Increase", "GreaterThan", 70, metricName="Percentage CPU"))),
)
def _metric_name(setting: Resource) -> Iterator[Finding]:
    for each in _rules(setting):
        trigger = each.member("metricTrigger")
        name, space = trigger.member("metricName"), trigger.member("metricNamespace")
        host = space.missing or space.lower in ("", SCALE_SET)
        measured = trigger.member("metricResourceUri").lower
        if not (name.text and host and f"/{SCALE_SET}/" in measured) or name.lower in _HOST_METRICS:
            continue
        meant = nearest(name.text, _HOST_METRICS.values(), likeness=0.8)
        if meant is not None:
            yield name.finding(f"scale sets have no metric {name.text!r}", hint=f"did you mean {meant}?")


_LOADS = {
    "percentage cpu",
    "network in",
    "network out",
    "network in total",
    "network out total",
    "disk read bytes",
    "disk write bytes",
    "disk read operations/sec",
    "disk write operations/sec",
    "os disk queue depth",
    "data disk queue depth",
    "inbound flows",
    "outbound flows",
}
"""Metrics that rise with the load."""
_HOST_METRICS = {
    name.lower(): name
    for name in (
        "Percentage CPU",
        "Network In",
        "Network Out",
        "Network In Total",
        "Network Out Total",
        "Disk Read Bytes",
        "Disk Write Bytes",
        "Disk Read Operations/Sec",
        "Disk Write Operations/Sec",
        "CPU Credits Remaining",
        "CPU Credits Consumed",
        "Available Memory Bytes",
        "Available Memory Percentage",
        "Data Disk Read Bytes/sec",
        "Data Disk Write Bytes/sec",
        "Data Disk Read Operations/Sec",
        "Data Disk Write Operations/Sec",
        "Data Disk Queue Depth",
        "Data Disk Latency",
        "OS Disk Read Bytes/sec",
        "OS Disk Write Bytes/sec",
        "OS Disk Read Operations/Sec",
        "OS Disk Write Operations/Sec",
        "OS Disk Queue Depth",
        "OS Disk Latency",
        "Inbound Flows",
        "Outbound Flows",
        "Inbound Flows Maximum Creation Rate",
        "Outbound Flows Maximum Creation Rate",
        "VM Cached Bandwidth Consumed Percentage",
        "VM Cached IOPS Consumed Percentage",
        "VM Uncached Bandwidth Consumed Percentage",
        "VM Uncached IOPS Consumed Percentage",
        "VmAvailabilityMetric",
    )
}
