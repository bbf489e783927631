"""`vmssgen capture`: the commands that it prints, and what it does with --run."""

import shlex
import threading
from pathlib import Path
from typing import Any

import pytest
from acceptance.captured_machines import GOLDEN, IMAGE, VERSION, capture, definition, generalised, machine, steps
from armserver.client import Client
from armserver.providers import put
from commands import GOOD, vmssgen
from loopback import SUBSCRIPTION, Azure


def body_of(azure: Azure, path_end: str) -> Any:
    return azure.server.exchanges.only("PUT", path_end).body


def commands(*options: str) -> list[str]:
    """The commands that are printed, without the comments."""
    answer = vmssgen("capture", "golden", "-g", "build", *options)
    assert (answer.exit_code, answer.stderr) == (0, "")
    return [line for line in answer.stdout.splitlines() if line and not line.startswith("#")]


# Printed


def test_commands_for_a_managed_image() -> None:
    assert commands("--os", "linux") == [
        "sudo waagent -deprovision+user -force",
        "az vm deallocate -g build -n golden",
        "az vm generalize -g build -n golden",
        "az image create -g build -n golden-image --source golden",
        "az image show -g build -n golden-image --query id -o tsv",
    ]


def test_commands_for_windows_begin_with_sysprep() -> None:
    assert commands("--os", "windows")[0] == r"%WINDIR%\system32\sysprep\sysprep.exe /generalize /oobe /shutdown"


def test_commands_for_a_version_in_a_gallery() -> None:
    making, showing = commands("--os", "linux", "--gallery", "shop/web", "--version", "1.0.0")[3:]

    named = "-g build --gallery-name shop --gallery-image-definition web --gallery-image-version 1.0.0"
    source = '"$(az vm show -g build -n golden --query id -o tsv)"'
    assert making == f"az sig image-version create {named} --virtual-machine {source}"
    assert showing == f"az sig image-version show {named} --query id -o tsv"


@pytest.mark.parametrize("between", ["images/", ""])
def test_a_gallery_elsewhere_is_named_by_its_id(between: str) -> None:
    place = (
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shared/providers/Microsoft.Compute/galleries/shop/{between}web"
    )

    making = commands("--os", "linux", "--gallery", place, "--version", "1.0.0")[3]

    assert "-g shared --gallery-name shop --gallery-image-definition web" in making
    assert f"--subscription {SUBSCRIPTION} --virtual-machine" in making


def test_commands_for_a_specialised_image_let_the_machine_live() -> None:
    found = commands("--os", "linux", "--gallery", "shop/web", "--version", "1.0.0", "--specialized")

    assert [shlex.split(each)[1:3] for each in found] == [
        ["vm", "deallocate"],
        ["sig", "image-version"],
        ["vm", "start"],
        ["sig", "image-version"],
    ]


def test_options_stand_in_the_commands() -> None:
    options = ("--image", "web", "--location", "westeurope", "--hyper-v-generation", "V2", "--zone-resilient")

    making = commands("--os", "linux", *options, "--subscription", "Shop of all")[3]

    assert making == (
        "az image create -g build -n web --source golden --location westeurope --hyper-v-generation V2 "
        "--zone-resilient true --subscription 'Shop of all'"
    )


def test_a_version_can_be_kept_in_all_zones() -> None:
    making = commands("--os", "linux", "--gallery", "shop/web", "--version", "1.0.0", "--zone-resilient")[3]

    assert "--storage-account-type standard_zrs" in making


def test_the_comments_say_what_cannot_be_undone_and_how_a_blueprint_names_the_image() -> None:
    answer = vmssgen("capture", "golden", "-g", "build", "--os", "linux")

    assert "After that golden can never be started again." in answer.stdout
    assert "image: {id: ID, osType: Linux}" in answer.stdout


def test_the_page_shows_what_is_printed() -> None:
    page = (Path(__file__).parents[2] / "docs" / "captured-images.md").read_text(encoding="utf-8")

    answer = vmssgen("capture", "golden", "-g", "build", "--os", "linux")

    assert f"```sh\n{answer.stdout}```" in page


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--os", "linux", "--image", "web", "--gallery", "shop/web", "--version", "1.0.0"),
        ("--os", "linux", "--gallery", "shop/web"),
        ("--os", "linux", "--version", "1.0.0"),
        ("--os", "linux", "--gallery", "shop", "--version", "1.0.0"),
        ("--os", "linux", "--gallery", "/subscriptions/s/resourceGroups/a?b/galleries/shop/web", "--version", "1.0.0"),
        ("--os", "linux", "--gallery", "shop/web", "--version", "latest"),
        ("--os", "linux", "--gallery", "shop/web", "--version", "1.0.9999999999"),
        ("--os", "linux", "--gallery", "shop/web", "--version", "1.0.0", "--hyper-v-generation", "V2"),
        ("--os", "linux", "--specialized"),
        ("--os", "linux", "--image", "a/b"),
    ],
)
def test_options_that_mean_nothing_are_refused(options: tuple[str, ...]) -> None:
    assert vmssgen("capture", "golden", "-g", "build", *options).exit_code == 2


def test_a_name_that_no_machine_can_have_is_refused() -> None:
    assert vmssgen("capture", "golden; rm -rf /", "-g", "build", "--os", "linux").exit_code == 2


# Done


def test_a_machine_becomes_a_managed_image(azure: Azure) -> None:
    machine(azure)

    answer = capture(azure)

    assert (answer.exit_code, answer.stdout) == (0, f"{IMAGE}\n"), answer.stderr
    assert steps(azure) == [
        "virtualMachines/golden/deallocate",
        "virtualMachines/golden/generalize",
        "images/golden-image",
    ]
    assert body_of(azure, "/images/golden-image") == {
        "location": "westeurope",
        "properties": {"sourceVirtualMachine": {"id": GOLDEN}, "hyperVGeneration": "V2"},
    }


def test_a_machine_becomes_a_version_in_a_gallery(azure: Azure) -> None:
    machine(azure)
    definition(azure)

    answer = capture(azure, "--gallery", "shop/web", "--version", "1.0.0", "--zone-resilient")

    assert (answer.exit_code, answer.stdout) == (0, f"{VERSION}\n"), answer.stderr
    assert body_of(azure, "/versions/1.0.0") == {
        "location": "westeurope",
        "properties": {
            "storageProfile": {"source": {"virtualMachineId": GOLDEN}},
            "publishingProfile": {"targetRegions": [{"name": "westeurope"}], "storageAccountType": "Standard_ZRS"},
        },
    }


def test_a_machine_lives_on_where_its_image_is_specialised(azure: Azure) -> None:
    machine(azure)
    definition(azure, osState="Specialized")

    answer = capture(azure, "--gallery", "shop/web", "--version", "1.0.0", "--specialized")

    assert answer.exit_code == 0, answer.stderr
    assert steps(azure)[0] == "virtualMachines/golden/deallocate"
    assert not azure.requests("POST", "/generalize")
    assert "golden is stopped; start it again: az vm start -g rg -n golden" in answer.stderr
    assert "osState: Specialized" in answer.stderr


def test_the_machine_and_what_becomes_of_it_are_shown(azure: Azure) -> None:
    machine(azure, disks=[{"lun": 0}, {"lun": 2}])

    answer = capture(azure)

    assert "  machine       golden (Linux, running, 2 data disks)" in answer.stderr
    assert "  becomes       the image golden-image" in answer.stderr
    assert f"  subscription  {SUBSCRIPTION}" in answer.stderr


def test_a_blueprint_takes_the_line_that_is_told(azure: Azure) -> None:
    machine(azure, disks=[{"lun": 2}])
    body = azure.server.state.resources.get(GOLDEN) or {}
    plan = {"name": "byol", "publisher": "vendor", "product": "appliance"}
    put(azure.server.state, GOLDEN, {**body, "plan": plan})

    lines = capture(azure).stderr.splitlines()

    line = next(each for each in lines if each.startswith("in a blueprint: ")).removeprefix("in a blueprint: ")
    disks = next(each for each in lines if "data disks: " in each).partition("scaleSet: ")[2]
    azure.blueprint.write_text(GOOD.replace(GOOD.splitlines()[1], line), encoding="utf-8")
    rendered = vmssgen("render", str(azure.blueprint), "--set", f"scaleSet.dataDisks={disks[12:-1]}")
    assert rendered.exit_code == 0, rendered.stderr
    assert f'"id": "{IMAGE}"' in rendered.stdout
    assert '"product": "appliance"' in rendered.stdout
    assert '"lun": 2' in rendered.stdout


def test_a_machine_that_is_marked_already_is_only_captured(azure: Azure) -> None:
    generalised(azure)

    answer = capture(azure)

    assert answer.exit_code == 0, answer.stderr
    assert steps(azure) == ["images/golden-image"]


def test_a_machine_that_is_deallocated_already_is_not_deallocated_again(azure: Azure) -> None:
    machine(azure, power="deallocated")

    capture(azure)

    assert steps(azure) == ["virtualMachines/golden/generalize", "images/golden-image"]


def test_an_image_that_is_being_made_of_the_machine_is_waited_for(azure: Azure) -> None:
    generalised(azure)
    release = azure.server.hold("/images/golden-image")
    Client(azure.server).send(
        "PUT", IMAGE, {"location": "westeurope", "properties": {"sourceVirtualMachine": {"id": GOLDEN}}}
    )
    threading.Timer(0.5, release.set).start()

    answer = capture(azure)

    assert (answer.exit_code, answer.stdout) == (0, f"{IMAGE}\n"), answer.stderr
    assert len(azure.requests("PUT", "/images/golden-image")) == 1


def test_without_terminal_and_yes_it_refuses(azure: Azure) -> None:
    answer = azure.vmssgen("capture", "golden", "-g", "rg", "--run")

    assert answer.exit_code == 2
    assert not azure.requests("GET")
