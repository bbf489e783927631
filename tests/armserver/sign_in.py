"""Sign-in on the server itself: what a cloud says of its endpoints, and tokens for a service principal.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
"""

from urllib.parse import parse_qs

from armserver.messages import Request, Response
from armserver.routing import Route
from armserver.state import TENANT
from armserver.tokens import LIFETIME, TokenEndpoint

CLIENT_ID = "00000000-0000-0000-0000-000000000003"
CLIENT_SECRET = "secret-of-the-service-principal"
ADFS = "adfs"


class SignIn:
    """Handlers that need no token, since they are on the way to one."""

    def __init__(self, tokens: TokenEndpoint) -> None:
        self._tokens = tokens

    def routes(self) -> list[Route]:
        """Give the routes to these handlers."""
        return [
            Route("GET", "/metadata/endpoints", self.endpoints),
            Route("GET", "/{tenant}/v2.0/.well-known/openid-configuration", self.openid_configuration),
            Route("GET", f"/{ADFS}/.well-known/openid-configuration", self.openid_configuration),
            Route("POST", "/{tenant}/oauth2/v2.0/token", self.token),
            Route("POST", f"/{ADFS}/oauth2/token", self.token),
        ]

    def endpoints(self, request: Request) -> Response:
        """Answer how to sign in to this cloud, as every Resource Manager does to anybody who asks."""
        url = request.base_url
        return Response(
            body={
                "galleryEndpoint": f"{url}/gallery",
                "graphEndpoint": f"{url}/graph",
                "portalEndpoint": f"{url}/portal",
                "authentication": {"loginEndpoint": url, "audiences": [url]},
            }
        )

    def openid_configuration(self, request: Request) -> Response:
        """Answer where this authority gives tokens."""
        tenant = request.variables.get("tenant", ADFS)
        authority = f"{request.base_url}/{tenant}"
        oauth2 = f"{authority}/oauth2" if tenant == ADFS else f"{authority}/oauth2/v2.0"
        return Response(
            body={
                "issuer": f"{authority}/v2.0",
                "authorization_endpoint": f"{oauth2}/authorize",
                "device_authorization_endpoint": f"{oauth2}/devicecode",
                "token_endpoint": f"{oauth2}/token",
            }
        )

    def token(self, request: Request) -> Response:
        """Answer a token for the one client that is known, of the one tenant, for this Resource Manager alone."""
        form = {name: values[0] for name, values in parse_qs(request.text).items()}
        if request.variables.get("tenant", ADFS) not in (TENANT, ADFS):
            return _refused("invalid_request", 90002, "Tenant not found.")
        if form.get("grant_type") != "client_credentials":
            return _refused("unsupported_grant_type", 70003, "The app requested an unsupported grant type.")
        if form.get("client_id") != CLIENT_ID:
            return _refused("unauthorized_client", 700016, "Application was not found in the directory.")
        if form.get("client_secret") != CLIENT_SECRET:
            return _refused("invalid_client", 7000215, "Invalid client secret provided.", status=401)
        if form.get("scope", "").replace("//.default", "/.default") != f"{request.base_url}/.default":
            return _refused("invalid_resource", 500011, f"The resource principal of {form.get('scope')} was not found.")
        return Response(
            body={
                "token_type": "Bearer",
                "expires_in": LIFETIME,
                "ext_expires_in": LIFETIME,
                "access_token": self._tokens.token,
            }
        )


def _refused(error: str, number: int, reason: str, *, status: int = 400) -> Response:
    return Response(
        status=status,
        body={"error": error, "error_description": f"AADSTS{number}: {reason}", "error_codes": [number]},
    )
