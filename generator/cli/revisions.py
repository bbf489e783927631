"""Files and folders as they were in a revision of the git repository: `REV:PATH`, as git itself names them."""

from __future__ import annotations

import os
import posixpath
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from generator.blueprint.source import LARGEST_FILE
from generator.diagnostics import Diagnostic, DiagnosticError, Location

_LINK, _SUBMODULE = b"120000", b"160000"
_MISSING = ("blueprint/extends", "file/not-found")
"""What is wrong with a blueprint when a file beside it is not there."""


class NotInGitError(Exception):
    """Git does not know what was asked for, or is not there itself."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file or folder to read; one of a revision lies in a temporary folder, which no name shows."""

    name: str
    path: Path
    templates: Path | None = None
    revision: Revision | None = None

    def shown(self, text: str) -> str:
        """A text with names of files as people know them."""
        return self.revision.shown(text) if self.revision else text

    def located(self, location: Location | None) -> Location | None:
        """A location with the name of its file as people know it."""
        return replace(location, file=self.shown(location.file)) if location and self.revision else location

    def failed(self, error: DiagnosticError) -> DiagnosticError:
        """An error of reading it, with such names."""
        return DiagnosticError(*(self._shown(each) for each in error.diagnostics)) if self.revision else error

    def widened_for(self, error: DiagnosticError) -> bool:
        """Whether the error may be that a file further up was left in the repository; it is there from now on then."""
        missing = all(each.code in _MISSING for each in error.diagnostics)
        return missing and self.revision is not None and self.revision.widen()

    def _shown(self, problem: Diagnostic) -> Diagnostic:
        return replace(
            problem,
            message=self.shown(problem.message),
            hint=problem.hint and self.shown(problem.hint),
            location=self.located(problem.location),
            causes=tuple(map(self._shown, problem.causes)),
        )


class Revision:
    """A revision of the repository around the current folder, and what of it was put into a temporary folder."""

    def __init__(self, name: str, folder: Path) -> None:
        """`folder` is empty; raises NotInGitError where there is no such revision."""
        self.name = name
        self.folder = folder.resolve()
        self.commit = _git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").decode().strip()
        self.prefix = os.fsdecode(_git("rev-parse", "--show-prefix")).strip("\n")
        self.root = Path(os.fsdecode(_git("rev-parse", "--show-toplevel")).strip("\n"))
        self._extracted: str | None = None

    def place(self, written: str) -> str:
        """A path as git takes it behind the colon: from the root of the repository, or from here for ./PATH."""
        relative = written.startswith(("./", "../")) or written in (".", "..")
        place = posixpath.normpath(posixpath.join(self.prefix, written) if relative else written or ".")
        if place.startswith(("/", "../")) or place == "..":
            raise NotInGitError
        return "" if place == "." else place

    def file(self, place: str) -> Path:
        """The file or folder, put where it can be read; raises NotInGitError where the revision has none."""
        is_folder = self.kind(place) == "tree"
        self._extract(place if is_folder else posixpath.dirname(place))
        return self.folder / place

    def kind(self, place: str) -> str:
        """`blob` or `tree`; raises NotInGitError for what the revision does not have."""
        return _git("cat-file", "-t", f"{self.commit}:{place}").decode().strip()

    def widen(self) -> bool:
        """Add what lies around that which is there; False where all of the revision is."""
        if not self._extracted:
            return False
        self._extract(posixpath.dirname(self._extracted))
        return True

    def shown(self, text: str) -> str:
        """A text with `REV:PATH` for files in the temporary folder."""
        return text.replace(f"{self.folder}{os.sep}", f"{self.name}:").replace(str(self.folder), f"{self.name}:")

    def _extract(self, place: str) -> None:
        self._extracted = place
        files = list(self._listed(place))
        with closing(_contents([identity for identity, _, size, _ in files if size <= LARGEST_FILE])) as contents:
            for _, mode, size, name in files:
                content = next(contents) if size <= LARGEST_FILE else None
                target = self.folder / name
                if target.parent.resolve().is_relative_to(self.folder) and not os.path.lexists(target):
                    _put(target, content, size, is_link=mode == _LINK, within=self.folder)

    def _listed(self, place: str) -> Iterator[tuple[str, bytes, int, str]]:
        """Object, mode, bytes and name of each file below the place."""
        within = [place] if place else []
        listed = _git("ls-tree", "-r", "-z", "--long", "--full-tree", self.commit, "--", *within)
        for line in filter(None, listed.split(b"\0")):
            fields, _, name = line.partition(b"\t")
            mode, _, identity, size = fields.split()
            if mode != _SUBMODULE:
                yield identity.decode(), mode, int(size), os.fsdecode(name)


def find(argument: str, templates: Path | None, stack: ExitStack) -> Found:
    """The file or folder that an argument means; one of a revision is there until the stack is closed.

    A file that exists is meant whatever its name. A folder of templates in the repository is that of the revision too.
    Raises DiagnosticError where there is neither.
    """
    written, colon, place = argument.partition(":")
    if not colon or os.path.lexists(argument) or not written or written.startswith("-"):
        return Found(argument, Path(argument), templates)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vmssgen-")))
    try:
        revision = Revision(written, folder)
        path = revision.file(revision.place(place))
    except NotInGitError:
        message = f"{argument} is neither a file nor a file of a revision of the git repository here"
        hint = "REV:PATH is as git takes it: PATH from the root of the repository, ./PATH from here"
        problem = Diagnostic(code="review/no-revision", message=message, location=Location(file=argument), hint=hint)
        raise DiagnosticError(problem) from None
    return Found(argument, path, _templates(revision, templates), revision)


def _templates(revision: Revision, templates: Path | None) -> Path | None:
    """The folder of templates as the revision has it; the one that is there where it has none."""
    if templates is None:
        return None
    try:
        place = templates.resolve().relative_to(revision.root.resolve()).as_posix()
        return revision.file("" if place == "." else place)
    except (ValueError, NotInGitError):
        return templates


def _git(*arguments: str) -> bytes:
    """What git prints; raises NotInGitError where it fails or is not there."""
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)  # noqa: S603, S607 - no shell
    except OSError:
        raise NotInGitError from None
    if done.returncode != 0:
        raise NotInGitError
    return done.stdout


def _contents(identities: list[str]) -> Generator[bytes | None, None, None]:
    """The contents of objects, one after the other; None for one that the repository lacks."""
    with tempfile.TemporaryFile() as asked:
        asked.write("".join(f"{each}\n" for each in identities).encode())
        asked.seek(0)
        command = ["git", "cat-file", "--batch"]
        with subprocess.Popen(command, stdin=asked, stdout=subprocess.PIPE) as git:  # noqa: S603 - no shell
            for _ in identities:
                size = git.stdout.readline().rpartition(b" ")[2].strip() if git.stdout else b""
                if git.stdout and size.isdigit():
                    yield git.stdout.read(int(size))
                    git.stdout.read(1)
                else:
                    yield None


def _put(target: Path, content: bytes | None, size: int, *, is_link: bool, within: Path) -> None:
    """Write a file; one whose content is not there, since it is too large for anyone to read, gets its size alone."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if is_link and content is not None:
        aim = os.fsdecode(content)
        if (target.parent / aim).resolve().is_relative_to(within):
            target.symlink_to(aim)
        return
    with target.open("wb") as file:
        if content is None:
            file.truncate(size)
        else:
            file.write(content)
