"""Snapshot-test your own blueprints with syrupy, in two lines.

    from generator.testing import render_blueprint, template_snapshot

    def test_web(template_snapshot):
        assert render_blueprint("blueprints/web.yaml", environment="prod") == template_snapshot

`pytest --snapshot-update` writes each template to a JSON file of its own beside the test, to be committed and read in
reviews; without that option a template that differs fails with the difference. Needs `vmssgen[testing]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from generator.blueprint.blueprint import load
from generator.rendering.json_text import dumps
from generator.rendering.template import render

__all__ = ["TemplateSnapshotExtension", "render_blueprint", "template_snapshot"]


class TemplateSnapshotExtension(SingleFileSnapshotExtension):
    """Keeps each template as a text file, since syrupy's own JSON form sorts keys and would hide a new order."""

    _write_mode = WriteMode.TEXT
    file_extension = "json"


@pytest.fixture
def template_snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """The snapshot of the running test, kept by TemplateSnapshotExtension."""
    return snapshot.use_extension(TemplateSnapshotExtension)


def render_blueprint(
    path: Path | str,
    *,
    environment: str | None = None,
    settings: Sequence[str] = (),
    templates: Path | str | None = None,
) -> str:
    """The text of the template, as `vmssgen render` prints it.

    Raises DiagnosticError, whose text pytest shows, where the blueprint is not valid.
    """
    return dumps(render(load(path, environment=environment, settings=settings, templates=templates)).content)
