"""Facebook, Google, Login with Amazon, Sign in with Apple: their details, and the addresses that never differ
(FED-95 to FED-99, FED-243, FED-244, FED-263)."""

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from federation.details import Checked, register
from federation.details.keys import check_keys, given_of
from federation.models import IdentityProvider
from pools.errors import InvalidParameterException
from pools.models import UserPool

Kind = IdentityProvider.Kind

NEWEST_FACEBOOK = "v21.0"  # where no version is asked for
_VERSION = re.compile(r"v?(\d{1,2}\.\d{1,2})")
_CREDENTIALS = ("client_id", "client_secret", "authorize_scopes")
_OF_APPLE = ("client_id", "team_id", "key_id", "private_key", "authorize_scopes")
_SECRET = ("client_secret", "private_key")
_ADDED = (
    "authorize_url",
    "token_url",
    "token_request_method",
    "attributes_url",
    "attributes_url_add_attributes",
    "oidc_issuer",
)


@dataclasses.dataclass(frozen=True, slots=True)
class _Site:
    """What is the same for all apps of one provider. `{v}` is the version of its interface."""

    required: tuple[str, ...]
    added: Mapping[str, str]
    issuer: str = ""
    jwks_uri: str = ""


_SITES = {
    Kind.FACEBOOK: _Site(
        _CREDENTIALS,
        {
            "authorize_url": "https://www.facebook.com/{v}/dialog/oauth",
            "token_url": "https://graph.facebook.com/{v}/oauth/access_token",
            "attributes_url": "https://graph.facebook.com/{v}/me?fields=",
            "token_request_method": "GET",
            "attributes_url_add_attributes": "true",
        },
    ),
    Kind.GOOGLE: _Site(
        _CREDENTIALS,
        {
            "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
            "token_url": "https://www.googleapis.com/oauth2/v4/token",
            "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
            "token_request_method": "POST",
            "attributes_url_add_attributes": "true",
            "oidc_issuer": "https://accounts.google.com",
        },
        issuer="https://accounts.google.com",
        jwks_uri="https://www.googleapis.com/oauth2/v3/certs",
    ),
    Kind.AMAZON: _Site(
        _CREDENTIALS,
        {
            "authorize_url": "https://www.amazon.com/ap/oa",
            "token_url": "https://api.amazon.com/auth/o2/token",
            "attributes_url": "https://api.amazon.com/user/profile",
            "token_request_method": "POST",
            "attributes_url_add_attributes": "false",
        },
    ),
    Kind.APPLE: _Site(
        _OF_APPLE,
        {
            "authorize_url": "https://appleid.apple.com/auth/authorize",
            "token_url": "https://appleid.apple.com/auth/token",
            "token_request_method": "POST",
            "attributes_url_add_attributes": "false",
            "oidc_issuer": "https://appleid.apple.com",
        },
        issuer="https://appleid.apple.com",
        jwks_uri="https://appleid.apple.com/auth/keys",
    ),
}


class _Social:
    """Which of the four it is, the name says (FED-243)."""

    def check(self, pool: UserPool, name: str, given: Mapping[str, str]) -> Checked:
        """The addresses that a description has may be given back; they are never anything else than ours."""
        kind = Kind(name)
        site = _SITES[kind]
        versions = ("api_version",) if kind == Kind.FACEBOOK else ()
        check_keys(given, site.required, (*versions, *_ADDED))
        details = given_of(given, [key for key in (*site.required, *versions) if key not in _SECRET])
        derived = _derived(site, _version(details) if versions else "")
        return Checked(details, given_of(given, [key for key in _SECRET if key in site.required]), derived)

    def describe(self, provider: IdentityProvider) -> Mapping[str, str]:
        return {key: provider.derived[key] for key in _ADDED if key in provider.derived}


for _kind in _SITES:
    register(_kind.value)(_Social)


def _derived(site: _Site, version: str) -> dict[str, Any]:
    more = {"issuer": site.issuer, "jwks_uri": site.jwks_uri} if site.issuer else {}
    return {key: value.replace("{v}", version) for key, value in site.added.items()} | more


def _version(details: Mapping[str, str]) -> str:
    """As Facebook's addresses have it: `v` before the number (FED-96)."""
    given = details.get("api_version", NEWEST_FACEBOOK)
    match = _VERSION.fullmatch(given)
    if match is None:
        raise InvalidParameterException("api_version is not a version of Facebook's interface, such as v17.0.")
    return f"v{match[1]}"


def apple_key(text: str) -> ec.EllipticCurvePrivateKey:
    """The key of Apple's file, with or without the lines around it (FED-97). Raises `ValueError`.

    What the API is given is taken unseen, as Cognito's own examples are no keys; the console looks before it saves.
    """
    body = text.strip()
    if not body.startswith("-----BEGIN"):
        body = f"-----BEGIN PRIVATE KEY-----\n{''.join(body.split())}\n-----END PRIVATE KEY-----\n"
    try:
        key = load_pem_private_key(body.encode(), None)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("This is no private key that can be read.") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("Apple's keys are of the curve P-256.")
    return key
