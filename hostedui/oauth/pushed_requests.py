"""Authorization requests that apps hand in beforehand, so that nobody reads or changes them on the way through the
browser (RFC 9126)."""

import datetime
import hashlib
import secrets
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.endpoints.base import BaseEndpoint
from oauthlib.oauth2.rfc6749.errors import InvalidRequestError

from hostedui.models import PushedRequest
from pools.models import AppClient

_URN = "urn:ietf:params:oauth:request_uri:"
_LIFETIME = datetime.timedelta(seconds=90)  # from the app's request to the browser's arrival
_OPENED_LIFETIME = datetime.timedelta(hours=1)  # for the pages of a sign-in, as long as their cookie lasts
_LONGEST = 16_384  # characters, credentials included
_CREDENTIALS = ("client_secret", "client_assertion", "client_assertion_type")


class PushedRequests(BaseEndpoint):
    """Authenticates clients as the token endpoint does (RFC 9126 section 2)."""

    def __init__(self, request_validator: Any) -> None:
        BaseEndpoint.__init__(self)
        self.request_validator = request_validator

    def authenticate(self, request: Request) -> None:
        """Raises oauthlib's errors for a client that does not prove itself, and for what cannot be pushed."""
        self._raise_on_bad_post_request(request)
        self._raise_on_invalid_client(request)
        for name in ("request_uri", "request"):  # section 2.1; request objects are not taken
            if name in request._params:
                raise InvalidRequestError(f"{name} is not taken here.", request=request)
        values = "".join(f"{name}{value}" for name, value in request._params.items())
        if "\0" in values or len(values) > _LONGEST:
            raise InvalidRequestError("The request cannot be kept.", request=request)


def parameters_of(posted: dict[str, str], client_id: str) -> dict[str, str]:
    """The authorization request within what was posted."""
    return {name: value for name, value in posted.items() if name not in _CREDENTIALS} | {"client_id": client_id}


def keep(client: AppClient, parameters: dict[str, str]) -> dict[str, Any]:
    """The answer to a sound request: what to name it by, and for how many seconds (section 2.2)."""
    handle = secrets.token_urlsafe(32)
    PushedRequest.objects.create(
        handle_hash=_hash(handle), client=client, parameters=parameters, expires_at=timezone.now() + _LIFETIME
    )
    return {"request_uri": _URN + handle, "expires_in": int(_LIFETIME.total_seconds())}


def open_in(request: HttpRequest) -> bool:
    """If the browser comes with a pushed request, put its parameters in the place of the query. False for one that is
    unknown, has ended or is of another client (section 4)."""
    request.pushed_request = None
    uri = request.GET.get("request_uri")
    if uri is None:
        return True
    now = timezone.now()
    rows = PushedRequest.objects.filter(handle_hash=_hash(uri.removeprefix(_URN)), expires_at__gt=now)
    found = rows.first() if uri.startswith(_URN) else None
    if found is None or found.client_id != request.GET.get("client_id"):
        return False
    rows.filter(opened_at=None).update(opened_at=now, expires_at=now + _OPENED_LIFETIME)
    request.pushed_request, request.pushed_as = found, request.GET
    query = QueryDict(mutable=True)
    query.update(found.parameters)
    request.GET = query  # type: ignore[assignment]  # the stubs want it immutable
    return True


def spend(request: HttpRequest) -> bool:
    """Use up the request that the browser came with: it leads to one answer (section 7.3). True where it came without
    one."""
    pushed: PushedRequest | None = getattr(request, "pushed_request", None)
    if pushed is None:
        return True
    deleted, _ = PushedRequest.objects.filter(pk=pushed.pk).delete()
    return deleted > 0


def _hash(handle: str) -> str:
    return hashlib.sha256(handle.encode(errors="surrogatepass")).hexdigest()
