"""Ending a SAML provider's session: what it is asked, which of its answers count, and the pool's own metadata."""

import base64
import zlib
from urllib.parse import parse_qs, urlsplit

import pytest
import xmlsec
from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML as Xml

from federation.details.saml import Saml as Details
from federation.models import IdentityProvider
from federation.protocols import FederationFailed, saml_logout, saml_service
from pools.actions import saml_certificates
from tests.federation import saml_metadata as shapes
from tests.federation.saml_idp import NAMES, PERSISTENT, SAML, SAMLP, at, find, posted, sign
from tests.federation.signing import pair

pytestmark = pytest.mark.one_database

HERE = "https://people.auth.example.com"
KNOWN = {"name_id": "Carlos & <co>", "format": PERSISTENT, "session_index": '_1"><evil/>'}
SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


def provider_of(pool, document, **options):
    checked = Details().check(pool, "corp", {"MetadataFile": document, "IDPSignout": "true"} | options)
    return IdentityProvider(pool=pool, name="corp", kind="SAML", details=checked.details, derived=checked.derived)


@pytest.fixture
def provider(pool):
    return provider_of(pool, shapes.simple())


def answer(request_id="_out", destination=f"{HERE}/saml2/logout", issuer="https://idp.example.com/metadata"):
    return etree.fromstring(
        f'<samlp:LogoutResponse xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="_answer" Version="2.0" '
        f'IssueInstant="{at()}" InResponseTo="{request_id}" Destination="{destination}">'
        f"<saml:Issuer>{issuer}</saml:Issuer><samlp:Status>"
        '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>'
    )


def redirected(tree, by="idp", algorithm=SHA256, relay_state="a b"):
    """The query of an address with this answer, signed as SAML Bindings section 3.4.4.1 has it."""
    deflated = Utils.deflate_and_base64_encode(etree.tostring(tree))
    parts = {"SAMLResponse": deflated, "RelayState": relay_state, "SigAlg": algorithm}
    signed = "&".join(f"{name}={Utils.escape_url(value, True)}" for name, value in parts.items())  # as ADFS writes it
    signature = Utils.b64encode(Utils.sign_binary(signed, pair(by).key_pem, xmlsec.Transform.RSA_SHA256))
    return f"{signed}&Signature={Utils.escape_url(signature)}"


def check_redirected(provider, encoded_query):
    query = {name: values[0] for name, values in parse_qs(encoded_query).items()}
    saml_logout.check_redirected_answer(provider, query, encoded_query, "_out", HERE)


@pytest.mark.spec("FED-121", "FED-124")
def test_the_request_to_sign_out_is_signed_and_names_person_and_session(pool, provider):
    outward = saml_logout.begin(provider, KNOWN, "_out", "relay", HERE)

    query = {name: values[0] for name, values in parse_qs(urlsplit(outward.url).query).items()}
    request = etree.fromstring(zlib.decompress(base64.b64decode(query["SAMLRequest"]), -15))
    assert (request.tag, request.get("ID")) == (f"{{{SAMLP}}}LogoutRequest", "_out")
    assert find(request, "./saml:NameID").text == "Carlos & <co>"
    assert find(request, "./samlp:SessionIndex").text == '_1"><evil/>'
    signed = "&".join(f"{name}={Utils.escape_url(query[name])}" for name in ("SAMLRequest", "RelayState", "SigAlg"))
    certificate = saml_certificates.signing_pair(pool).certificate
    assert Utils.validate_binary_sign(signed, base64.b64decode(query["Signature"]), certificate, query["SigAlg"])


@pytest.mark.spec("FED-121")
def test_a_provider_that_takes_posts_alone_is_posted_to(pool):
    document = shapes.ping_federate()

    outward = saml_logout.begin(provider_of(pool, document), KNOWN, "_out", "relay", HERE)

    request = etree.fromstring(base64.b64decode(outward.fields["SAMLRequest"]))
    certificate = saml_certificates.signing_pair(pool).certificate
    assert outward.url == "https://sso.example.com/idp/SLO.saml2"
    assert outward.fields["RelayState"] == "relay"
    assert Utils.validate_sign(request, certificate, xpath="/samlp:LogoutRequest/ds:Signature")


@pytest.mark.spec("FED-123")
def test_a_signed_answer_to_our_request_counts(provider):
    saml_logout.check_posted_answer(provider, posted(sign(answer(), "")), "_out", HERE)
    check_redirected(provider, redirected(answer()))


@pytest.mark.parametrize(
    ("changed", "by"),
    [
        ({}, "other"),
        ({"request_id": "_another"}, "idp"),
        ({"destination": "https://other.example.com/saml2/logout"}, "idp"),
        ({"issuer": "https://other.example.com/metadata"}, "idp"),
    ],
    ids=["key", "request", "address", "issuer"],
)
@pytest.mark.spec("FED-123")
def test_an_answer_of_somebody_else_or_to_somebody_else_does_not(provider, changed, by):
    with pytest.raises(FederationFailed):
        saml_logout.check_posted_answer(provider, posted(sign(answer(**changed), "", by=by)), "_out", HERE)
    with pytest.raises(FederationFailed):
        check_redirected(provider, redirected(answer(**changed), by=by))


@pytest.mark.parametrize("message", ["", "no base64!", "PHgvPg==", "eJw="])
def test_what_is_no_signed_answer_does_not_count(provider, message):
    with pytest.raises(FederationFailed):
        saml_logout.check_posted_answer(provider, message, "_out", HERE)
    with pytest.raises(FederationFailed):
        check_redirected(provider, f"SAMLResponse={Utils.escape_url(message)}&Signature=abc&SigAlg=rsa")
    with pytest.raises(FederationFailed):
        saml_logout.check_posted_answer(provider, posted(answer()), "_out", HERE)


@pytest.mark.parametrize("query", ["", "&Signature=AAAA", "&Signature=?"])
def test_an_answer_in_the_address_needs_its_signature(provider, query):
    unsigned = redirected(answer()).partition("&Signature")[0]

    with pytest.raises(FederationFailed):
        check_redirected(provider, unsigned + query)


def test_an_answer_that_would_become_very_much_is_not_inflated(provider):
    bomb = Utils.deflate_and_base64_encode("<x>" + " " * 2_000_000 + "</x>")

    with pytest.raises(FederationFailed):
        check_redirected(provider, f"SAMLResponse={Utils.escape_url(bomb)}&Signature=abc&SigAlg={SHA256}")


@pytest.mark.parametrize(
    ("document", "options", "is_wanted"),
    [
        (shapes.simple, {}, True),
        (shapes.simple, {"IDPSignout": "false"}, False),
        (shapes.okta, {}, False),
    ],
    ids=["wanted", "off", "no-address"],
)
@pytest.mark.spec("FED-124")
def test_providers_are_asked_where_their_details_and_metadata_have_it(pool, document, options, is_wanted):
    assert saml_logout.is_wanted(provider_of(pool, document(), **options)) is is_wanted


@pytest.mark.spec("FED-116", "FED-117", "FED-122", "FED-123")
def test_the_pool_s_own_metadata_has_what_a_provider_needs(pool):
    text = saml_service.metadata(pool, HERE)

    assert Xml.validate_xml(text, "saml-schema-metadata-2.0.xsd") != "invalid_xml"
    names = NAMES | {"md": "urn:oasis:names:tc:SAML:2.0:metadata"}
    read = etree.fromstring(text).xpath
    assert read("string(/md:EntityDescriptor/@entityID)", namespaces=names) == f"urn:amazon:cognito:sp:{pool.id}"
    assert read("string(//md:AssertionConsumerService/@Location)", namespaces=names) == f"{HERE}/saml2/idpresponse"
    assert read("string(//md:SingleLogoutService/@Location)", namespaces=names) == f"{HERE}/saml2/logout"
    certificate = read("string(//ds:X509Certificate)", namespaces=names)
    assert "".join(certificate.split()) == saml_certificates.get_signing_certificate(pool).certificate
    assert read("count(//md:KeyDescriptor[@use])", namespaces=names) == 0
    assert read("count(//@validUntil)", namespaces=names) == 0
