"""How long a whole command takes, from the wheel as a user has it: python tests/benchmarks/whole_process.py.

Times are told as a ratio to `python -c pass`, measured in turn with it, since machines differ and drift. Exits with 1
where a goal is missed.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROUNDS = 25
BLUEPRINTS = 1_000
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
"""Without settings that keep Python from writing, and so from having, compiled modules."""

RENDER_RATIO, VALIDATE_RATIO, MOST_MEMORY, LEAST_RATE = 15.0, 18.0, 45.0, 300.0
TEMPLATES = 100


@dataclass(frozen=True)
class Measure:
    """One line of the result; `goal` is None where the number only explains another one."""

    name: str
    value: float
    unit: str
    goal: str
    met: bool


def installed(folder: Path, extra: str = "") -> Path:
    """The interpreter of a new environment with the wheel, built here, and its dependencies, those of an extra too."""
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder / "dist"), str(ROOT))
    (wheel,) = (folder / "dist").glob("*.whl")
    venv.create(folder / "venv", with_pip=True, symlinks=os.name != "nt")
    python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run(
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        f"{wheel}{f'[{extra}]' if extra else ''}",
    )
    return python


def run(*command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, env=ENVIRONMENT, check=True, capture_output=True, encoding="utf-8")


def seconds(*command: str, cwd: Path) -> float:
    """The time of one run."""
    start = time.perf_counter()
    run(*command, cwd=cwd)
    return time.perf_counter() - start


def in_turn(commands: dict[str, tuple[str, ...]], cwd: Path) -> dict[str, list[float]]:
    """The times of each command, one run of each after the other so that all see the same machine."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            times[name].append(seconds(*command, cwd=cwd))
    return times


def peak_memory(*command: str, cwd: Path) -> float:
    """The largest resident size of one run, in MB of 1,000,000 bytes; not to be had on Windows."""
    code = (
        "import resource, subprocess, sys; "
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    unit = 1 if sys.platform == "darwin" else 1024
    return int(run(sys.executable, "-c", code, *command, cwd=cwd).stdout) * unit / 1e6


def many_blueprints(folder: Path, blueprint: Path) -> Path:
    """A folder of blueprints that differ in name, size and ports."""
    text = blueprint.read_text(encoding="utf-8")
    target = folder / "many"
    target.mkdir()
    for number in range(BLUEPRINTS):
        own = re.sub(r"^name: web", f"name: web{number}", text, flags=re.MULTILINE)
        own = own.replace("capacity: 2", f"capacity: {number % 90 + 1}").replace("port: 80", f"port: {number + 1}")
        (target / f"web{number}.yaml").write_text(own, encoding="utf-8")
    return target


def measures(folder: Path) -> list[Measure]:
    """All measures, made in the folder."""
    python = str(installed(folder))
    vmssgen = str(Path(python).with_name("vmssgen"))
    run(vmssgen, "init", cwd=folder)
    run(vmssgen, "render", "blueprint.yaml", "-o", "rendered", cwd=folder)
    commands = {
        "pass": (python, "-c", "pass"),
        "render": (vmssgen, "render", "blueprint.yaml"),
        "validate": (vmssgen, "validate", "rendered/blueprint.json"),
        "parameters": (vmssgen, "parameters", "blueprint.yaml"),
        "help": (vmssgen, "--help"),
    }
    times = in_turn(commands, folder)
    base = statistics.median(times["pass"])
    found = [Measure("python -c pass", base * 1000, "ms", "", met=True)]
    goals = {"render": RENDER_RATIO, "validate": VALIDATE_RATIO}
    for name in ("render", "validate", "parameters", "help"):
        ratio = statistics.median(own / each for own, each in zip(times[name], times["pass"], strict=True))
        milliseconds = statistics.median(times[name]) * 1000
        found.append(Measure(f"vmssgen {name}", milliseconds, "ms", "", met=True))
        goal = f"at most {goals[name]:g}" if name in goals else ""
        found.append(Measure("  as a ratio", ratio, "x", goal, met=ratio <= goals.get(name, ratio)))
    memory = peak_memory(vmssgen, "render", "blueprint.yaml", cwd=folder)
    found.append(Measure("render, peak memory", memory, "MB", f"at most {MOST_MEMORY:g}", met=memory <= MOST_MEMORY))
    many = many_blueprints(folder, folder / "blueprint.yaml")
    quickest = min(seconds(vmssgen, "render", str(many), "-o", f"out{number}", cwd=folder) for number in range(3))
    rate = BLUEPRINTS / quickest
    found.append(Measure(f"{BLUEPRINTS} blueprints", rate, "per s", f"at least {LEAST_RATE:g}", met=rate >= LEAST_RATE))
    memory = peak_memory(vmssgen, "render", str(many), "-o", "out", cwd=folder)
    found.append(Measure("  peak memory", memory, "MB", "", met=True))
    templates = [f"out/{path.name}" for path in sorted((folder / "out").glob("*[0-9].json"))[:TEMPLATES]]
    quickest = min(seconds(vmssgen, "validate", *templates, cwd=folder) for _ in range(3))
    found.append(Measure(f"validate {TEMPLATES} templates", quickest * 1000 / TEMPLATES, "ms each", "", met=True))
    memory = peak_memory(vmssgen, "validate", *templates, cwd=folder)
    found.append(Measure("  peak memory", memory, "MB", "", met=True))
    return found


def main() -> int:
    """Measure, print a table, and tell whether all goals are met."""
    shared_memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="vmssgen-", dir=shared_memory if shared_memory.is_dir() else None))
    try:
        found = measures(folder)
    finally:
        shutil.rmtree(folder)
    for measure in found:
        verdict = "" if not measure.goal else "met" if measure.met else "MISSED"
        print(f"{measure.name:<22} {measure.value:>9.1f} {measure.unit:<6} {measure.goal:<14} {verdict}".rstrip())
    return 0 if all(measure.met for measure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
