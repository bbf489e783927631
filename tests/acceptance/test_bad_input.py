"""Files and arguments that are not what they should be: each gets a diagnostic, soon, and never a traceback."""

import json
import time
from pathlib import Path

import pytest
from commands import GOOD, vmssgen

SOON = 5  # seconds


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def codes(name: str, content: str | bytes, *arguments: str) -> list[str]:
    """The errors that `vmssgen render` finds in the file, in a moment."""
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    start = time.perf_counter()
    answer = vmssgen("render", name, *arguments)
    assert time.perf_counter() - start < SOON
    assert answer.exit_code == (1 if answer.codes else 0)
    return answer.codes


# Files


@pytest.mark.parametrize("content", ["", "\n\n", "# a comment\n", "---\n", "~\n"])
def test_a_blueprint_that_says_nothing(content: str) -> None:
    assert codes("b.yaml", content) == ["blueprint/empty"]


@pytest.mark.parametrize("name", ["b.json", "b.toml"])
def test_an_empty_file_in_another_language(name: str) -> None:
    assert codes(name, "")[0] in ("blueprint/empty", "blueprint/missing-key")


@pytest.mark.parametrize(
    "content", [b"\x7fELF\x02\x01\x00\x00", GOOD.encode("utf-16"), b"name: caf\xe9\n", GOOD.encode() + b"\0"]
)
@pytest.mark.parametrize("name", ["b.yaml", "b.json", "b.toml"])
def test_a_file_that_is_no_text(name: str, content: bytes) -> None:
    assert codes(name, content) == ["file/not-text"]


def test_a_file_of_5_megabytes() -> None:
    assert codes("b.yaml", GOOD + "# padding\n" * 500_000) == ["file/too-large"]


def test_five_megabytes_on_standard_input() -> None:
    assert vmssgen("render", "-", stdin=GOOD + "# padding\n" * 500_000).codes == ["file/too-large"]


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert codes("b.yaml", b"\xef\xbb\xbf" + GOOD.encode()) == []


def test_a_missing_file() -> None:
    answer = vmssgen("render", "web.yaml")
    assert answer.codes == ["file/not-found"]
    assert "web.yaml" in answer.stderr


def test_a_folder_for_a_command_that_takes_one_file(folder: Path) -> None:
    (folder / "blueprints").mkdir()
    assert vmssgen("show", "blueprints").codes == ["file/is-folder"]


def test_a_folder_without_blueprints(folder: Path) -> None:
    (folder / "blueprints").mkdir()
    assert vmssgen("render", "blueprints", "-o", "out").codes == ["blueprint/none-in-folder"]
    assert not (folder / "out").exists()


def test_a_folder_of_several_blueprints_needs_an_output_folder(folder: Path) -> None:
    for name in ("a", "b"):
        (folder / f"{name}.yaml").write_text(GOOD, encoding="utf-8")
    answer = vmssgen("render", ".")
    assert answer.exit_code == 2
    assert "give -o DIR" in answer.stderr


def test_one_bad_blueprint_of_two_keeps_both_from_being_written(folder: Path) -> None:
    (folder / "good.yaml").write_text(GOOD, encoding="utf-8")
    assert codes("bad.yaml", "name: web\n", "good.yaml", "-o", "out") == ["blueprint/missing-key"] * 2
    assert not (folder / "out").exists()


@pytest.mark.parametrize("name", [".", "/"])
def test_a_base_that_is_a_folder(name: str) -> None:
    assert codes("b.yaml", f'extends: "{name}"\n{GOOD}') == ["blueprint/extends"]


@pytest.mark.parametrize("name", ["a\\0b.yaml", pytest.param("a" * 300 + ".yaml", id="300 characters")])
def test_a_base_that_cannot_be_a_file(name: str) -> None:
    assert codes("b.yaml", f'extends: "{name}"\n{GOOD}')[0].startswith(("blueprint/extends", "file/"))


# Languages

BILLION_LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_aliases_that_mean_billions_of_values() -> None:
    assert codes("b.yaml", BILLION_LAUGHS) == ["blueprint/too-many-values"]


def test_merge_keys_that_mean_billions_of_values() -> None:
    merges = "a: &a {x: [1, 2, 3, 4, 5, 6, 7, 8, 9]}\n" + "".join(
        f"{name}: &{name} {{{', '.join(f'k{n}: {{<<: *{before}}}' for n in range(9))}}}\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert codes("b.yaml", merges) == ["blueprint/too-many-values"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("b.yaml", "[" * 10_000 + "]" * 10_000, id="yaml lists"),
        pytest.param("b.yaml", "{a: " * 10_000 + "}" * 10_000, id="yaml objects"),
        pytest.param("b.yaml", "".join(f"{' ' * depth}a:\n" for depth in range(1_000)), id="yaml lines"),
        pytest.param("b.json", "[" * 100_000 + "]" * 100_000, id="json lists"),
        pytest.param("b.json", '{"a":' * 100_000 + "1" + "}" * 100_000, id="json objects"),
        pytest.param("b.toml", f"a = {'[' * 10_000}{']' * 10_000}", id="toml lists"),
        pytest.param("b.toml", f"a = {'{a=' * 10_000}1{'}' * 10_000}", id="toml objects"),
        pytest.param("b.toml", f"a{'.a' * 5_000} = 1", id="toml keys"),
    ],
)
def test_values_nested_without_end(name: str, content: str) -> None:
    assert codes(name, content) == ["blueprint/too-deep"]


@pytest.mark.parametrize("content", ["a: &a [*a]\n", "a: &a {b: *a}\n", "&a [*a]\n", "a: &a {<<: *a}\n"])
def test_an_alias_of_what_it_stands_in(content: str) -> None:
    assert codes("b.yaml", content) == ["blueprint/syntax"]


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("b.yaml", "name: web\nname: shop\n", 2),
        ("b.yaml", "tags:\n  {a: 1,\n  a: 2}\n", 3),
        ("b.json", '{"name": "web",\n "name": "shop"}', 2),
        ("b.json", '{"tags": {\n\t"a": 1,\n\t"a": 2}}', 3),
        ("b.toml", 'name = "web"\nname = "shop"\n', 2),
    ],
)
def test_a_key_that_is_given_twice(name: str, content: str, line: int) -> None:
    Path(name).write_text(content, encoding="utf-8")
    answer = vmssgen("render", name)
    assert answer.codes in (["blueprint/duplicate-key"], ["blueprint/syntax"])
    assert f"--> {name}:{line}:" in answer.stderr


def test_several_documents() -> None:
    assert codes("b.yaml", f"{GOOD}---\n{GOOD}") == ["blueprint/syntax"]


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!binary", "!secret", "!<tag:example.com,2026:x>"])
def test_a_custom_tag(tag: str) -> None:
    assert codes("b.yaml", f"name: {tag} web\n") == ["blueprint/syntax"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(r'{"name": "\ud800"}', id="lone high surrogate"),
        pytest.param(r'{"name": "\udfff"}', id="lone low surrogate"),
        pytest.param(r'{"\ud800": 1}', id="as a key"),
        pytest.param('{"name": "web",}', id="trailing comma"),
        pytest.param('{"name": NaN}x', id="text behind the end"),
        pytest.param("{'name': 'web'}", id="single quotes"),
        pytest.param('{"name": ' + "1" * 5000 + "}", id="integer of 5,000 digits"),
    ],
)
def test_text_that_is_no_json(text: str) -> None:
    assert codes("b.json", text) == ["blueprint/syntax"]


def test_json_within_yaml_may_hold_escaped_surrogate_pairs() -> None:
    good = json.dumps({"name": "web", "tags": {"a": "😀"}})
    assert "blueprint/syntax" not in codes("b.json", good)


def test_an_integer_of_5000_digits_in_toml() -> None:
    assert codes("b.toml", f"name = {'1' * 5000}") == ["blueprint/syntax"]


@pytest.mark.parametrize(
    "number",
    [
        "1e999",
        "-1e999",
        "Infinity",
        "NaN",
    ],
)
def test_a_number_that_json_cannot_hold_never_reaches_the_template(number: str) -> None:
    blueprint = {
        "name": "web",
        "image": {"urn": "Canonical:ubuntu-24_04-lts:server:latest"},
        "scaleSet": {
            "sku": {"name": "Standard_D2s_v5"},
            "osProfile": {"adminUsername": "azureuser", "ssh": {"publicKey": {"parameter": "key"}}},
        },
        "extensions": [{"publisher": "p", "type": "t", "typeHandlerVersion": "1.0", "settings": {"x": "NUMBER"}}],
    }
    Path("b.json").write_text(json.dumps(blueprint).replace('"NUMBER"', number), encoding="utf-8")
    answer = vmssgen("render", "b.json")
    if answer.exit_code == 0:
        json.loads(answer.stdout, parse_constant=lambda constant: pytest.fail(f"the template holds {constant}"))
    else:
        assert answer.codes == ["blueprint/syntax"]


@pytest.mark.parametrize("name", ["b.yaml", "b.json"])
def test_ten_thousand_unknown_keys(name: str) -> None:
    content = json.dumps({f"key{number}": number for number in range(10_000)})
    assert "blueprint/unknown-key" in codes(name, content)


# Arguments


@pytest.mark.parametrize(
    "setting",
    [
        "scaleSet",
        "=5",
        "scaleSet..sku=5",
        "scaleSet.[0=5",
        'tags["a=5',
        r'tags["\q"]=5',
        "name.first=5",
        "extensions[1].forceUpdateTag=5",
        "extensions[9999999999999999999].forceUpdateTag=5",
        "extensions[agent].forceUpdateTag=5",
    ],
)
def test_a_setting_that_leads_nowhere(setting: str) -> None:
    extension = "extensions: [{kind: customScript, name: app, commandToExecute: bash install.sh}]\n"
    assert codes("b.yaml", GOOD + extension, "--set", setting) == ["blueprint/set"]


def test_a_setting_of_an_item_by_name() -> None:
    extension = "extensions: [{kind: customScript, name: app, commandToExecute: bash install.sh}]\n"
    Path("b.yaml").write_text(GOOD + extension, encoding="utf-8")
    answer = vmssgen("settings", "b.yaml", "--set", "extensions[app].commandToExecute=bash other.sh")
    assert json.loads(answer.stdout) == {"commandToExecute": "bash other.sh"}


@pytest.mark.parametrize("text", ["a: b: c", "[1", "{", '"x', "@x", "*x", "!!x y", "%x", "a\nb: c"])
def test_a_setting_that_is_no_yaml_is_meant_as_text(text: str) -> None:
    Path("b.yaml").write_text(GOOD, encoding="utf-8")
    answer = vmssgen("render", "b.yaml", "--set", f"tags.note={text}")
    scale_set = json.loads(answer.stdout)["resources"][-1]
    assert scale_set["tags"] == {"note": text}


def test_a_setting_of_endless_depth() -> None:
    assert codes("b.yaml", GOOD, "--set", f"tags{'.a' * 5_000}=1")[0] in ("blueprint/set", "blueprint/too-deep")


def test_a_setting_with_bytes_that_are_no_text() -> None:
    assert codes("b.yaml", GOOD, "--set", "tags.note=\udcff") == ["blueprint/set"]


def test_an_unknown_environment_lists_those_that_exist() -> None:
    environments = "environments: {test: {location: westeurope}, prod: {location: northeurope}}\n"
    Path("b.yaml").write_text(GOOD + environments, encoding="utf-8")
    answer = vmssgen("render", "b.yaml", "--env", "production")
    assert answer.codes == ["blueprint/unknown-environment"]
    assert "prod, test" in answer.stderr
