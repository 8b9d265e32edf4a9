"""OpenID providers: their details, and the discovery of their addresses (FED-172 to FED-176, FED-185 to FED-187)."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from federation.details import REFRESHED_AFTER, Checked, register
from federation.details.keys import check_keys, given_of
from federation.models import IdentityProvider
from notifications import outgoing
from pools.errors import InvalidParameterException
from pools.models import UserPool

ENDPOINTS = {  # our key: the discovery document's
    "authorize_url": "authorization_endpoint",
    "token_url": "token_endpoint",
    "attributes_url": "userinfo_endpoint",
    "jwks_uri": "jwks_uri",
}
METHODS = ("GET", "POST")
_PORTS = (None, 443, 80)  # FED-173
_REQUIRED = ("client_id", "authorize_scopes", "attributes_request_method", "oidc_issuer")
_ADDED = ("attributes_url_add_attributes", "token_request_method")
_WELL_KNOWN = "/.well-known/openid-configuration"
_HEADERS = {"Accept": "application/json", "User-Agent": "Amazon/Cognito"}  # FED-89
_TIMEOUT_SECONDS = 5
_MAX_BYTES = 262_144


@register(IdentityProvider.Kind.OIDC.value)
class _OpenId:
    def check(self, pool: UserPool, name: str, given: Mapping[str, str]) -> Checked:
        """Addresses that are given stand; of those that are not, discovery has to tell."""
        check_keys(given, _REQUIRED, ("client_secret", *ENDPOINTS, *_ADDED))
        details = given_of(given, [*_REQUIRED, *ENDPOINTS])
        if details["attributes_request_method"] not in METHODS:
            raise InvalidParameterException("attributes_request_method must be GET or POST.")
        if "openid" not in details["authorize_scopes"].split():  # FED-176
            raise InvalidParameterException("authorize_scopes must contain openid.")
        issuer = details["oidc_issuer"]
        check_issuer(issuer)
        by_hand = given_of(details, list(ENDPOINTS))
        for key, url in by_hand.items():
            check_url(key, url)
        is_whole = len(by_hand) == len(ENDPOINTS)
        found = {} if is_whole else discover(issuer)
        derived = {"issuer": issuer, **found, **by_hand, "attributes_url_add_attributes": "false"}
        refresh_at = None if is_whole else timezone.now() + REFRESHED_AFTER
        return Checked(details, given_of(given, ["client_secret"]), derived, refresh_at)

    def describe(self, provider: IdentityProvider) -> Mapping[str, str]:
        shown = (*ENDPOINTS, "attributes_url_add_attributes")
        return {key: provider.derived[key] for key in shown if key in provider.derived}


def discover(issuer: str) -> dict[str, str]:
    """The addresses that the provider's discovery document names, by our keys, and its `issuer` (FED-186). Raises
    `InvalidParameterException`."""
    document = _document(issuer)
    own = document.get("issuer")
    if not isinstance(own, str) or own.rstrip("/") != issuer.rstrip("/"):  # OpenID Connect Discovery 1.0, section 4.3
        raise _failed("its issuer is another one.")
    found = {key: document.get(name) for key, name in ENDPOINTS.items()}
    for key, url in found.items():
        if not isinstance(url, str):
            raise _failed(f"it has no {ENDPOINTS[key]}.")
        check_url(ENDPOINTS[key], url)
    told = {"tells_issuer": "true"} if document.get("authorization_response_iss_parameter_supported") is True else {}
    return {"issuer": own, **{key: str(url) for key, url in found.items()}, **told}  # RFC 9207 section 3


def check_issuer(url: str) -> None:
    """Raise `InvalidParameterException` for what is no issuer (FED-185, CON-206)."""
    check_url("oidc_issuer", url)
    if url.endswith("/") or "?" in url:
        raise InvalidParameterException("oidc_issuer must not end with / and has no query.")


def check_url(name: str, url: str) -> None:
    """HTTPS on a well-known port (FED-172, FED-173); otherwise only within networks that the operator has named."""
    try:
        parts = outgoing.checked(url)
    except outgoing.Forbidden as error:
        raise InvalidParameterException(f"{name}: {error}") from error
    is_plain = parts.scheme == "https" and parts.port in _PORTS
    if not is_plain and not outgoing.is_within_own_networks(url):
        raise InvalidParameterException(f"{name} must begin with https:// and use port 443 or 80.")


def _document(issuer: str) -> dict[str, Any]:
    try:
        answer = outgoing.get(issuer + _WELL_KNOWN, _HEADERS, timeout=_TIMEOUT_SECONDS, max_bytes=_MAX_BYTES)
        document = json.loads(answer.body) if answer.status == 200 else None
    except outgoing.OutgoingError as error:
        raise _failed(str(error)) from error
    except (ValueError, RecursionError) as error:
        raise _failed("it does not answer with JSON.") from error
    if not isinstance(document, dict):
        raise _failed(f"it answers with status {answer.status} and no discovery document.")
    return document


def _failed(why: str) -> InvalidParameterException:
    return InvalidParameterException(f"Unable to contact well-known endpoint: {why}")
