"""Whether a SAML response is to be believed (SAML Profiles section 4.1.4; FED-116 to FED-119, FED-127, FED-133)."""

import base64
import logging
import re
from typing import Any

import xmlsec
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.errors import OneLogin_Saml2_Error as SamlError
from onelogin.saml2.errors import OneLogin_Saml2_ValidationError as Invalid
from onelogin.saml2.response import OneLogin_Saml2_Response as Response
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML as Xml

from federation.models import IdentityProvider
from federation.protocols import saml_settings, saml_shape
from federation.protocols.base import FederationFailed
from pools.actions import saml_certificates
from pools.actions.saml_certificates import KeyPair

logger = logging.getLogger(__name__)

# What an app may be told. Anything else is of use to an attacker alone, and in the log.
_REASONS = {
    Invalid.WRONG_AUDIENCE: "Audience restriction in the SAML assertion is not valid.",
    Invalid.WRONG_ISSUER: "The issuer of the SAML assertion is not the identity provider.",
    Invalid.ASSERTION_TOO_EARLY: "The SAML assertion is not valid yet.",
    Invalid.ASSERTION_EXPIRED: "The SAML assertion has expired.",
    Invalid.SESSION_EXPIRED: "The SAML assertion has expired.",
    Invalid.INVALID_SIGNATURE: "Response signature is invalid.",
    Invalid.NO_SIGNATURE_FOUND: "Neither the SAML response nor its assertion is signed.",
    Invalid.NO_NAMEID: "NameID is missing in the SAML assertion.",
    Invalid.EMPTY_NAMEID: "NameID is missing in the SAML assertion.",
}
_INVALID = "Invalid SAML response received."
_FROM_URL_SAFE = str.maketrans("-_", "+/")
_AROUND = f"""<samlp:Response xmlns:samlp="{Constants.NS_SAMLP}" ID="_around" Version="2.0"
IssueInstant="2000-01-01T00:00:00Z"><samlp:Status><samlp:StatusCode Value="{Constants.STATUS_SUCCESS}"/></samlp:Status>
</samlp:Response>"""
_CODE = re.compile(r"[A-Za-z]{1,40}")


def judged(provider: IdentityProvider, message: str, here: str, request_id: str | None) -> Response:
    """A response that the provider has made for us, whose assertion may be read. It answers the request of this ID;
    without one, it answers none. Raises `FederationFailed` with what the app may be told."""
    try:
        document = saml_shape.parsed(message)
        saml_shape.check(document)
        response = _opened(provider, message, document, here)
        _judge(response, provider, here, request_id)
        response.get_nameid_data()
    except Invalid as error:
        _log(provider, error)
        raise FederationFailed(_words(response_document=document, error=error)) from error
    except (saml_shape.Misshapen, SamlError, xmlsec.Error, etree.LxmlError, ValueError) as error:
        _log(provider, error)
        raise FederationFailed(_INVALID) from error
    return response


def authenticated_at(response: Response) -> int:
    """When the person proved to the provider who he is, in seconds of the epoch."""
    (statement,) = response._query_assertion("/saml:AuthnStatement")
    return int(Utils.parse_SAML_to_time(statement.get("AuthnInstant")))


def in_response(token: str) -> str:
    """A bare assertion in base64, as tokens are exchanged (RFC 8693 section 3), as if it had come in a response. What
    is one already, or neither, stays as it is."""
    message = token.translate(_FROM_URL_SAFE)
    message += "=" * (-len(message) % 4)
    try:
        document = saml_shape.parsed(message)
    except saml_shape.Misshapen:
        return token
    if document.tag != f"{{{Constants.NS_SAML}}}Assertion":
        return message
    around = etree.fromstring(_AROUND)
    around.append(document)
    return base64.b64encode(etree.tostring(around)).decode()


def issuer_of(message: str) -> str:
    """Whom a response claims to be of, which is believed of nobody; empty where it cannot be read."""
    try:
        found = Xml.query(saml_shape.parsed(message), "/samlp:Response/saml:Issuer")
    except saml_shape.Misshapen:
        return ""
    return str(found[0].text or "").strip() if len(found) == 1 else ""


def _opened(provider: IdentityProvider, message: str, document: Any, here: str) -> Response:
    """Decrypted, where the provider may encrypt at all (FED-119)."""
    if not saml_shape.is_encrypted(document):
        return Response(saml_settings.settings_of(provider, here), message)
    if not saml_settings.is_on(provider, "EncryptedResponses"):
        raise saml_shape.Misshapen("encrypted, which the provider's details do not allow")
    for pair in saml_certificates.decryption_pairs(provider.pool):
        if response := _decrypted(provider, message, here, pair):
            saml_shape.check(response.get_xml_document())
            return response
    raise saml_shape.Misshapen("encrypted for a key that is not ours")


def _decrypted(provider: IdentityProvider, message: str, here: str, pair: KeyPair) -> Response | None:
    try:
        response = Response(saml_settings.settings_of(provider, here, pair), message)
        response.get_nameid_data()  # may be encrypted by itself
    except (xmlsec.Error, etree.LxmlError):
        return None
    return response


def _judge(response: Response, provider: IdentityProvider, here: str, request_id: str | None) -> None:
    """What python3-saml asks for, and what it lets pass where the profile does not."""
    address = saml_settings.consumer_address(here)
    response.is_valid(saml_settings.request_data(address), request_id, raise_exceptions=True)
    if response.get_in_response_to() != request_id:
        raise Invalid("Answers another request, or one where none was made.", Invalid.WRONG_INRESPONSETO)
    if response.document.get("Destination", address) != address:
        raise Invalid("Sent to another address.", Invalid.WRONG_DESTINATION)
    if not response.get_issuers():
        raise Invalid("No issuer.", Invalid.WRONG_ISSUER)
    _check_audience(response, saml_settings.entity_id(provider.pool))
    if not any(_is_confirmed(data, address, request_id) for data in _confirmations(response)):
        raise Invalid("No confirmation of the subject for this request.", Invalid.WRONG_SUBJECTCONFIRMATION)


def _check_audience(response: Response, ours: str) -> None:
    """Each restriction must have us in it, and there must be one (SAML Core section 2.5.1.4)."""
    restrictions = response._query_assertion("/saml:Conditions/saml:AudienceRestriction")
    named = [[(each.text or "").strip() for each in Xml.query(one, "./saml:Audience")] for one in restrictions]
    if not named or not all(ours in audiences for audiences in named):
        raise Invalid("We are not the audience.", Invalid.WRONG_AUDIENCE)


def _confirmations(response: Response) -> list[Any]:
    bearer = f"/saml:Subject/saml:SubjectConfirmation[@Method='{Constants.CM_BEARER}']/saml:SubjectConfirmationData"
    return list(response._query_assertion(bearer))


def _is_confirmed(data: Any, address: str, request_id: str | None) -> bool:
    """Signed, unlike `InResponseTo` and `Destination` of a response that is not. Whether it has ended, python3-saml has
    looked at (SAML Profiles section 4.1.4.2)."""
    is_ours = data.get("Recipient") == address and data.get("InResponseTo") == request_id
    return is_ours and bool(data.get("NotOnOrAfter")) and data.get("NotBefore") is None


def _words(response_document: Any, error: Invalid) -> str:
    if error.code != Invalid.STATUS_CODE_IS_NOT_SUCCESS:
        return _REASONS.get(error.code, _INVALID)
    codes = Xml.query(response_document, "/samlp:Response/samlp:Status//samlp:StatusCode/@Value")
    last = str(codes[-1]).rpartition(":")[2] if codes else ""
    return f"The identity provider answered {last}." if _CODE.fullmatch(last) else _INVALID


def _log(provider: IdentityProvider, error: Exception) -> None:
    logger.info("A SAML response of provider %s of pool %s is refused: %s", provider.name, provider.pool_id, error)
