"""Build hook: what a wheel has beyond the source, made from the source so that it can not differ from it.

A validator generated from the blueprint schema decides in microseconds whether a blueprint is valid, and compiled
templates spare each run Jinja's compiler: together two thirds of the time of a plain render. A checkout works without.
"""

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent


class CustomBuildHook(BuildHookInterface[Any]):
    """Adds the two parts to a wheel. They are made in a temporary folder: the checkout stays as it is."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Generate, unless the build is of an editable install, which shall see the source alone."""
        if version == "editable":
            return
        sys.path.insert(0, str(ROOT))
        self.folder = TemporaryDirectory()
        gate, compiled = Path(self.folder.name, "_gate.py"), Path(self.folder.name, "_compiled")
        write_gate(gate)
        compile_templates(compiled)
        build_data["force_include"][str(gate)] = "generator/blueprint/_gate.py"
        build_data["force_include"][str(compiled)] = "generator/rendering/_compiled"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary folder."""
        if version != "editable":
            self.folder.cleanup()


def write_gate(target: Path) -> None:
    """Write the generated validator and the digest of the schema that it was made from."""
    import fastjsonschema

    from generator.blueprint.schema import blueprint_schema

    schema = blueprint_schema()
    code: str = fastjsonschema.compile_to_code(for_draft_7(schema.root), use_default=False)
    # Nobody reads what an exception says: a refused blueprint is explained by jsonschema.
    code = re.sub(r"raise JsonSchemaValueException\(.*\)$", "raise JsonSchemaValueException", code, flags=re.MULTILINE)
    code = _NAME.sub("name_prefix", code)
    code = code.replace("from fastjsonschema import JsonSchemaValueException, JsonSchemaValuesException\n", _EXCEPTIONS)
    target.write_text(f"{code}\n\nDIGEST = {schema.digest}\n{_ACCEPTS}", encoding="utf-8")


_NAME = re.compile(r'\(name_prefix or "data"\) \+ "[^"]*"(?:\.format\(\*\*locals\(\)\))?')
"""The place of a value, put together for messages alone."""
_EXCEPTIONS = """
class JsonSchemaValueException(ValueError):
    pass


JsonSchemaValuesException = JsonSchemaValueException
"""
_ACCEPTS = """

def accepts(document):
    try:
        validate(document)
    except JsonSchemaValueException:
        return False
    return True
"""


def for_draft_7(schema: Any) -> Any:
    """The schema in the older draft that the validator generator knows; annotations are left out."""
    if isinstance(schema, list):
        return [for_draft_7(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    members = {key: for_draft_7(part) for key, part in schema.items() if not _is_annotation(key, part)}
    if "dependentRequired" in members:
        members["dependencies"] = members.pop("dependentRequired")
    if "$schema" in members:
        members["$schema"] = "http://json-schema.org/draft-07/schema#"
    if "$ref" in members and len(members) > 1:
        reference = members.pop("$ref")
        members = {"allOf": [{"$ref": reference}, members]}
    return members


def _is_annotation(key: str, part: Any) -> bool:
    if key in ("description", "title"):
        return isinstance(part, str)
    return (
        key.startswith("x-")
        or (key == "examples" and isinstance(part, list))
        or (key == "default" and not (isinstance(part, dict) and "type" in part))
    )


def compile_templates(target: Path) -> None:
    """Compile every template to a module, as Jinja's ModuleLoader wants them."""
    from generator.blueprint.schema import BUILTIN_TEMPLATES
    from generator.rendering.engine import new_environment
    from generator.rendering.loader import FolderLoader

    environment = new_environment()
    environment.loader = FolderLoader(BUILTIN_TEMPLATES)
    environment.compile_templates(str(target), zip=None, ignore_errors=False)
