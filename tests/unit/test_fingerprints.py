"""Fingerprints of lines: the same as long as the line and what follows stay."""

from generator.reporting.fingerprints import line_fingerprints

LINES = [f"line {number}: {'x' * 120}" for number in range(5)]


def test_a_line_keeps_its_fingerprint_when_it_moves() -> None:
    assert line_fingerprints("\n".join(["new", *LINES]))[1:] == line_fingerprints("\n".join(LINES))


def test_blanks_and_line_breaks_of_other_systems_do_not_count() -> None:
    spaced = "\r\n".join("  " + line.replace(" ", "\t") for line in LINES)

    assert line_fingerprints(spaced) == line_fingerprints("\n".join(LINES))


def test_equal_lines_are_numbered() -> None:
    hashes = line_fingerprints(f"{'x' * 200}\n{'x' * 200}\n")

    assert [each.partition(":")[2] for each in hashes] == ["1", "2", "1"]
    assert hashes[0].partition(":")[0] == hashes[1].partition(":")[0]


def test_a_character_beyond_the_first_plane_counts_as_two() -> None:
    assert line_fingerprints("🚀" * 50 + "a") == line_fingerprints("🚀" * 50 + "b")
    assert line_fingerprints("🚀" * 49 + "a") != line_fingerprints("🚀" * 49 + "b")
