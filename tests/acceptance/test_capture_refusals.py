"""`vmssgen capture --run` where it cannot be: that is found before anything is touched."""

import re
from typing import Any

import pytest
from acceptance.captured_machines import (
    COMPUTE,
    DEFINITION,
    GOLDEN,
    IMAGE,
    VERSION,
    capture,
    definition,
    generalised,
    machine,
    steps,
)
from armserver.providers import put
from armserver.virtual_machines import machine_with
from loopback import Azure

GALLERY = ("--gallery", "shop/web", "--version", "1.0.0")


def test_a_machine_that_is_not_there(azure: Azure) -> None:
    put(azure.server.state, f"{COMPUTE}/virtualMachines/golden2", machine_with())

    answer = capture(azure)

    assert (answer.exit_code, answer.codes) == (3, ["azure/no-machine"])
    assert "did you mean golden2?" in answer.stderr


def test_a_group_that_is_not_there(azure: Azure) -> None:
    answer = azure.vmssgen("capture", "golden", "-g", "new", "--run", "--yes")

    assert (answer.exit_code, answer.codes) == (3, ["azure/no-group"])


@pytest.mark.parametrize("made_of", [GOLDEN, f"{COMPUTE}/virtualMachines/other"])
def test_an_image_that_is_there_already(azure: Azure, made_of: str) -> None:
    machine(azure)
    put(azure.server.state, IMAGE, {"properties": {"sourceVirtualMachine": {"id": made_of}}})

    answer = capture(azure)

    assert (answer.exit_code, answer.codes) == (3, ["azure/image-exists"])
    assert (f"use it: {IMAGE}" in answer.stderr) == (made_of == GOLDEN)
    assert steps(azure) == []


def test_a_version_that_is_there_already(azure: Azure) -> None:
    machine(azure)
    definition(azure)
    put(azure.server.state, VERSION, {"properties": {"storageProfile": {"source": {"virtualMachineId": GOLDEN}}}})

    answer = capture(azure, *GALLERY)

    assert (answer.exit_code, answer.codes) == (3, ["azure/image-exists"])
    assert "the version 1.0.0 of web is there already, made of golden" in answer.stderr


def test_a_definition_that_is_not_there(azure: Azure) -> None:
    machine(azure, securityProfile={"securityType": "TrustedLaunch"})

    answer = capture(azure, *GALLERY)

    assert (answer.exit_code, answer.codes) == (3, ["azure/no-image-definition"])
    assert "--os-type Linux --os-state Generalized --hyper-v-generation V2 --features SecurityType=TrustedLaunch" in (
        answer.stderr
    )
    assert steps(azure) == []


@pytest.mark.parametrize(
    ("differing", "says"),
    [
        ({"osType": "Windows"}, "its operating system is Windows, not Linux"),
        ({"osState": "Specialized"}, "its state is Specialized, not Generalized"),
        ({"hyperVGeneration": "V1"}, "its generation is V1, not V2"),
    ],
)
def test_a_definition_for_other_machines(azure: Azure, differing: Any, says: str) -> None:
    machine(azure)
    definition(azure, **differing)

    answer = capture(azure, *GALLERY)

    assert (answer.exit_code, answer.codes) == (3, ["azure/other-image-definition"])
    assert says in answer.stderr
    assert steps(azure) == []


def test_a_definition_without_trusted_launch(azure: Azure) -> None:
    machine(azure, securityProfile={"securityType": "TrustedLaunch"})
    definition(azure)

    answer = capture(azure, *GALLERY)

    assert (answer.exit_code, answer.codes) == (3, ["azure/other-image-definition"])
    assert "its security type is None, not TrustedLaunch" in answer.stderr


def test_a_definition_with_trusted_launch_fits(azure: Azure) -> None:
    machine(azure, securityProfile={"securityType": "TrustedLaunch"})
    definition(azure, features=[{"name": "SecurityType", "value": "TrustedLaunch"}])

    assert capture(azure, *GALLERY).exit_code == 0


@pytest.mark.parametrize(
    ("properties", "says"),
    [
        ({"securityProfile": {"securityType": "TrustedLaunch"}}, "--gallery GALLERY/DEFINITION --version 1.0.0"),
        ({"osDisk": {"diffDiskSettings": {"option": "Local"}}}, "an ephemeral OS disk, which cannot be captured"),
    ],
)
def test_a_machine_that_cannot_become_an_image(azure: Azure, properties: Any, says: str) -> None:
    machine(azure, **properties)

    answer = capture(azure)

    assert (answer.exit_code, answer.codes) == (3, ["azure/not-capturable"])
    assert says in answer.stderr
    assert steps(azure) == []


def test_a_marked_machine_has_no_specialised_image(azure: Azure) -> None:
    generalised(azure)
    definition(azure, osState="Specialized")

    answer = capture(azure, *GALLERY, "--specialized")

    assert (answer.exit_code, answer.codes) == (3, ["azure/not-capturable"])


def test_an_image_in_another_region(azure: Azure) -> None:
    machine(azure)

    answer = capture(azure, "--location", "northeurope")

    assert (answer.exit_code, answer.codes) == (3, ["azure/wrong-location"])
    assert steps(azure) == []


def test_the_region_of_the_machine_may_be_said_in_azure_s_other_spelling(azure: Azure) -> None:
    machine(azure)

    assert capture(azure, "--location", "West Europe").exit_code == 0


def test_a_definition_in_another_group_is_looked_for_there(azure: Azure) -> None:
    machine(azure)
    elsewhere = DEFINITION.replace("/rg/", "/shared/")

    answer = capture(azure, "--gallery", elsewhere, "--version", "1.0.0")

    assert answer.codes == ["azure/no-image-definition"]
    assert re.search(r"make it: az sig image-definition create -g shared --gallery-name shop ", answer.stderr)
