"""Durations as Azure writes them, such as `PT30M`."""

from __future__ import annotations

import re

_DURATION = re.compile(
    r"(?P<sign>-?)P(?=[\dT])(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,6})M)?(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,9})(?:\.\d{1,9})?S)?)?",
    re.ASCII,
)
_UNITS = {"years": 365 * 86_400, "months": 30 * 86_400, "days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}


def seconds(text: str) -> int | None:
    """The whole seconds of an ISO 8601 duration, negative ones too; None where the text is none.

    Read as Azure does (.NET, `XmlConvert.ToTimeSpan`): letters in upper case, no weeks, a year has 365 days and a month
    30. Source: https://learn.microsoft.com/dotnet/api/system.xml.xmlconvert.totimespan
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    total = sum(int(found[unit] or 0) * length for unit, length in _UNITS.items())
    return -total if found["sign"] else total
