"""`/oauth2/register`: dynamic client registration (RFC 7591), as a pool's `DcrConfiguration` has it (API-380)."""

import re
from typing import Any

from django.http import HttpRequest
from oauthlib.oauth2.rfc6749.errors import InsufficientScopeError, InvalidTokenError, OAuth2Error

from hostedui.callers import caller_of
from pools.access import access_tokens, presented_tokens
from pools.actions import app_clients, client_registration, client_settings, custom_scopes
from pools.actions.client_registration import Application
from pools.actions.signing_keys import TokenUse
from pools.contract import reading
from pools.errors import LimitExceededException, PoolError
from pools.models import AppClient, UserPool
from pools.models.user_pool import POOL_BY_ID

_FLOWS = {"authorization_code": "code", "client_credentials": "client_credentials"}
_GRANTS = {flow: grant for grant, flow in _FLOWS.items()}
_WITH_EACH_CODE = "refresh_token"
_METHODS = ("client_secret_basic", "client_secret_post", "none")  # the first where none is named (section 2)
_UNNAMED = "Registered app"
_NOT_IN_NAMES = re.compile(r"[^\w\s+=,.@-]+")  # APP-271
_LONGEST_NAME = 128
_MOST_URLS, _LONGEST_URL = 100, 1024  # API-209, API-210
_MOST_SCOPES = 50  # API-212


class InvalidClientMetadata(OAuth2Error):
    error = "invalid_client_metadata"


class InvalidRedirectUri(OAuth2Error):
    error = "invalid_redirect_uri"


class NothingToRegister(OAuth2Error):
    """No pool is meant, or one where applications do not register."""

    error = "invalid_request"
    description = "Applications cannot register here."
    status_code = 404


class TooMany(OAuth2Error):
    error = "too_many_requests"
    status_code = 429


def register(request: HttpRequest) -> dict[str, Any]:
    """The answer to an application that has registered (section 3.2.1), of which the secret in it is the only copy.
    Raises errors of OAuth: of section 3.2.2, and for a missing or wrong token those of RFC 6750."""
    token = _bearer_token(request)
    pool = _pool_of(request, token)
    if pool is None or not pool.lets_clients_register:
        raise NothingToRegister
    if token:
        _check_token(token, pool)
    elif not client_registration.is_open(pool):
        raise InvalidTokenError("An access token is needed.")
    try:
        metadata = reading.read(request.body)
        application, method = _application(metadata if isinstance(metadata, dict) else {})
        client = client_registration.register(
            pool, application, is_authenticated=bool(token), caller=caller_of(request)
        )
    except LimitExceededException as error:
        raise TooMany(error.message) from error
    except PoolError as error:
        raise InvalidClientMetadata(error.message) from error
    return _registered(client, method)


def _bearer_token(request: HttpRequest) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _pool_of(request: HttpRequest, token: str) -> UserPool | None:
    """Of the domain; on the base host the one that the address names, or else the token's."""
    if request.hosted_pool is not None:
        return request.hosted_pool
    if named := request.GET.get("user_pool_id"):
        return POOL_BY_ID.find(access_tokens.identifier(named))
    try:
        client = app_clients.find_app_client(access_tokens.parse(token).client_id)
    except PoolError:
        return None
    return client.pool if client else None


def _check_token(token: str, pool: UserPool) -> None:
    try:
        presented = presented_tokens.verify(token, TokenUse.ACCESS, pool)
    except PoolError as error:
        raise InvalidTokenError(error.message) from error
    if custom_scopes.REGISTER not in presented.scopes:
        raise InsufficientScopeError(f"The scope {custom_scopes.REGISTER} is needed.")


def _application(metadata: dict[str, Any]) -> tuple[Application, str]:
    """What the metadata say, and how the client will prove itself. What we do not know is ignored (section 2)."""
    method = metadata.get("token_endpoint_auth_method", _METHODS[0])
    if method not in _METHODS:
        raise InvalidClientMetadata("This token_endpoint_auth_method is not supported.")
    grants = _strings(metadata, "grant_types", ["authorization_code"])
    flows = [_FLOWS[grant] for grant in dict.fromkeys(grants) if grant in _FLOWS]
    if not flows or set(grants) - {*_FLOWS, _WITH_EACH_CODE}:
        raise InvalidClientMetadata("These grant_types are not supported.")
    if set(_strings(metadata, "response_types", [])) - {"code"}:
        raise InvalidClientMetadata("The response type is code.")
    application = Application(
        name=_name(metadata),
        grants=flows,
        scopes=_scopes(metadata),
        callback_urls=_urls(metadata, "redirect_uris"),
        logout_urls=_urls(metadata, "post_logout_redirect_uris"),
        wants_secret=method != "none",
    )
    if "code" in flows and not application.callback_urls:
        raise InvalidRedirectUri("redirect_uris are needed.")
    return application, method


def _name(metadata: dict[str, Any]) -> str:
    name = metadata.get("client_name", "")
    kept = " ".join(_NOT_IN_NAMES.sub(" ", name).split()) if isinstance(name, str) else ""
    return kept[:_LONGEST_NAME] or _UNNAMED


def _scopes(metadata: dict[str, Any]) -> list[str] | None:
    if "scope" not in metadata:
        return None
    given = metadata["scope"]
    scopes = given.split() if isinstance(given, str) else []
    if not 0 < len(scopes) <= _MOST_SCOPES:
        raise InvalidClientMetadata(f"scope is a text of 1 to {_MOST_SCOPES} scopes.")
    return scopes


def _urls(metadata: dict[str, Any], name: str) -> list[str]:
    urls = _strings(metadata, name, [])
    if len(urls) > _MOST_URLS or any(len(url) > _LONGEST_URL for url in urls):
        raise InvalidRedirectUri(f"{name} are at most {_MOST_URLS}, each of at most {_LONGEST_URL} characters.")
    for url in urls:
        try:
            client_settings.check_url(url)
        except PoolError as error:
            raise InvalidRedirectUri(error.message) from error
    return urls


def _strings(metadata: dict[str, Any], name: str, default: list[str]) -> list[str]:
    given = metadata.get(name, default)
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise InvalidClientMetadata(f"{name} is a list of texts.")
    return given


def _registered(client: AppClient, method: str) -> dict[str, Any]:
    has_codes = "code" in client.allowed_o_auth_flows
    told = {
        "client_id": client.client_id,
        "client_id_issued_at": int(client.created_at.timestamp()),
        "client_name": client.client_name,
        "grant_types": [_GRANTS[flow] for flow in client.allowed_o_auth_flows] + [_WITH_EACH_CODE] * has_codes,
        "response_types": ["code"] if has_codes else [],
        "redirect_uris": client.callback_urls,
        "scope": " ".join(client.allowed_o_auth_scopes),
        "token_endpoint_auth_method": method,
    }
    if client.logout_urls:
        told["post_logout_redirect_uris"] = client.logout_urls
    if client.has_secret:
        told |= {"client_secret": client.secret, "client_secret_expires_at": 0}
    return told
