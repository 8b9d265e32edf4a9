"""The four social providers: OpenID Connect as Google and Apple speak it, OAuth 2.0 as Facebook and Amazon do (FED-95
to FED-102, API-316)."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import jwt

from federation.actions.identity_providers import secrets_of
from federation.details.social import apple_key
from federation.models import IdentityProvider
from federation.protocols import fetching, register
from federation.protocols.base import FederationFailed, Identity
from federation.protocols.oidc import OpenIdConnect
from federation.protocols.relying_party import RelyingParty

Kind = IdentityProvider.Kind

# What Google's People API has beside what stands in its ID tokens
_PERSON_FIELDS = frozenset(
    {
        *("addresses", "ageRanges", "biographies", "birthdays", "calendarUrls", "clientData", "coverPhotos"),
        *("emailAddresses", "events", "externalIds", "genders", "imClients", "interests", "locales", "locations"),
        *("memberships", "metadata", "miscKeywords", "names", "nicknames", "occupations", "organizations"),
        *("phoneNumbers", "photos", "relations", "sipAddresses", "skills", "urls", "userDefined"),
    }
)
_SECRET_SECONDS = 300


class _Google(RelyingParty):
    def wording(self, status: int, told: Mapping[str, Any]) -> str:
        """With Google's own error code (API-285)."""
        code = told.get("error")
        return f"Google Error - {status} {code if isinstance(code, str) else 'error getting token'}"

    def is_issuer(self, issuer: Any) -> bool:
        """Google has two ways to write it (its guide to OpenID Connect, "Validating an ID token")."""
        return super().is_issuer(issuer) or super().is_issuer(f"https://{issuer}")

    def get_userinfo(self, access_token: str, id_token: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Only what is mapped and stands in no ID token is asked for."""
        fields = sorted(_PERSON_FIELDS.intersection(self.provider.attribute_mapping.values()))
        if not fields:
            return {}
        person = _profile(self, f"{self.OIDC_OP_USER_ENDPOINT}{','.join(fields)}", access_token)
        return {name: _plain(person[name]) for name in fields if name in person}


class _Apple(RelyingParty):
    def client_secret(self) -> str:
        """A token that says who asks, signed with the developer's key (Apple's guide, "Creating a client secret")."""
        details, now = self.provider.details, int(time.time())
        claims = {
            "iss": details["team_id"],
            "iat": now,
            "exp": now + _SECRET_SECONDS,
            "aud": self.provider.derived["issuer"],
            "sub": details["client_id"],
        }
        try:
            key = apple_key(secrets_of(self.provider).get("private_key", ""))
        except ValueError as error:
            raise FederationFailed("The private key of the identity provider cannot be read") from error
        return jwt.encode(claims, key, "ES256", headers={"kid": details["key_id"]})

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """With the name that Apple tells once, beside the token, of somebody who has allowed it (FED-102)."""
        return _name_in(self.answer.get("user", "")) | super().verify_token(token, **kwargs)


class _WithoutIdToken(RelyingParty):
    """Who somebody is, the profile alone says; that it is of whom the code was for, the exchange says."""

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        return {"profile": True}

    def get_or_create_user(self, access_token: str, id_token: str, payload: dict[str, Any]) -> Identity:
        told = _profile(self, self.profile_url(access_token), access_token)
        self.received |= {"idToken": {}, "userInfo": told}
        return self.identity(told)

    def profile_url(self, access_token: str) -> str:
        return str(self.OIDC_OP_USER_ENDPOINT)


class _Facebook(_WithoutIdToken):
    def profile_url(self, access_token: str) -> str:
        """Facebook tells what it is asked for, and more to who proves to have the app's secret (its guide, "Secure
        Graph API Calls")."""
        fields = ",".join(sorted({"id", *self.provider.attribute_mapping.values()}))
        proof = hmac.new(self.OIDC_RP_CLIENT_SECRET.encode(), access_token.encode(), hashlib.sha256).hexdigest()
        return f"{self.OIDC_OP_USER_ENDPOINT}{fields}&{urlencode({'appsecret_proof': proof})}"


class _SocialOpenId(OpenIdConnect):
    def __init__(self, party: type[RelyingParty], *, uses_pkce: bool, passes_on: bool = True, **fixed: str) -> None:
        self.party, self.uses_pkce, self.passes_on, self.fixed = party, uses_pkce, passes_on, fixed

    def more(self, provider: IdentityProvider, wishes: Mapping[str, str], nonce: str) -> dict[str, str]:
        asked = super().more(provider, wishes if self.passes_on else {}, nonce)
        return asked | self.fixed


class _SocialOAuth(OpenIdConnect):
    def __init__(self, party: type[RelyingParty], *, separator: str) -> None:
        self.party, self.separator, self.uses_pkce = party, separator, party is not _Facebook

    def scope(self, provider: IdentityProvider) -> str:
        """FED-98: separated as the provider has it, whatever it was typed in with."""
        return self.separator.join(super().scope(provider).replace(",", " ").split())

    def more(self, provider: IdentityProvider, wishes: Mapping[str, str], nonce: str) -> dict[str, str]:
        return {}


def _profile(party: RelyingParty, url: str, access_token: str) -> dict[str, Any]:
    answer = fetching.get(url, headers={"Authorization": f"Bearer {access_token}"})
    if answer.status != 200:
        raise FederationFailed(f"{party.provider.name} Error - {answer.status} error getting user info")
    return fetching.object_in(answer)


def _plain(values: Any) -> Any:
    """The person's value in a list of what several places know: the one that stands for all, or the first."""
    if not isinstance(values, list) or not values or not all(isinstance(value, dict) for value in values):
        return values
    best = next((value for value in values if (value.get("metadata") or {}).get("primary")), values[0])
    plain = {name: value for name, value in best.items() if name != "metadata"}
    return next((plain[name] for name in ("value", "displayName") if isinstance(plain.get(name), str)), plain)


def _name_in(user: str) -> dict[str, Any]:
    """`{"name": {"firstName": ..., "lastName": ...}}`; the browser brings it, so it says nothing of who that is."""
    try:
        told = json.loads(user) if user else {}
    except (ValueError, RecursionError):
        return {}
    name = told.get("name") if isinstance(told, dict) else None
    if not isinstance(name, dict):
        return {}
    parts = {part: name[part] for part in ("firstName", "lastName") if isinstance(name.get(part), str)}
    return parts | ({"name": " ".join(parts.values())} if parts else {})


register(Kind.GOOGLE.value)(_SocialOpenId(_Google, uses_pkce=True))
# Apple posts its answer where it is asked for a name or an address
register(Kind.APPLE.value)(_SocialOpenId(_Apple, uses_pkce=False, passes_on=False, response_mode="form_post"))
register(Kind.FACEBOOK.value)(_SocialOAuth(_Facebook, separator=","))
register(Kind.AMAZON.value)(_SocialOAuth(_WithoutIdToken, separator=" "))
