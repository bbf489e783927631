"""Whatever a template would cost, its expansion answers or refuses it in little time and memory."""

import subprocess
import sys

import pytest

pytest.importorskip("resource", reason="only POSIX limits what a process takes")

from properties import hostile_templates


@pytest.mark.parametrize("kind", hostile_templates.KINDS)
def test_no_template_takes_all_time_or_memory(kind: str) -> None:
    done = subprocess.run(
        [sys.executable, hostile_templates.__file__, kind], capture_output=True, text=True, timeout=300, check=False
    )

    *_, last = done.stdout.splitlines()
    assert last == "END", done.stderr
    assert done.returncode == 0
