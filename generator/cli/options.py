"""Arguments and options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from generator.diagnostics import Diagnostic, DiagnosticError, Location

CONFIGURATION_FILES = ("vmssgen.toml", "pyproject.toml")
"""Where rules are configured; in a folder with both, the first counts."""


class ReportFormat(StrEnum):
    """How problems are told: to people, or to machines."""

    TEXT = "text"
    JSON = "json"


class CheckFormat(StrEnum):
    """How findings are told: to people, to other programs, to code scanning, to GitHub Actions, as test results."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    JUNIT = "junit"


class SwapStepName(StrEnum):
    """The steps of a swap, in their order."""

    STAGE = "stage"
    SWAP = "swap"
    RETIRE = "retire"


BlueprintFile = Annotated[
    Path, typer.Argument(metavar="BLUEPRINT", help="A blueprint file; - is standard input.", show_default=False)
]
BlueprintFiles = Annotated[
    list[Path],
    typer.Argument(
        metavar="BLUEPRINT...", help="Blueprint files, or folders of them; - is standard input.", show_default=False
    ),
]
Environment = Annotated[
    str | None,
    typer.Option("--env", metavar="NAME", help="Lay an environment of the blueprint on top.", show_default=False),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change one value, such as scaleSet.sku.capacity=5.", show_default=False
    ),
]
Templates = Annotated[
    Path | None,
    typer.Option(
        "--templates", metavar="DIR", help="A folder of templates laid over the built-in ones.", show_default=False
    ),
]
AllowOutside = Annotated[
    bool, typer.Option("--allow-outside", help="Let the blueprint name files outside its own folder.")
]
SwapStep = Annotated[
    SwapStepName | None,
    typer.Option(
        "--step",
        help="A step of `swap` on the way to what the blueprint says: both slots, rules still at the old one; rules at "
        "the new one; the old one retired.",
        show_default=False,
    ),
]
Format = Annotated[ReportFormat, typer.Option("--format", help="How problems are told.")]


def load_blueprint(
    file: Path,
    environment: str | None = None,
    settings: list[str] | None = None,
    templates: Path | None = None,
    *,
    allow_outside: bool = False,
) -> Any:
    """The blueprint that a command's options mean; raises DiagnosticError."""
    from generator.blueprint.blueprint import load

    if templates is not None and not templates.is_dir():
        message = f"{templates} is a file, not a folder" if templates.exists() else f"there is no folder {templates}"
        raise DiagnosticError(
            Diagnostic(code="template/no-folder", message=message, location=Location(file=str(templates)))
        )
    return load(
        file, environment=environment, settings=settings or (), templates=templates, allow_outside=allow_outside
    )


def blueprint_files(given: list[Path]) -> list[Path]:
    """The files named, and the blueprints directly in the folders named.

    `_base.yaml` is a layer and no blueprint, nor is a configuration file.

    Raises DiagnosticError where a folder holds none.
    """
    files: list[Path] = []
    for path in given:
        if not path.is_dir():
            files.append(path)
            continue
        from generator.blueprint.document import SUFFIXES

        found = sorted(
            file
            for file in path.iterdir()
            if file.suffix.lower() in SUFFIXES
            and file.name[0] not in "_."
            and file.name not in CONFIGURATION_FILES
            and file.is_file()
        )
        if not found:
            message = f"the folder {path} holds no blueprints ({', '.join('*' + suffix for suffix in SUFFIXES)})"
            raise DiagnosticError(
                Diagnostic(
                    code="blueprint/none-in-folder",
                    message=message,
                    location=Location(file=str(path)),
                    hint="files whose names start with _ or . are layers, and left out",
                )
            )
        files += found
    return files
