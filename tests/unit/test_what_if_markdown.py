"""What-if as a comment on a pull request."""

import html
import re
from typing import Any

from unit.what_if_samples import (
    GROUP,
    changed,
    created,
    modify,
    resource,
    what_if,
)

from generator.azure.what_if.report_markdown import to_markdown
from generator.showing.markdown import LONGEST

HOSTILE = "`````\n```\n</details><script>x</script> | [a](b) @everyone #1 <!-- *b* _c_ $d$ \\| &amp; ~~e~~"


def hostile_page(**options: Any) -> str:
    changes = [
        resource("Create", f"{GROUP}/providers/A.B/c/{HOSTILE}", after={"x": HOSTILE}),
        modify(created("tags.x", HOSTILE), changed("properties.y", f"1\n{HOSTILE}", f"2\n{HOSTILE}")),
        resource("Unsupported", unsupportedReason=HOSTILE),
    ]
    diagnostics = [{"level": "Error", "code": HOSTILE, "message": HOSTILE, "target": HOSTILE}]
    return to_markdown(what_if(*changes, diagnostics=diagnostics), title=HOSTILE, show_all=True, **options)


def outside_of_code_blocks(page: str) -> str:
    return re.sub(r"^(`{3,})diff\n.*?\n\1$", "", page, flags=re.DOTALL | re.MULTILINE)


def test_values_are_text_in_markdown() -> None:
    tags = set(re.findall(r"<[^>]*>", outside_of_code_blocks(hostile_page())))

    assert tags == {"<code>", "</code>", "<details>", "</details>", "<summary>", "</summary>"}


def test_values_cannot_break_the_table() -> None:
    rows_of_table = [line for line in hostile_page().splitlines() if line.startswith("|")]

    assert {line.count("|") for line in rows_of_table} == {3}
    assert len(rows_of_table) == 2 + 3


def test_values_cannot_end_a_code_block() -> None:
    page = hostile_page()
    fences = re.findall(r"^(`{3,})(?:diff)?$", page, re.MULTILINE)

    assert len(fences) == 2 * page.count("<details>")
    assert page.count("<details>") == outside_of_code_blocks(page).count("<details>") == 3


def test_values_mention_nobody_and_link_nowhere() -> None:
    outside = html.unescape(re.sub(r"<code>.*?</code>", "", outside_of_code_blocks(hostile_page())))

    assert "@everyone" not in outside
    assert "](b)" not in re.sub(r"&#\d+;", "", outside_of_code_blocks(hostile_page()))


def test_a_title_is_one_line() -> None:
    assert to_markdown(what_if(), title="a\nb", show_all=False) == "### a b\n\nno changes&#58; no resources\n"


def test_a_comment_is_never_longer_than_github_takes() -> None:
    many = [modify(created("tags.x", "y" * 90), resource_id=f"{GROUP}/providers/A.B/c/{n:04}") for n in range(2000)]

    page = to_markdown(what_if(*many), title="x", show_all=False)

    assert len(page) <= LONGEST + 200
    assert page.endswith(" more are left out: a comment takes no more.\n")
    assert re.search(r"^\| \| and \d+ more \|$", page, re.MULTILINE)
