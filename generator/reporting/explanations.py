"""What the documentation says of the diagnostics that are not findings of rules."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_PAGE = next(
    (
        page
        for page in (_HERE.parent / "diagnostics.md", _HERE.parent.parent / "docs" / "diagnostics.md")
        if page.is_file()
    ),
    None,
)
"""docs/diagnostics.md: inside the package once installed, beside it in a checkout."""
_SECTION = re.compile(r"^### (?P<code>\S+)\n\n(?P<text>.*?)\n*(?=^##|\Z)", re.MULTILINE | re.DOTALL)


@cache
def explanations() -> dict[str, str]:
    """The text about each code, as Markdown."""
    page = _PAGE.read_text(encoding="utf-8") if _PAGE else ""
    return {section["code"]: section["text"] for section in _SECTION.finditer(page)}
