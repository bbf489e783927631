"""`vmssgen swap` without Azure: one word of a file changes, and what that does is shown before."""

import json
import stat
import sys
from pathlib import Path

import pytest
from commands import GOOD, vmssgen

BLUEPRINT = (
    "# Shop\r\n"
    + GOOD.replace("\n", "\r\n")
    + "network: {loadBalancer: {rules: [80]}}\r\nswap:\r\n  active:  'blue'   # in production\r\n  green: {}\r\n"
)


@pytest.fixture
def blueprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = Path("web.yaml")
    file.write_bytes(BLUEPRINT.encode())
    return file


def test_one_word_of_the_file_changes(blueprint: Path) -> None:
    answer = vmssgen("swap", "web.yaml", "--to", "green")

    assert answer.exit_code == 0
    assert blueprint.read_bytes().decode() == BLUEPRINT.replace("'blue'", "'green'")


def test_to_green_and_back_leaves_file_and_template_as_they_were(blueprint: Path) -> None:
    template = vmssgen("render", "web.yaml").stdout

    for slot in ("green", "blue"):
        vmssgen("swap", "web.yaml", "--to", slot)

    assert blueprint.read_bytes().decode() == BLUEPRINT
    assert vmssgen("render", "web.yaml").stdout == template


def test_the_difference_stands_on_standard_output(blueprint: Path) -> None:
    answer = vmssgen("swap", str(blueprint), "--to", "green")

    changed = [line.strip() for line in answer.stdout.splitlines() if line[0] in "+-"]
    assert changed == [
        "--- web.yaml",
        "+++ web.yaml (green)",
        "-  active:  'blue'   # in production",
        "+  active:  'green'   # in production",
    ]


def test_it_says_which_rules_lead_elsewhere(blueprint: Path) -> None:
    answer = vmssgen("swap", str(blueprint), "--to", "green")

    assert answer.stderr.splitlines() == [
        "web-lb: tcp-80 leads to web-green",
        "web-lb: tcp-80-staging leads to web-blue",
        "retired, web-blue has no instances",
        "wrote  web.yaml",
    ]


def test_a_dry_run_changes_nothing(blueprint: Path) -> None:
    answer = vmssgen("swap", str(blueprint), "--to", "green", "--dry-run")

    assert "+  active:  'green'" in answer.stdout
    assert blueprint.read_bytes().decode() == BLUEPRINT


def test_the_slot_in_production_stays_there(blueprint: Path) -> None:
    answer = vmssgen("swap", str(blueprint), "--to", "blue")

    assert (answer.exit_code, answer.stdout) == (0, "")
    assert "blue is active in web.yaml already" in answer.stderr
    assert blueprint.read_bytes().decode() == BLUEPRINT


def test_the_result_is_told_to_machines(blueprint: Path) -> None:
    answer = vmssgen("swap", str(blueprint), "--to", "green", "--format", "json")

    assert json.loads(answer.stdout) == {"to": "green", "from": "blue"}


@pytest.mark.parametrize("suffix", [".json", ".toml"])
def test_other_languages(suffix: str, tmp_path: Path) -> None:
    texts = {
        ".json": '{"name": "web",\n\t"swap": { "active": "blue" },\n' + IN_JSON[1:],
        ".toml": 'name = "web"\nswap.active = "blue"  # in production\n' + IN_TOML,
    }
    file = tmp_path / f"web{suffix}"
    file.write_text(texts[suffix], encoding="utf-8")

    answer = vmssgen("swap", str(file), "--to", "green")

    assert answer.exit_code == 0, answer.stderr
    assert file.read_text(encoding="utf-8") == texts[suffix].replace('"blue"', '"green"')


IN_JSON = json.dumps(
    {
        "image": "Canonical:ubuntu-24_04-lts:server:latest",
        "scaleSet": {
            "sku": {"name": "Standard_D2s_v5"},
            "osProfile": {"adminUsername": "azureuser", "ssh": {"publicKey": {"parameter": "key"}}},
        },
    }
)
IN_TOML = """\
image = "Canonical:ubuntu-24_04-lts:server:latest"
[scaleSet.sku]
name = "Standard_D2s_v5"
[scaleSet.osProfile]
adminUsername = "azureuser"
ssh.publicKey.parameter = "key"
"""


def test_a_byte_order_mark_stays(blueprint: Path) -> None:
    blueprint.write_bytes(b"\xef\xbb\xbf" + BLUEPRINT.encode())

    vmssgen("swap", str(blueprint), "--to", "green")

    assert blueprint.read_bytes() == b"\xef\xbb\xbf" + BLUEPRINT.replace("'blue'", "'green'").encode()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_permissions_stay(blueprint: Path) -> None:
    blueprint.chmod(0o640)

    vmssgen("swap", str(blueprint), "--to", "green")

    assert stat.S_IMODE(blueprint.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a right of their own on Windows")
def test_a_link_stays_a_link(blueprint: Path) -> None:
    Path("link.yaml").symlink_to(blueprint)

    answer = vmssgen("swap", "link.yaml", "--to", "green")

    assert answer.exit_code == 0
    assert Path("link.yaml").is_symlink()
    assert b"'green'" in blueprint.read_bytes()


# Environments


def test_an_environment_swaps_for_itself(blueprint: Path) -> None:
    text = BLUEPRINT + "environments:\r\n  dev: {}\r\n  prod: {swap: {active: blue}}\r\n"
    blueprint.write_bytes(text.encode())

    answer = vmssgen("swap", str(blueprint), "--to", "green", "--env", "prod")

    assert answer.exit_code == 0, answer.stderr
    assert blueprint.read_bytes().decode() == text.replace("{active: blue}", "{active: green}")


# The steps as templates


@pytest.mark.parametrize(
    ("step", "pool", "capacities"), [("stage", "blue", [2, 2]), ("swap", "green", [2, 2]), ("retire", "green", [0, 2])]
)
def test_each_step_can_be_rendered_before(blueprint: Path, step: str, pool: str, capacities: list[int]) -> None:
    template = json.loads(vmssgen("render", "web.yaml", "--set", "swap.active=green", "--step", step).stdout)

    (balancer,) = (each for each in template["resources"] if each["type"].endswith("loadBalancers"))
    rule = balancer["properties"]["loadBalancingRules"][0]["properties"]
    sets = [each for each in template["resources"] if each["type"].endswith("virtualMachineScaleSets")]
    assert rule["backendAddressPool"]["id"].endswith(f"'{pool}')]")
    assert [each["sku"]["capacity"] for each in sets] == capacities


def test_a_step_has_a_file_of_its_own(blueprint: Path) -> None:
    vmssgen("render", str(blueprint), "--step", "stage", "-o", "out")

    assert sorted(each.name for each in Path("out").iterdir()) == ["web.stage.json", "web.stage.parameters.json"]


def test_a_finding_that_is_accepted_for_both_slots_is_suppressed(blueprint: Path) -> None:
    accepted = "suppress:\r\n  - {code: network/management-port-open, reason: jump host}\r\n"
    blueprint.write_bytes((BLUEPRINT.replace("rules: [80]", "rules: [80, 22]") + accepted).encode())

    answer = vmssgen("validate", str(blueprint))

    assert (answer.exit_code, answer.stderr) == (0, "1 finding suppressed\n")


# What is refused


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-", "--to", "green"], "name a file"),
        (["web.yaml", "--to", "red"], "--to"),
        (["web.yaml"], "--to"),
        (["web.yaml", "--to", "green", "-g", "rg"], "only --deploy speaks with Azure"),
        (["web.yaml", "--to", "green", "--set", "swap.active=blue"], "--to says which slot"),
        (["web.yaml", "--to", "green", "--deploy", "-g", "rg"], "--yes"),
        (["web.yaml", "--to", "green", "--deploy", "-g", "rg", "--yes", "--keep", "soon"], "'soon' is no time"),
        (["web.yaml", "--to", "green", "--deploy", "-g", "rg", "--yes", "--checks", "0"], "--checks"),
    ],
)
def test_a_command_line_that_is_not_right(blueprint: Path, arguments: list[str], said: str) -> None:
    answer = vmssgen("swap", *arguments)

    assert answer.exit_code == 2
    assert said in answer.stderr
    assert blueprint.read_bytes().decode() == BLUEPRINT
