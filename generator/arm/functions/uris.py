"""URIs and their parts."""

from __future__ import annotations

import base64
import re
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

from generator.arm.functions.function import function, kind_of, shown
from generator.arm.functions.strings import as_text, decoded, decoded64
from generator.arm.functions.values import bounded, utf8
from generator.arm.scope import EvaluationError

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#\s]+.*", re.DOTALL)
_DATA = re.compile(
    r"data:(?P<type>[\w.+-]+/[\w.+-]+)?(?P<options>(?:;[\w-]+=[^;,]*)*)(?P<base64>;base64)?,(?P<data>.*)",
    re.DOTALL | re.ASCII,
)
_PORTS = {"http": 80, "https": 443, "ftp": 21}


def _uri(base: str, relative: str) -> str:
    _split("uri", base)
    try:
        joined = urljoin(base, relative)
        parts = urlsplit(joined)
    except ValueError:
        raise EvaluationError("uri takes an address relative to the first") from None
    return joined if parts.path or not parts.netloc else parts._replace(path="/").geturl()


def _split(name: str, text: str) -> Any:
    try:
        parts = urlsplit(text)
        if _ABSOLUTE.fullmatch(text) and parts.hostname and (parts.port is None or parts.port >= 0):
            return parts
    except ValueError:
        pass
    raise EvaluationError(f"{name} takes a whole address such as 'https://example.com/'")


def _parse_uri(text: str) -> dict[str, Any]:
    parts = _split("parseUri", text)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    parsed: dict[str, Any] = {"scheme": parts.scheme, "host": host}
    if parts.port is not None and parts.port != _PORTS.get(parts.scheme):
        parsed["port"] = parts.port
    parsed["path"] = parts.path or "/"
    if parts.query:
        parsed["query"] = f"?{parts.query}"
    return parsed


def _part(parts: dict[str, Any], name: str) -> str:
    value = parts.get(name, "")
    if not isinstance(value, str):
        raise EvaluationError(f"buildUri takes a string as its {name}, not {shown(value)}")
    return value


def _build_uri(parts: dict[str, Any]) -> str:
    given = {key.lower(): value for key, value in parts.items() if value is not None}
    scheme, host, path, query = (_part(given, name) for name in ("scheme", "host", "path", "query"))
    if not scheme or not host:
        raise EvaluationError("buildUri takes an object with scheme and host")
    port = given.get("port")
    if port is not None and (kind_of(port) != "integer" or not 0 <= port <= 65535):
        raise EvaluationError("buildUri takes a port of 0 to 65535")
    shown_port = "" if port is None or port == _PORTS.get(scheme) else f":{port}"
    path = path if path.startswith("/") else f"/{path}"
    query = f"?{query.removeprefix('?')}" if query else ""
    return f"{scheme}://{host}{shown_port}{path}{query}"


def _uri_component(text: str) -> str:
    bounded(3 * len(text))
    return quote(utf8(text), safe="-_.~")


def _data_uri(value: Any) -> str:
    kind = "text/plain" if isinstance(value, str) else "application/json"
    return f"data:{kind};charset=utf-8;base64,{base64.b64encode(utf8(as_text(value))).decode()}"


def _data_uri_to_string(text: str) -> str:
    found = _DATA.fullmatch(text)
    if not found:
        raise EvaluationError("dataUriToString takes a text such as 'data:text/plain;base64,SGk='")
    options = dict(option.split("=", 1) for option in found["options"].lower().split(";")[1:])
    charset = options.get("charset", "us-ascii")
    if charset not in ("utf-8", "us-ascii", "utf-16", "iso-8859-1") or (options and not found["type"]):
        raise EvaluationError("dataUriToString takes a charset that .NET knows, behind a media type")
    data = decoded64("dataUriToString", found["data"]) if found["base64"] else unquote_to_bytes(utf8(found["data"]))
    return decoded("dataUriToString", data, "utf-8" if charset == "us-ascii" else charset)


FUNCTIONS = (
    function("uri string string", _uri),
    function("parseUri string", _parse_uri),
    function("buildUri object", _build_uri),
    function("uriComponent string", _uri_component),
    function("uriComponentToString string", lambda text: unquote_to_bytes(utf8(text)).decode(errors="replace")),
    function("dataUri any", _data_uri),
    function("dataUriToString string", _data_uri_to_string),
)
