"""Where values of blueprints stand: from the key to the end of the value."""

import pytest

from generator.blueprint.source import Mark, Source
from generator.blueprint.toml import read_toml
from generator.blueprint.yaml12 import read_yaml
from generator.diagnostics import Diagnostic, Path, to_text

YAML = """\
name: web  # of the shop
image: {urn: "a:b:c:d", plan: true}
tags:
  owner: "the shop" # nobody
disks:
  - {lun: &size 1}
  - lun: 2
    size: *size
empty:
script: |
  one
  two
"""
TOML = """\
name = "web"
[scaleSet]
sku = { name = "Standard_D2s_v5" }
"""


def marked(mark: Mark, path: Path) -> str:
    """What is underlined."""
    text = to_text(Diagnostic(code="stage/slug", message="wrong", location=mark.nearest(path).location))
    snippet, carets = (line.partition("| ")[2] for line in text.splitlines()[-2:])
    return snippet[carets.index("^") : len(carets)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("name",), "name: web"),
        (("image", "urn"), 'urn: "a:b:c:d"'),
        (("image", "plan"), "plan: true"),
        (("image",), "image"),
        (("tags", "owner"), 'owner: "the shop"'),
        (("tags",), "tags"),
        (("disks", 0), "{lun: &size 1}"),
        (("disks", 1), "l"),
        (("disks", 1, "size"), "size: *size"),
        (("empty",), "empty:"),
        (("script",), "s"),
        ((), "n"),
    ],
)
def test_what_is_underlined_in_yaml(path: Path, text: str) -> None:
    assert marked(read_yaml(Source("web.yaml", YAML)).mark, path) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("name",), 'name = "web"'),
        (("scaleSet",), "[scaleSet]"),
        (("scaleSet", "sku"), 'sku = { name = "Standard_D2s_v5" }'),
    ],
)
def test_what_is_underlined_in_toml(path: Path, text: str) -> None:
    assert marked(read_toml(Source("web.toml", TOML)).mark, path) == text


def test_the_end_is_behind_the_last_character() -> None:
    place = read_yaml(Source("web.yaml", YAML)).mark.nearest(("name",)).location

    assert (place.line, place.column, place.end_line, place.end_column) == (1, 1, 1, 10)


def test_a_value_of_several_lines_ends_on_another_one() -> None:
    place = read_yaml(Source("web.yaml", YAML)).mark.nearest(("script",)).location

    assert (place.line, place.end_line) == (10, 13)


def test_a_secret_is_underlined_as_it_is_shown() -> None:
    source = Source("web.yaml", 'password: "correct horse" # it\n')
    source.secrets = {"correct horse"}

    assert marked(read_yaml(source).mark, ("password",)) == "password: ***"


def test_what_a_long_line_leaves_out_is_not_underlined() -> None:
    source = Source("web.yaml", f"text: {'x' * 400}\n")

    assert marked(read_yaml(source).mark, ("text",)) == f"text: {'x' * 194}"
