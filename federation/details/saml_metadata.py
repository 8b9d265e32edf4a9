"""What the metadata of a SAML identity provider says (SAML V2.0 Metadata), read without entities or a DTD."""

import base64
import binascii
import copy
import dataclasses
import datetime
from typing import Any

import isodate
from cryptography import x509
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser as Parser
from onelogin.saml2.settings import validate_url
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML as Xml

LARGEST = 1_048_576  # bytes; a provider's own has some ten thousand, a whole federation's is none of ours
REDIRECT, POST = Constants.BINDING_HTTP_REDIRECT, Constants.BINDING_HTTP_POST
_LONGEST_ENTITY_ID = 1024  # SAML Core section 8.3.6
_WEB = ("https://", "http://")


class UnusableMetadata(Exception):
    """Why no provider can be made of this; the text is for who gave it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Metadata:
    """`derived` is kept with the provider. By its own word it is not to be used after `ends_at`, and to be fetched anew
    after `fresh_until`; None where it says nothing of it."""

    derived: dict[str, Any]
    ends_at: datetime.datetime | None
    fresh_until: datetime.datetime | None


def read(document: bytes, now: datetime.datetime) -> Metadata:
    """The one identity provider that the document describes. Raises `UnusableMetadata`."""
    if len(document) > LARGEST:
        raise UnusableMetadata("The metadata is too large.")
    entity = _identity_provider(_parsed(document))
    role = Xml.query(entity, "./md:IDPSSODescriptor")[0]
    by_redirect, by_post = (_idp_settings(entity, binding) for binding in (REDIRECT, POST))
    derived = {
        "entity_id": _entity_id(by_post),
        "sso_redirect": _address(by_redirect, "singleSignOnService"),
        "sso_post": _address(by_post, "singleSignOnService"),
        "slo_redirect": _address(by_redirect, "singleLogoutService"),
        "slo_post": _address(by_post, "singleLogoutService"),
        "slo_redirect_response": _response_address(role, REDIRECT),
        "slo_post_response": _response_address(role, POST),
        "signing_certificates": _certificates(role, "encryption"),
        "encryption_certificates": _certificates(role, "signing"),
    }
    if not derived["sso_redirect"] and not derived["sso_post"]:
        raise UnusableMetadata("The metadata has no single sign-on service by HTTP-Redirect or HTTP-POST.")
    if not derived["signing_certificates"]:
        raise UnusableMetadata("The metadata has no certificate for signatures.")
    try:
        return Metadata(derived, _ends_at(entity, role), _fresh_until(entity, role, now=now))
    except (ValueError, OverflowError) as error:
        raise UnusableMetadata("The metadata states its end in a way that cannot be read.") from error


def _parsed(document: bytes) -> Any:
    try:
        return Xml.to_etree(document)
    except (etree.XMLSyntaxError, ValueError) as error:  # the latter is also what a DTD or an entity raises
        raise UnusableMetadata("The metadata is not well-formed XML without a document type.") from error


def _identity_provider(root: Any) -> Any:
    """An `EntityDescriptor` by itself, with what a list around it says of how long it is good."""
    found = Xml.query(root, "//md:EntityDescriptor[md:IDPSSODescriptor]")
    if len(found) != 1:
        reason = "more than one identity provider" if found else "no identity provider"
        raise UnusableMetadata(f"The metadata has {reason}.")
    entity = copy.deepcopy(found[0])
    for name in ("validUntil", "cacheDuration"):
        for outer in found[0].iterancestors():
            if name not in entity.attrib and name in outer.attrib:
                entity.set(name, outer.get(name))
    return entity


def _idp_settings(entity: Any, binding: str) -> dict[str, Any]:
    settings = Parser.parse(entity, required_sso_binding=binding, required_slo_binding=binding)
    return dict(settings["idp"])


def _entity_id(settings: dict[str, Any]) -> str:
    entity_id = settings.get("entityId", "")
    if not entity_id or len(entity_id) > _LONGEST_ENTITY_ID:
        raise UnusableMetadata("The metadata has no entityID.")
    return str(entity_id)


def _address(settings: dict[str, Any], service: str) -> str:
    return _checked(settings.get(service, {}).get("url", ""))


def _response_address(role: Any, binding: str) -> str:
    services = Xml.query(role, f"./md:SingleLogoutService[@Binding='{binding}']")
    return _checked(services[0].get("ResponseLocation", "")) if services else ""


def _checked(address: str) -> str:
    """Browsers are sent there: what leads elsewhere than to a web page is refused."""
    if address and not (address.startswith(_WEB) and validate_url(address, allow_single_label_domain=True)):
        raise UnusableMetadata("A service in the metadata has an address that is no URL of the web.")
    return address


def _certificates(role: Any, other_use: str) -> list[str]:
    """Each once, DER in base64, but for those of the other use alone. There are several while the provider changes its
    key. The library's parser takes an only one for both uses, whatever it is meant for."""
    path = f"./md:KeyDescriptor[not(@use='{other_use}')]/ds:KeyInfo/ds:X509Data/ds:X509Certificate"
    return list(dict.fromkeys(_certificate(node.text or "") for node in Xml.query(role, path)))


def _certificate(text: str) -> str:
    try:
        der = base64.b64decode("".join(text.split()), validate=True)
        x509.load_der_x509_certificate(der)
    except (binascii.Error, ValueError) as error:
        raise UnusableMetadata("A certificate in the metadata cannot be read.") from error
    return base64.b64encode(der).decode()


def _ends_at(*elements: Any) -> datetime.datetime | None:
    stated = (element.get("validUntil") for element in elements)
    return min((_in_utc(isodate.parse_datetime(moment)) for moment in stated if moment), default=None)


def _fresh_until(*elements: Any, now: datetime.datetime) -> datetime.datetime | None:
    stated = (element.get("cacheDuration") for element in elements)
    return min((now + isodate.parse_duration(duration) for duration in stated if duration), default=None)


def _in_utc(moment: datetime.datetime) -> datetime.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
