"""SAML 2.0: the pool asks a browser's identity provider who is there, by the Web Browser SSO Profile (FED-116 to
FED-133)."""

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import regex
from onelogin.saml2.authn_request import OneLogin_Saml2_Authn_Request
from onelogin.saml2.response import OneLogin_Saml2_Response as Response

from federation.models import FederatedAttempt, IdentityProvider
from federation.protocols import register, saml_response, saml_settings
from federation.protocols.base import FederationFailed, Identity, Outward
from pools.actions import saml_certificates

_EMOJI = regex.compile(r"[\p{Emoji_Presentation}\uFE0F]")


class _AuthnRequest(OneLogin_Saml2_Authn_Request):
    def _generate_request_id(self) -> str:
        return saml_settings.new_id()


@dataclasses.dataclass(frozen=True, slots=True)
class Unsolicited:
    """Whom an assertion that nobody asked for is about; to be taken once until it ends."""

    identity: Identity
    assertion_id: str
    authenticated_at: datetime.datetime
    ends_at: datetime.datetime


class Saml:
    """How a sign-in at a SAML provider begins and ends."""

    def begin(self, provider: IdentityProvider, attempt: FederatedAttempt, key: str, here: str) -> Outward:
        """By POST where the provider takes it, as Cognito; signed only if its details say so (FED-120, FED-245)."""
        is_signed = provider.details.get("RequestSigningAlgorithm") is not None
        pair = saml_certificates.signing_pair(provider.pool) if is_signed else None
        settings = saml_settings.settings_of(provider, here, pair)
        request = _AuthnRequest(settings, force_authn=_wants_fresh_sign_in(attempt))
        attempt.request_id = request.get_id()
        if url := provider.derived["sso_post"]:
            return saml_settings.by_post(url, request.get_xml(), key, pair)
        url = provider.derived["sso_redirect"]
        return saml_settings.by_redirect(url, request.get_xml(), key, settings, is_signed=is_signed)

    def finish(
        self, provider: IdentityProvider, attempt: FederatedAttempt, answer: Mapping[str, str], here: str
    ) -> Identity:
        """Whom the provider has signed in for this very attempt. Raises `FederationFailed`."""
        if not attempt.request_id:
            raise FederationFailed("Invalid SAML response received.")
        message = answer.get("SAMLResponse", "")
        return _identity(provider, saml_response.judged(provider, message, here, attempt.request_id))

    def finish_unsolicited(self, provider: IdentityProvider, message: str, here: str) -> Unsolicited:
        """Whom the provider speaks of unasked, where its details allow it (FED-133). Raises `FederationFailed`."""
        if not saml_settings.is_on(provider, "IDPInit"):
            raise FederationFailed("The identity provider may not begin a sign-in.")
        return self.read_assertion(provider, message, here)

    def read_assertion(self, provider: IdentityProvider, message: str, here: str) -> Unsolicited:
        """Whom an assertion is about that answers no request of ours. Raises `FederationFailed`."""
        response = saml_response.judged(provider, message, here, None)
        ends_at = _moment(response.get_assertion_not_on_or_after())
        authenticated_at = _moment(saml_response.authenticated_at(response))
        return Unsolicited(_identity(provider, response), response.get_assertion_id(), authenticated_at, ends_at)


saml = Saml()
register(IdentityProvider.Kind.SAML)(saml)


def _moment(seconds: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def _wants_fresh_sign_in(attempt: FederatedAttempt) -> bool:
    """Whether the app asks that the person signs in anew, wherever he is signed in already."""
    return "login" in parse_qs(attempt.app_request).get("prompt", [""])[0].split()


def _identity(provider: IdentityProvider, response: Response) -> Identity:
    """The NameID as it is written is the provider's key of the user, whatever the pool makes of case (FED-127,
    FED-128)."""
    name_id = response.get_nameid_data()
    subject = name_id["Value"].strip()
    if not subject:
        raise FederationFailed("NameID is missing in the SAML assertion.")
    attributes = {name: _value(values) for name, values in response.get_attributes().items() if values}
    _refuse_emoji([subject, *attributes.values()])
    contexts = response.get_authn_contexts()
    return Identity(
        subject=subject,
        attributes=attributes,
        received={"samlResponse": {"NameID": subject, **attributes}},
        issuer=provider.derived["entity_id"],
        acr=contexts[0] if contexts else None,
        logout=_logout(name_id, response.get_session_index()),
    )


def _value(values: list[Any]) -> Any:
    """One as it is, several as a list. A NameID within an attribute counts by what it names."""
    texts = [each["NameID"]["value"] or "" if isinstance(each, dict) else each for each in values]
    return texts[0] if len(texts) == 1 else texts


def _refuse_emoji(values: list[Any]) -> None:
    """FED-131"""
    texts = (text for value in values for text in (value if isinstance(value, list) else [value]))
    if any(_EMOJI.search(text) for text in texts):
        raise FederationFailed("An attribute of the SAML assertion has an emoji.")


def _logout(name_id: Mapping[str, str], session_index: str | None) -> dict[str, str]:
    """What names this session of the provider's to it (SAML Core section 3.7.1)."""
    known = {
        "name_id": name_id["Value"],
        "format": name_id.get("Format"),
        "name_qualifier": name_id.get("NameQualifier"),
        "sp_name_qualifier": name_id.get("SPNameQualifier"),
        "session_index": session_index,
    }
    return {name: value for name, value in known.items() if value}
