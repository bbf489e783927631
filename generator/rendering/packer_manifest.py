"""The image that Packer has built, from the manifest that its post-processor wrote.

Its form is that of "Manifest post-processor" (https://developer.hashicorp.com/packer/docs/post-processors/manifest):
`builds`, each with `name`, `builder_type`, `artifact_id` and `packer_run_uuid`, newest last, and `last_run_uuid`. The
azure-arm builder's artifact is the id of a managed image or of a gallery image version, or the URL of a VHD.
"""

from __future__ import annotations

import re
from typing import Any

from generator.arm.document import Document, DocumentError
from generator.blueprint.source import Source
from generator.diagnostics import Diagnostic, Location, Path, did_you_mean
from generator.rendering.files import BlueprintFiles
from generator.rendering.values import Rendered, View

_IMAGE = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Compute/"
    r"(images/[^/]+|galleries/[^/]+/images/[^/]+/versions/[^/]+)",
    re.IGNORECASE,
)


def packer_image(manifest: View, files: BlueprintFiles) -> dict[str, Any]:
    """The reference to the image that the manifest tells.

    Raises DiagnosticError, with the manifest's line and the blueprint's, where it tells none.
    """
    path = manifest.at("file").path
    source = files.source(manifest.at("file").value, path)
    try:
        found = _Manifest(source).image(manifest.at("build").value)
    except _ManifestError as error:
        problem = Diagnostic(code="image/packer-manifest", message=str(error), location=error.location, hint=error.hint)
        raise files.error_at(problem, path) from None
    return {"id": Rendered(found, {(): path})}


class _ManifestError(Exception):
    def __init__(self, message: str, location: Location, hint: str | None = None) -> None:
        super().__init__(message)
        self.location = location
        self.hint = hint


class _Manifest:
    def __init__(self, source: Source) -> None:
        self.source = source
        try:
            self.document = Document(source.text)
        except DocumentError as error:
            raise _ManifestError(f"not valid JSON: {error}", source.location(error.line, error.column)) from None

    def image(self, name: str | None) -> str:
        """The id of the image that the build of that name made, or without name the build of the last run."""
        index, build = self.build(self.builds(), name)
        path: Path = ("builds", index, "artifact_id")
        artifact = build.get("artifact_id")
        if not isinstance(artifact, str):
            raise self.error("this build made no artifact", ("builds", index))
        if not _IMAGE.fullmatch(artifact):
            message = f"{artifact} is neither a managed image nor a version of a gallery image"
            raise self.error(message, path, "instances start from one of these: let Packer make it")
        return artifact

    def builds(self) -> list[tuple[int, dict[str, Any]]]:
        value = self.document.value
        builds = value.get("builds") if isinstance(value, dict) else None
        if not isinstance(builds, list) or not builds:
            raise self.error("no manifest of Packer: it has no builds", ("builds",), "run packer build first")
        wrong = next((index for index, build in enumerate(builds) if not isinstance(build, dict)), None)
        if wrong is not None:
            raise self.error("a build is an object", ("builds", wrong))
        return list(enumerate(builds))

    def build(self, builds: list[tuple[int, dict[str, Any]]], name: str | None) -> tuple[int, dict[str, Any]]:
        if name is not None:
            named = [each for each in builds if name in _names(each[1])]
            if not named:
                known = {str(build.get("name")) for _, build in builds}
                raise self.error(f"no build is named {name}", ("builds",), did_you_mean(name, known))
            return named[-1]
        run = self.document.value.get("last_run_uuid")
        last = [each for each in builds if each[1].get("packer_run_uuid") == run]
        if not last:
            raise self.error(f"no build is of the last run, {run}", ("last_run_uuid",), "name one with build: NAME")
        names = list(dict.fromkeys(str(build.get("name")) for _, build in last))
        if len(names) > 1:
            hint = f"add build: {names[0]}"
            raise self.error(f"the last run made several images: {', '.join(names)}", ("builds", last[0][0]), hint)
        return last[-1]

    def error(self, message: str, path: Path, hint: str | None = None) -> _ManifestError:
        return _ManifestError(message, self.source.location(*self.document.span(path)), hint)


def _names(build: dict[str, Any]) -> tuple[str, str]:
    """The name of a build, and its full one as Packer shows it."""
    return str(build.get("name")), f"{build.get('builder_type')}.{build.get('name')}"
