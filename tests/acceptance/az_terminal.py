"""A shell for acceptance tests, with the real `az` logged in to a Resource Manager on the loopback.

`az` is large and comes from an environment of its own:

    VMSSGEN_TEST_AZ=$(.ci/az) python -m pytest tests/acceptance
"""

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from armserver import ArmServer, azure_cli

AZ = os.environ.get("VMSSGEN_TEST_AZ")
BASH = shutil.which("bash")
VMSSGEN = [sys.executable, "-m", "generator"]
PATIENCE = 120  # seconds; az needs one or two, and more when it compiles itself the first time

needs_az = [
    pytest.mark.skipif(not AZ, reason="VMSSGEN_TEST_AZ does not name an az executable; .ci/az installs one"),
    pytest.mark.skipif(not BASH, reason="the pipes are written for bash, which is not installed"),
]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a script ended."""

    status: int
    output: str
    errors: str


class Terminal:
    """A folder with a bash that knows `vmssgen` and an `az` that is logged in."""

    def __init__(self, server: ArmServer, folder: Path) -> None:
        self.folder = folder
        # Somebody's own settings for az, such as another output format, are not part of the test.
        others = {name: value for name, value in os.environ.items() if not name.startswith("AZURE_")}
        self._environment = {**others, **azure_cli.environment(server, folder)}

    def run(self, script: str) -> str:
        """Run the script as a careful user would; give its stdout, and fail with its stderr."""
        ended = self.end(script)
        assert ended.status == 0, f"{script}\n{ended.errors}"
        return ended.output

    def end(self, script: str) -> Ended:
        """Run the script to its end, which may be a bad one."""
        commands = f'vmssgen() {{ {shlex.join(VMSSGEN)} "$@"; }}\naz() {{ {shlex.quote(AZ or "az")} "$@"; }}\n'
        result = subprocess.run(
            [BASH or "bash", "-c", f"set -euo pipefail\n{commands}{script}"],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        return Ended(result.returncode, result.stdout, result.stderr)
