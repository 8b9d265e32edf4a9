"""mozilla-django-oidc, made to speak with the provider of a pool: one object for one sign-in.

The library runs the flow: the exchange of the code, the check of the signature and of the nonce. Here is where it is
told of which provider, how requests leave this machine, and what else an ID token has to say (OpenID Connect Core
section 3.1.3.7).
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import jwt
from django.core.exceptions import SuspiciousOperation
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.utils import import_from_settings

from federation.actions.attribute_mapping import subject_of
from federation.actions.identity_providers import secrets_of
from federation.models import IdentityProvider
from federation.protocols import fetching, keys
from federation.protocols.base import FederationFailed, Identity

CALLBACK = "hostedui:idp_response"  # FED-175
_ALGORITHMS = frozenset({"HS256", "HS384", "HS512", "RS256", "RS384", "RS512"})  # FED-174
_LEEWAY_SECONDS = 60  # clocks differ
_BAD_TOKEN = "Bad id_token in response from IdP"  # noqa: S105


class _Answer:
    """What the library wants to know of a request: the provider's answer, and where we are."""

    def __init__(self, answer: Mapping[str, str], here: str) -> None:
        self.GET = answer
        self._here = here

    def build_absolute_uri(self, path: str) -> str:
        return f"{self._here}{path}"


class RelyingParty(OIDCAuthenticationBackend):
    """Towards one OpenID provider. What it finds out about is an `Identity`, not a user."""

    def __init__(self, provider: IdentityProvider, answer: Mapping[str, str], here: str) -> None:
        self.provider, self.answer, self.here = provider, answer, here
        self.received: dict[str, Any] = {}
        super().__init__()

    def get_settings(self, attr: str, *args: Any) -> Any:
        """What the library would ask of Django's settings."""
        own = self._own()
        return own[attr] if attr in own else import_from_settings(attr, *args)

    def client_secret(self) -> str:
        """What the client shows at the token endpoint."""
        return secrets_of(self.provider).get("client_secret", "")

    def identify(self, nonce: str, code_verifier: str | None) -> Identity:
        """Whom the answer is about. Raises `FederationFailed`."""
        request = _Answer(self.answer, self.here)
        try:
            found = self.authenticate(request, nonce=nonce, code_verifier=code_verifier)
        except (SuspiciousOperation, jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise FederationFailed(_BAD_TOKEN) from error
        if found is None:
            raise FederationFailed("The identity provider sent no code")
        return found

    def get_token(self, payload: dict[str, Any]) -> dict[str, Any]:
        """By `client_secret_post` and in no other way (FED-170, FED-171); a client without a secret shows none."""
        fields = {name: str(value) for name, value in payload.items() if value}
        answer = fetching.post(self.OIDC_OP_TOKEN_ENDPOINT, fields, late=fetching.TOKEN_TIMED_OUT)
        told = fetching.object_in(answer)
        if answer.status != 200 or not isinstance(told.get("access_token"), str):
            raise FederationFailed(self.wording(answer.status, told))
        self.received["tokenResponse"] = told
        return told

    def wording(self, status: int, told: Mapping[str, Any]) -> str:
        """What an app is told of an error at the token endpoint (API-284)."""
        return f"{self.provider.name} Error - {status} error getting token"

    def retrieve_matching_jwk(self, token: str) -> Any:
        header = jwt.get_unverified_header(token)
        return keys.find(self.OIDC_OP_JWKS_ENDPOINT, header.get("kid"), header["alg"])

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """The library decides by the algorithm whether the key is the provider's or our secret, so that none of the
        one kind is ever taken for the other; only that it is one of the two kinds is for us to say."""
        if not isinstance(token, str):
            raise FederationFailed(_BAD_TOKEN)
        algorithm = jwt.get_unverified_header(token).get("alg")
        if algorithm not in _ALGORITHMS or (algorithm.startswith("HS") and not self.OIDC_RP_CLIENT_SECRET):
            raise FederationFailed(_BAD_TOKEN)
        self.OIDC_RP_SIGN_ALGO = algorithm
        payload: dict[str, Any] = super().verify_token(token, **kwargs)
        self._check_claims(payload)
        self._check_access_token(payload, algorithm)
        return payload

    def _verify_jws(self, payload: str, key: Any) -> dict[str, Any]:
        """As the library does it, for clocks that differ and for our audience."""
        return jwt.decode(
            payload,
            key,
            algorithms=[self.OIDC_RP_SIGN_ALGO],
            audience=self.OIDC_RP_CLIENT_ID,
            leeway=_LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "iss", "sub", "aud"]},
        )

    def store_tokens(self, access_token: str, id_token: str) -> None:
        """Nothing of the provider's is kept (FED-86)."""

    def get_or_create_user(self, access_token: str, id_token: str, payload: dict[str, Any]) -> Identity:
        """What the ID token says, and what the endpoint adds to it."""
        told = self.get_userinfo(access_token, id_token, payload)
        self.received |= {"idToken": payload, "userInfo": told}
        return self.identity(told | payload, issuer=payload["iss"], acr=payload.get("acr"))

    def get_userinfo(self, access_token: str, id_token: str, payload: dict[str, Any]) -> dict[str, Any]:
        """In the way that the provider was set up with (FED-189); of the same subject (Core section 5.3.2)."""
        if not self.OIDC_OP_USER_ENDPOINT:
            return {}
        headers = {"Authorization": f"Bearer {access_token}"}
        if self.provider.details.get("attributes_request_method") == "POST":
            answer = fetching.post(self.OIDC_OP_USER_ENDPOINT, {}, headers=headers)
        else:
            answer = fetching.get(self.OIDC_OP_USER_ENDPOINT, headers=headers)
        told = self._signed(answer) if _is_jwt(answer) else fetching.object_in(answer)
        if answer.status != 200:
            raise FederationFailed(f"{self.provider.name} Error - {answer.status} error getting user info")
        if told.get("sub") != payload["sub"]:
            raise FederationFailed("User info of another subject in response from IdP")
        return told

    def identity(self, attributes: dict[str, Any], *, issuer: str | None = None, acr: Any = None) -> Identity:
        """The one who has these attributes."""
        subject = attributes.get(subject_of(self.provider.kind))
        if not isinstance(subject, str) or not subject:
            raise FederationFailed("The identity provider did not say who that is")
        acr = acr if isinstance(acr, str) else None
        return Identity(subject, attributes, self.received, issuer=issuer, acr=acr)

    def _signed(self, answer: fetching.Answer) -> dict[str, Any]:
        """User information that is a JWT has the claims of its own kind (Core section 5.3.2)."""
        text = answer.body.decode("ascii", "replace").strip()
        header = jwt.get_unverified_header(text)
        if header.get("alg") not in _ALGORITHMS:
            raise FederationFailed("User info that is not signed as ID tokens are, in response from IdP")
        is_own = header["alg"].startswith("HS")
        key = self.OIDC_RP_CLIENT_SECRET if is_own else self.retrieve_matching_jwk(text)
        found = jwt.decode(
            text, key, algorithms=[header["alg"]], leeway=_LEEWAY_SECONDS, audience=self.OIDC_RP_CLIENT_ID
        )
        return dict(found)

    def _check_claims(self, payload: dict[str, Any]) -> None:
        audience = payload["aud"]
        azp = payload.get("azp", self.OIDC_RP_CLIENT_ID)
        is_shared = isinstance(audience, list) and len(audience) > 1
        if not self.is_issuer(payload["iss"]):
            raise FederationFailed("Bad id_token issuer in response from IdP")
        if azp != self.OIDC_RP_CLIENT_ID or (is_shared and "azp" not in payload):
            raise FederationFailed(_BAD_TOKEN)

    def is_issuer(self, issuer: Any) -> bool:
        return bool(issuer == self.provider.derived.get("issuer"))

    def _check_access_token(self, payload: dict[str, Any], algorithm: str) -> None:
        """`at_hash`, where there is one (Core section 3.1.3.6): the token is of the same answer."""
        if "at_hash" not in payload:
            return
        access_token = self.received.get("tokenResponse", {}).get("access_token", "")
        digest = hashlib.new(f"sha{algorithm[2:]}", access_token.encode()).digest()
        half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).decode().rstrip("=")
        if not hmac.compare_digest(half, str(payload["at_hash"])):
            raise FederationFailed(_BAD_TOKEN)

    def _own(self) -> dict[str, Any]:
        derived = self.provider.derived
        return {
            "OIDC_OP_TOKEN_ENDPOINT": derived["token_url"],
            "OIDC_OP_USER_ENDPOINT": derived.get("attributes_url", ""),
            "OIDC_OP_JWKS_ENDPOINT": derived.get("jwks_uri", ""),
            "OIDC_RP_CLIENT_ID": self.provider.details["client_id"],
            "OIDC_RP_CLIENT_SECRET": self.client_secret(),
            "OIDC_RP_SIGN_ALGO": "RS256",  # until the token says which of those it may be
            "OIDC_RP_IDP_SIGN_KEY": None,
            "OIDC_USE_NONCE": True,
            "OIDC_TOKEN_USE_BASIC_AUTH": False,
            "OIDC_ALLOW_UNSECURED_JWT": False,
            "OIDC_STORE_ACCESS_TOKEN": False,
            "OIDC_STORE_ID_TOKEN": False,
            "OIDC_AUTHENTICATION_CALLBACK_URL": CALLBACK,
        }


def _is_jwt(answer: fetching.Answer) -> bool:
    kind = next((value for name, value in answer.headers.items() if name.lower() == "content-type"), "")
    return kind.lower().startswith("application/jwt")
