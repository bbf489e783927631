"""What must hold of a blueprint as a whole; the schema has seen to each part of it."""

from __future__ import annotations

import itertools
from typing import Any

from generator.blueprint.blueprint import Blueprint
from generator.diagnostics import Diagnostic, DiagnosticError, Path
from generator.rendering.names import WINDOWS_PREFIX
from generator.rendering.values import View, plain

_LEARN = "https://learn.microsoft.com/azure"


class Checks:
    """Collects problems; `stop` raises them."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.problems: list[Diagnostic] = []

    def stop(self) -> None:
        """Raise a DiagnosticError with all problems found, if there are any."""
        if self.problems:
            raise DiagnosticError(*self.problems)

    def add(self, code: str, message: str, path: Path, hint: str | None = None, docs: str | None = None) -> None:
        """Note a problem with the value at the blueprint path."""
        location = self.blueprint.location(path)
        self.problems.append(Diagnostic(code=code, message=message, path=path, location=location, hint=hint, docs=docs))

    def credentials(self, view: View, system: str) -> None:
        """Each system can be signed in to, in a way that it knows."""
        profile, path = view.at("scaleSet", "osProfile"), ("scaleSet", "osProfile")
        if system == "Windows":
            if not profile.at("adminPassword"):
                hint = "add adminPassword: {parameter: adminPassword}"
                self.add("scale-set/credential-needed", "Windows instances need adminPassword", path, hint)
            if profile.at("ssh"):
                self.add("scale-set/ssh-on-windows", "SSH keys are for Linux instances", (*path, "ssh"))
            prefix = profile.at("computerNamePrefix")
            if isinstance(prefix.value, str) and len(prefix.value) > WINDOWS_PREFIX:
                message = f"a Windows host name has 15 characters, six of them Azure's: {WINDOWS_PREFIX} are left"
                self.add("scale-set/long-name-prefix", message, prefix.path)
        elif not profile.at("adminPassword") and not profile.at("ssh"):
            hint = "add ssh: {publicKey: {parameter: sshPublicKey}}"
            docs = f"{_LEARN}/virtual-machines/linux/mac-create-ssh-keys"
            self.add("scale-set/credential-needed", "Linux instances need ssh or adminPassword", path, hint, docs)

    def plan(self, image: View) -> None:
        """`plan: true` has a URN, or its parts, to take the plan from."""
        plan = image.at("plan")
        if plan.value is True and not image.at("urn") and not image.at("publisher"):
            hint = "write plan: {name: …, publisher: …, product: …}"
            self.add("image/plan-unknown", "only a marketplace image tells its plan", plan.path, hint)

    def health_probe(self, view: View, rules: list[View]) -> None:
        """The health probe is used by a rule of the load balancer that has it."""
        health = view.at("scaleSet", "health", "probe")
        used = [rule.at("probe").value for rule in rules]
        if health and not health.at("id") and None not in used and (health.at("name").value or "health") not in used:
            message = "a health probe belongs to a load balancer and must be used by one of its rules"
            hint = "add network.loadBalancer.rules, or use health.extension"
            docs = f"{_LEARN}/virtual-machine-scale-sets/virtual-machine-scale-sets-automatic-instance-repairs"
            self.add("scale-set/probe-without-rule", message, health.path, hint, docs)

    def probes(self, rules: list[View], names: list[Any], *, health: bool) -> None:
        """Each rule's probe is one that its load balancer has; `health` tells whether the first is the health probe."""
        for rule in rules:
            wanted = rule.at("probe")
            if wanted and wanted.value not in names:
                hint = (
                    f"probes here: {', '.join(map(str, names))}" if names else "add it to network.loadBalancer.probes"
                )
                self.add("network/no-such-probe", f"there is no probe {wanted.value}", wanted.path, hint)
            elif not wanted and not health and len(names) > 1:
                message = "there are several probes: which one decides whether instances get this rule's traffic?"
                self.add("network/which-probe", message, rule.path, f"add probe: {' or '.join(map(str, names))}")

    def unique(self, names: list[Any], what: str, within: Path) -> None:
        """No two things of a kind have one name, since Azure ignores case and takes the second for the first."""
        seen: set[str] = set()
        for given in names:
            name, path = plain(given), given.path if isinstance(given, View) else within
            if isinstance(name, str) and name.lower() in seen:
                self.add("blueprint/same-name", f"two {what} are named {name}", path, "give each a name of its own")
            seen.add(str(name).lower())

    def luns(self, disks: View, luns: list[Any]) -> None:
        """Each data disk has a logical unit number of its own."""
        seen: set[Any] = set()
        for disk, lun in zip(disks, map(plain, luns), strict=True):
            if isinstance(lun, int) and lun in seen:
                self.add("scale-set/same-lun", f"two data disks have the logical unit number {lun}", disk.path)
            seen.add(lun)

    def autoscale(self, autoscale: View) -> None:
        """Limits in their order, and schedules that Azure can tell apart."""
        if not autoscale:
            return
        for limits in (autoscale, *autoscale.at("schedules")):
            views = [limits.at(key) for key in ("minimum", "default", "maximum")]
            numbers = [view for view in views if isinstance(view.value, int)]
            for low, high in itertools.pairwise(numbers):
                if low.value > high.value:
                    message = f"the {low.path[-1]} of {low.value} is above the {high.path[-1]} of {high.value}"
                    self.add("autoscale/limits", message, low.path)
            recurrence, fixed = (limits.child("recurrence"), limits.child("fixedDate"))
            for span in (recurrence, fixed):
                if span and span.at("start").value == span.at("end").value:
                    self.add("autoscale/empty-schedule", "the schedule ends when it starts", span.path)
            if fixed and str(fixed.at("end").value) < str(fixed.at("start").value):
                self.add("autoscale/empty-schedule", "the schedule ends before it starts", fixed.path)
        names = [autoscale.at("profileName"), *(schedule.at("name") for schedule in autoscale.at("schedules"))]
        self.unique(names, "autoscale profiles", ("autoscale", "schedules"))
