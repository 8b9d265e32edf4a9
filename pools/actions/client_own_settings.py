"""Settings of an app client that Cognito does not have. They are off unless somebody turns them on."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.db import transaction
from django.db.models import Case, Max, Q, When
from jwcrypto import jwk
from jwcrypto.common import JWException

from notifications import outgoing
from pools.actions import audit
from pools.actions.own_settings import Kind, OwnSetting, said
from pools.caller import Caller
from pools.errors import InvalidParameterException
from pools.models import AppClient, UserPool

OWN_SETTINGS = {
    setting.name: setting
    for setting in (
        OwnSetting("require_pkce", Kind.SWITCH, "PKCE required", "refuse authorization requests without a challenge"),
        OwnSetting(
            "require_pushed_authorization_requests",
            Kind.SWITCH,
            "Pushed requests required",
            "refuse authorization requests that were not pushed",
        ),
        OwnSetting("allow_device_flow", Kind.SWITCH, "Device flow", "sign in on devices without a keyboard"),
        OwnSetting(
            "allow_sign_in_link",
            Kind.SWITCH,
            "Sign-in by e-mail link",
            "send users a link that signs them in, on the hosted pages",
        ),
        OwnSetting(
            "backchannel_logout_uri",
            Kind.URL,
            "Back-channel logout",
            "post to this address that a user's session has ended",
        ),
        OwnSetting(
            "backchannel_logout_session_required",
            Kind.SWITCH,
            "Back-channel logout names sessions",
            "name each session, where all of a user's have ended too",
        ),
        OwnSetting(
            "allow_dpop", Kind.SWITCH, "DPoP", "bind tokens to the key of a DPoP proof, where one comes (RFC 9449)"
        ),
        OwnSetting(
            "dpop_bound_access_tokens", Kind.SWITCH, "DPoP required", "issue tokens that are bound to a key alone"
        ),
        OwnSetting("jwks", Kind.KEYS, "Keys", "take as proof what these public keys have signed (RFC 7523)"),
    )
}
_LONGEST_URL = 1024  # characters; what the column takes
_MOST_KEYS = 10
_SMALLEST_RSA = 2048  # bits (RFC 7518 section 3.3)


def set_own_settings(client: AppClient, *, caller: Caller, **settings: Any) -> None:
    """Change what Cognito has no setting for, `OWN_SETTINGS`. What is left out stays. Raises
    `InvalidParameterException` for a key set that proves nothing and a URL that we would never ask."""
    if settings.get("jwks") is not None:
        _check_keys(settings["jwks"])
    if settings.get("backchannel_logout_uri"):
        _check_url(settings["backchannel_logout_uri"])
    for name, value in settings.items():
        setattr(client, name, value)
    with transaction.atomic():
        client.save(update_fields=[*settings, "modified_at"])
        audit.record(caller, "SetOwnSettings", client=client, **settings)


def values_of(client: AppClient) -> dict[str, Any]:
    """What each of `OWN_SETTINGS` holds."""
    return {name: getattr(client, name) for name in OWN_SETTINGS}


def said_of(client: AppClient) -> dict[str, str]:
    """The same in a few words."""
    return {name: said(OWN_SETTINGS[name], value) for name, value in values_of(client).items()}


def used_in(pool: UserPool) -> set[str]:
    """Which of `OWN_SETTINGS` some app client of the pool has on. One query."""
    on = {name: Max(Case(When(_is_on(name), then=1), default=0)) for name in OWN_SETTINGS}
    found = (
        AppClient.objects.filter(pool=pool).order_by().aggregate(**{f"any_{name}": each for name, each in on.items()})
    )
    return {name for name in OWN_SETTINGS if found[f"any_{name}"]}


def _is_on(name: str) -> Q:
    match OWN_SETTINGS[name].kind:
        case Kind.KEYS:
            return Q(**{f"{name}__isnull": False})
        case Kind.URL:
            return ~Q(**{name: ""})
        case _:
            return Q(**{name: True})


def _check_url(url: str) -> None:
    """Which addresses it may lead to is looked at by each request to it."""
    try:
        outgoing.checked(url)
    except outgoing.Forbidden as error:
        raise InvalidParameterException(str(error)) from error
    if len(url) > _LONGEST_URL or not url.isprintable():
        raise InvalidParameterException(f"A URL has at most {_LONGEST_URL} characters that can be seen.")


def _check_keys(key_set: Any) -> None:
    """Public keys for RS256 or ES256, each with an id of its own if there are several (RFC 7517 section 4.5)."""
    keys = key_set.get("keys") if isinstance(key_set, dict) else None
    if not isinstance(keys, list) or not 0 < len(keys) <= _MOST_KEYS:
        raise InvalidParameterException(f"A key set is an object with 1 to {_MOST_KEYS} keys.")
    ids = [key.get("kid") if isinstance(key, dict) else None for key in keys]
    if len(keys) > 1 and (not all(isinstance(each, str) for each in ids) or len(set(ids)) < len(ids)):
        raise InvalidParameterException("Of several keys each has a kid of its own.")
    for key in keys:
        _check_key(key)


def _check_key(given: Any) -> None:
    try:
        key = jwk.JWK(**given)
        public = key.get_op_key("verify")
    except (JWException, NotImplementedError, TypeError, ValueError) as error:
        raise InvalidParameterException("The key set has a key that verifies nothing.") from error
    if key.has_private or key.is_symmetric:
        raise InvalidParameterException("A key set has public keys only.")
    is_rsa = isinstance(public, rsa.RSAPublicKey) and public.key_size >= _SMALLEST_RSA
    is_ec = isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, ec.SECP256R1)
    if not (is_rsa or is_ec):
        raise InvalidParameterException(f"A key is RSA of {_SMALLEST_RSA} bits or more, or EC of curve P-256.")
