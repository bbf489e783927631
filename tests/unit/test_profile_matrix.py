"""Orchestration mode, zones, placement, priority, health and upgrade mode: every combination of them.

Each is either rendered to what the schemas accept, or refused for the reasons that Azure would refuse it for.
"""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over

import generator
from generator.arm.checking import schema_problems
from generator.arm.expansion import expand

ID = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Compute"
MODES: dict[str, dict[str, Any]] = {
    "Flexible": {"orchestrationMode": "Flexible"},
    "Uniform": {"orchestrationMode": "Uniform"},
}
ZONES: dict[str, dict[str, Any]] = {
    "regional": {},
    "one zone": {"zones": ["1"]},
    "three zones": {"zones": ["1", "2", "3"]},
    "balanced": {"zones": ["1", "2", "3"], "zoneBalance": True},
    "balanced in one": {"zones": ["1"], "zoneBalance": True},
    "chosen by Azure": {"placement": {}},
    "edge zone": {"extendedLocation": "losangeles"},
}
PLACEMENTS: dict[str, dict[str, Any]] = {
    "anywhere": {},
    "proximity": {"proximityPlacementGroup": f"{ID}/proximityPlacementGroups/near"},
    "single group": {"singlePlacementGroup": True},
    "reserved": {"capacityReservationGroup": f"{ID}/capacityReservationGroups/kept"},
    "hosts": {"hostGroup": f"{ID}/hostGroups/shop"},
    "five domains": {"platformFaultDomainCount": 5},
    "two domains": {"platformFaultDomainCount": 2},
}
PRIORITIES: dict[str, dict[str, Any]] = {
    "regular": {},
    "Spot": {"priority": "Spot"},
    "mixed": {"priority": "Spot", "priorityMixPolicy": {"baseRegularPriorityCount": 1}},
}
HEALTH: dict[str, dict[str, Any]] = {
    "unknown": {},
    "extension": {"health": {"extension": {"protocol": "http", "port": 80, "requestPath": "/"}}},
    "probe": {"health": {"probe": {"protocol": "Tcp", "port": 80}}},
}
UPGRADES: dict[str, dict[str, Any]] = {
    mode: {"upgradePolicy": {"mode": mode}} for mode in ("Manual", "Automatic", "Rolling")
}
NETWORK = {"network": {"loadBalancer": {"rules": [{"frontendPort": 80}]}}}


@dataclass(frozen=True)
class Case:
    """One choice of each."""

    mode: str
    zones: str
    placement: str
    priority: str
    health: str
    upgrade: str

    @property
    def document(self) -> dict[str, Any]:
        """The blueprint."""
        chosen = (
            MODES[self.mode],
            ZONES[self.zones],
            PLACEMENTS[self.placement],
            PRIORITIES[self.priority],
            HEALTH[self.health],
            UPGRADES[self.upgrade],
        )
        scale_set = {key: value for part in chosen for key, value in part.items()}
        return laid_over(LINUX, {**NETWORK, "scaleSet": scale_set})


ZONAL = ("one zone", "three zones", "balanced", "balanced in one")
REFUSALS = (
    # the words of the diagnostic, and the combinations that Azure refuses for this reason
    ("takes its health from the application health extension", {"mode": ["Flexible"], "health": ["probe"]}),
    ("is no single placement group", {"mode": ["Flexible"], "placement": ["single group"]}),
    ("only a Flexible scale set mixes regular and Spot", {"mode": ["Uniform"], "priority": ["mixed"]}),
    (
        "a Flexible scale set over zones has one fault domain",
        {"mode": ["Flexible"], "zones": ZONAL, "placement": ["five domains", "two domains"]},
    ),
    (
        "one, two or three fault domains",
        {"mode": ["Flexible"], "zones": ["regional", "chosen by Azure", "edge zone"], "placement": ["five domains"]},
    ),
    (
        "a Uniform scale set over zones has one fault domain, or five",
        {"mode": ["Uniform"], "zones": ZONAL, "placement": ["two domains"]},
    ),
    ("cannot span zones", {"zones": ["three zones", "balanced"], "placement": ["proximity"]}),
    ("zoneBalance needs two zones or more", {"zones": ["balanced in one"]}),
    ("no Spot instances on dedicated hosts", {"priority": ["Spot", "mixed"], "placement": ["hosts"]}),
    ("cannot use reserved capacity", {"priority": ["Spot", "mixed"], "placement": ["reserved"]}),
    ("a Rolling upgrade policy needs a health source", {"upgrade": ["Rolling"], "health": ["unknown"]}),
)


def expected_refusals(case: Case) -> set[str]:
    """The reasons in the table that hold for the case."""
    return {
        words
        for words, conditions in REFUSALS
        if all(getattr(case, axis) in values for axis, values in conditions.items())
    }


def cases() -> Iterator[Case]:
    """All combinations."""
    for choice in itertools.product(MODES, ZONES, PLACEMENTS, PRIORITIES, HEALTH, UPGRADES):
        yield Case(*choice)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("zones", ZONES)
@pytest.mark.parametrize("placement", PLACEMENTS)
def test_a_combination_is_rendered_or_refused_for_its_reasons(
    tmp_path: Path, mode: str, zones: str, placement: str
) -> None:
    file = tmp_path / "blueprint.json"
    for choice in itertools.product(PRIORITIES, HEALTH, UPGRADES):
        case = Case(mode, zones, placement, *choice)
        file.write_text(json.dumps(case.document), encoding="utf-8")

        assert outcome(file, expected_refusals(case)) is None, case


def outcome(file: Path, expected: set[str]) -> str | None:
    """What differs from what is expected; None where nothing does."""
    try:
        template = generator.render(generator.load(file))
    except generator.DiagnosticError as error:
        messages = [problem.message for problem in error.diagnostics]
        unexpected = [message for message in messages if not any(words in message for words in expected)]
        missing = [words for words in expected if not any(words in message for message in messages)]
        return f"unexpected: {unexpected}, missing: {missing}" if unexpected or missing else None
    if expected:
        return f"rendered, and not refused: {expected}"
    problems = list(schema_problems(expand(template.content).resources))
    return f"not what the schemas accept: {problems}" if problems else None


def test_most_combinations_are_rendered() -> None:
    rendered = [case for case in cases() if not expected_refusals(case)]

    assert len(rendered) > len(list(cases())) // 4
