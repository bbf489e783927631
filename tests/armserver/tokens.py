"""The token endpoint of a managed identity, which gives `az` its token without a login."""

import secrets
import time
from dataclasses import dataclass, field

from armserver.messages import Request, Response

PATH = "/msi/token"
LIFETIME = 3600
"""Seconds."""


@dataclass(slots=True)
class TokenEndpoint:
    """Answers as the one of App Service does; asks for `header`, so that a client not meant here gets nothing.

    `token` is the one that opens the server now.
    https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
    """

    token: str = field(default_factory=secrets.token_urlsafe)
    header: str = field(default_factory=secrets.token_urlsafe)

    def expire(self) -> None:
        """Refuse the token that was given out so far; who signs in again gets another."""
        self.token = secrets.token_urlsafe()

    def handle(self, request: Request) -> Response:
        """Answer a token for the resource asked for."""
        if request.path != PATH or request.headers.get("x-identity-header") != self.header:
            return Response(status=401, body={"statusCode": 401, "message": "no such identity"})
        return Response(
            body={
                "access_token": self.token,
                "expires_on": str(int(time.time()) + LIFETIME),
                "expires_in": str(LIFETIME),
                "resource": request.query.get("resource", ""),
                "token_type": "Bearer",
            }
        )
