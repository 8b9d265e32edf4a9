"""Calls of the wire API from within a page, as an ordinary app would make them: unsigned, by the very same code."""

import functools
import io
import json
from typing import Any

from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest

HIDDEN = "•••"
_SECRETS = frozenset(
    {
        *("PASSWORD", "NEW_PASSWORD", "SECRET_HASH", "REFRESH_TOKEN", "ANSWER", "CREDENTIAL", "SecretHash"),
        *("Session", "AccessToken", "IdToken", "RefreshToken", "SecretCode", "DeviceKey"),
    }
)


def call(request: HttpRequest, operation: str, members: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Status and answer of `operation`. It is throttled, recorded and counted as any app's, under the address that the
    page was asked from."""
    body = json.dumps(members).encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "HTTP_HOST": request.get_host(),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": "application/x-amz-json-1.1",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_AMZ_TARGET": f"AWSCognitoIdentityProviderService.{operation}",
        "HTTP_USER_AGENT": request.META.get("HTTP_USER_AGENT", ""),
        "REMOTE_ADDR": request.META.get("REMOTE_ADDR", ""),
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": request.scheme,
    }
    answer = _handler().get_response(WSGIRequest(environ))
    return answer.status_code, json.loads(getattr(answer, "content", b"") or b"{}")


@functools.cache
def _handler() -> BaseHandler:
    """All that a request passes through, from the first middleware on."""
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def shown(value: Any) -> str:
    """JSON to show, with secrets masked: passwords, codes, tokens, sessions."""
    text = json.dumps(_masked(value), indent=2, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode()


def _masked(value: Any, name: str = "") -> Any:
    if name in _SECRETS or name.endswith("_CODE"):
        return HIDDEN
    if isinstance(value, dict):
        return {key: _masked(member, key) for key, member in value.items()}
    return [_masked(each) for each in value] if isinstance(value, list) else value
