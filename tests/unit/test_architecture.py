"""What holds the program together, and no single test of a behaviour would notice."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from generator.blueprint.schema import blueprint_schema
from generator.rules.catalogue import all_rules

ROOT = Path(__file__).parents[2]
GENERATOR = ROOT / "generator"
TEMPLATES = ROOT / "templates"
GENERATED = {GENERATOR / "blueprint/_gate.py"} | set((GENERATOR / "rendering/_compiled").glob("*.py"))
MODULES = sorted(set(GENERATOR.rglob("*.py")) - GENERATED)
TEMPLATE_FILES = sorted(TEMPLATES.rglob("*.json.j2"))
CODE = re.compile(r"[a-z-]+/[a-z0-9-]+")
FAULTS = {"internal/unexpected", "internal/rule-failed"}
"""The codes of what must not happen: no blueprint and no template can show them."""


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def syntax_trees() -> Iterator[tuple[Path, ast.Module]]:
    for module in MODULES:
        yield module, ast.parse(module.read_text(encoding="utf-8"))


# Diagnostic codes


def codes_in_source() -> set[str]:
    """Those of rules, and texts of that form: given to a call, a default, in a table `_CODES`, `x-code` of a schema."""
    found = {rule.code for rule in all_rules()}
    for _, tree in syntax_trees():
        for node in ast.walk(tree):
            given = [*node.args, *(each.value for each in node.keywords)] if isinstance(node, ast.Call) else []
            given += [*node.defaults, *filter(None, node.kw_defaults)] if isinstance(node, ast.arguments) else []
            given += table_of_codes(node)
            texts = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            found.update(text for text in texts if CODE.fullmatch(text))
    for file in [GENERATOR / "blueprint/blueprint.schema.json", *TEMPLATES.glob("extensions/*.schema.json")]:
        found.update(re.findall(r'"x-code": "([^"]+)"', file.read_text(encoding="utf-8")))
    return found


def table_of_codes(node: ast.AST) -> list[ast.expr]:
    """The values of a table `_CODES = {…: code}`."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        return node.value.values if names == ["_CODES"] else []
    return []


def documented_codes(pages: str) -> list[str]:
    texts = [page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs").glob(pages))]
    return [code for text in texts for code in re.findall(r"^### (\S+)$", text, re.MULTILINE)]


def test_every_code_is_documented_once_and_none_beyond() -> None:
    documented = documented_codes("diagnostics.md") + documented_codes("rules/*.md")
    assert sorted(documented) == sorted(codes_in_source() | FAULTS)


def test_rules_are_documented_apart_from_other_codes() -> None:
    assert set(documented_codes("rules/*.md")) == {rule.code for rule in all_rules()}


def test_codes_are_documented_under_their_stage_in_alphabetical_order() -> None:
    text = (ROOT / "docs/diagnostics.md").read_text(encoding="utf-8")
    for section in text.split("\n## ")[1:]:
        stages = section.partition(":")[0].split(", ")
        codes = re.findall(r"^### (\S+)$", section, re.MULTILINE)
        assert codes == sorted(codes, key=lambda code: (stages.index(code.partition("/")[0]), code))


def test_every_code_has_a_case_and_every_case_is_a_code() -> None:
    cases = ROOT / "tests/cases"
    shown = {file.parent.relative_to(cases).as_posix() for file in cases.glob("*/*/expected.txt")}
    assert shown == {code for code in codes_in_source() - FAULTS if not code.startswith("azure/")}


def test_what_azure_says_is_tested_against_its_answers() -> None:
    tests = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "tests").rglob("*.ambr")]
    seen = "".join(file.read_text(encoding="utf-8") for file in tests)
    assert [code for code in sorted(codes_in_source()) if code.startswith("azure/") and code not in seen] == []


def test_codes_have_one_form() -> None:
    pages = ("diagnostics.md", "rules/*.md")
    assert [code for page in pages for code in documented_codes(page) if not CODE.fullmatch(code)] == []


# The straight line

ALLOWED = {
    "": {"diagnostics", "blueprint", "rendering"},
    "__main__": {"cli"},
    "testing": {"blueprint", "rendering"},
    "diagnostics": set(),
    "blueprint": {"diagnostics"},
    "arm": {"diagnostics"},
    "rendering": {"diagnostics", "blueprint", "arm"},
    "rules": {"diagnostics", "arm"},
    "reporting": {"diagnostics", "rules"},
    "showing": set(),
    "azure": {"diagnostics", "arm", "showing"},
    "review": {"diagnostics", "arm", "showing"},
    "cli": {"diagnostics", "blueprint", "rendering", "arm", "rules", "reporting", "azure", "review", "showing"},
}
"""By part of the package, "" for `generator` itself: the other parts that it may import."""


def part_of(module: Path) -> str:
    first = module.relative_to(GENERATOR).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imported_parts(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where they lead"
            names = [node.module or ""]
            if node.module == "generator":
                names = [f"generator.{alias.name}" for alias in node.names]
        for name in names:
            if name.split(".")[0] == "generator":
                yield name.removeprefix("generator").removeprefix(".").partition(".")[0]


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_imports_point_along_the_line(module: Path) -> None:
    own = part_of(module)
    imported = set(imported_parts(ast.parse(module.read_text(encoding="utf-8"))))
    assert imported - {own} <= ALLOWED[own]


def test_only_the_commands_print_or_exit() -> None:
    offences = [
        f"{relative(module)}: {ast.unparse(node)}"
        for module, tree in syntax_trees()
        if part_of(module) != "cli"
        for node in ast.walk(tree)
        if prints_or_exits(node)
    ]
    assert offences == []


def prints_or_exits(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="print" | "exit" | "quit")):
            return True
        case ast.Attribute(value=ast.Name(id="sys"), attr="exit" | "stdout" | "stderr"):
            return True
        case ast.Attribute(value=ast.Name(id="os"), attr="_exit"):
            return True
        case ast.Import(names=names):
            return any(alias.name in ("typer", "click") for alias in names)
        case ast.ImportFrom(module="typer" | "click"):
            return True
        case ast.Name(id="SystemExit"):
            return True
    return False


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_no_module_is_long(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 300


# Templates


@pytest.mark.parametrize("file", TEMPLATE_FILES, ids=relative)
def test_a_template_is_a_json_object(file: Path) -> None:
    assert isinstance(json.loads(file.read_text(encoding="utf-8")), dict)


@pytest.mark.parametrize("file", TEMPLATE_FILES, ids=relative)
def test_a_resource_is_where_its_type_says(file: Path) -> None:
    resource = json.loads(file.read_text(encoding="utf-8"))
    if "apiVersion" in resource:
        assert resource["type"] == file.relative_to(TEMPLATES).as_posix().removesuffix(".json.j2")


# The blueprint schema

SCHEMA: dict[str, Any] = blueprint_schema().root
Property = tuple[str, dict[str, Any]]


def properties(schema: Any, path: str = "") -> Iterator[Property]:
    """Every property that the schema describes, by path; conditions, which only look at properties, are left out."""
    if not isinstance(schema, dict):
        return
    for name, inner in schema.get("properties", {}).items():
        yield f"{path}.{name}".lstrip("."), inner
        yield from properties(inner, f"{path}.{name}")
    for keyword, shown in (("items", "[]"), ("additionalProperties", ".*")):
        yield from properties(schema.get(keyword), path + shown)
    for name, inner in schema.get("$defs", {}).items():
        yield from properties(inner, f"${name}")


def with_definition(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with the definition that it refers to, its own keywords on top."""
    name = schema.get("$ref", "").removeprefix("#/$defs/")
    return {**SCHEMA["$defs"][name], **schema} if name else schema


PROPERTIES = dict(properties(SCHEMA))


def test_the_blueprint_schema_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_property_is_described() -> None:
    bare = [path for path, schema in PROPERTIES.items() if not with_definition(schema).get("description")]
    assert bare == []


def test_every_property_has_an_example() -> None:
    bare = [path for path, schema in PROPERTIES.items() if not with_definition(schema).get("examples")]
    assert bare == []


def test_every_example_is_valid() -> None:
    wrong = [
        (path, example, error.message)
        for path, schema in PROPERTIES.items()
        for example in with_definition(schema).get("examples", ())
        for error in Draft202012Validator({"$defs": SCHEMA["$defs"], **schema}).iter_errors(example)
    ]
    assert wrong == []


def test_every_default_is_valid() -> None:
    wrong = [
        (path, error.message)
        for path, schema in PROPERTIES.items()
        if "default" in schema
        for error in Draft202012Validator({"$defs": SCHEMA["$defs"], **schema}).iter_errors(schema["default"])
    ]
    assert wrong == []
