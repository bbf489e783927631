"""`format`: the composite format strings of .NET, with its invariant culture."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from generator.arm.functions.function import function, kind_of
from generator.arm.functions.strings import as_text
from generator.arm.functions.values import bounded, number_text, single_quoted
from generator.arm.scope import EvaluationError

_PART = re.compile(r"\{\{|\}\}|\{\s*(\d{1,6})\s*(?:,\s*(-?\d{1,6})\s*)?(?::((?:[^{}]|\{\{|\}\})*))?\}|[{}]")
_STANDARD = re.compile(r"([A-Za-z])(\d{0,9})")
_MOST_DIGITS = 999
_EXACT = Context(prec=1500, rounding=ROUND_HALF_UP, Emax=99999, Emin=-99999)


def composite(template: str, *values: Any) -> str:
    """The template with each `{index,width:format}` replaced by its value."""
    pieces: list[str] = []
    at = size = 0
    for part in _PART.finditer(template):
        pieces += [template[at : part.start()], _replaced(part, values)]
        at = part.end()
        size += len(pieces[-1])
        bounded(size)
    return "".join((*pieces, template[at:]))


def _replaced(part: re.Match[str], values: tuple[Any, ...]) -> str:
    if part[0] in ("{{", "}}"):
        return part[0][0]
    if part[1] is None:
        raise EvaluationError(
            "format takes { and } only around the index of an argument; {{ and }} stand for themselves"
        )
    if int(part[1]) >= len(values):
        raise EvaluationError(f"format has no argument for {{{int(part[1])}}}: it was given {len(values)}")
    text = _formatted(values[int(part[1])], part[3] or "")
    width = int(part[2] or 0)
    return text.ljust(-width) if width < 0 else text.rjust(width)


def _formatted(value: Any, form: str) -> str:
    match kind_of(value):
        case "integer" | "float":
            return number(value, form) if form else number_text(value)
        case "array" | "object":
            return single_quoted(value)
    return as_text(value)


def number(value: float, form: str) -> str:
    """The number in a standard format such as `N2`, or in a custom one such as `#,##0.00`."""
    standard = _STANDARD.fullmatch(form)
    if standard is None:
        return _custom(value, form)
    letter, digits = standard[1], standard[2]
    precision = int(digits) if digits else None
    if precision is not None and precision > _MOST_DIGITS:
        raise EvaluationError(f"format writes at most {_MOST_DIGITS} digits")
    exact = Decimal(value)
    match letter.upper():
        case "D" | "X" | "B" if isinstance(value, int):
            return _integral(value, letter, precision or 0)
        case "N":
            return _grouped(exact, 2 if precision is None else precision)
        case "F":
            return _fixed(exact, 2 if precision is None else precision)
        case "P":
            return _grouped(exact * 100, 2 if precision is None else precision) + " %"
        case "C":
            text = _grouped(abs(exact), 2 if precision is None else precision)
            return f"(¤{text})" if exact < 0 else f"¤{text}"
        case "E":
            return _exponential(exact, letter, 6 if precision is None else precision)
        case "G" | "R":
            return _general(value, precision, letter)
    raise EvaluationError(f"format can not write {'an integer' if isinstance(value, int) else 'a number'} as {form!r}")


def _integral(value: int, letter: str, precision: int) -> str:
    if letter.upper() == "D":
        return ("-" if value < 0 else "") + str(abs(value)).zfill(precision)
    bits = 32 if -(2**31) <= value < 2**31 else 64
    return f"{value % 2**bits:{letter.lower() if letter.upper() == 'B' else letter}}".zfill(precision)


def _rounded(value: Decimal, places: int) -> Decimal:
    rounded = value.quantize(Decimal(1).scaleb(-places), context=_EXACT)
    return rounded or abs(rounded)


def _fixed(value: Decimal, places: int) -> str:
    return f"{_rounded(value, places):f}"


def _grouped(value: Decimal, places: int) -> str:
    return f"{_rounded(value, places):,f}"


def _exponential(value: Decimal, letter: str, places: int) -> str:
    if not value:
        return f"{0:.{places}f}{letter}+000"
    exponent = value.adjusted()
    mantissa = _rounded(value.scaleb(-exponent, _EXACT), places)
    if abs(mantissa) >= 10:
        exponent, mantissa = exponent + 1, _rounded(mantissa / 10, places)
    return f"{mantissa:f}{letter}{'-' if exponent < 0 else '+'}{abs(exponent):03d}"


def _general(value: float, precision: int | None, letter: str) -> str:
    if not precision:
        return number_text(value)
    exact = Context(prec=precision, rounding=ROUND_HALF_UP).create_decimal(Decimal(value)).normalize()
    exponent = exact.adjusted()
    if exponent >= precision or exponent < -5:
        mantissa = exact.scaleb(-exponent)
        return f"{mantissa:f}{'e' if letter == 'g' else 'E'}{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    return f"{exact:f}"


# Custom formats

_TOKEN = re.compile(r"\\(.)|'([^']*)'|\"([^\"]*)\"|([0#.,%])|(.)", re.DOTALL)


def _custom(value: float, form: str) -> str:
    sections = re.findall(r"""(?:\\.|'[^']*'|"[^"]*"|[^;])*(?:;|\Z)""", form, re.DOTALL)
    texts = [section.removesuffix(";") for section in sections][:3]
    if len(texts) > 2 and value == 0 and texts[2]:
        return _section(Decimal(0), texts[2])
    if len(texts) > 1 and value < 0 and texts[1]:
        return _section(abs(Decimal(value)), texts[1])
    text = _section(abs(Decimal(value)), texts[0])
    return "-" + text if value < 0 and re.search("[1-9]", text) else text


def _section(value: Decimal, form: str) -> str:
    tokens = [(found.lastindex == 4, found[found.lastindex or 0]) for found in _TOKEN.finditer(form)]
    places = [at for at, (mark, text) in enumerate(tokens) if mark and text in "0#"]
    point = next((at for at, token in enumerate(tokens) if token == (True, ".")), len(tokens))
    whole = [tokens[at][1] for at in places if at < point]
    fraction = [tokens[at][1] for at in places if at > point]
    value = value.scaleb(2 * tokens.count((True, "%")), _EXACT)
    commas = [at for at, token in enumerate(tokens) if token == (True, ",") and at < point]
    trailing = [at for at in commas if places and at > max((p for p in places if p < point), default=-1)]
    value = value.scaleb(-3 * min(len(trailing), 100), _EXACT)
    if len(fraction) > 300 or len(whole) > 300:
        raise EvaluationError("format takes at most 300 places for digits")
    digits, _, decimals = _fixed(value, len(fraction)).partition(".")
    least = len(whole) - whole.index("0") if "0" in whole else 0
    digits = digits.lstrip("0").zfill(least) if least else digits.lstrip("0")
    kept = max((at + 1 for at, mark in enumerate(fraction) if mark == "0"), default=0)
    decimals = decimals[:kept] + decimals[kept:].rstrip("0")
    return _filled(tokens, digits, decimals, len(whole), grouped=len(commas) > len(trailing))


def _filled(tokens: list[tuple[bool, str]], digits: str, decimals: str, places: int, *, grouped: bool) -> str:
    pieces: list[str] = []
    place = at = 0
    in_fraction = False
    for mark, text in tokens:
        if not mark or text == "%":
            pieces.append(text)
        elif text == "." and not in_fraction:
            in_fraction = True
            pieces.append("." if decimals else "")
        elif text in "0#" and in_fraction:
            pieces.append(decimals[at : at + 1])
            at += 1
        elif text in "0#":
            start = 0 if place == 0 else max(0, len(digits) - places + place)
            end = max(0, len(digits) - places + place + 1)
            for index in range(start, end):
                after = len(digits) - index - 1
                pieces.append(digits[index] + ("," if grouped and after and after % 3 == 0 else ""))
            place += 1
    return "".join(pieces)


FUNCTIONS = (function("format string any*", composite),)
