"""Write results so that no file is ever half-written, or touched without need."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from generator.cli.reporting import cannot_write


def current_text(file: Path) -> str | None:
    """What the file holds; None where there is none, or it is no text."""
    try:
        return file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def write_file(file: Path, text: str) -> bool:
    """Put the text into the file, by way of a new file beside it; False where it held that text already.

    Raises DiagnosticError where that fails; the old file is then intact.
    """
    if current_text(file) == text:
        return False
    import tempfile

    temporary = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(text.encode("utf-8"))
        Path(temporary).chmod(_mode(file))
        Path(temporary).replace(file)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        raise cannot_write(_blocking(file), error) from None
    return True


def _blocking(file: Path) -> str:
    """The file, or the one that stands where a folder on the way to it should be."""
    return str(next((each for each in reversed(file.parents) if os.path.lexists(each) and not each.is_dir()), file))


def print_text(text: str) -> None:
    """Write a result to standard output.

    Raises DiagnosticError where that cannot be written, such as a full disk; a reader that has gone is left to main.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains again at exit
        raise cannot_write("standard output", error) from None


def difference(file: Path, text: str) -> str:
    """What would change in the file, as a unified diff; empty where nothing would."""
    import difflib

    old = current_text(file) or ""
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), text.splitlines(keepends=True), f"{file}", f"{file} (rendered now)"
    )
    return "".join(lines)


def _mode(file: Path) -> int:
    """The permissions of the file that is replaced, or those that a new file would get."""
    try:
        return file.stat().st_mode & 0o777
    except OSError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
