"""Sockets and threads: the standard library's server, turned into a function from request to response."""

import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from armserver.messages import Dropped, Request, Response

HOST = "127.0.0.1"
CLIENT_TIMEOUT = 30.0
"""Seconds until a silent client is given up."""


@contextmanager
def serving(answer: Callable[[Request], Response], context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve `answer` on a free port, with TLS if there is a `context`; give the base URL."""
    with _Server(answer, context) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.base_url
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    def __init__(self, answer: Callable[[Request], Response], context: ssl.SSLContext | None) -> None:
        super().__init__((HOST, 0), _Handler)
        self.answer = answer
        self.base_url = f"{'https' if context else 'http'}://{HOST}:{self.server_port}"
        self._context = context

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        connection.settimeout(CLIENT_TIMEOUT)
        if self._context:
            # The handshake waits for the connection's own thread: a client that stalls must not stop the others.
            connection = self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that hangs up or distrusts us: that is its own test's business."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # header and body in one packet; in two, the second waits for the first one's delayed ACK
    server: _Server

    def _serve(self) -> None:
        url = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(
            method=self.command,
            path=unquote(url.path),
            base_url=self.server.base_url,
            query=dict(parse_qsl(url.query)),
            headers={name.lower(): value for name, value in self.headers.items()},
            text=self.rfile.read(length).decode(),
        )
        try:
            response = self.server.answer(request)
        except Dropped:
            self.close_connection = True
            return
        self._send(response)

    do_DELETE = do_GET = do_HEAD = do_PATCH = do_POST = do_PUT = _serve  # noqa: N815 -- the names that the base class calls

    def _send(self, response: Response) -> None:
        content = response.content
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if content:
            self.send_header("Content-Type", response.content_type)
        if "Content-Length" in response.headers:
            self.close_connection = True  # an answer that is cut short, since it says itself how long it were
        elif response.status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the base class's name for it
        """Log nothing: the recorder knows it all."""
