"""`vmssgen deploy --stack` and `vmssgen publish`."""

import json

from loopback import SUBSCRIPTION, Azure

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"


def with_second_network(azure: Azure) -> None:
    template = json.loads(azure.template.read_text())
    template["resources"].append({**template["resources"][0], "name": "other"})
    azure.template.write_text(json.dumps(template))


def without_second_network(azure: Azure) -> None:
    template = json.loads(azure.template.read_text())
    del template["resources"][1]
    azure.template.write_text(json.dumps(template))


def test_a_stack_is_made_with_its_resources(azure: Azure) -> None:
    answer = azure.deploy("--stack", "nets", file=azure.template)

    assert (answer.exit_code, answer.stdout) == (0, "size = 3\n"), answer.stderr
    assert azure.server.state.resources.get(f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net")


def test_what_leaves_the_template_is_named_and_lives_on(azure: Azure) -> None:
    with_second_network(azure)
    azure.deploy("--stack", "nets", file=azure.template)
    without_second_network(azure)

    answer = azure.deploy("--stack", "nets", file=azure.template)

    assert "These leave the stack and are detached" in answer.stderr
    assert azure.server.state.resources.get(f"{GROUP}/providers/Microsoft.Network/virtualNetworks/other")


def test_what_leaves_the_template_is_deleted_where_that_is_wanted(azure: Azure) -> None:
    with_second_network(azure)
    azure.deploy("--stack", "nets", file=azure.template)
    without_second_network(azure)

    answer = azure.deploy("--stack", "nets", "--unmanaged", "delete", file=azure.template)

    assert answer.exit_code == 0, answer.stderr
    assert "These leave the stack and are deleted" in answer.stderr
    assert not azure.server.state.resources.get(f"{GROUP}/providers/Microsoft.Network/virtualNetworks/other")


def test_resources_are_protected_as_asked(azure: Azure) -> None:
    azure.deploy("--stack", "nets", "--deny", "denyDelete", file=azure.template)

    sent = azure.requests("PUT", "/deploymentStacks/nets")[-1].body
    assert sent["properties"]["denySettings"] == {"mode": "denyDelete"}


def test_a_stack_is_followed_by_its_name(azure: Azure) -> None:
    azure.deploy("--stack", "nets", file=azure.template)

    answer = azure.vmssgen("status", "nets", "--stack", "-g", "rg")

    assert (answer.exit_code, answer.stdout) == (0, "size = 3\n"), answer.stderr


def test_a_stack_has_no_mode(azure: Azure) -> None:
    answer = azure.deploy("--stack", "nets", "--mode", "complete", file=azure.template)

    assert answer.exit_code == 2


def publish(azure: Azure, *arguments: str) -> tuple[int, str]:
    answer = azure.vmssgen("publish", azure.template, "-g", "rg", "--template-spec", "nets", *arguments)
    return answer.exit_code, answer.stdout


def test_a_template_is_published_as_a_version(azure: Azure) -> None:
    code, output = publish(azure, "--version", "1.0", "--description", "The networks")

    assert code == 0
    assert output.strip().endswith("/Microsoft.Resources/templateSpecs/nets/versions/1.0")
    sent = azure.requests("PUT", "/versions/1.0")[0].body
    assert sent["properties"]["mainTemplate"] == json.loads(azure.template.read_text())


def test_a_version_that_exists_is_replaced_only_on_demand(azure: Azure) -> None:
    publish(azure, "--version", "1.0")

    asked, _ = publish(azure, "--version", "1.0")
    told, _ = publish(azure, "--version", "1.0", "--yes")

    assert (asked, told) == (1, 0)
    assert len(azure.requests("PUT", "/versions/1.0")) == 2
