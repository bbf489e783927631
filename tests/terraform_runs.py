"""What the real Terraform makes of an exported configuration, without the provider that it would have to download.

The arguments of the deployment and the outputs are evaluated as local values, for a deployment whose outputs are
`OUTPUT_CONTENT`.
"""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

TERRAFORM = shutil.which("terraform")
needs_terraform = pytest.mark.skipif(TERRAFORM is None, reason="Terraform is not installed")
OUTPUT_CONTENT = "output_content"


def evaluated(
    folder: Path, document: Mapping[str, Any], values: Mapping[str, Any] | None = None, *, outputs: Any = None
) -> dict[str, Any]:
    """The arguments of the one resource and, as `outputs`, the values of outputs; `values` are those of variables."""
    ((kind, resources),) = document["resource"].items()
    ((label, arguments),) = resources.items()
    content = f"{kind}.{label}.{OUTPUT_CONTENT}"
    written = {
        name: each["value"].replace(content, "local.content") for name, each in document.get("output", {}).items()
    }
    local = {
        **document["locals"],
        "content": json.dumps(outputs or {}).replace("${", "$${").replace("%{", "%%{"),
        "result": {**arguments, "outputs": written},
        "text": "${jsonencode(local.result)}",
    }
    kept = {key: document[key] for key in ("//", "variable") if key in document}
    _write(folder, {**kept, "locals": local}, values)
    answer = run(folder, "console", stdin="base64encode(try(nonsensitive(local.text), local.text))")
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = json.loads(base64.b64decode(answer.stdout.strip().strip('"')))
    return found


def refusal(folder: Path, document: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Why the variables do not take the values; empty where they do."""
    _write(folder, {"variable": document["variable"]}, values)
    answer = run(folder, "plan", "-input=false", "-no-color", "-compact-warnings")
    return answer.stderr if answer.returncode else ""


def loads(folder: Path, text: str) -> None:
    """Assert that Terraform takes the text for a configuration, as far as it can tell without a provider."""
    (folder / "main.tf.json").write_text(text, encoding="utf-8")
    answer = run(folder, "providers")
    assert answer.returncode == 0, answer.stderr
    assert "hashicorp/azurerm" in answer.stdout


def run(folder: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run Terraform in the folder, apart from what this machine sets."""
    assert TERRAFORM is not None
    settings = folder / "terraform.rc"
    settings.write_text("", encoding="utf-8")
    own = {"TF_CLI_CONFIG_FILE": str(settings), "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_")} | own
    return subprocess.run(
        [TERRAFORM, *words],
        check=False,
        cwd=folder,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def _write(folder: Path, document: Mapping[str, Any], values: Mapping[str, Any] | None) -> None:
    (folder / "main.tf.json").write_text(json.dumps(document), encoding="utf-8")
    (folder / "terraform.tfvars.json").write_text(json.dumps(values or {}), encoding="utf-8")
