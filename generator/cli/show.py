"""`vmssgen show`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from generator.cli import options
from generator.cli.files import print_text
from generator.cli.reporting import reporting
from generator.diagnostics import Path, show_path

_PLAIN = re.compile(r"[A-Za-z_/$][\w ./$@+-]*(?<! )")
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def show(
    blueprint: options.BlueprintFile,
    environment: options.Environment = None,
    settings: options.Settings = None,
    templates: options.Templates = None,
    allow_outside: options.AllowOutside = False,
    form: options.Format = options.ReportFormat.TEXT,
) -> None:
    """Print the effective blueprint, each value with the file and line that it came from."""
    with reporting(form):
        loaded = options.load_blueprint(blueprint, environment, settings, templates, allow_outside=allow_outside)

    def origin(path: Path) -> str:
        mark = loaded.mark.at(path)
        if mark is None:
            return "default"
        return f"{mark.source.name}:{mark.line}" if mark.source.path else str(mark.source.name)

    if form is options.ReportFormat.JSON:
        values = [
            {"path": show_path(path), "value": value, "origin": origin(path)}
            for path, value in _leaves(loaded.document, ())
        ]
        print_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n")
        return
    rows = list(_rows(loaded.document, (), 0))
    width = max((len(text) for text, path in rows if path is not None and len(text) <= 60), default=0)
    for text, path in rows:
        print_text(f"{text:<{width}}  # {origin(path)}\n" if path is not None else f"{text}\n")


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if not value or not isinstance(value, dict | list):
        yield path, value
        return
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _leaves(inner, (*path, key))


def _rows(value: Any, path: Path, indent: int, dash: str = "") -> Iterator[tuple[str, Path | None]]:
    """The lines of the value as YAML, those with a value of their own with its path."""
    lead = " " * (indent - len(dash)) + dash
    if not value or not isinstance(value, dict | list):
        yield f"{lead}{_scalar(value)}", path
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _rows(
                item, (*path, index), indent + 2, dash=f"{lead.strip()}{' ' * bool(dash)}- " if dash else "- "
            )
    else:
        for key, inner in value.items():
            if inner and isinstance(inner, dict | list):
                yield f"{lead}{_scalar(key)}:", None
                yield from _rows(inner, (*path, key), indent + 2 * isinstance(inner, dict))
            else:
                yield f"{lead}{_scalar(key)}: {_scalar(inner)}", (*path, key)
            lead = " " * indent


def _scalar(value: Any) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)
