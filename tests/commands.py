"""The command in this process, and a blueprint that nothing is wrong with."""

import re
from dataclasses import dataclass

from typer.testing import CliRunner

from generator.cli.app import app

GOOD = """\
name: web
image: {urn: "Canonical:ubuntu-24_04-lts:server:latest"}
scaleSet:
  sku: {name: Standard_D2s_v5}
  osProfile: {adminUsername: azureuser, ssh: {publicKey: {parameter: sshPublicKey}}}
"""


@dataclass(frozen=True)
class Answer:
    """What a run of the command gives."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def codes(self) -> list[str]:
        """The codes of the errors on standard error, causes left out."""
        return re.findall(r"^error\[(.*?)\]", self.stderr, re.MULTILINE)


def vmssgen(*arguments: str, stdin: str | bytes | None = None) -> Answer:
    """Run the command; whatever it raises that is not an exit is raised here."""
    result = CliRunner().invoke(app, arguments, input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Answer(result.exit_code, result.stdout, result.stderr)
