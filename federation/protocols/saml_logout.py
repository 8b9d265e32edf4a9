"""Ending a SAML provider's session along with ours, by the Single Logout Profile (FED-121, FED-123, FED-124)."""

import logging
from collections.abc import Mapping
from html import escape
from typing import Any

import xmlsec
from lxml import etree
from onelogin.saml2.auth import OneLogin_Saml2_Auth as Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.errors import OneLogin_Saml2_Error as SamlError
from onelogin.saml2.errors import OneLogin_Saml2_ValidationError as Invalid
from onelogin.saml2.logout_request import OneLogin_Saml2_Logout_Request
from onelogin.saml2.logout_response import OneLogin_Saml2_Logout_Response as LogoutResponse
from onelogin.saml2.settings import OneLogin_Saml2_Settings as Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

from federation.models import IdentityProvider
from federation.protocols import saml_settings, saml_shape
from federation.protocols.base import FederationFailed, Outward
from pools.actions import saml_certificates

logger = logging.getLogger(__name__)


class _LogoutRequest(OneLogin_Saml2_Logout_Request):
    def __init__(self, given_id: str, settings: Settings, **known: str | None) -> None:
        self._given_id = given_id
        super().__init__(settings, **known)

    def _generate_request_id(self) -> str:
        return self._given_id


def is_wanted(provider: IdentityProvider) -> bool:
    """Whether the provider's sessions are ended with ours: its details say so, and its metadata says where."""
    knows_where = provider.derived.get("slo_redirect") or provider.derived.get("slo_post")
    return (
        provider.kind == IdentityProvider.Kind.SAML
        and saml_settings.is_on(provider, "IDPSignout")
        and bool(knows_where)
    )


def begin(
    provider: IdentityProvider, known: Mapping[str, str], request_id: str, relay_state: str, here: str
) -> Outward:
    """Where the browser goes to be signed out there, with a request that the pool has signed. `known` is `logout` of
    the identity."""
    pair = saml_certificates.signing_pair(provider.pool)
    settings = saml_settings.settings_of(provider, here, pair)
    request = _LogoutRequest(
        request_id,
        settings,
        name_id=known["name_id"],
        session_index=escape(known.get("session_index", "")),  # which goes into the XML as it is
        nq=known.get("name_qualifier"),
        name_id_format=known.get("format", Constants.NAMEID_UNSPECIFIED),
        spnq=known.get("sp_name_qualifier"),
    )
    if url := provider.derived["slo_redirect"]:
        return saml_settings.by_redirect(url, request.get_xml(), relay_state, settings, is_signed=True)
    return saml_settings.by_post(provider.derived["slo_post"], request.get_xml(), relay_state, pair)


def check_posted_answer(provider: IdentityProvider, message: str, request_id: str, here: str) -> None:
    """Raise `FederationFailed` unless the provider has answered the request of this ID, in a form."""
    settings = saml_settings.settings_of(provider, here)
    try:
        document = saml_shape.parsed(message)
        saml_shape.check(document)
        certificates = settings.get_idp_data()["x509certMulti"]["signing"]
        path = "/samlp:LogoutResponse/ds:Signature"
        Utils.validate_sign(document, multicerts=certificates, xpath=path, raise_exceptions=True)
        _judge(provider, LogoutResponse(settings, message), request_id, here)
    except (saml_shape.Misshapen, SamlError, Invalid, xmlsec.Error, etree.LxmlError, ValueError) as error:
        raise _refusal(provider, error) from error


def check_redirected_answer(
    provider: IdentityProvider, query: Mapping[str, str], encoded_query: str, request_id: str, here: str
) -> None:
    """As `check_posted_answer`, for an answer in the address: what is signed are the characters of the query."""
    settings = saml_settings.settings_of(provider, here)
    try:
        saml_shape.inflated(query.get("SAMLResponse", ""))
        if not query.get("Signature") or not _is_signed(settings, query, encoded_query, here):
            raise Invalid("Not signed by the provider.", Invalid.INVALID_SIGNATURE)
        _judge(provider, LogoutResponse(settings, query["SAMLResponse"]), request_id, here)
    except (saml_shape.Misshapen, SamlError, Invalid, xmlsec.Error, etree.LxmlError, ValueError) as error:
        raise _refusal(provider, error) from error


def _is_signed(settings: Settings, query: Mapping[str, str], encoded_query: str, here: str) -> bool:
    asked = saml_settings.request_data(saml_settings.logout_address(here))
    asked |= {"query_string": encoded_query, "validate_signature_from_qs": True}
    return bool(Auth(asked, settings).validate_response_signature(dict(query)))


def _judge(provider: IdentityProvider, answer: Any, request_id: str, here: str) -> None:
    """That it is for us and about this request. One that says that some sessions go on is an answer too."""
    answer.is_valid(saml_settings.request_data(saml_settings.logout_address(here)), request_id, raise_exceptions=True)
    if answer.get_in_response_to() != request_id or answer.get_issuer() != provider.derived["entity_id"]:
        raise Invalid("Answers another request, or is of somebody else.", Invalid.WRONG_INRESPONSETO)
    if answer.get_status() != Constants.STATUS_SUCCESS:
        logger.info("Provider %s of pool %s has not ended all sessions.", provider.name, provider.pool_id)


def _refusal(provider: IdentityProvider, error: Exception) -> FederationFailed:
    logger.info("A logout response of provider %s of pool %s is refused: %s", provider.name, provider.pool_id, error)
    return FederationFailed("Invalid SAML logout response received.")
