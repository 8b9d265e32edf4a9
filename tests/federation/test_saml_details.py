"""Metadata of SAML providers: what of it is kept, what is refused, when it is fetched again."""

import datetime

import pytest
from django.utils import timezone

from federation.details.saml import Saml
from federation.models import IdentityProvider
from notifications import outgoing
from pools.actions import saml_certificates
from pools.errors import InvalidParameterException
from tests.federation import saml_metadata as shapes
from tests.federation.signing import pair

pytestmark = pytest.mark.one_database

URL = "https://idp.example.com/metadata"
MINUTE = datetime.timedelta(minutes=1)
DOCTYPE = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]>"


def check(**given):
    return Saml().check(None, "corp", given)


def with_file(document):
    return check(MetadataFile=document)


@pytest.fixture
def published(monkeypatch):
    """What is found at a URL; an error is raised."""
    found = {"status": 200, "body": shapes.simple().encode()}

    def get(url, headers, *, timeout, max_bytes):
        if "error" in found:
            raise found["error"]
        return outgoing.Answer(found["status"], {}, found["body"])

    monkeypatch.setattr(outgoing, "get", get)
    return found


@pytest.mark.spec("FED-163", "FED-156")
def test_metadata_of_adfs_is_read():
    derived = with_file(shapes.adfs()).derived

    assert derived["entity_id"] == "http://adfs.example.com/adfs/services/trust"
    assert derived["sso_post"] == derived["sso_redirect"] == derived["slo_post"] == "https://adfs.example.com/adfs/ls/"
    assert derived["signing_certificates"] == [pair("idp").certificate]
    assert derived["encryption_certificates"] == [pair("other").certificate]


@pytest.mark.spec("FED-164")
def test_metadata_of_okta_is_read():
    derived = with_file(shapes.okta()).derived

    assert derived["entity_id"] == "http://www.okta.com/exk1"
    assert derived["sso_redirect"] == "https://dev-1.oktapreview.com/app/shop/exk1/sso/saml"
    assert derived["signing_certificates"] == [pair("idp").certificate]
    assert derived["slo_redirect"] == derived["slo_post"] == ""


@pytest.mark.spec("FED-165")
def test_metadata_of_auth0_is_read():
    derived = with_file(shapes.auth0()).derived

    assert derived["entity_id"] == "urn:acme.auth0.com"
    assert derived["sso_post"] == "https://acme.auth0.com/samlp/1example23456789"
    assert derived["slo_redirect"] == "https://acme.auth0.com/samlp/1example23456789/logout"


@pytest.mark.spec("FED-166")
def test_metadata_of_ping_federate_is_read_with_both_keys_of_a_change():
    derived = with_file(shapes.ping_federate()).derived

    assert derived["sso_post"] == "https://sso.example.com/idp/SSO.saml2?a=1&b=2"
    assert derived["sso_redirect"] == ""
    assert derived["slo_post_response"] == "https://sso.example.com/idp/SLO/answer.saml2"
    assert derived["signing_certificates"] == [pair("idp").certificate, pair("other").certificate]


@pytest.mark.spec("FED-166")
def test_metadata_of_shibboleth_is_read_as_it_is_exported():
    derived = with_file(shapes.shibboleth()).derived

    assert derived["entity_id"] == "https://idp.example.edu/idp/shibboleth"
    assert derived["sso_post"] == "https://idp.example.edu/idp/profile/SAML2/POST/SSO"
    assert derived["signing_certificates"] == derived["encryption_certificates"] == [pair("idp").certificate]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("", "not well-formed"),
        ("no XML", "not well-formed"),
        ("<a>", "not well-formed"),
        (DOCTYPE + "<x>&b;</x>", "document type"),
        ("<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>", "document type"),
        ("<x/>" + " " * 1_048_576 + "<!-- -->", "too large"),
        ("<x/>", "no identity provider"),
    ],
    ids=range(7),
)
@pytest.mark.spec("FED-156")
def test_a_file_that_is_no_metadata_is_refused(document, reason):
    with pytest.raises(InvalidParameterException, match=reason):
        with_file(document)


@pytest.mark.parametrize(
    ("part", "instead", "reason"),
    [
        ("?>", "?>" + DOCTYPE.replace("x [", "EntityDescriptor ["), "document type"),
        ("IDPSSODescriptor", "SPSSODescriptor", "no identity provider"),
        ('entityID="https://idp.example.com/metadata"', "", "no entityID"),
        ("HTTP-POST", "SOAP", "no single sign-on service"),
        ("https://idp.example.com/sso", "javascript:alert(1)", "no URL of the web"),
        ("https://idp.example.com/slo", "//idp.example.com/slo", "no URL of the web"),
        ("KeyDescriptor", "OtherDescriptor", "no certificate for signatures"),
        ('use="signing"', 'use="encryption"', "no certificate for signatures"),
        ("<X509Certificate>", "<X509Certificate>AAAA", "cannot be read"),
        ("<X509Certificate>", "<X509Certificate>?", "cannot be read"),
        ("entityID=", 'validUntil="tomorrow" entityID=', "its end"),
        ("entityID=", 'cacheDuration="long" entityID=', "its end"),
    ],
    ids=range(12),
)
@pytest.mark.spec("FED-156")
def test_metadata_that_no_provider_can_be_made_of_is_refused(part, instead, reason):
    with pytest.raises(InvalidParameterException, match=reason):
        with_file(shapes.simple().replace(part, instead))


def test_two_providers_in_one_document_are_refused():
    pair_of_them = shapes.shibboleth().replace("</EntitiesDescriptor>", f"{shapes.okta()}</EntitiesDescriptor>")

    with pytest.raises(InvalidParameterException, match="more than one"):
        with_file(pair_of_them)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "either MetadataFile or MetadataURL"),
        ({"MetadataURL": URL, "MetadataFile": "<x/>"}, "either MetadataFile or MetadataURL"),
        ({"MetadataFile": "<x/>", "IDPSignout": "yes"}, "IDPSignout must be true or false"),
        ({"MetadataFile": "<x/>", "IDPInit": ""}, "IDPInit must be true or false"),
        ({"MetadataFile": "<x/>", "EncryptedResponses": "1"}, "EncryptedResponses must be true or false"),
        ({"MetadataFile": "<x/>", "RequestSigningAlgorithm": "rsa-sha1"}, "must be rsa-sha256"),
        ({"MetadataFile": "<x/>", "client_id": "abc"}, "have no client_id"),
    ],
    ids=range(7),
)
@pytest.mark.spec("FED-245", "CON-274")
def test_details_that_say_nothing_sensible_are_refused(given, reason):
    with pytest.raises(InvalidParameterException, match=reason):
        check(**given)


@pytest.mark.spec("FED-150", "FED-245")
def test_a_file_is_kept_with_the_options_and_never_fetched_again():
    options = {"IDPSignout": "true", "IDPInit": "false", "RequestSigningAlgorithm": "rsa-sha256"}

    checked = check(MetadataFile=shapes.simple(), **options)

    assert checked.details == {"MetadataFile": shapes.simple()} | options
    assert checked.refresh_at is None


@pytest.mark.parametrize(
    ("attributes", "minutes"),
    [
        ("", 360),
        ('cacheDuration="P1D"', 360),
        ('cacheDuration="PT2H"', 115),
        ('cacheDuration="PT0S"', 5),
        ('validUntil="{in_3_hours}"', 175),
        ('validUntil="{in_3_hours}" cacheDuration="PT1H"', 55),
    ],
    ids=["unsaid", "daily", "two-hours", "always", "ends", "both"],
)
@pytest.mark.spec("FED-149", "FED-157")
def test_metadata_of_a_url_is_fetched_again_after_six_hours_or_before_its_end(published, attributes, minutes):
    until = (timezone.now() + 180 * MINUTE).strftime("%Y-%m-%dT%H:%M:%SZ")
    published["body"] = shapes.simple(attributes=attributes.format(in_3_hours=until)).encode()

    checked = check(MetadataURL=URL)

    assert checked.details == {"MetadataURL": URL}
    assert abs(checked.refresh_at - timezone.now() - minutes * MINUTE) < MINUTE


@pytest.mark.parametrize(
    "found",
    [
        {"status": 404},
        {"status": 302},
        {"body": b"<html>"},
        {"error": outgoing.OutgoingError("No answer from idp.example.com: certificate verify failed")},
        {"error": outgoing.Forbidden("idp.example.com leads to no address that may be asked.")},
    ],
    ids=["missing", "moved", "no-metadata", "bad-tls", "internal"],
)
@pytest.mark.spec("FED-151", "CON-217")
def test_a_url_without_metadata_is_refused_in_cognitos_words(published, found):
    published.update(found)

    with pytest.raises(InvalidParameterException) as refusal:
        check(MetadataURL=URL)

    assert refusal.value.message == f"Error retrieving metadata from {URL}"


@pytest.mark.spec("FED-151", "CON-217")
def test_metadata_of_a_url_that_has_ended_is_refused(published):
    published["body"] = shapes.simple(attributes='validUntil="2020-01-01T00:00:00Z"').encode()

    with pytest.raises(InvalidParameterException) as refusal:
        check(MetadataURL=URL)

    assert "has ended" in refusal.value.reason


@pytest.mark.spec("FED-246", "FED-160")
def test_a_description_adds_addresses_and_the_certificate_to_encrypt_for(pool):
    derived = with_file(shapes.adfs()).derived
    provider = IdentityProvider(pool=pool, name="corp", kind="SAML", derived=derived)

    added = Saml().describe(provider)

    assert added == {
        "SSORedirectBindingURI": "https://adfs.example.com/adfs/ls/",
        "SLORedirectBindingURI": "https://adfs.example.com/adfs/ls/",
        "ActiveEncryptionCertificate": saml_certificates.get_signing_certificate(pool).certificate,
    }
    assert check(MetadataFile=shapes.adfs(), **added).details == {"MetadataFile": shapes.adfs()}
