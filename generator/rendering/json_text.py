"""JSON text of templates and parameter files."""

from __future__ import annotations

import json
import re
from json.encoder import encode_basestring
from typing import Any

_HALF = re.compile("[\ud800-\udfff]")
"""Half of a character beyond the first 65,536: JSON can hold it as an escape, and UTF-8 cannot hold it at all."""


def dumps(content: Any) -> str:
    """The text of a template or parameter file: two spaces, any language as it is, a newline at the end.

    The bytes are those of `json.dumps(content, indent=2, ensure_ascii=False)`, which leaves its C code where an
    indent is asked for and takes four times as long.
    """
    pieces: list[str] = []
    _write(content, "\n", pieces)
    pieces.append("\n")
    return _HALF.sub(lambda found: f"\\u{ord(found[0]):04x}", "".join(pieces))


def _write(value: Any, line: str, pieces: list[str]) -> None:
    if isinstance(value, str):
        pieces.append(encode_basestring(value))
    elif isinstance(value, dict) and value:
        inner = line + "  "
        start = "{" + inner
        for key, member in value.items():
            pieces.append(f"{start}{encode_basestring(key)}: ")
            _write(member, inner, pieces)
            start = "," + inner
        pieces.append(line + "}")
    elif isinstance(value, list) and value:
        inner = line + "  "
        start = "[" + inner
        for item in value:
            pieces.append(start)
            _write(item, inner, pieces)
            start = "," + inner
        pieces.append(line + "]")
    else:
        pieces.append(json.dumps(value, allow_nan=False))
