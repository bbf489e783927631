"""How long each stage takes within one process: pytest tests/benchmarks --benchmark-only."""

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import generator
from generator.arm.expansion import expand
from generator.arm.expression import parse
from generator.blueprint.blueprint import load
from generator.blueprint.schema import blueprint_schema, complete
from generator.blueprint.source import read_source
from generator.blueprint.yaml12 import read_yaml
from generator.cli.init import App, System, starter
from generator.rendering.json_text import dumps
from generator.rendering.prepare import prepare
from generator.rendering.template import render
from generator.rules.check import check


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The starter blueprint: a scale set with script, load balancer, health and one parameter."""
    file = tmp_path / "blueprint.yaml"
    file.write_text(starter(System.LINUX, App.CUSTOM_SCRIPT), encoding="utf-8")
    return file


@pytest.fixture
def blueprint(file: Path) -> generator.Blueprint:
    return load(file)


def test_reading_yaml(benchmark: BenchmarkFixture, file: Path) -> None:
    source = read_source(file)

    assert benchmark(read_yaml, source).value["name"] == "web"


def test_loading(benchmark: BenchmarkFixture, file: Path) -> None:
    assert benchmark(load, file).document["name"] == "web"


def test_completing_with_defaults(benchmark: BenchmarkFixture, blueprint: generator.Blueprint) -> None:
    schema = blueprint_schema()

    assert benchmark(complete, blueprint.document, schema.root, schema) == blueprint.document


def test_preparing(benchmark: BenchmarkFixture, blueprint: generator.Blueprint) -> None:
    assert benchmark(prepare, blueprint).parameters


def test_rendering(benchmark: BenchmarkFixture, blueprint: generator.Blueprint) -> None:
    assert benchmark(render, blueprint).content["resources"]


def test_expanding(benchmark: BenchmarkFixture, blueprint: generator.Blueprint) -> None:
    content = render(blueprint).content

    assert benchmark(expand, content).resources


def test_checking(benchmark: BenchmarkFixture, blueprint: generator.Blueprint) -> None:
    content = render(blueprint).content

    assert benchmark(check, content) == []


def test_writing(benchmark: BenchmarkFixture, blueprint: generator.Blueprint) -> None:
    content = render(blueprint).content

    assert benchmark(dumps, content).endswith("}\n")


def test_loading_rendering_and_writing(benchmark: BenchmarkFixture, file: Path) -> None:
    assert benchmark(lambda: dumps(render(load(file)).content)).endswith("}\n")


def test_having_the_schema(benchmark: BenchmarkFixture) -> None:
    assert benchmark(blueprint_schema).root["title"]


def test_parsing_an_expression(benchmark: BenchmarkFixture) -> None:
    text = "[resourceId('Microsoft.Network/loadBalancers/probes', format('{0}-lb', parameters('base')), 'health')]"

    assert benchmark(parse.__wrapped__, text)
