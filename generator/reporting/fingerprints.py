"""What tells a line from others of its file as long as it and its surroundings stay, as GitHub computes it."""

from __future__ import annotations

import re
import struct
from itertools import accumulate

_WINDOW = 100
_FACTOR = 37
_MODULUS = 2**64
_END = 0xFFFF
_SKIPPED = re.compile(r"[ \t]+")
_LINE_BREAK = re.compile(r"\r\n?")


def line_fingerprints(text: str) -> list[str]:
    """The `primaryLocationLineHash` of each line, which code scanning knows an alert by when lines move.

    A rolling hash over the 100 UTF-16 units from the line's start, blanks left out, and which of the lines with that
    hash it is (src/fingerprints.ts of github/codeql-action).
    """
    units = _units(_SKIPPED.sub("", _LINE_BREAK.sub("\n", text)))
    starts = [0, *(index + 1 for index, unit in enumerate(units) if unit == 0x0A)]
    hashes = list(
        accumulate(
            (*units, _END, *(0 for _ in range(_WINDOW))),
            lambda value, unit: (value * _FACTOR + unit) % _MODULUS,
            initial=0,
        )
    )
    leaving = pow(_FACTOR, _WINDOW, _MODULUS)
    seen: dict[int, int] = {}
    result = []
    for start in starts:
        value = (hashes[start + _WINDOW] - hashes[start] * leaving) % _MODULUS
        seen[value] = seen.get(value, 0) + 1
        result.append(f"{value:x}:{seen[value]}")
    return result


def _units(text: str) -> tuple[int, ...]:
    """The text in UTF-16."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return struct.unpack(f"<{len(encoded) // 2}H", encoded)
