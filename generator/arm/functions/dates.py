"""Dates and times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from generator.arm.deferred import Deferred
from generator.arm.expression import Call
from generator.arm.functions.dotnet_dates import date_text
from generator.arm.functions.function import function
from generator.arm.scope import EvaluationError, Scope

_ZONE = r"\s*(?P<zone>[Zz]|[+-]\d\d:?\d\d)?"
_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,9}))?)?(?:\s*(?P<half>[AaPp][Mm]))?"
)
_FORMS = [
    re.compile(r"\s*(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[Tt\s]\s*" + _TIME + ")?" + _ZONE + r"\s*"),
    re.compile(
        r"\s*(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:[Tt](?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d))?"
        + _ZONE
        + r"\s*"
    ),
    re.compile(r"\s*(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})(?:\s+" + _TIME + ")?" + _ZONE + r"\s*"),
]
_DURATION = re.compile(
    r"(?P<sign>-)?P(?=\d|T\d)(?:(?P<years>\d{1,6})Y)?(?:(?P<months>\d{1,6})M)?(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,7})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,10}(?:\.\d{1,7})?)S)?)?"
)
ISO = "yyyy-MM-ddTHH:mm:ssZ"


def moment(name: str, text: str) -> datetime:
    """The point in time that the text stands for; without a zone, in UTC."""
    for form in _FORMS:
        found = form.fullmatch(text)
        if found:
            try:
                return _moment({key: value for key, value in found.groupdict().items() if value})
            except (ValueError, OverflowError):
                break
    raise EvaluationError(f"{name} takes a date and time such as '2020-04-07T14:53:14Z'")


def _moment(parts: dict[str, str]) -> datetime:
    hour = int(parts.get("hour", 0))
    if half := parts.get("half", "").lower():
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + 12 * (half == "pm")
    micro = int(parts.get("fraction", "0").ljust(6, "0")[:6])
    second, minute = int(parts.get("second", 0)), int(parts.get("minute", 0))
    local = datetime(
        int(parts["year"]), int(parts["month"]), int(parts["day"]), hour, minute, second, micro, tzinfo=UTC
    )
    zone = parts.get("zone", "Z").upper().replace(":", "")
    if zone == "Z":
        return local
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
    return local - offset if zone[0] == "+" else local + offset


def _duration(text: str) -> timedelta:
    """The length of time; Azure takes 365 days for a year, 30 for a month (Azure/bicep#8188)."""
    found = _DURATION.fullmatch(text)
    if not found:
        raise EvaluationError("dateTimeAdd takes a duration of ISO 8601 such as 'P3Y' or '-PT1H30M'")
    amount = {key: float(value) for key, value in found.groupdict("0").items() if key != "sign"}
    days = amount["years"] * 365 + amount["months"] * 30 + amount["weeks"] * 7 + amount["days"]
    length = timedelta(days=days, hours=amount["hours"], minutes=amount["minutes"], seconds=amount["seconds"])
    return -length if found["sign"] else length


def _date_time_add(base: str, duration: str, form: str = ISO) -> str:
    start = moment("dateTimeAdd", base)
    try:
        return date_text(start + _duration(duration), form)
    except OverflowError:
        raise EvaluationError("dateTimeAdd leaves the years 1 to 9999") from None


def _from_epoch(seconds: int) -> str:
    try:
        return date_text(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds), ISO)
    except OverflowError:
        raise EvaluationError("dateTimeFromEpoch leaves the years 1 to 9999") from None


def _to_epoch(text: str) -> int:
    return int((moment("dateTimeToEpoch", text) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1))


def _only_in_defaults(name: str, scope: Scope) -> None:
    if not scope.in_parameter_default:
        raise EvaluationError(f"{name} can stand only in the default of a parameter")


def _utc_now(scope: Scope, form: str = "yyyyMMddTHHmmssZ") -> str:
    _only_in_defaults("utcNow", scope)
    return date_text(scope.deployment.now, form)


def _new_guid(scope: Scope) -> Deferred:
    _only_in_defaults("newGuid", scope)
    return Deferred(Call("newGuid", (), 0))


FUNCTIONS = (
    function("dateTimeAdd string string string?", _date_time_add),
    function("dateTimeFromEpoch integer", _from_epoch),
    function("dateTimeToEpoch string", _to_epoch),
    function("utcNow string?", _utc_now, scoped=True),
    function("newGuid", _new_guid, scoped=True),
)
