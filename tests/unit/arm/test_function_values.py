"""Functions that the conformance data leaves out, or where implementations often differ from Azure."""

from datetime import UTC, datetime
from typing import Any

import pytest
from unit.arm.evaluating import value_of

from generator.arm.deferred import Deferred
from generator.arm.evaluation import EvaluationError
from generator.arm.functions.table import FUNCTIONS
from generator.arm.scope import Deployment

NOON = datetime(2024, 2, 29, 13, 5, 9, 120000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("like('Web-01', 'web*')", True),
        ("like('web-01', '*-*1')", True),
        ("like('web', 'we')", False),
        ("like('aXbXc', 'a*x*x*x*c')", False),
        ("distinct(createArray('b', 'a', 'b', 1, true(), 1))", ["b", "a", 1, True]),
        ("mapValues(createObject('a', 1, 'b', 2), lambda('v', mul(lambdaVariables('v'), 10)))", {"a": 10, "b": 20}),
        (
            "map(createArray('a', 'b'), lambda('v', 'i', concat(lambdaVariables('v'), lambdaVariables('i'))))",
            ["a0", "b1"],
        ),
        ("sort(createArray(3, 1, 2), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))", [1, 2, 3]),
        ("reduce(range(1, 4), 0, lambda('sum', 'n', add(lambdaVariables('sum'), lambdaVariables('n'))))", 10),
        ("reduce(createArray(), 'start', lambda('a', 'b', 1))", "start"),
        ("length('🦭')", 2),
        ("toUpper('straße')", "STRAßE"),
        ("indexOf('ABC', 'c')", 2),
        ("contains('ABC', 'c')", False),
        ("contains(createObject('Name', 1), 'name')", True),
        ("equals(1, json('1.0'))", True),
        ("equals(1, true())", False),
        ("equals('a', 'A')", False),
        ("greater('A', 'a')", True),
        ("greater('b', 'A')", True),
        ("less('1', 'a')", True),
        ("div(-7, 2)", -3),
        ("mod(-7, 2)", -1),
        ("split('a,b;c', createArray(',', ';'))", ["a", "b", "c"]),
        ("take('abc', 9)", "abc"),
        ("skip(createArray(1, 2), -1)", [1, 2]),
        (
            "union(createObject('a', createObject('x', 1)), createObject('A', createObject('y', 2)))",
            {"a": {"x": 1, "y": 2}},
        ),
        ("intersection(createArray(1, 2, 2, 3), createArray(3, 2))", [2, 3]),
        ("intersection(createObject('a', 1, 'b', 2), createObject('a', 1, 'b', 3))", {"a": 1}),
        ("items(createObject('b', 1, 'A', 2))[0].key", "A"),
        ("json('{a: ''x'', /* y */ \"b\": [1, ], } // z')", {"a": "x", "b": [1]}),
        ("environment().suffixes.storage", "core.windows.net"),
        ("uniqueString('hello', 'world')", "a7wkljktk6wne"),
        ("guid('foo', 'bar', 'baz')", "2ed86837-7c7c-5eaa-9864-dd077fd19b0d"),
    ],
)
def test_values(code: str, value: Any) -> None:
    got = value_of(code)

    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize(
    ("form", "value", "text"),
    [
        ("{0:N2}", "1234567", "1,234,567.00"),
        ("{0:D5}", "-42", "-00042"),
        ("{0:X4}", "255", "00FF"),
        ("{0:x}", "255", "ff"),
        ("{0:F1}", "json('0.25')", "0.3"),
        ("{0:P0}", "json('0.5')", "50 %"),
        ("{0:E2}", "12345", "1.23E+004"),
        ("{0:00000}", "42", "00042"),
        ("{0:#,##0.00}", "1234567", "1,234,567.00"),
        ("{0:0.##}", "json('1.5')", "1.5"),
        ("{0:000-00}", "12345", "123-45"),
        ("{0,5}|", "42", "   42|"),
        ("{0,-5}|", "'ab'", "ab   |"),
        ("{{{0}}}", "'x'", "{x}"),
        ("{0}", "true()", "True"),
        ("{0}", "createArray('a', 1)", "['a',1]"),
    ],
)
def test_format_writes_as_dotnet_does(form: str, value: str, text: str) -> None:
    assert value_of(f"format('{form}', {value})") == text


@pytest.mark.parametrize("form", ["{", "}", "{0", "{1}", "{x}", "{0:Q}", "{0:D1000}"])
def test_format_refuses_what_dotnet_refuses(form: str) -> None:
    with pytest.raises(EvaluationError, match="format"):
        value_of(f"format('{form}', 1)")


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("", "20240229T130509Z"),
        ("'d'", "02/29/2024"),
        ("'D'", "Thursday, 29 February 2024"),
        ("'o'", "2024-02-29T13:05:09.1200000Z"),
        ("'R'", "Thu, 29 Feb 2024 13:05:09 GMT"),
        ("'u'", "2024-02-29 13:05:09Z"),
        ("'yyyy-MM-dd'", "2024-02-29"),
        ("'M d'", "2 29"),
        ("'h:mm tt'", "1:05 PM"),
        ("'yy.fff.FFF zzz'", "24.120.12 +00:00"),
        ("'\"at\" HH'", "at 13"),
    ],
)
def test_now_is_written_as_dotnet_does(form: str, text: str) -> None:
    assert value_of(f"utcNow({form})", deployment=Deployment(now=NOON), in_parameter_default=True) == text


@pytest.mark.parametrize("code", ["utcNow()", "newGuid()"])
def test_what_changes_with_each_deployment_stands_only_in_defaults(code: str) -> None:
    with pytest.raises(EvaluationError, match="only in the default of a parameter"):
        value_of(code)


def test_a_new_guid_is_azures_to_make() -> None:
    assert value_of("concat('a-', newGuid())", in_parameter_default=True) == "[concat('a-', newGuid())]"


@pytest.mark.parametrize(
    ("base", "duration", "text"),
    [
        ("2020-04-07 14:53:14Z", "P3Y", "2023-04-07T14:53:14Z"),
        ("2024-01-01T00:00:00Z", "P1Y", "2024-12-31T00:00:00Z"),
        ("2022-09-01T00:00:00Z", "P10Y", "2032-08-29T00:00:00Z"),
        ("2020-04-07T14:53:14+02:00", "-P9D", "2020-03-29T12:53:14Z"),
        ("4/7/2020 2:53:14 PM", "PT1H30M", "2020-04-07T16:23:14Z"),
        ("20200407T145314Z", "P1W", "2020-04-14T14:53:14Z"),
        ("2020-04-07", "PT0.5S", "2020-04-07T00:00:00Z"),
    ],
)
def test_durations_are_added(base: str, duration: str, text: str) -> None:
    assert value_of(f"dateTimeAdd('{base}', '{duration}')") == text


@pytest.mark.parametrize("call", ["'x', 'P1D'", "'2020-02-30', 'P1D'", "'2020-01-01', '1D'", "'2020-01-01', 'P9999Y'"])
def test_dates_that_are_none_are_refused(call: str) -> None:
    with pytest.raises(EvaluationError, match="dateTimeAdd"):
        value_of(f"dateTimeAdd({call})")


SUBSCRIPTION = "11111111-1111-1111-1111-111111111111"
OTHER = "22222222-2222-2222-2222-222222222222"


@pytest.mark.parametrize(
    ("scope", "code", "value"),
    [
        (
            "resourceGroup",
            "resourceId('A.B/c/d', 'x', 'y')",
            f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/A.B/c/x/d/y",
        ),
        (
            "resourceGroup",
            "resourceId('other', 'A.B/c', 'x')",
            f"/subscriptions/{SUBSCRIPTION}/resourceGroups/other/providers/A.B/c/x",
        ),
        (
            "resourceGroup",
            f"resourceId('{OTHER}', 'o', 'A.B/c', 'x')",
            f"/subscriptions/{OTHER}/resourceGroups/o/providers/A.B/c/x",
        ),
        ("subscription", "resourceId('A.B/c', 'x')", f"/subscriptions/{SUBSCRIPTION}/providers/A.B/c/x"),
        ("tenant", "resourceId('A.B/c', 'x')", "/providers/A.B/c/x"),
        (
            "resourceGroup",
            f"subscriptionResourceId('{OTHER}', 'A.B/c', 'x')",
            f"/subscriptions/{OTHER}/providers/A.B/c/x",
        ),
        ("resourceGroup", "tenantResourceId('A.B/c', 'x')", "/providers/A.B/c/x"),
        (
            "managementGroup",
            "managementGroupResourceId('A.B/c', 'x')",
            "/providers/Microsoft.Management/managementGroups/mg/providers/A.B/c/x",
        ),
        (
            "managementGroup",
            "managementGroupResourceId('other', 'A.B/c', 'x')",
            "/providers/Microsoft.Management/managementGroups/other/providers/A.B/c/x",
        ),
        ("resourceGroup", "extensionResourceId('/x/y', 'A.B/c', 'z')", "/x/y/providers/A.B/c/z"),
        ("managementGroup", "managementGroup().id", "/providers/Microsoft.Management/managementGroups/mg"),
        ("subscription", "deployment().location", "westeurope"),
    ],
)
def test_ids_and_places(scope: str, code: str, value: str) -> None:
    deployment = Deployment(scope=scope, subscription_id=SUBSCRIPTION, resource_group="rg", management_group="mg")

    assert value_of(code, deployment=deployment) == value


@pytest.mark.parametrize(
    ("scope", "code", "message"),
    [
        ("resourceGroup", "resourceId('A.B/c', 'x', 'y')", "incorrect segment lengths"),
        ("resourceGroup", "resourceId('c', 'x')", "a full resource type"),
        ("subscription", "resourceGroup().id", "only in a template that is deployed to a resource group"),
        ("tenant", "subscription().id", "only in a template for a subscription"),
        ("resourceGroup", "managementGroup().id", "only in a template that is deployed to a management group"),
    ],
)
def test_places_that_are_not_there_are_refused(scope: str, code: str, message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        value_of(code, deployment=Deployment(scope=scope))


def test_no_function_of_azure_runs_here() -> None:
    unknown = {each.name for each in FUNCTIONS.values() if each.run is None and each.form is None}

    assert {"reference", "references", "pickZones", "providers", "deployer", "roleDefinitions"} <= unknown
    assert not isinstance(value_of("add(1, 2)"), Deferred)
