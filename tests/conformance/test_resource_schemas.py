"""The derived schemas beside Azure's official ones: on rendered templates, on real ones, and on broken ones."""

import copy
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from conformance.conformance_data import DATA, read

from generator.arm.schemas import SchemaFinding, check_resource
from generator.arm.schemas.store import find
from generator.diagnostics import Path as JsonPath
from generator.diagnostics import Severity

ROOT = Path(__file__).parents[2]
RENDERED = sorted(path for path in (ROOT / "output").glob("*.json") if not path.stem.endswith(".parameters"))
OUR_OWN_WORDS = {"type", "apiVersion", "name", "dependsOn", "copy", "comments", "metadata", "condition", "scope"}

TOO_NEW = "the property came after the apiVersion that the template names; Azure takes it all the same"
TOO_OLD = "that apiVersion had another shape; it is not checked, and the finding says so"
DISAGREEMENTS = {
    ("Microsoft.Network/virtualNetworks", "2015-06-15", "privateLinkServiceNetworkPolicies"): TOO_NEW,
    ("Microsoft.Storage/storageAccounts", "2015-06-15", "supportsHttpsTrafficOnly"): TOO_OLD,
}
"""What the official schemas refuse and ours do not, with the reason. There is nothing of the opposite kind."""

STRICTER = {
    "location": "every regional resource needs a location: Azure answers LocationRequired",
    "kind": "a storage account needs a kind: the official schema with that name is older",
    "sku": "a storage account needs a SKU: the official schema with that name is older",
}
"""What a mutant may drop by the official schemas, but not by ours, with the reason."""

ALERTS = "the SDK's models of alerts and action groups leave open which criteria and members there must be"
LAXER = {
    "case vmSize": "the official list of sizes is older than the sizes that Azure has",
    "value vmSize": "the official list of sizes is older than the sizes that Azure has",
    **dict.fromkeys(("case odata.type", "case criterionType", "value criterionType", "rename allOf"), ALERTS),
    **dict.fromkeys(("drop enabled", "drop groupShortName", "drop properties"), ALERTS),
    **dict.fromkeys(("case 0", "case 1", "value 0", "value 1"), "streams of a collection rule can have any name"),
}
"""What a mutant may change by our schemas, but not by the official ones, with the reason."""
UNKNOWN = {"Microsoft.Insights/diagnosticSettings"}
"""Types that the Azure SDK no longer has, so that no schema can be derived."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A resource of a real template, and the official schema nearest to it."""

    origin: str
    accepted_by_azure: bool
    type: str
    api_version: str
    body: dict[str, Any]
    official: Any

    def refused_officially(self, body: dict[str, Any], oracle: Any) -> list[str]:
        errors = self.official.iter_errors(oracle._uncopy(body))
        return [oracle._msg(flat) for error in errors for flat in oracle._flat(error)]


def real_templates() -> Iterator[tuple[str, bool, dict[str, Any]]]:
    """Where a template comes from, whether Azure is recorded to have deployed it, and the template."""
    for path in sorted((DATA / "templates").glob("*/*.json")):
        template = json.loads(path.read_text(encoding="utf-8-sig"))
        if "resources" in template:
            yield path.parent.name, False, template
    for path in sorted((DATA / "az").glob("*.json")):
        yield from ((path.stem, False, template) for template in templates_within(read(f"az/{path.name}")))
    for name in ("vmss_templates", "deployment_cases"):
        for index, recorded in enumerate(read(f"arm-traffic/{name}.json")):
            if isinstance(recorded.get("template"), dict):
                yield f"{name}[{index}]", recorded.get("provisioningState") == "Succeeded", recorded["template"]


def templates_within(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and "$schema" in value and "resources" in value:
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from templates_within(inner)


def cases_of(origin: str, template: dict[str, Any], oracle: Any, *, accepted: bool = False) -> Iterator[Case]:
    for _, full_type, resource, scope in oracle.walk(template):
        api_version = oracle._lit(resource.get("apiVersion"), scope)
        key, _ = oracle.find(full_type, api_version, nearest=True)
        if resource.get("existing") is True or api_version is None or key is None:
            continue
        yield Case(
            origin=origin,
            accepted_by_azure=accepted,
            type=full_type,
            api_version=api_version,
            body={name: oracle._uncopy(value) if name != "copy" else value for name, value in resource.items()},
            official=oracle._validator(oracle.bundle()["resources"][key]),
        )


def without_children(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "resources"}


def refusals(body: dict[str, Any], full_type: str, api_version: str) -> list[SchemaFinding]:
    found = check_resource(without_children(body), type=full_type, api_version=api_version)
    return [finding for finding in found if finding.severity is not Severity.INFO]


@pytest.fixture(scope="module")
def cases(oracle: Any) -> list[Case]:
    return [
        case
        for origin, accepted, template in real_templates()
        for case in cases_of(origin, template, oracle, accepted=accepted)
    ]


@pytest.mark.parametrize("path", RENDERED, ids=lambda path: path.stem)
def test_a_rendered_template_has_no_findings(path: Path) -> None:
    resources = json.loads(path.read_text(encoding="utf-8"))["resources"]

    found = [
        finding
        for resource in resources
        if resource["type"] not in UNKNOWN
        for finding in check_resource(resource, type=resource["type"], api_version=resource["apiVersion"])
    ]

    assert found == []


def test_real_resources_are_judged_as_the_official_schemas_judge_them(cases: list[Case], oracle: Any) -> None:
    """Of 1,069 resources 1,064 are judged alike (99.5 %)."""
    table: Counter[tuple[bool, bool]] = Counter()
    disagreements = set()
    for case in cases:
        official = case.refused_officially(without_children(case.body), oracle)
        ours = refusals(case.body, case.type, case.api_version)
        table[bool(official), bool(ours)] += 1
        if bool(official) != bool(ours):
            what = official[0].split("'")[1] if official else ours[0].message
            disagreements.add((case.type, case.api_version, what))

    print(f"official and ours refuse: {dict(table)}")
    assert disagreements == set(DISAGREEMENTS)
    assert table[True, True] + table[False, False] >= 0.99 * table.total()


def test_what_azure_deployed_is_never_refused(cases: list[Case]) -> None:
    errors = [
        (case.origin, finding.path, finding.message)
        for case in cases
        if case.accepted_by_azure
        for finding in refusals(case.body, case.type, case.api_version)
        if finding.severity is Severity.ERROR
    ]

    assert errors == []


def test_broken_resources_are_refused_as_the_official_schemas_refuse_them(cases: list[Case], oracle: Any) -> None:
    """Of the mutants that the official schemas refuse 99.9 % are refused, of the others 99.4 % accepted."""
    table: Counter[tuple[str, bool, bool]] = Counter()
    stricter, laxer = set(), set()
    for case, body, places in sound_resources(cases, oracle):
        for kind, path, mutant in mutants(body, places):
            official = case.refused_officially(mutant, oracle)
            ours = refusals(mutant, case.type, case.api_version)
            table[kind, bool(official), bool(ours)] += 1
            if ours and not official:
                stricter.add(f"{kind} {path[-1]}")
            if official and not ours:
                laxer.add(f"{kind} {path[-1]}")

    def rate(*, refused: bool) -> float:
        all_of_them = sum(count for (_, official, _), count in table.items() if official is refused)
        alike = sum(count for (_, official, ours), count in table.items() if official is refused and ours is refused)
        return alike / all_of_them

    print(f"refused {rate(refused=True):.3%}, accepted {rate(refused=False):.3%} of {table.total()} mutants: {table}")
    assert rate(refused=True) >= 0.99
    assert rate(refused=False) >= 0.99
    assert stricter == {f"drop {name}" for name in STRICTER}
    assert laxer <= LAXER.keys()


def sound_resources(cases: list[Case], oracle: Any) -> Iterator[tuple[Case, dict[str, Any], set[JsonPath]]]:
    """Resources that both accept at the apiVersion of our schema, each with the places not seen in one before."""
    rendered = [(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in RENDERED]
    ours = [case for name, template in rendered for case in cases_of(name, template, oracle)]
    seen: set[tuple[str, JsonPath]] = set()
    for case in ours + cases:
        schema = find(case.type)
        if schema is None:
            continue
        key, _ = oracle.find(case.type, schema.api_version, nearest=True)
        body = without_children(case.body) | {"apiVersion": key.split("@")[1]}
        official = oracle._validator(oracle.bundle()["resources"][key])
        current = replace(case, api_version=schema.api_version, official=official)
        places = {path for path, _ in walk(body) if (case.type, without_indexes(path)) not in seen}
        if (
            places
            and not current.refused_officially(body, oracle)
            and not refusals(body, case.type, schema.api_version)
        ):
            seen |= {(case.type, without_indexes(path)) for path in places}
            yield current, body, places


def without_indexes(path: JsonPath) -> JsonPath:
    return tuple("*" if isinstance(step, int) else step for step in path)


def walk(value: Any, path: JsonPath = ()) -> Iterator[tuple[JsonPath, Any]]:
    steps: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*path, step), inner
        yield from walk(inner, (*path, step))


def mutants(body: dict[str, Any], places: set[JsonPath]) -> Iterator[tuple[str, JsonPath, dict[str, Any]]]:
    """One resource for each way in which one of the places can go wrong."""
    for path, value in walk(body):
        if path not in places or path[0] in OUR_OWN_WORDS:
            continue
        for kind, change in changes(path[-1], value):
            mutant = copy.deepcopy(body)
            parent: Any = mutant
            for step in path[:-1]:
                parent = parent[step]
            change(parent)
            yield kind, path, mutant


def changes(step: str | int, value: Any) -> Iterator[tuple[str, Callable[[Any], None]]]:
    def replaced(by: Any) -> Callable[[Any], None]:
        return lambda parent: parent.__setitem__(step, by)

    def renamed(to: str) -> Callable[[Any], None]:
        return lambda parent: parent.__setitem__(to, parent.pop(step))

    if isinstance(step, str):
        yield "drop", lambda parent: parent.pop(step)
        yield "rename", renamed(f"{step}x")
        yield "rename", renamed(step[:-1])
        yield "case", renamed(step[0].swapcase() + step[1:])
    yield "type", replaced("text" if isinstance(value, dict) else {})
    yield "type", replaced(True if isinstance(value, list) else [])
    match value:
        case bool():
            yield "type", replaced("yes")
            yield "convert", replaced(str(value).lower())
        case int():
            yield "type", replaced("many")
            yield "convert", replaced(str(value))
        case str():
            yield "value", replaced("nonsense" if value.startswith("[") else f"{value}x")
            yield "case", replaced(value if value.startswith("[") else value.swapcase())
