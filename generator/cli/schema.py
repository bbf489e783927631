"""`vmssgen schema`."""

from __future__ import annotations

import json

from generator.cli import options
from generator.cli.files import print_text
from generator.cli.reporting import reporting


def schema(templates: options.Templates = None) -> None:
    """Print the JSON Schema of blueprints, for editors.

    With `# yaml-language-server: $schema=FILE` as the first line of a blueprint an editor completes and checks it.
    """
    from generator.blueprint.schema import blueprint_schema

    with reporting():
        root = blueprint_schema(templates).root
    print_text(json.dumps(root, indent=2, ensure_ascii=False) + "\n")
