"""A deployment that another run has started: followed where it is the same, left alone where it is another's."""

import threading

from loopback import Azure


def test_the_same_content_is_followed_and_not_deployed_twice(azure: Azure) -> None:
    release = azure.server.hold("/deployments/mine")
    azure.deploy("--no-wait", "--name", "mine", file=azure.template)
    threading.Timer(0.5, release.set).start()

    answer = azure.deploy("--name", "mine", file=azure.template)

    assert answer.exit_code == 0
    assert "started by an earlier run, now followed" in answer.stderr
    assert len(azure.requests("PUT", "/deployments/mine")) == 1


def test_it_says_that_secrets_are_not_compared(azure: Azure) -> None:
    azure.server.hold("/deployments/mine")
    azure.deploy("--no-wait", "--name", "mine", file=azure.template)

    answer = azure.deploy("--no-wait", "--name", "mine", file=azure.template)

    assert "values of secure parameters are not compared" in answer.stderr


def test_other_content_under_the_same_name_is_refused(azure: Azure) -> None:
    azure.server.hold("/deployments/mine")
    azure.deploy("--no-wait", "--name", "mine", file=azure.template)

    answer = azure.deploy("--name", "mine", "--parameter", "size=4", file=azure.template)

    assert (answer.exit_code, answer.codes) == (3, ["azure/deployment-active"])
    assert len(azure.requests("PUT", "/deployments/mine")) == 1


def test_a_finished_one_is_deployed_again(azure: Azure) -> None:
    azure.deploy("--name", "mine", file=azure.template)

    answer = azure.deploy("--name", "mine", file=azure.template)

    assert answer.exit_code == 0
    assert len(azure.requests("PUT", "/deployments/mine")) == 2


def test_a_timeout_leaves_it_running_and_says_how_to_go_on(azure: Azure) -> None:
    azure.server.hold("/deployments/mine")

    answer = azure.deploy("--name", "mine", "--timeout", "1s", file=azure.template)

    assert (answer.exit_code, answer.codes) == (3, ["azure/timeout"])
    assert "the deployment goes on without us; follow it: vmssgen status mine --watch -g rg" in answer.stderr


def test_a_lost_connection_leaves_it_running_and_says_how_to_go_on(azure: Azure) -> None:
    from armserver import faults

    azure.server.faults.add("GET", "/operationStatuses/", faults.expired_token(), times=-1)

    answer = azure.deploy("--name", "mine", file=azure.template)

    assert answer.exit_code == 3
    assert "vmssgen status mine --watch -g rg" in answer.stderr
