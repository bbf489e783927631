"""What `vmssgen deploy` costs beside the bare SDK: python tests/benchmarks/deployment.py.

Both deploy the same template to the same Resource Manager on the loopback, in turn: checked by it, previewed,
deployed, followed to the end. The command reads, renders and checks the blueprint besides. The goal is for a Resource
Manager that takes its time, though a fraction of what Azure takes; beside it stands one that answers at once, where
nothing counts but the program. Exits with 1 where the goal is missed.
"""

from __future__ import annotations

import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from armserver import SUBSCRIPTION, ArmServer, ResourceGroup, faults
from benchmarks.whole_process import ENVIRONMENT, installed, run

ROUNDS = 9
LATENCY, POLLS = 0.05, 10
"""Seconds of one answer of a near region; how often a stage of the deployment, one of five, is still running."""
MOST_OVERHEAD = 1.3
BLUEPRINT = """\
name: web
image: {urn: "Canonical:ubuntu-24_04-lts:server:latest"}
scaleSet:
  sku: {name: Standard_D2s_v5, capacity: 2}
  osProfile: {adminUsername: azureuser, ssh: {publicKey: {parameter: sshPublicKey}}}
network:
  loadBalancer: {rules: [80]}
"""
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDbYqZ8n8Gq0mYb0T8m2l0nGqz0q0m0m0m0m0m0m0m0m demo"
BARE = """\
import json, sys
from azure.identity import DefaultAzureCredential
from azure.mgmt.resource.deployments import DeploymentsMgmtClient

url, subscription, name, file, key = sys.argv[1:]
client = DeploymentsMgmtClient(
    DefaultAzureCredential(), subscription, base_url=url, credential_scopes=[url + "/.default"], polling_interval=1
)
properties = {
    "mode": "Incremental",
    "template": json.load(open(file)),
    "parameters": {"sshPublicKey": {"value": key}},
}
client.deployments.begin_validate("rg", name, {"properties": properties}).result()
client.deployments.begin_what_if("rg", name, {"properties": properties}).result()
done = client.deployments.begin_create_or_update("rg", name, {"properties": properties}).result()
list(client.deployment_operations.list("rg", name))
assert done.properties.provisioning_state == "Succeeded"
"""


def seconds(*command: str, cwd: Path, env: dict[str, str]) -> float:
    """The time of one run, which must succeed."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, env=env, check=False, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise SystemExit(f"{command[1:3]} failed:\n{done.stderr}")
    return time.perf_counter() - start


def in_turn(server: ArmServer, python: Path, folder: Path, label: str) -> dict[str, float]:
    """The median seconds of the script, of the command and of a mere look, and the ratio of the first two."""
    vmssgen = str(python.with_name("vmssgen"))
    environment = {
        **{key: value for key, value in ENVIRONMENT.items() if not key.startswith(("AZURE_", "IDENTITY_"))},
        **server.environment(),
        "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION,
        "AZURE_CONFIG_DIR": str(folder / "az"),
        "VMSSGEN_PARAM_SSHPUBLICKEY": KEY,
    }
    place = ("-g", "rg", "--cloud", server.url)
    times: dict[str, list[float]] = {"bare": [], "deploy": [], "status": []}
    for number in range(ROUNDS):
        name = f"{label}{number}"
        commands = {
            "bare": (str(python), "bare.py", server.url, SUBSCRIPTION, f"bare-{name}", "web.json", KEY),
            "deploy": (vmssgen, "deploy", "web.yaml", *place, "--yes", "--name", name),
            "status": (vmssgen, "status", name, *place),
        }
        for which, command in commands.items():
            times[which].append(seconds(*command, cwd=folder, env=environment))
    ratios = [own / bare for own, bare in zip(times["deploy"], times["bare"], strict=True)]
    return {**{which: statistics.median(found) for which, found in times.items()}, "ratio": statistics.median(ratios)}


def first_request(python: Path, folder: Path) -> float:
    """The median seconds from the start of `vmssgen deploy` to its first connection, everything offline done."""
    words = [str(python.with_name("vmssgen")), "deploy", "web.yaml", "-g", "rg", "--yes", "--cloud"]
    environment = {**ENVIRONMENT, "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION, "VMSSGEN_PARAM_SSHPUBLICKEY": KEY}
    times = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        for _ in range(ROUNDS):
            start = time.perf_counter()
            process = subprocess.Popen([*words, url], cwd=folder, env=environment, stderr=subprocess.DEVNULL)
            accepted, _ = listener.accept()
            times.append(time.perf_counter() - start)
            accepted.close()
            process.wait()
    return statistics.median(times)


def show(title: str, found: dict[str, float], verdict: str = "") -> None:
    """Print one comparison."""
    print(title)
    print(f"  bare SDK script   {found['bare'] * 1000:>7.0f} ms")
    print(f"  vmssgen deploy    {found['deploy'] * 1000:>7.0f} ms   {found['ratio']:.2f} x {verdict}".rstrip())
    print(f"  vmssgen status    {found['status'] * 1000:>7.0f} ms")


def main() -> int:
    """Measure, print the times and their ratio, and tell whether the goal is met."""
    folder = Path(tempfile.mkdtemp(prefix="vmssgen-"))
    try:
        python = installed(folder, extra="azure")
        (folder / "web.yaml").write_text(BLUEPRINT, encoding="utf-8")
        (folder / "bare.py").write_text(BARE, encoding="utf-8")
        run(str(python.with_name("vmssgen")), "render", "web.yaml", "-o", ".", cwd=folder)
        first = first_request(python, folder)
        with ArmServer.running(folder, ResourceGroup(name="rg")) as server:
            at_once = in_turn(server, python, folder, "fast")
            server.faults.add("*", "/subscriptions/", faults.slow(LATENCY), times=-1)
            server.state.outcomes.polls = POLLS
            unhurried = in_turn(server, python, folder, "slow")
    finally:
        shutil.rmtree(folder)
    print(f"from vmssgen deploy to its first request: {first * 1000:.0f} ms")
    show("a Resource Manager that answers at once", at_once)
    met = unhurried["ratio"] <= MOST_OVERHEAD
    verdict = f"  at most {MOST_OVERHEAD:g}  {'met' if met else 'MISSED'}"
    show(
        f"one that takes {LATENCY * 1000:.0f} ms for each answer, and {POLLS} looks for each stage", unhurried, verdict
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
