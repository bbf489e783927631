"""How long comparing takes beside what comes before it: pytest tests/benchmarks --benchmark-only."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import vmssgen
from pytest_benchmark.fixture import BenchmarkFixture

import generator
from generator.arm.expansion import expand
from generator.cli.init import App, System, starter
from generator.review.comparison import Side, compare
from generator.review.lines import to_lines

ROUNDS = 15


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The starter blueprint, and the same with another size and script."""
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    text = starter(System.LINUX, App.CUSTOM_SCRIPT)
    old.write_text(text, encoding="utf-8")
    new.write_text(text.replace("Standard_D2s_v5", "Standard_D4s_v5").replace("nginx", "caddy"), encoding="utf-8")
    return old, new


def read(file: Path) -> Side:
    template = generator.render(generator.load(file))
    return Side(name=file.name, template=template.content, expansion=expand(template.content), locate=template.location)


def test_comparing(benchmark: BenchmarkFixture, files: tuple[Path, Path]) -> None:
    old, new = map(read, files)

    assert benchmark(lambda: to_lines(compare(old, new)))


def test_a_diff_takes_no_more_than_twice_two_renders(benchmark: BenchmarkFixture, files: tuple[Path, Path]) -> None:
    old, new = map(str, files)

    def diff() -> Any:
        return vmssgen("diff", old, new)

    def renders() -> Any:
        return vmssgen("render", old), vmssgen("render", new)

    ratio = quickest(diff) / quickest(renders)
    benchmark(diff)

    assert ratio <= 2


def quickest(action: Callable[[], Any]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)
