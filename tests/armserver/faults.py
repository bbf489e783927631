"""What goes wrong between a client and Azure, on demand."""

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from armserver.errors import ArmError
from armserver.messages import Dropped, Request, Response

EXPIRED = (
    'Bearer authorization_uri="https://login.windows.net/", error="invalid_token", '
    'error_description="The access token has expired."'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a client gets in the place of its answer.

    `answer` None leaves the true answer. `processed` says whether the request took effect nevertheless; `dropped`
    that the connection ends without any answer; `seconds` is how long the client waits for either.
    """

    name: str
    answer: Response | None = None
    processed: bool = False
    dropped: bool = False
    seconds: float = 0

    def apply(self, request: Request, handle: Callable[[Request], Response]) -> Response:
        """Answer `request`, which `handle` would have answered; raise Dropped where nobody does."""
        truth = handle(request) if self.processed else Response()
        time.sleep(self.seconds)
        if self.dropped:
            raise Dropped
        return truth if self.answer is None else self.answer


def throttled(retry_after: int | None = 1) -> Fault:
    """Give the 429 of a subscription that sent too much; `retry_after` in seconds, None for none."""
    error = ArmError(
        429,
        "SubscriptionRequestsThrottled",
        "Number of requests for subscription '00000000-0000-0000-0000-000000000001' and operation '' exceeded the "
        f"backend storage limit. Please try again after '{retry_after}' seconds.",
    )
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Fault(name="throttled", answer=_refusal(error, headers))


def internal_error() -> Fault:
    """Give a 500."""
    error = ArmError(500, "InternalServerError", "Encountered internal server error.")
    return Fault(name="internal error", answer=_refusal(error, {}))


def unavailable(retry_after: int | None = None) -> Fault:
    """Give a 503; `retry_after` in seconds."""
    error = ArmError(503, "ServerTimeout", "The request timed out. Please try again later.")
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Fault(name="unavailable", answer=_refusal(error, headers))


def dropped(*, processed: bool = False) -> Fault:
    """Give a connection that ends without an answer; the request may have been `processed` by then."""
    return Fault(name="dropped after processing" if processed else "dropped", processed=processed, dropped=True)


def slow(seconds: float) -> Fault:
    """Give the true answer, late."""
    return Fault(name="slow", processed=True, seconds=seconds)


def expired_token() -> Fault:
    """Give the 401 of a token that has expired."""
    error = ArmError(401, "ExpiredAuthenticationToken", "The access token has expired.")
    return Fault(name="expired token", answer=_refusal(error, {"WWW-Authenticate": EXPIRED}))


def malformed(*, processed: bool = True) -> Fault:
    """Give a 200 whose JSON breaks off."""
    return _replaced("malformed", Response(text='{"id": "/subscriptions/', content_type="application/json"), processed)


def empty(*, processed: bool = True) -> Fault:
    """Give a 200 without a body."""
    return _replaced("empty", Response(), processed)


def proxy_page(*, processed: bool = False) -> Fault:
    """Give the page of a proxy in between, with its own 200."""
    page = (
        "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Your network asks you to sign in.</body></html>"
    )
    return _replaced("proxy page", Response(text=page, content_type="text/html"), processed)


def cut_short() -> Fault:
    """Give an answer whose connection ends in the middle of the body."""
    return _replaced("cut short", Response(text='{"id": "/sub', headers={"Content-Length": "5000"}), processed=True)


def _refusal(error: ArmError, headers: Mapping[str, str]) -> Response:
    return Response(status=error.status, body=error.envelope, headers={"x-ms-failure-cause": "gateway", **headers})


def _replaced(name: str, answer: Response, processed: bool) -> Fault:
    return Fault(name=name, answer=answer, processed=processed)


@dataclass(frozen=True, slots=True)
class _Rule:
    method: str
    path: re.Pattern[str]
    fault: Fault
    times: int
    after: int

    def matches(self, request: Request) -> bool:
        return self.method in ("*", request.method) and self.path.search(request.path) is not None


@dataclass(slots=True)
class Faults:
    """The faults that wait for their request."""

    _rules: list[_Rule] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, method: str, path: str, fault: Fault, *, times: int = 1, after: int = 0) -> None:
        """Let `times` requests fail that have this method ("*" for any) and in whose path the expression is found.

        The first `after` of them go well. A negative `times` means all.
        """
        with self._lock:
            self._rules.append(_Rule(method, re.compile(path, re.IGNORECASE), fault, times, after))

    def clear(self) -> None:
        """Forget all faults that are still waiting."""
        with self._lock:
            self._rules.clear()

    def answer(self, request: Request, handle: Callable[[Request], Response]) -> Response:
        """Answer the request by `handle`, unless it has a fault."""
        fault = self.take(request)
        return handle(request) if fault is None else fault.apply(request, handle)

    def take(self, request: Request) -> Fault | None:
        """Give the fault that this request has, and count it."""
        with self._lock:
            for index, rule in enumerate(self._rules):
                if rule.times and rule.matches(request):
                    if rule.after:
                        self._rules[index] = replace(rule, after=rule.after - 1)
                        continue
                    self._rules[index] = replace(rule, times=rule.times - 1)
                    return rule.fault
        return None
