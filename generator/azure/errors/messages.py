"""Azure's sentences without what says nothing: where to read on, ids that nobody looks up, whole resource ids."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

LONGEST = 700
"""Characters of a message that a person reads; of a longer one the beginning and the end."""
_HEAD = 480

_ADVERTS = re.compile(
    r"\s*(?<![\w'])(?:Please (?:see|refer to|read|visit|go to)|For (?:more |further )?(?:details|information)|See"
    r"|Read more|Learn more|To learn|More information|Submit a request|Setup Alerts)\b[^'\n]{0,300}?(?:https?://|aka\.ms/)\S*"
    r"(?: for (?:more |usage )?(?:details|information)| by specifying[^'\n]{0,200}?to succeed"
    r"| for (?:how to|instructions)[^'.\n]*| and [\w ]+, refer to https?://\S+)?[ .]*",
)
_EMPTY_SENTENCES = re.compile(
    r"\s*(?:See inner errors for details|Please list deployment operations for details|Please see details"
    r"|See error details for policy resource IDs|Please check audit logs for more details"
    r"|Please refer to the details for the specific errors|Please see the VM extension instance view for other failures"
    r"|Please look at the inner error details)\.?",
)
_IDS = tuple(
    re.compile(rf"{pattern}\.?", re.IGNORECASE)
    for pattern in (
        r"\s*\bDiagnostic information: timestamp '(?P<time>[^']*)',.{0,80}? tracking id '(?P<id>[^']*)',[^.']*'[^']*'",
        r"\s*The tracking id is '(?P<id>[^']*)'",
        r"\s*If you contact a support[^:]*: (?P<id>[^\s,]+), timestamp: (?P<time>[^,]+), errorcode: \w+",
        r"\s*Trace ID: \S+\s+Correlation ID: (?P<id>\S+)\s+Timestamp: (?P<time>[\d-]+ [\d:]+Z)",
        r"\s*\bRequest ?id[:=]\s*(?P<id>[\w-]{8,})(?:\s+Time:\s*(?P<time>[\w:.+-]+))?",
        r"\s*\bActivity ?id[:=]\s*(?P<id>[\w-]{8,})(?:, [\w./]+)?",
        r",?\s*Correlation ?id[:=]\s*'?(?P<id>[\w-]{8,})'?",
    )
)
"""Where messages have the ids by which Azure's support finds a request."""
_WRAPPINGS = (
    re.compile(r"Deployment template (?:validation|parse) failed: '(.*)'[\s.]*", re.DOTALL),
    re.compile(r"Deployment template language expression evaluation failed: '(.*)'[\s.]*", re.DOTALL),
    re.compile(r"The template deployment failed with error: '(.*)'[\s.]*", re.DOTALL),
    re.compile(r"The resource with id: '[^']*' failed validation with message: '(.*)'[\s.]*", re.DOTALL),
)
"""Sentences around the sentence that says what is wrong."""
_STACK = re.compile(r"\s*\bat (?:[\w`]+\.){2,}[^\s(]*\([^)\n]*\)(?: in \S+:line \d+)?|^--- End of .*$", re.MULTILINE)
_QUOTED_BODY = re.compile(r'(Error converting value ".{40}).*(" to type)', re.DOTALL)
"""A template that Azure could not read, quoted as a whole."""
_SPACES = re.compile(r"\s+")
_BULLET = re.compile(r"\n[-*] ")
_RESOURCE_ID = re.compile(
    r"(?<!\w)/subscriptions/(?P<subscription>[^/\s'\"]+)(?:/resourceGroups/(?P<group>[^/\s'\"]*))?"
    r"/providers/(?P<rest>[\w.]+/[^\s'\",;()\[\]]*[^\s'\",;()\[\].:?])(?:\?api-version=[\w-]+)?",
    re.IGNORECASE,
)
_OWN_SUBSCRIPTION = re.compile(r" (?:for|in|of) subscription '?[0-9a-f]{8}-[0-9a-f-]{27}'?(?=[.\s])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tidy:
    """A message on one line, and the ids that were in it, by which Azure's support finds the request."""

    text: str
    ids: tuple[str, ...] = ()


def tidy(message: str, *, group: str | None = None) -> Tidy:
    """What a message says. Resource ids become `type/name`, with the resource group unless it is `group`."""
    text = _SPACES.sub(lambda found: "\n" if "\n" in found[0] else " ", message.replace("\r", "\n"))
    text = _QUOTED_BODY.sub(r"\1…\2", _STACK.sub("", text))
    ids: list[str] = []
    for pattern in _IDS:
        ids += [_id(found) for found in pattern.finditer(text)]
        text = pattern.sub("", text)
    text = _EMPTY_SENTENCES.sub("", _ADVERTS.sub(" ", text)).strip()
    for wrapping in _WRAPPINGS:
        if found := wrapping.fullmatch(text):
            text = found[1]
    text = _OWN_SUBSCRIPTION.sub("", text).replace(" zones ''", "")
    text = _short_ids(text, group)
    lines = (line for line, _ in groupby(_BULLET.sub("; ", text).splitlines()))
    text = " ".join(" ".join(lines).replace(":; ", ": ").split())
    text = re.sub(r"\s+([.,'])(?=\s|$)", r"\1", text)
    text = re.sub(r"(?<!\.)\.\.(?=\s|$)|(?<=[!?:])\.(?=\s|$)", lambda found: found[0][1:], text).strip(" ,;:")
    return Tidy(cut(re.sub(r"(?<!\.)\.$", "", text)), tuple(dict.fromkeys(ids)))


def cut(text: str, longest: int = LONGEST) -> str:
    """The beginning and the end of a text that is too long to be read."""
    head = longest * _HEAD // LONGEST
    return text if len(text) <= longest else f"{text[:head].rstrip()} … {text[head - longest :].lstrip()}"


def on_one_line(text: str) -> str:
    """The text with each line break, and what is blank beside it, as one space."""
    return " ".join(text.split())


def short_id(resource_id: str) -> str:
    """`virtualMachineScaleSets/web` for a whole id: types and names behind the last provider."""
    resource_id = cut(on_one_line(resource_id), 300)
    _, provider, rest = resource_id.partition("?")[0].rstrip("/").rpartition("/providers/")
    if provider and "/" in rest:
        return rest.partition("/")[2]
    return "/".join(resource_id.rstrip("/").rsplit("/", 2)[-2:])


def group_of(resource_id: str | None) -> str | None:
    """The resource group in a resource id."""
    found = re.search(r"/resourceGroups/([^/]+)", resource_id or "", re.IGNORECASE)
    return found[1] if found else None


def _id(found: re.Match[str]) -> str:
    time = found.groupdict().get("time")
    return f"{found['id'].rstrip('.')}, {time}" if time else found["id"].rstrip(".")


def _short_ids(text: str, group: str | None) -> str:
    known = {(group or "").lower()}

    def shorten(found: re.Match[str]) -> str:
        name = short_id(f"/providers/{found['rest']}")
        own = (found["group"] or "").lower()
        if own in known:
            return name
        known.add(own)
        return f"{name} (resource group {found['group']})" if own else name

    return _RESOURCE_ID.sub(shorten, text)
