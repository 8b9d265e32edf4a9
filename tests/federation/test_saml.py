"""Sign-in at a SAML provider: what it is asked, and which of its answers are believed."""

import base64
import dataclasses
import zlib
from urllib.parse import parse_qs, urlsplit

import pytest
import xmlsec
from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

from federation.details.saml import Saml as Details
from federation.models import FederatedAttempt, IdentityProvider
from federation.protocols import FederationFailed
from federation.protocols.saml import saml
from pools.actions import saml_certificates
from tests.federation import saml_metadata as shapes
from tests.federation import saml_wrapping
from tests.federation.saml_idp import NAMES, PASSWORD, Answer, encrypt, find, posted, sign
from tests.federation.signing import pair

pytestmark = pytest.mark.one_database

HERE = "https://people.auth.example.com"
CONSUMER = f"{HERE}/saml2/idpresponse"
KEY = "k" * 43


@pytest.fixture
def provider(pool):
    return provider_of(pool, shapes.simple())


def provider_of(pool, document, **options):
    checked = Details().check(pool, "corp", {"MetadataFile": document} | options)
    return IdentityProvider(pool=pool, name="corp", kind="SAML", details=checked.details, derived=checked.derived)


@pytest.fixture
def attempt():
    return FederatedAttempt(request_id="_request", app_request="client_id=abc&state=xyz")


@pytest.fixture
def answer(pool):
    return Answer("_request", CONSUMER, f"urn:amazon:cognito:sp:{pool.id}")


@pytest.fixture
def finish(provider, attempt):
    return lambda message: saml.finish(provider, attempt, {"SAMLResponse": message}, HERE)


def request_in(outward):
    return etree.fromstring(base64.b64decode(outward.fields["SAMLRequest"]))


@pytest.mark.spec("FED-120", "FED-117", "FED-116", "FED-125", "FED-127")
def test_the_request_is_posted_unsigned_and_names_pool_and_address(pool, provider, attempt):
    outward = saml.begin(provider, attempt, KEY, HERE)

    request = request_in(outward)
    assert outward.url == request.get("Destination") == "https://idp.example.com/sso"
    assert outward.fields["RelayState"] == KEY
    assert request.get("ID") == attempt.request_id
    assert request.get("AssertionConsumerServiceURL") == CONSUMER
    assert request.get("ForceAuthn") is None
    assert find(request, "./saml:Issuer").text == f"urn:amazon:cognito:sp:{pool.id}"
    assert find(request, "./samlp:NameIDPolicy").get("Format").endswith(":persistent")
    assert not request.xpath("//ds:Signature", namespaces=NAMES)


@pytest.mark.spec("FED-245")
def test_the_request_is_signed_by_the_pool_where_the_provider_s_details_say_so(pool, attempt):
    provider = provider_of(pool, shapes.simple(), RequestSigningAlgorithm="rsa-sha256")

    request = request_in(saml.begin(provider, attempt, KEY, HERE))

    certificate = saml_certificates.signing_pair(pool).certificate
    assert Utils.validate_sign(request, certificate, xpath="/samlp:AuthnRequest/ds:Signature")
    assert find(request, ".//ds:SignatureMethod").get("Algorithm").endswith("#rsa-sha256")


@pytest.mark.spec("FED-246")
def test_a_provider_that_takes_redirects_alone_is_asked_by_one(pool, attempt):
    document = shapes.simple().replace("HTTP-POST", "HTTP-Redirect").replace("/sso", "/sso?tenant=1&amp;x=2")
    provider = provider_of(pool, document, RequestSigningAlgorithm="rsa-sha256")

    outward = saml.begin(provider, attempt, KEY, HERE)

    query = {name: values[0] for name, values in parse_qs(urlsplit(outward.url).query).items()}
    request = etree.fromstring(zlib.decompress(base64.b64decode(query["SAMLRequest"]), -15))
    assert (query["tenant"], query["x"], query["RelayState"]) == ("1", "2", KEY)
    assert request.get("Destination") == "https://idp.example.com/sso?tenant=1&x=2"
    signed = "&".join(f"{name}={Utils.escape_url(query[name])}" for name in ("SAMLRequest", "RelayState", "SigAlg"))
    certificate = saml_certificates.signing_pair(pool).certificate
    assert Utils.validate_binary_sign(signed, base64.b64decode(query["Signature"]), certificate, query["SigAlg"])


def test_an_app_that_wants_a_fresh_sign_in_has_the_provider_ask_again(provider, attempt):
    attempt.app_request = "client_id=abc&prompt=login"

    assert request_in(saml.begin(provider, attempt, KEY, HERE)).get("ForceAuthn") == "true"


@pytest.mark.parametrize("what", ["saml:Assertion", "samlp:Response"])
@pytest.mark.spec("FED-127", "FED-128", "FED-132", "FED-152")
def test_a_signed_answer_tells_who_it_is(finish, answer, what):
    claims = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
    answer.attributes = {"email": "carlos@example.com", f"{claims}/surname": "Salazar", "groups": ["a", "b"], "no": ""}

    identity = finish(answer.signed(what=what))

    assert identity.subject == "Carlos@example.com"
    assert identity.attributes == {
        "email": "carlos@example.com",
        f"{claims}/surname": "Salazar",
        "groups": ["a", "b"],
    }
    assert identity.received["samlResponse"]["groups"] == ["a", "b"]
    assert (identity.issuer, identity.acr) == ("https://idp.example.com/metadata", PASSWORD)
    assert identity.logout["session_index"] == "_session"
    assert identity.logout["name_id"] == "Carlos@example.com"


def test_both_the_message_and_the_assertion_may_be_signed(finish, answer):
    assert finish(posted(sign(sign(answer.tree()), "samlp:Response"))).subject == "Carlos@example.com"


def test_either_key_of_a_provider_that_changes_its_key_is_believed(pool, attempt, answer):
    provider = provider_of(pool, shapes.simple(certificates=("other", "idp")))

    assert saml.finish(provider, attempt, {"SAMLResponse": answer.signed()}, HERE).subject == "Carlos@example.com"
    by_other = {"SAMLResponse": answer.signed(by="other")}
    assert saml.finish(provider, attempt, by_other, HERE).subject == "Carlos@example.com"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"audience": "urn:amazon:cognito:sp:us-east-1_other"}, "Audience restriction"),
        ({"issuer": "https://other.example.com/metadata"}, "issuer"),
        (
            {"recipient": "https://other.example.com/saml2/idpresponse", "destination": CONSUMER},
            "Invalid SAML response",
        ),
        ({"recipient": f"{CONSUMER}/more", "destination": CONSUMER}, "Invalid SAML response"),
        ({"destination": f"{CONSUMER}/more"}, "Invalid SAML response"),
        ({"request_id": "_another"}, "Invalid SAML response"),
        ({"request_id": None}, "Invalid SAML response"),
        ({"in_response_to": "_another"}, "Invalid SAML response"),
        ({"in_response_to": None}, "Invalid SAML response"),
        ({"ends": -6}, "has expired"),
        ({"begins": 6, "ends": 9}, "not valid yet"),
        ({"confirmation_ends": -1}, "Invalid SAML response"),
        ({"name_id": ""}, "NameID is missing"),
        ({"name_id": "  "}, "NameID is missing"),
        ({"status": "Responder"}, "answered Responder"),
        ({"status": "AuthnFailed"}, "answered AuthnFailed"),
        ({"status": "a b"}, "Invalid SAML response"),
        ({"attributes": {"email": "c@example.com", "nick": "Carlos \N{GRINNING FACE}"}}, "emoji"),
        ({"attributes": {"nicks": ["fine", "heart \u2764\ufe0f"]}}, "emoji"),
    ],
    ids=range(19),
)
@pytest.mark.spec("FED-118", "FED-127", "FED-131", "FED-133", "API-281")
def test_an_answer_for_somebody_else_or_another_time_is_refused(finish, answer, changed, words):
    with pytest.raises(FederationFailed, match=words):
        finish(dataclasses.replace(answer, **changed).signed())


@pytest.mark.spec("FED-131")
def test_base64_of_an_emoji_and_a_trademark_are_attributes_like_others(finish, answer):
    answer.attributes = {"nick": "8J+YkA==", "company": "Example™ 3#*"}

    assert finish(answer.signed()).attributes == answer.attributes


@pytest.mark.parametrize(
    "changes",
    [
        [("<saml:AudienceRestriction>.*</saml:AudienceRestriction>", "")],
        [("<saml:Conditions.*</saml:Conditions>", "")],
        [("<saml:AuthnStatement.*</saml:AuthnStatement>", "")],
        [("<saml:NameID .*</saml:NameID>", "")],
        [('Recipient="[^"]*"', "")],
        [('NotOnOrAfter="[^"]*"/>', "/>")],
        [(r"(Recipient=)", r'NotBefore="2020-01-01T00:00:00Z" \1')],
        [("cm:bearer", "cm:holder-of-key")],
        [('Version="2.0"', 'Version="1.1"')],
        [(r"(</saml:Audience>)(</saml:Aud.*?>)", r"\1\2<saml:AudienceRestriction><saml:Audience>x\1\2")],
        [("(<saml:AuthnStatement )", r'\1SessionNotOnOrAfter="2020-01-01T00:00:00Z" ')],
        [("(<saml:NameID )", r'\1SPNameQualifier="other" ')],
        [(r"(<saml:Assertion)", r"<other/>\1")],
    ],
    ids=range(13),
)
@pytest.mark.spec("FED-118", "FED-127")
def test_an_answer_that_lacks_what_makes_it_ours_is_refused(finish, answer, changes):
    with pytest.raises(FederationFailed):
        finish(answer.signed(*changes))


@pytest.mark.parametrize("wrap", saml_wrapping.ALL, ids=lambda wrap: wrap.__name__)
def test_a_signature_that_is_wrapped_around_somebody_else_proves_nothing(finish, answer, wrap):
    with pytest.raises(FederationFailed):
        finish(posted(wrap(answer)))


def test_a_comment_does_not_cut_a_name_short(finish, answer):
    assert finish(posted(saml_wrapping.comment(answer))).subject == "admin@example.com.evil.example"


@pytest.mark.parametrize(
    "how",
    [
        {"by": "other"},
        {"method": xmlsec.Transform.RSA_SHA1},
        {"digest": xmlsec.Transform.SHA1},
        {"uri": ""},
        {"transforms": (xmlsec.Transform.ENVELOPED, xmlsec.Transform.C14N11)},
    ],
    ids=["another-key", "sha1-signature", "sha1-digest", "whole-document", "unknown-transform"],
)
def test_a_signature_of_another_key_or_kind_proves_nothing(finish, answer, how):
    with pytest.raises(FederationFailed):
        finish(answer.signed(**how))


def test_without_a_signature_nothing_is_believed(finish, answer):
    with pytest.raises(FederationFailed, match="Neither"):
        finish(posted(answer.tree()))


def test_what_was_changed_after_it_was_signed_is_not_believed(finish, answer):
    tree = sign(answer.tree())
    find(tree, ".//saml:NameID").text = "admin@example.com"

    with pytest.raises(FederationFailed, match="signature"):
        finish(posted(tree))


@pytest.mark.parametrize(
    "message",
    [
        "",
        "no base64!",
        base64.b64encode(b"no XML").decode(),
        base64.b64encode(b"<x/>").decode(),
        base64.b64encode(b"<!DOCTYPE x [<!ENTITY a 'aa'>]><x>&a;</x>").decode(),
        base64.b64encode(b"<x>" + b" " * 524_288 + b"</x>").decode(),
        "PHg+\u00e9",
    ],
    ids=range(7),
)
def test_what_is_no_answer_is_refused_as_such(finish, message):
    with pytest.raises(FederationFailed, match="Invalid SAML response"):
        finish(message)


@pytest.mark.spec("FED-119")
def test_an_encrypted_assertion_is_refused_where_the_provider_s_details_say_nothing_of_it(pool, finish, answer):
    certificate = saml_certificates.signing_pair(pool).certificate

    with pytest.raises(FederationFailed):
        finish(posted(encrypt(sign(answer.tree()), certificate)))


@pytest.fixture
def secretive(pool):
    return provider_of(pool, shapes.simple(), EncryptedResponses="true")


@pytest.mark.spec("FED-245")
def test_an_assertion_that_is_encrypted_for_an_older_certificate_is_read(pool, secretive, attempt, answer):
    older = saml_certificates.signing_pair(pool)
    saml_certificates._make(pool, 2).save()
    message = posted(encrypt(sign(answer.tree()), older.certificate))

    assert saml.finish(secretive, attempt, {"SAMLResponse": message}, HERE).subject == "Carlos@example.com"


@pytest.mark.spec("FED-245")
def test_an_encrypted_assertion_needs_a_signature_a_known_cipher_and_our_key(pool, secretive, attempt, answer):
    ours = saml_certificates.signing_pair(pool).certificate
    refused = [
        encrypt(answer.tree(), ours),
        encrypt(sign(answer.tree(), by="other"), ours),
        encrypt(sign(answer.tree()), pair("other").certificate_pem),
        encrypt(sign(answer.tree()), ours, transport=xmlsec.Transform.RSA_PKCS1),
        encrypt(saml_wrapping.xsw4(answer), ours),
    ]

    assert [outcome_of(secretive, attempt, tree) for tree in refused] == ["refused"] * len(refused)


def outcome_of(provider, attempt, tree):
    try:
        return saml.finish(provider, attempt, {"SAMLResponse": posted(tree)}, HERE)
    except FederationFailed:
        return "refused"


@pytest.mark.spec("FED-133", "FED-245")
def test_an_answer_that_nobody_asked_for_is_taken_where_the_provider_may_begin(pool, answer):
    provider = provider_of(pool, shapes.simple(), IDPInit="true")

    taken = saml.finish_unsolicited(provider, dataclasses.replace(answer, request_id=None).signed(), HERE)

    assert (taken.identity.subject, taken.assertion_id) == ("Carlos@example.com", "_assertion")


@pytest.mark.spec("FED-133")
def test_an_answer_that_nobody_asked_for_is_refused_elsewhere(provider, answer):
    with pytest.raises(FederationFailed, match="may not begin"):
        saml.finish_unsolicited(provider, dataclasses.replace(answer, request_id=None).signed(), HERE)


@pytest.mark.spec("FED-133")
def test_an_answer_to_a_request_is_not_taken_for_one_that_nobody_asked_for(pool, answer):
    provider = provider_of(pool, shapes.simple(), IDPInit="true")

    with pytest.raises(FederationFailed):
        saml.finish_unsolicited(provider, answer.signed(), HERE)
