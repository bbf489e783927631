"""Text comes out of a template as the text that went in, wherever it stands; an expression stays an expression."""

import base64
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from properties.arm_text import evaluate
from properties.examples import LINUX, laid_over, problems, profile, rendered, resource
from properties.slots import LINUX_SLOTS, NAMES, WINDOWS_SLOTS, filled, slots
from properties.texts import EXPRESSIONS, LITERALS

import generator

SECRETS = {"extension/public-secret", "extension/secret-literal"}
"""Refusals of texts that look like a password: hypothesis tries those that the source itself mentions."""
DOCUMENTS = {"linux": LINUX_SLOTS, "windows": WINDOWS_SLOTS}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("texts")


def as_azure_reads_it(folder: Path, document: dict[str, Any]) -> Any:
    """The rendered template with texts evaluated and custom data decoded."""
    content = evaluate(rendered(folder, document).content)
    for each in content["resources"]:
        profile = each["properties"].get("virtualMachineProfile", {}).get("osProfile", {})
        if "customData" in profile:
            profile["customData"] = base64.b64decode(profile["customData"]).decode()
    return content


def fits(slot: str, text: str) -> bool:
    return not (slot in NAMES and ("/" in text or len(text) > 30))


def texts_for(document: dict[str, Any]) -> st.SearchStrategy[dict[str, str]]:
    """Texts for some of the slots, no two of them equal."""
    some = st.dictionaries(st.sampled_from(slots(document)), LITERALS, min_size=1, max_size=4)
    return some.filter(lambda texts: len({text.lower() for text in texts.values()}) == len(texts)).map(
        lambda texts: {slot: text for slot, text in texts.items() if fits(slot, text)}
    )


def check(folder: Path, system: str, texts: dict[str, str]) -> None:
    document = DOCUMENTS[system]
    expected = filled(as_azure_reads_it(folder, document), texts)
    try:
        found = as_azure_reads_it(folder, filled(document, texts))
    except generator.DiagnosticError as error:
        if set(problems(error)) <= SECRETS:
            reject()
        raise
    assert found == expected


@settings(max_examples=150)
@given(texts=texts_for(LINUX_SLOTS))
def test_any_text_in_a_linux_blueprint(folder: Path, texts: dict[str, str]) -> None:
    check(folder, "linux", texts)


@settings(max_examples=100)
@given(texts=texts_for(WINDOWS_SLOTS))
def test_any_text_in_a_windows_blueprint(folder: Path, texts: dict[str, str]) -> None:
    check(folder, "windows", texts)


@pytest.mark.parametrize("system", DOCUMENTS)
@pytest.mark.parametrize(
    "form", ["[{}]", "[[{}]]", "it's {}", '"{}"', "{{{}}}", "{{0}} {}", "[ -f {} ]", "{}\n", "\\{}"]
)
def test_all_fields_at_once(folder: Path, system: str, form: str) -> None:
    check(folder, system, {slot: form.format(slot.strip("@")) for slot in slots(DOCUMENTS[system])})


@given(expression=EXPRESSIONS)
def test_an_expression_stays_one(folder: Path, expression: str) -> None:
    template = rendered(folder, laid_over(LINUX, {"tags": {"a": expression}, "location": expression}))

    scale_set = resource(template, "virtualMachineScaleSets")
    assert (scale_set["tags"]["a"], scale_set["location"]) == (expression, expression)


@given(expression=EXPRESSIONS)
def test_an_expression_escaped_by_its_author_stays_escaped(folder: Path, expression: str) -> None:
    template = rendered(folder, laid_over(LINUX, {"tags": {"a": f"[{expression}"}}))

    assert evaluate(resource(template, "virtualMachineScaleSets"))["tags"]["a"] == expression


@given(text=LITERALS.filter(lambda text: "/" not in text), expression=EXPRESSIONS)
def test_text_beside_an_expression_becomes_one_with_it(folder: Path, text: str, expression: str) -> None:
    network = {"virtualNetwork": {"id": expression}, "subnet": {"name": text}}
    template = rendered(folder, laid_over(LINUX, {"network": network}))

    (interface,) = profile(template)["networkProfile"]["networkInterfaceConfigurations"]
    (configuration,) = interface["properties"]["ipConfigurations"]
    subnet = configuration["properties"]["subnet"]["id"]
    assert subnet.startswith("[format(")
    assert evaluate(subnet) == f"{evaluate(expression)}/subnets/{text}"
