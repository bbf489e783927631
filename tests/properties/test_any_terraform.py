"""Text of a template, of its parameters and outputs, reaches Azure through Terraform as it was written."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.texts import ANY, MEANINGFUL, TEXTS
from terraform_runs import evaluated, needs_terraform

from generator.cli.terraform import Export, terraform_document

pytestmark = needs_terraform
OF_TERRAFORM = st.text(st.sampled_from("${}%~\"\\'\n a"), max_size=12)
ANYTHING = st.one_of(TEXTS, OF_TERRAFORM)
VALUES = st.recursive(
    ANYTHING | st.integers(-(2**53), 2**53) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANYTHING, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("terraform")


def normal(value: Any) -> Any:
    """With text in the normal form C, in which Terraform keeps it: the same characters by Unicode's own rules."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case list():
            return [normal(each) for each in value]
        case dict():
            return {normal(key): normal(inner) for key, inner in value.items()}
    return value


@given(value=VALUES)
def test_any_template(folder: Path, value: Any) -> None:
    template = {"resources": [], "variables": {"v": value}}

    found = evaluated(folder, terraform_document(Export(template=template, name="web", origin="web", group="rg")))

    assert json.loads(found["template_content"]) == normal(template)


@given(text=ANYTHING, name=(ANY | MEANINGFUL | OF_TERRAFORM).filter(bool))
def test_any_value_and_name_of_a_parameter(folder: Path, text: str, name: str) -> None:
    declared = {"type": "string", "metadata": {"description": text}, "allowedValues": ["a", f"a{text}"]}
    export = Export(
        template={"parameters": {name: declared}},
        name="web",
        origin=text,
        group=text,
        tags={text: text},
        given={name: {"value": f"a{text}"}},
    )

    found = evaluated(folder, terraform_document(export))

    assert json.loads(found["parameters_content"]) == normal({name: {"value": f"a{text}"}})
    assert (found["resource_group_name"], found["tags"]) == (normal(text), normal({text: text}))


@given(
    names=st.lists(
        (ANY | MEANINGFUL | OF_TERRAFORM).filter(bool), max_size=4, unique_by=lambda each: normal(each.lower())
    )
)
def test_any_names_of_outputs(folder: Path, names: list[str]) -> None:
    template = {"outputs": {name: {"type": "int", "value": 1} for name in names}}
    export = Export(template=template, name="web", origin="web.json", group="rg")
    made = {name: {"type": "Int", "value": number} for number, name in enumerate(names)}

    document = terraform_document(export)
    found = evaluated(folder, document, outputs=made)

    assert [found["outputs"][each] for each in document.get("output", {})] == list(range(len(names)))
