"""What must be so in a subscription, or must go wrong in it, for a recorded request to be answered as it was."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from armserver import faults
from armserver.faults import Faults
from armserver.outcomes import Failure
from armserver.providers import described, put
from armserver.state import ResourceGroup, State
from conformance.arm_recordings import Recording, linked_templates

_GROUP = re.compile(r"/resourcegroups/([^/?\"]+)", re.IGNORECASE)
_LOCATION = re.compile(r'"location": "([a-z0-9]+)"')


def groups(recording: Recording) -> Iterator[ResourceGroup]:
    """Give the resource groups that were there before the recording began."""
    known: set[str] = set()
    for each in recording.interactions:
        path = each["path"].partition("?")[0]
        own = _GROUP.search(path)
        names = [own[1]] if own else []
        if each["status"] < 300:
            names += _GROUP.findall(json.dumps(each.get("responseBody")))
        for name in names:
            if name.lower() in known:
                continue
            known.add(name.lower())
            is_itself = own is not None and path.endswith(own[0]) and name == own[1]
            if not (is_itself and (each["method"] == "PUT" or each["status"] == 404)):
                body = _described(recording, name)
                location = body.get("location") or _any_location(recording)
                yield ResourceGroup(name=name, location=location, tags=body.get("tags"))


def prepare(state: State, faults_: Faults, recording: Recording, index: int) -> None:
    """Let the next request of the recording meet what it met then."""
    recorded, body = recording.interactions[index], recording.body(index)
    path = recorded["path"].partition("?")[0]
    state.linked.update(linked_templates())
    if recorded["method"] == "PUT" and "/deployments/" in path:
        state.outcomes.recover()
        _let_fail(state, recording, index)
    if recorded["status"] == 400 and recorded["method"] in ("PUT", "POST"):
        _let_refuse(state, body["error"])
    if recorded["status"] == 500:
        faults_.add(recorded["method"], re.escape(path.rpartition("/")[0]), faults.internal_error())
    if recorded["status"] == 409 and recorded["method"] == "DELETE":
        scope = body["error"]["message"].rpartition("are locked: '")[2].partition("'")[0]
        put(state, f"{scope}/providers/Microsoft.Authorization/locks/keep", {"properties": {"level": "CanNotDelete"}})
    if path.lower().endswith("/whatif"):
        _let_exist(state, recording, index)


def _let_fail(state: State, recording: Recording, index: int) -> None:
    """Let the first resource fail as the deployment says that some did, if it did."""
    for later in range(index + 1, len(recording.interactions)):
        if recording.interactions[later]["method"] == "PUT":
            return
        body = recording.body(later)
        if isinstance(body, dict) and body.get("status") == "Failed" and "error" in body:
            detail = body["error"]["details"][0]
            as_text = detail["message"].lstrip().startswith("{")
            error = json.loads(detail["message"])["error"] if as_text else detail
            failure = Failure(suffix="", status_code=detail["code"], error=error, as_text=as_text)
            state.outcomes.fail(failure)
            return


def _let_refuse(state: State, error: Mapping[str, Any]) -> None:
    if error["code"] == "InvalidTemplateDeployment":
        state.outcomes.refuse(error["details"][0], 1)
    elif not error["code"].startswith(("InvalidTemplate", "InvalidRequest")):
        state.outcomes.refuse(error, 1, as_detail=False)


def _let_exist(state: State, recording: Recording, index: int) -> None:
    """Let there be what the answer to a what-if says there was, unless the recording itself makes it."""
    if any(each["method"] == "PUT" and "/deployments/" in each["path"] for each in recording.interactions[:index]):
        return
    answers = (recording.body(later) for later in range(index + 1, len(recording.interactions)))
    result = next(
        (each for each in answers if isinstance(each, dict) and "changes" in each.get("properties", {})), None
    )
    for change in result["properties"]["changes"] if result else ():
        if change["changeType"] != "Create" and described(state, change["resourceId"]) is None:
            put(state, change["resourceId"], change.get("before") or {})


def _described(recording: Recording, group: str) -> Mapping[str, Any]:
    bodies = (each.get("responseBody") for each in recording.interactions)
    return next((each for each in bodies if isinstance(each, Mapping) and each.get("name") == group), {})


def _any_location(recording: Recording) -> str:
    found = _LOCATION.search(json.dumps([each.get("responseBody") for each in recording.interactions]))
    return found[1] if found else "westus"
