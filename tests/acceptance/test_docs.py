"""The documentation says what is so: its blueprints render to the excerpts beside them, its commands and links exist.

In a page, a `yaml` block with `name:` at the margin is a whole blueprint, and a `json` block after it an excerpt of
what it renders to: the members that it shows stand in the template, or in the parameter file, with those values, and
`…` stands for the rest of a text. A block with `title=` is a file of that name beside the blueprint; those in a folder
`my-templates` are laid over the built-in templates.
"""

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer

import generator
from generator.cli.app import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def options_of(command: Any) -> set[str]:
    """The options of a command; of a group, those of its commands too."""
    inner = getattr(command, "commands", {}).values()
    own = {option for parameter in command.params for option in parameter.opts if option.startswith("-")}
    return own.union(*map(options_of, inner))


PROGRAM: Any = typer.main.get_command(app)
CONTEXT = typer.Context(PROGRAM)
COMMANDS = {
    name: options_of(command)
    for name in PROGRAM.list_commands(CONTEXT)
    for command in [PROGRAM.get_command(CONTEXT, name)]
}
BLOCK = re.compile(r"^```(?P<language>\w+)(?: title=(?P<title>\S+))?\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)")
EXAMPLE = re.compile(r"\b(?:blueprints|output)/[\w./-]+\.(?:ya?ml|json|sh|txt)")
INLINE = re.compile(r"`vmssgen ([a-z][\w-]*)")


@dataclass(frozen=True)
class Block:
    page: Path
    line: int
    language: str
    title: str | None
    text: str

    @property
    def is_blueprint(self) -> bool:
        return (
            self.language == "yaml" and self.title is None and re.search("^name:", self.text, re.MULTILINE) is not None
        )

    @property
    def is_excerpt(self) -> bool:
        return self.language == "json" and self.title is None

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT).as_posix()}:{self.line}"


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(page, line, found["language"], found["title"], found["text"])


def blueprints() -> Iterator[Block]:
    return (block for page in PAGES for block in blocks(page) if block.is_blueprint)


def excerpts() -> Iterator[tuple[Block, Block]]:
    """Each excerpt with the blueprint before it."""
    for page in PAGES:
        blueprint = None
        for block in blocks(page):
            if block.is_blueprint:
                blueprint = block
            elif block.is_excerpt and blueprint is not None:
                yield blueprint, block


BLUEPRINTS = [pytest.param(block, id=block.place) for block in blueprints()]
EXCERPTS = [pytest.param(blueprint, block, id=block.place) for blueprint, block in excerpts()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder such as the reader has: the files of the examples are there."""
    return Path(shutil.copytree(ROOT / "blueprints", tmp_path / "blueprints"))


def load(block: Block, folder: Path, environment: str | None = None) -> generator.Blueprint:
    for other in blocks(block.page):
        if other.title:
            file = folder / other.title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(other.text, encoding="utf-8")
    blueprint = folder / "blueprint.yaml"
    blueprint.write_text(block.text, encoding="utf-8")
    overlay = folder / "my-templates"
    return generator.load(blueprint, environment=environment, templates=overlay if overlay.is_dir() else None)


@pytest.mark.parametrize("block", BLUEPRINTS)
def test_the_blueprint_renders_in_each_environment(block: Block, folder: Path) -> None:
    for environment in (None, *load(block, folder).environments):
        generator.render(load(block, folder, environment))


@pytest.mark.parametrize(("blueprint", "excerpt"), EXCERPTS)
def test_the_excerpt_is_what_the_blueprint_renders_to(blueprint: Block, excerpt: Block, folder: Path) -> None:
    loaded = load(blueprint, folder)
    rendered = [generator.render(loaded).content, generator.parameters(loaded).content]

    assert stands_in(json.loads(excerpt.text), rendered), f"{excerpt.place} is not rendered so"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_exists(page: Path) -> None:
    unknown = [name for name in INLINE.findall(page.read_text(encoding="utf-8")) if name not in COMMANDS]
    for block in blocks(page):
        if block.language in ("console", "bash"):
            for command, *words in commands_in(block.text):
                options = {word.partition("=")[0] for word in words if word.startswith("-") and len(word) > 1}
                unknown += sorted(options - COMMANDS[command]) if command in COMMANDS else [command]

    assert unknown == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    linked = [page.parent / target for target in LINK.findall(text)]
    named = [ROOT / name for name in EXAMPLE.findall(text)]

    assert [str(path) for path in linked + named if not path.exists()] == []


def test_the_index_lists_every_page() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"index.md"}

    assert {page for page in pages if f"]({page})" not in index} == set()


@pytest.mark.parametrize(
    ("excerpt", "found"),
    [
        ({"b": 1}, True),
        ({"b": 2}, False),
        ({"list": [{"c": "te…"}, {"d": 4}]}, True),
        ({"list": [{"c": "te…"}]}, False),
        ({"e": 5}, False),
    ],
)
def test_how_an_excerpt_is_compared(excerpt: Any, found: bool) -> None:
    assert stands_in(excerpt, {"a": {"b": 1, "list": [{"c": "text", "more": 3}, {"d": 4}]}}) is found


def commands_in(text: str) -> Iterator[list[str]]:
    """The words after each `vmssgen` of a shell session, comments aside."""
    for line in text.replace("\\\n", " ").splitlines():
        for call in re.findall(r"\bvmssgen ([^|)&;]+)", re.sub(r"(^|\s)#.*", "", line)):
            yield shlex.split(call)


def stands_in(excerpt: Any, rendered: Any) -> bool:
    """Whether the excerpt shows some place of what is rendered."""
    if shows(excerpt, rendered):
        return True
    inner = rendered.values() if isinstance(rendered, dict) else rendered if isinstance(rendered, list) else ()
    return any(stands_in(excerpt, each) for each in inner)


def shows(excerpt: Any, place: Any) -> bool:
    """Whether the excerpt shows this place: members may be left out, items of a list and values may not."""
    match excerpt, place:
        case dict(), dict():
            return all(key in place and shows(value, place[key]) for key, value in excerpt.items())
        case list(), list():
            return len(excerpt) == len(place) and all(map(shows, excerpt, place))
        case str(), str() if excerpt.endswith("…"):
            return place.startswith(excerpt[:-1])
    return bool(excerpt == place)
