"""Any text that a person could write: any characters of Unicode, and often those that mean something to somebody."""

from hypothesis import strategies as st

from generator.rendering.values import as_expression

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MEANINGFUL = st.text(
    st.sampled_from("[](){}'\"\\/$%&#@,.:;!|<>=+-*?^~` \t\n\r\0\ue000\ue0010aAéß語😀\u2028"), max_size=12
)
TRICKY = st.sampled_from(
    [
        "[prod]",
        "[ -f /etc/hosts ]",
        "[[x]]",
        "[[[x]",
        "[]",
        "[",
        "]",
        "['x']",
        "[1]",
        "[a",
        "a]",
        "[it's]",
        "{0}",
        "{{0}}",
        "{",
        "}}",
        "{{ 7 * 7 }}",
        "{% raw %}",
        "{# no comment #}",
        "it's",
        "''",
        'say "hello"',
        "C:\\temp\\new",
        "two\nlines",
        "null",
        "true",
        "0x10",
        "...",
        "<content>",
        "\ue0000\ue001",
        "語 😀 é",
        "$(whoami)",
        "%TEMP%",
    ]
)
IN_BRACKETS = st.builds("[{}]".format, MEANINGFUL)
TEXTS = st.one_of(TRICKY, MEANINGFUL, IN_BRACKETS, ANY)


def is_meant_as_arm(text: str) -> bool:
    """Whether the author wrote an expression, or the escaped form of one."""
    return as_expression(text) is not None or (text.startswith("[[") and as_expression(text[1:]) is not None)


LITERALS = TEXTS.filter(lambda text: text != "" and not is_meant_as_arm(text))
"""Text that is meant as text wherever it stands."""
EXPRESSIONS = st.sampled_from(
    [
        "[resourceGroup().location]",
        "[concat('a', 'it''s', 'b')]",
        "[if(equals(1, 2), 'x', 'y')]",
        "[format('{0}-{1}', subscription().id, 3)]",
        "[resourceId('Microsoft.Network/publicIPAddresses', 'else where')]",
        "[resourceGroup().tags['cost center']]",
    ]
)
