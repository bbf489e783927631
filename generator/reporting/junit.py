"""A JUnit report, which the test pages of build systems show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from generator.diagnostics import Diagnostic, Severity, to_text
from generator.reporting.checked import Checked

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document can hold, escaped or not (XML 1.0, production 2)."""


def junit(checked: Sequence[Checked]) -> str:
    """A suite for each file and in it a case for each finding, or the one case that the file is valid.

    An error is a failed case, what is accepted a skipped one; what is no error passes, with its text as output.
    """
    root = ET.Element("testsuites", {"name": "vmssgen validate", **_counts(checked)})
    for file in checked:
        suite = ET.SubElement(root, "testsuite", {"name": _text(file.name), **_counts([file])})
        for finding in file.found:
            case = _case(suite, file, finding)
            text = _text(to_text(finding))
            if finding.severity is Severity.ERROR:
                message = _text(finding.message)
                ET.SubElement(case, "failure", type=finding.code, message=message).text = text
            else:
                ET.SubElement(case, "system-out").text = text
        for each in file.suppressed:
            ET.SubElement(_case(suite, file, each.finding), "skipped", message=_text(f"accepted: {each.reason}"))
        if not file.found and not file.suppressed:
            ET.SubElement(suite, "testcase", classname=_text(file.name), name="valid")
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _case(suite: ET.Element, file: Checked, finding: Diagnostic) -> ET.Element:
    place = finding.location
    line = f":{place.line}" if place and place.line else ""
    return ET.SubElement(
        suite,
        "testcase",
        classname=_text(file.name),
        name=_text(f"{finding.code} {place.file if place else file.name}{line}"),
    )


def _counts(checked: Sequence[Checked]) -> dict[str, str]:
    failed = sum(each.severity is Severity.ERROR for file in checked for each in file.found)
    skipped = sum(len(file.suppressed) for file in checked)
    cases = sum(max(1, len(file.found) + len(file.suppressed)) for file in checked)
    return {"tests": str(cases), "failures": str(failed), "errors": "0", "skipped": str(skipped)}


def _text(text: str) -> str:
    return _NOT_XML.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
