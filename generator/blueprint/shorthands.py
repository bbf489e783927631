"""Short forms that people think in, turned into Azure's own: `10m`, `20%`, a port, an id, `cpu > 70% for 5m: +1`.

A schema names the short form that may stand in a place by `x-shorthand`. A text that is none stays, for the schema to
refuse.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from generator.blueprint.schema import BlueprintSchema, Schema
from generator.blueprint.source import Mark, Node

_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_PERCENT = re.compile(r"(\d{1,3})%")
_PORTS = re.compile(r"(\d{1,5})(?::(\d{1,5}))?(?:/(tcp|udp))?", re.IGNORECASE)
_IP_ADDRESS = re.compile(r"[\d.]+|[\da-fA-F:]*:[\da-fA-F:.]*", re.ASCII)
_GATEWAY_PORTS = re.compile(r"(\d{1,5})(?::(\d{1,5})|\s*->\s*(\d{1,5}))?")
_SCALING = re.compile(
    r"""\s*(?P<metric>[A-Za-z][\w ]*?|"[^"]+")\s*(?P<operator>>=|<=|==|!=|>|<)\s*(?P<threshold>\d+(?:\.\d+)?)\s*%?"""
    r"""(?:\s+for\s+(?P<window>(?=\d)(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?))?\s*:\s*(?P<sign>[+=-])\s*(?P<value>\d+)\s*(?P<percent>%?)"""
    r"""(?:\s+every\s+(?P<cooldown>(?=\d)(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?))?\s*"""
)
_ALERT = re.compile(
    r"""\s*(?P<metric>[A-Za-z][\w ]*?|"[^"]+")\s*(?:(?P<operator>>=|<=|==|>|<)\s*(?P<threshold>\d+(?:\.\d+)?)\s*%?"""
    r"""|(?P<unusual>><|>|<)\s*dynamic(?:\s+(?P<sensitivity>low|medium|high))?"""
    r"""(?:\s+(?P<failing>\d+)\s+of\s+(?P<periods>\d+))?(?:\s+since\s+(?P<since>\d{4}-\d\d-\d\d(?:T[\d:]+Z)?))?)"""
    r"""(?:\s+for\s+(?P<window>(?=\d)(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?))?(?:\s*,\s*severity\s+(?P<severity>[0-4]))?\s*"""
)
_OPERATORS = {
    ">": "GreaterThan",
    ">=": "GreaterThanOrEqual",
    "<": "LessThan",
    "<=": "LessThanOrEqual",
    "==": "Equals",
    "!=": "NotEquals",
    "><": "GreaterOrLessThan",
}
_METRICS = {
    "cpu": "Percentage CPU",
    "memory": "Available Memory Percentage",
    "network in": "Network In Total",
    "network out": "Network Out Total",
    "disk reads": "Disk Read Operations/Sec",
    "disk writes": "Disk Write Operations/Sec",
}
"""Short names of the metrics of a scale set ("Supported metrics", Microsoft.Compute/virtualMachineScaleSets)."""


def with_long_forms(node: Node, schema: BlueprintSchema) -> Node:
    """The value with each short form in it replaced by what it stands for, which has the place of the short form."""
    return Node(_expanded(node.value, node.mark, schema.root, schema), node.mark)


def _expanded(value: Any, mark: Mark | None, node: Schema, schema: BlueprintSchema) -> Any:
    shorthand = node.get("x-shorthand")
    if shorthand is not None and not isinstance(value, bool) and isinstance(value, str | int):
        value = _FORMS[shorthand](value)
        if isinstance(value, dict) and mark is not None:
            mark.children = {key: Mark(mark.source, mark.line, mark.column) for key in value}
    if isinstance(value, dict):
        resolved = schema.resolve(node)
        return {
            key: _expanded(inner, _child(mark, key), schema.child(resolved, key), schema)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [
            _expanded(inner, _child(mark, index), schema.child(node, index, inner), schema)
            for index, inner in enumerate(value)
        ]
    return value


def _child(mark: Mark | None, step: str | int) -> Mark | None:
    return (mark.children or {}).get(step) if mark is not None else None


def duration(value: Any) -> Any:
    """`1h30m` as the ISO 8601 duration PT1H30M; whatever is no such text as it is."""
    found = _DURATION.fullmatch(value) if isinstance(value, str) and value else None
    if found is None:
        return value
    days, *times = found.groups()
    time = "".join(f"{number}{unit}" for number, unit in zip(times, "HMS", strict=True) if number)
    return "P" + (f"{days}D" if days else "") + (f"T{time}" if time else "")


def _percent(value: Any) -> Any:
    found = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    return int(found[1]) if found else value


def _image(value: Any) -> Any:
    """A URN, or the id of an image of whichever kind."""
    if not isinstance(value, str):
        return value
    lowered = value.lower()
    if lowered.startswith("/sharedgalleries/"):
        return {"sharedGalleryImageId": value}
    if lowered.startswith("/communitygalleries/"):
        return {"communityGalleryImageId": value}
    return {"id" if value.startswith(("/", "[")) else "urn": value}


def _image_version(value: Any) -> Any:
    """The number of a version that is there."""
    return {"name": value, "existing": True} if isinstance(value, str) else value


def _image_source(value: Any) -> Any:
    """A URN, or the id of a managed image or of an image in a gallery."""
    if not isinstance(value, str):
        return value
    if not value.startswith(("/", "[")):
        return {"urn": value}
    return {"imageVersionId" if "/galleries/" in value.lower() else "imageId": value}


def _image_step(value: Any) -> Any:
    """A command of the shell."""
    return {"type": "Shell", "inline": [value]} if isinstance(value, str) else value


def _balancing_rule(value: Any) -> Any:
    """`80`, `80:8080`, `53/udp`: port of the frontend, port of the instances, protocol."""
    if isinstance(value, int):
        return {"frontendPort": value}
    found = _PORTS.fullmatch(value)
    if found is None:
        return value
    front, back, protocol = found.groups()
    rule: dict[str, Any] = {"frontendPort": int(front)}
    if back:
        rule["backendPort"] = int(back)
    return rule | ({"protocol": protocol.capitalize()} if protocol else {})


def _scaling_rule(value: Any) -> Any:
    """`cpu > 70% for 5m: +1`: metric, limit, time that it holds, change; `every 10m` behind it is the cooldown."""
    found = _SCALING.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    rule = _comparison(found)
    if found["window"]:
        rule["timeWindow"] = duration(found["window"])
    if found["sign"] == "=":
        rule |= {"type": "ExactCount", "direction": "Increase" if found["operator"].startswith(">") else "Decrease"}
    else:
        rule["direction"] = "Increase" if found["sign"] == "+" else "Decrease"
        if found["percent"]:
            rule["type"] = "PercentChangeCount"
    rule["value"] = int(found["value"])
    return rule | ({"cooldown": duration(found["cooldown"])} if found["cooldown"] else {})


def _metric_alert(value: Any) -> Any:
    """`cpu > 90% for 15m, severity 1`: metric, limit, time that is looked at, severity.

    `cpu > dynamic` learns the limit, in the words of `az monitor metrics alert create --condition`.
    """
    found = _ALERT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    alert = _learned(found) if found["unusual"] else _comparison(found)
    if found["window"]:
        alert["windowSize"] = duration(found["window"])
    return alert | ({"severity": int(found["severity"])} if found["severity"] else {})


def _learned(found: re.Match[str]) -> dict[str, Any]:
    """Metric and operator, and how far, how often and since when it must be from what is usual."""
    alert: dict[str, Any] = {
        "metricName": _metric(found),
        "operator": _OPERATORS[found["unusual"]],
        "alertSensitivity": (found["sensitivity"] or "medium").capitalize(),
    }
    if found["periods"]:
        alert["failingPeriods"] = {
            "numberOfEvaluationPeriods": int(found["periods"]),
            "minFailingPeriodsToAlert": int(found["failing"]),
        }
    if since := found["since"]:
        alert["ignoreDataBefore"] = since if "T" in since else f"{since}T00:00:00Z"
    return alert


def _comparison(found: re.Match[str]) -> dict[str, Any]:
    """Metric, operator and threshold as Azure names them."""
    threshold = float(found["threshold"])
    return {
        "metricName": _metric(found),
        "operator": _OPERATORS[found["operator"]],
        "threshold": int(threshold) if threshold.is_integer() else threshold,
    }


def _metric(found: re.Match[str]) -> str:
    metric = found["metric"].strip('"')
    return _METRICS.get(metric.lower(), metric)


def _resource(value: Any) -> Any:
    """The id of a resource that exists."""
    return {"id": value} if isinstance(value, str) and value.startswith(("/", "[")) else value


def _email_receiver(value: Any) -> Any:
    """The address alone."""
    return {"emailAddress": value} if isinstance(value, str) and ("@" in value or value.startswith("[")) else value


def _gateway_rule(value: Any) -> Any:
    """`443`, `443:8080`, `80 -> 443`: port of the gateway; of the instances, or of the rule that it redirects to."""
    if isinstance(value, int):
        return {"frontendPort": value}
    found = _GATEWAY_PORTS.fullmatch(value)
    if found is None:
        return value
    front, back, target = found.groups()
    rule: dict[str, Any] = {"frontendPort": int(front)}
    if back:
        rule["backendPort"] = int(back)
    return rule | ({"redirectTo": int(target)} if target else {})


def _ssl_policy(value: Any) -> Any:
    """The name of Azure's policy alone."""
    return {"policyName": value} if isinstance(value, str) else value


def _status_code(value: Any) -> Any:
    """`502` as HttpStatus502."""
    return f"HttpStatus{value}" if isinstance(value, int) or value.isdecimal() else value


def _backend_address(value: Any) -> Any:
    """An IP address, or a host name, alone; an expression does not tell which it is."""
    if not isinstance(value, str) or value.startswith("["):
        return value
    return {"ipAddress" if _IP_ADDRESS.fullmatch(value) else "fqdn": value}


def _lock(value: Any) -> Any:
    """The level alone."""
    return {"level": value} if value in ("CanNotDelete", "ReadOnly") else value


_FORMS: dict[str, Callable[[Any], Any]] = {
    "duration": duration,
    "percent": _percent,
    "image": _image,
    "imageVersion": _image_version,
    "imageSource": _image_source,
    "imageStep": _image_step,
    "balancingRule": _balancing_rule,
    "scalingRule": _scaling_rule,
    "metricAlert": _metric_alert,
    "resource": _resource,
    "emailReceiver": _email_receiver,
    "gatewayRule": _gateway_rule,
    "sslPolicy": _ssl_policy,
    "statusCode": _status_code,
    "backendAddress": _backend_address,
    "lock": _lock,
}
