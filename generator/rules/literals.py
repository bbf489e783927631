"""Whether a value stands in the template as it is, or comes out of an expression."""

from __future__ import annotations

from generator.diagnostics import Path
from generator.rules.subject import Subject


def is_literal(subject: Subject, path: Path) -> bool:
    """Whether the template itself holds the value at a path, so that no parameter, group or copy changes it."""
    written = subject.template.raw
    for step in path:
        inside = step in written if isinstance(written, dict) else False
        if not inside and not (isinstance(written, list) and isinstance(step, int) and step < len(written)):
            return False
        written = written[step]
    return not (isinstance(written, str) and written.startswith("["))
