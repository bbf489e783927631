"""A certification authority that lives as long as one test: both clients insist on https for bearer tokens."""

import ssl
from pathlib import Path

import trustme


def server_context(host: str, authority_file: Path) -> ssl.SSLContext:
    """Give a TLS context for a server at `host`; write the authority that a client must trust, as PEM."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(authority_file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(context)
    return context
