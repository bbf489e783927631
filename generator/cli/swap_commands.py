"""The commands that a person can give next, for the same blueprint, values and place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.cli.deploying import Place
    from generator.cli.submitting import Wanted


@dataclass(frozen=True, slots=True)
class Commands:
    """What leads on from here. `given` are the options of this run that every other run needs too."""

    wanted: Wanted
    place: Place
    to: str
    other: str
    given: Sequence[str]
    keep: str | None
    as_stack: bool

    @property
    def file(self) -> str:
        """The blueprint as it was given."""
        return str(self.wanted.file)

    @property
    def again(self) -> str:
        """The same run once more."""
        return self._swap(self.to, *(("--keep", self.keep) if self.keep else ()))

    @property
    def back(self) -> str:
        """Back to the other slot."""
        return self._swap(self.other)

    @property
    def retire(self) -> str:
        """The slot that is no longer in production retires at once."""
        return self._swap(self.to, "--keep", "0")

    @property
    def discard(self) -> str:
        """The slot that is staged retires at once, and production stays as it is."""
        return self._swap(self.other, "--keep", "0")

    def look(self, scale_set: str) -> str:
        """The instances of a scale set."""
        return self.place.command("instances", scale_set, group=self.wanted.resource_group)

    def follow(self, deployment: str) -> str:
        """A deployment on its way."""
        as_stack = ("--stack",) if self.as_stack else ()
        return self.place.command("status", deployment, *as_stack, "--watch", group=self.wanted.resource_group)

    def _swap(self, to: str, *more: str) -> str:
        words = ("swap", self.file, "--to", to, "--deploy", *self.given, *more)
        return self.place.command(*words, group=self.wanted.resource_group)


def given_options(wanted: Wanted, *, stack: str | None, unmanaged: str, deny: str) -> tuple[str, ...]:
    """The options that say what is deployed and how, as they were given."""
    words: list[str] = []
    for option, values in (
        ("--env", [wanted.environment]),
        ("--set", wanted.settings),
        ("--parameters", wanted.parameter_files),
        ("--templates", [wanted.templates]),
        ("--stack", [stack]),
        ("--unmanaged", [unmanaged if stack else None]),
        ("--deny", [deny if stack else None]),
        ("--name", [None if stack else wanted.name]),
        ("--mode", [wanted.mode.lower() if wanted.mode != "Incremental" else None]),
        ("--parameter", [None if wanted.allow_secret_arguments else each for each in wanted.parameter_arguments]),
    ):
        for value in values:
            if value is not None:
                words += [option, str(value)]
    return (*words, *(["--allow-outside"] if wanted.allow_outside else []))
